"""All cubes, in one explicit list; a cube is a select over facts, aggregated to the finest grain pages need."""

from kpis.cubes import activity, answers, costs, credit, experiments, held_out, moves, people, pipeline, sales
from kpis.cubes.cube import Cube, Cut

CUBES: dict[str, Cube] = {
    cube.name: cube
    for cube in (*sales.CUBES, *credit.CUBES, *costs.CUBES, *pipeline.CUBES, *answers.CUBES, *activity.CUBES,
                 *people.CUBES, *experiments.CUBES, *held_out.CUBES, *moves.CUBES)
}  # fmt: skip

__all__ = ["CUBES", "Cube", "Cut"]
