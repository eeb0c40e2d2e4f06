"""The door in front of every service: the permission is looked up first, a repeated request gets its first answer."""

from collections.abc import Callable
from functools import wraps

from data_adapters.records.principal import Principal
from data_adapters.records.problems import AlreadyDone
from data_adapters.records.services.answers import Saved
from data_adapters.records.store import Records


def requires(permission: str) -> Callable[[Callable[..., Saved]], Callable[..., Saved]]:
    """Mark a service with the permission it needs; without it the call is denied and written into the audit trail.

    The service is called as (records, principal, ..., *, request_id, ...). The same request once more changes nothing
    and answers as it did the first time, with `repeated` set.
    """

    def door(service: Callable[..., Saved]) -> Callable[..., Saved]:
        @wraps(service)
        def guarded(records: Records, principal: Principal, *values: object, request_id: str, **named: object) -> Saved:
            if not records.holds(principal, permission):
                records.deny(principal, permission, request_id=request_id, what=service.__name__)
            try:
                return service(records, principal, *values, request_id=request_id, **named)
            except AlreadyDone as done:
                return Saved.again(done.result)

        guarded.permission = permission
        return guarded

    return door
