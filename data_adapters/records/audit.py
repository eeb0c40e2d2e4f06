"""The audit trail: one line per change or denial, chained by hashes so that a later edit of a line shows."""

import hashlib
import json
from dataclasses import dataclass

import sqlalchemy as sa

from data_adapters.records.schema import audit, requests

START = "0" * 64
SEALED = ("seq", "at", "who", "action", "what", "permission", "request_id", "before", "after")


@dataclass(frozen=True)
class AuditCheck:
    """What a walk along the chain found: lines seen, and the first line that does not fit (None = all fit)."""

    lines: int
    broken_at: int | None
    words: str


def append(tx: sa.Connection, *, at: int, who: str, action: str, what: str, permission: str, request_id: str,
           before: object = None, after: object = None) -> None:  # fmt: skip
    """Add one line to the chain; the caller holds the write lock, so lines follow each other one by one."""
    last = tx.execute(sa.select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).first()
    line = {"seq": (last.seq if last else 0) + 1, "at": at, "who": who, "action": action, "what": what,
            "permission": permission, "request_id": request_id, "before": as_json(before),
            "after": as_json(after)}  # fmt: skip
    previous = last.hash if last else START
    tx.execute(sa.insert(audit), {**line, "previous_hash": previous, "hash": _seal(previous, line)})


def as_json(value: object) -> str | None:
    """The same value always as the same text; None stays None."""
    if value is None:
        return None
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def verify(tx: sa.Connection) -> AuditCheck:
    """Walk the whole chain: every line sealed, none missing, and every saved request has its line."""
    previous, seq = START, 0
    for line in tx.execute(sa.select(audit).order_by(audit.c.seq)).mappings():
        if line["seq"] != seq + 1:
            return AuditCheck(seq, seq + 1, f"Line {seq + 1} of the audit trail is missing.")
        seq = line["seq"]
        if line["previous_hash"] != previous or line["hash"] != _seal(previous, {k: line[k] for k in SEALED}):
            return AuditCheck(seq, seq, f"Line {seq} of the audit trail was changed after it was written.")
        previous = line["hash"]
    return _all_requests_have_a_line(tx, seq)


def _all_requests_have_a_line(tx: sa.Connection, seq: int) -> AuditCheck:
    done = sa.select(audit.c.request_id).where(audit.c.action == "done")
    lost = tx.execute(sa.select(sa.func.count()).where(requests.c.request_id.not_in(done))).scalar_one()
    if lost:
        return AuditCheck(seq, seq + 1, f"The end of the audit trail is missing: {lost} changes have no line.")
    return AuditCheck(seq, None, f"All {seq} lines fit together.")


def _seal(previous: str, line: dict) -> str:
    return hashlib.sha256((previous + as_json(line)).encode()).hexdigest()
