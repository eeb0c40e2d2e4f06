"""The worked examples in tests/cases: which there are, and what "the same" means for their numbers."""

from pathlib import Path

import yaml

NOT_SHOWN = {"median_completed_only"}  # the common mistake: it forgets the expensive builds that are still open


def cases(*suites: str) -> dict[str, dict]:
    """The examples of some suites by their id."""
    files = [Path(__file__).parent / "cases" / f"{suite}.yaml" for suite in suites]
    return {case["id"]: case for file in files for case in yaml.safe_load(file.read_text("utf-8"))["cases"]}


def same(got, wanted) -> bool:
    """Equal as the cases mean it: numbers within 1e-6, lists and mappings element by element, null is null."""
    if isinstance(wanted, dict):
        return all(same(got[str(key)], value) for key, value in wanted.items())
    if isinstance(wanted, list):
        return len(got) == len(wanted) and all(same(g, w) for g, w in zip(got, wanted, strict=True))
    if wanted is None or isinstance(wanted, str) or got is None:
        return got == wanted
    return abs(got - wanted) <= max(1e-6, 1e-6 * abs(wanted))


def compare(case: dict, got: dict) -> None:
    """The expected output comes out; the common mistakes (`*_wrong`) do not; a reason is given in words."""
    for name, wanted in case["expected"].items():
        if name.endswith("_wrong"):
            assert not same(got["retention"], wanted), f"{case['id']}: {name} must not be the result"
        elif name in ("message", "shown_as"):
            assert got[name], f"{case['id']}: a reason in words"
        elif name not in NOT_SHOWN:
            assert same(got[name], wanted), f"{case['id']}: {name} is {got[name]}, not {wanted}"
