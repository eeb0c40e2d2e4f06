"""What a page costs: CPU of Review against an empty page, with more data, at start-up; memory and a crowd.

`python -m tests.bench.pages [--only reruns|large|start|memory|crowd] [--runs N] [--sessions N] [--large N]`.
All pages run in one copy of the program, behind the same router and gate. CPU is that of the whole server process.
"""

import argparse
import random
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from tests.bench.dashboard import EMPTY, REVIEW, NotUsable, Reader, Values, cpu_per_look, looks, program, serving
from tests.bench.figures import MIB, Figure, cpu_of, median, memory_of, say
from tests.bench.homes import LARGE, SAMPLE, HomeNotMade, sample_home
from tests.server import Server

WARM_GOAL, COLD_GOAL, LARGE_GOAL, START_GOAL, MEMORY_GOAL, CROWD_GOAL = 6.0, 40.0, 1.2, 2.0, 1.0, 1.0
MARKETS = ["Finland", "Sweden"]
THINK, SLICES = 5.0, 20


def reruns(given: argparse.Namespace) -> list[Figure]:
    """CPU of a warm Review rerun and of a cold slice, each against a warm rerun of the empty page."""
    with program() as folder, serving(folder, sample_home()) as server:
        empty, warm, cold = _three(server, given.runs)
    return [
        Figure(
            "warm Review rerun against the empty page",
            warm / empty,
            WARM_GOAL,
            detail=f"{_ms(warm)} against {_ms(empty)} CPU",
        ),
        Figure(
            "cold slice of Review against the empty page",
            cold / empty,
            COLD_GOAL,
            detail=f"{_ms(cold)} against {_ms(empty)} CPU",
        ),
    ]


def _three(server: Server, runs: int) -> tuple[float, float, float]:
    """CPU seconds, medians: the empty page, a warm Review, a Review of a week and filter nobody asked for before."""
    with server.visitor() as one, server.visitor() as other:
        nothing, review = Reader.arrive(one, EMPTY), Reader.arrive(other, REVIEW)
        warm = _in_turn([(server, nothing), (server, review)], looks(MARKETS, 1) * runs)
        cold = cpu_per_look(server, review, looks(MARKETS, runs, skip=2))
    return *warm, median(cold)


def _in_turn(readers: list[tuple[Server, Reader]], values: list[Values]) -> list[float]:
    """The median CPU of each reader's looks, all taking turns, so that a busy moment of the machine hits all of them."""
    if values[0] == values[-1]:  # the same again and again: the first two are not what is meant
        for server, reader in readers:
            cpu_per_look(server, reader, values[:2])
    found = [[cpu_per_look(server, reader, [value])[0] for server, reader in readers] for value in values]
    return [median(each) for each in zip(*found, strict=True)]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def large(given: argparse.Namespace) -> list[Figure]:
    """The same reruns with many more contacts, against the sample; both servers run side by side and take turns."""
    name = f"with {given.large:,} contacts against the sample"
    try:
        homes = sample_home(), sample_home(given.large, given.minutes)
    except HomeNotMade as reason:
        return [Figure(f"warm Review rerun {name}", None, LARGE_GOAL, detail=str(reason))]
    with program() as folder, ExitStack() as stack:
        servers = [stack.enter_context(serving(folder, home)) for home in homes]
        readers = [(s, Reader.arrive(stack.enter_context(s.visitor()), REVIEW)) for s in servers]
        warm, big_warm = _in_turn(readers, looks(MARKETS, 1) * given.runs)
        cold, big_cold = _in_turn(readers, looks(MARKETS, given.runs, skip=2))
        memory = [memory_of(s.process.pid) / MIB for s in servers]
    return [
        Figure(
            f"warm Review rerun {name}", big_warm / warm, LARGE_GOAL, detail=f"{_ms(big_warm)} against {_ms(warm)} CPU"
        ),
        Figure(f"cold slice {name}", big_cold / cold, LARGE_GOAL, detail=f"{_ms(big_cold)} against {_ms(cold)} CPU"),
        Figure("memory of the server with many contacts", memory[1], None, "MiB", f"the sample {memory[0]:.0f} MiB"),
    ]


