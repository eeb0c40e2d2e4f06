"""What a service answers: the saved key and version, and warnings that did not stop it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from data_adapters.records.problems import InvalidEntry


@dataclass(frozen=True)
class Finding:
    """One rule that spoke: a stable code, the field, a plain sentence; an error stops the save, a warning does not."""

    rule: str
    field: str
    words: str
    stops: bool = True


@dataclass(frozen=True)
class Saved:
    """The outcome of a save: what was saved, its version, how many rows changed, and warnings."""

    key: str
    row_version: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    warnings: tuple[Finding, ...] = ()
    repeated: bool = False

    def stored(self) -> dict:
        """Plain values, to be kept with the request."""
        return asdict(self)

    @classmethod
    def again(cls, stored: dict) -> "Saved":
        """The answer of a request that was carried out before."""
        warnings = tuple(Finding(**one) for one in stored.get("warnings", ()))
        return cls(**{**stored, "warnings": warnings, "repeated": True})


class InvalidEntries(InvalidEntry):
    """Several findings at once: nothing was saved; `findings` has them all, the message the first."""

    def __init__(self, findings: tuple[Finding, ...]):
        super().__init__(findings[0].field, findings[0].rule, findings[0].words)
        self.findings = findings


def refuse_errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Raise InvalidEntries if any finding stops the save; else the warnings."""
    found = tuple(findings)
    errors = tuple(one for one in found if one.stops)
    if errors:
        raise InvalidEntries(errors)
    return found
