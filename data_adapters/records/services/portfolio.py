"""The frame the numbers stand in: places, the frozen target portfolio, data sets."""

from collections.abc import Iterable, Mapping
import sqlalchemy as sa

from data_adapters.records.principal import Principal
from data_adapters.records.problems import Conflict
from data_adapters.records.schema import RECORD_TABLES
from data_adapters.records.services.access import requires
from data_adapters.records.services.answers import Finding, Saved, refuse_errors
from data_adapters.records.services.entry import checked_row
from data_adapters.records.services.saving import save_batch, save_record
from data_adapters.records.services.use_cases import unknown_use_case
from data_adapters.records.store import Records

Row = Mapping[str, object]
RollOut = tuple[str, str, str]  # use case, market, business area


@requires("portfolio.write")
def freeze(records: Records, principal: Principal, roll_outs: Iterable[RollOut], *, request_id: str,
           expected_version: int | None = None) -> Saved:  # fmt: skip
    """Freeze the roll-outs the target counts as a new version; earlier versions stay. Raises InvalidEntries, Conflict.

    `expected_version` is the newest portfolio version the person saw.
    """
    wanted = sorted(set(roll_outs))
    empty = Finding("empty_portfolio", "roll_outs", "A portfolio needs at least one roll-out.")
    refuse_errors([] if wanted else [empty])
    with records.change(principal, "portfolio.write", request_id=request_id, what="freeze portfolio") as change:
        newest = _newest(change.tx)
        if expected_version not in (None, newest):
            raise Conflict("Somebody else froze a newer portfolio. Nothing was changed; look at it first.",
                           {"version": newest})  # fmt: skip
        rows = [checked_row("portfolio", {"version": newest + 1, "frozen_on": records.today(), "use_case_id": use_case,
                                          "market": market, "business_area": area}, records.today())
                for use_case, market, area in wanted]  # fmt: skip
        refuse_errors(finding for row in rows for finding in unknown_use_case(change.tx, row))
        return save_batch(change, "portfolio", rows, str(newest + 1))


@requires("place.write")
def save_place(records: Records, principal: Principal, place: Row, *, request_id: str,
               expected_version: int | None = None) -> Saved:  # fmt: skip
    """Save one market, channel or business area: a row of `places`."""
    return save_record(records, principal, "place.write", "places", place, request_id=request_id,
                       expected_version=expected_version)  # fmt: skip


@requires("asset.write")
def save_asset(records: Records, principal: Principal, asset: Row, *, request_id: str,
               expected_version: int | None = None) -> Saved:  # fmt: skip
    """Save a data set as assessed on a day: a row of `data_assets`."""
    return save_record(records, principal, "asset.write", "data_assets", asset, request_id=request_id,
                       expected_version=expected_version)  # fmt: skip


@requires("asset.write")
def save_asset_use(records: Records, principal: Principal, use: Row, *, request_id: str,
                   expected_version: int | None = None) -> Saved:  # fmt: skip
    """Say that a use case draws on a data set: a row of `asset_uses`."""
    return save_record(records, principal, "asset.write", "asset_uses", use, request_id=request_id,
                       expected_version=expected_version, rules=unknown_use_case)  # fmt: skip


def _newest(tx: sa.Connection) -> int:
    frozen = RECORD_TABLES["portfolio"]
    return tx.execute(sa.select(sa.func.max(frozen.c.version))).scalar() or 0