def start(given: argparse.Namespace) -> list[Figure]:
    """From the start of the process to the end of the first run, on fresh servers in turn."""
    home = sample_home()
    took: dict[str, list[tuple[float, float]]] = {EMPTY: [], REVIEW: []}
    with program() as folder:
        for _ in range(max(given.runs // 4, 2)):
            for page in took:
                took[page].append(_first_page(folder, home, page))
    clock, cpu = ({page: median([pair[n] for pair in pairs]) for page, pairs in took.items()} for n in (0, 1))
    return [
        Figure(
            "start-up to the first Review against the empty page",
            clock[REVIEW] / clock[EMPTY],
            START_GOAL,
            detail=f"{clock[REVIEW]:.1f} s against {clock[EMPTY]:.1f} s by the clock",
        ),
        Figure(
            "the same, CPU",
            cpu[REVIEW] / cpu[EMPTY],
            START_GOAL,
            detail=f"{cpu[REVIEW]:.1f} s against {cpu[EMPTY]:.1f} s",
        ),
    ]


def _first_page(folder: Path, home: Path, page: str) -> tuple[float, float]:
    began = time.perf_counter()
    with serving(folder, home) as server, server.visitor() as client:
        Reader.arrive(client, page)
        return time.perf_counter() - began, cpu_of(server.process.pid)


def memory(given: argparse.Namespace) -> list[Figure]:
    """What one more reader with Review open adds, while the tab is only there."""
    with program() as folder, serving(folder, sample_home()) as server, ExitStack() as stack:
        for _ in range(3):  # what the first readers make stays for all
            with server.visitor() as client:
                Reader.arrive(client, REVIEW)
        held = [_settled(server)]
        for _ in range(2):  # the second half shows the slope once buffers have grown
            for _ in range(given.sessions):
                Reader.arrive(stack.enter_context(server.visitor()), REVIEW)
            held.append(_settled(server))
    each = (held[2] - held[1]) / given.sessions / MIB
    first = (held[1] - held[0]) / given.sessions / MIB
    detail = f"readers {given.sessions + 1} to {2 * given.sessions}; the first {given.sessions}: {first:.2f} MiB each"
    return [Figure("memory per idle session", each, MEMORY_GOAL, "MiB", detail)]


def _settled(server: Server) -> int:
    time.sleep(1.0)
    return memory_of(server.process.pid)


def crowd(given: argparse.Namespace) -> list[Figure]:
    """Readers who think, then choose one of 20 slices, each cold for the first who asks; seconds to the end of a run.

    The same crowd on the empty page beside it tells how much of the wait is the machine and not the page.
    """
    home, found = sample_home(), {}
    with program() as folder:
        for page in (EMPTY, REVIEW):
            with serving(folder, home) as server:
                began = cpu_of(server.process.pid)
                found[page] = _Crowd(server, page, given.seconds).gather(given.sessions)
                busy = (cpu_of(server.process.pid) - began) / given.seconds
    (name, goal), troubles = (
        (f"{given.sessions} readers, {THINK:g} s think time, p95", CROWD_GOAL),
        found[REVIEW].troubles,
    )
    if not found[REVIEW].waits:
        return [Figure(name, None, goal, "s", troubles[0] if troubles else "nobody asked for anything")]
    p50, p95, p99 = np.quantile(found[REVIEW].waits, [0.5, 0.95, 0.99])
    bare = np.quantile(found[EMPTY].waits or [np.nan], 0.95)
    detail = (
        f"p50 {p50:.2f} s, p99 {p99:.2f} s, {len(found[REVIEW].waits)} reruns, {len(troubles)} troubles, "
        f"{busy:.0%} of a core; empty page p95 {bare:.2f} s"
    )
    return [Figure(name, float(p95), goal, "s", detail)]


class _Crowd:
    """Readers of one page, each in a thread of its own; they begin to ask once all have arrived."""

    def __init__(self, server: Server, page: str, seconds: float) -> None:
        self.server, self.page, self.seconds = server, page, seconds
        self.slices = looks(MARKETS, SLICES, skip=2)
        self.waits: list[float] = []
        self.troubles: list[str] = []

    def gather(self, count: int) -> "_Crowd":
        """Let them all read until the time is over."""
        together = threading.Barrier(count)
        people = [threading.Thread(target=self._read, args=(n, together)) for n in range(count)]
        for person in people:
            person.start()
        for person in people:
            person.join()
        return self

    def _read(self, seed: int, together: threading.Barrier) -> None:
        chance = random.Random(seed)
        try:
            with self.server.visitor() as client:
                reader = Reader.arrive(client, self.page)
                together.wait(120)
                until = time.monotonic() + self.seconds
                while time.monotonic() + (pause := chance.expovariate(1 / THINK)) < until:
                    time.sleep(pause)
                    began = time.perf_counter()
                    seen = reader.look(chance.choice(self.slices))
                    self.waits.append(time.perf_counter() - began)
                    reader.check(seen)
        except (NotUsable, OSError, TimeoutError, threading.BrokenBarrierError) as trouble:
            self.troubles.append(f"{type(trouble).__name__}: {trouble}")


BENCHES: dict[str, Callable[[argparse.Namespace], list[Figure]]] = {
    "reruns": reruns,
    "large": large,
    "start": start,
    "memory": memory,
    "crowd": crowd,
}


def arguments(asking: argparse.ArgumentParser) -> None:
    """What can be asked of these benches."""
    asking.add_argument("--runs", type=int, default=15)
    asking.add_argument("--sessions", type=int, default=50)
    asking.add_argument("--seconds", type=float, default=45, help="how long the readers keep reading")
    asking.add_argument(
        "--large", type=int, default=LARGE, help=f"contacts of the large sample (the usual one has {SAMPLE:,})"
    )
    asking.add_argument("--minutes", type=float, default=15, help="how long making the large sample may take")


def main() -> None:
    """Measure and print."""
    asking = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asking.add_argument("--only", choices=BENCHES)
    arguments(asking)
    given = asking.parse_args()
    for name in [given.only] if given.only else BENCHES:
        say(BENCHES[name](given))


if __name__ == "__main__":
    main()
