"""Which definition a number was made with: a fingerprint that changes with the code, tables and settings behind it."""

import hashlib
import inspect

from kpis.company import Company
from kpis.cubes import CUBES
from kpis.registry import Indicator

LENGTH = 8


def definition_version(what: Indicator, company: Company) -> str:
    """The fingerprint of an indicator: its function, the selects of its cubes, and the settings they contain."""
    parts = [inspect.getsource(what.function)]
    for name in sorted(what.tables):
        if name in CUBES:
            select = CUBES[name].select(company).compile()
            parts += [str(select), repr(sorted(select.params.items(), key=lambda pair: pair[0]))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:LENGTH]


def facts_behind(what: Indicator) -> list[str]:
    """The canonical tables an indicator is counted from."""
    return sorted({fact for name in what.tables for fact in (CUBES[name].facts if name in CUBES else (name,))})
