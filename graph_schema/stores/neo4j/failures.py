"""The one seam where the driver's errors become the product's, the cause kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    ConstraintError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from graph_schema.errors import ClausetrailError, Conflict, InvalidInput, StorageFull, StoreRefused, StoreUnavailable

_REFUSED = {
    "Neo.ClientError.Database.DatabaseNotFound": "store_database_unknown",
    "Neo.ClientError.Security.Forbidden": "store_forbidden",
    "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase": "store_read_only",
    "Neo.ClientError.General.WriteOnReadOnlyAccessDatabase": "store_read_only",
}
_TAKEN = {
    "thing_id": "id_taken",
    "claim_id": "id_taken",
    "claim_live": "link_exists",
    "account_name": "account_taken",
    "entry_seq": "entry_out_of_order",
    "request_actor_id": "request_taken",
}
"""What a violated constraint means, by the constraint's name; those of business keys are `key_taken`."""


@contextmanager
def translated(address: str) -> Iterator[None]:
    """Run driver calls; whatever they raise comes out as one of our errors."""
    try:
        yield
    except ClausetrailError:
        raise
    except (DriverError, Neo4jError, OSError) as cause:
        raise translate(cause, address) from cause


def translate(cause: Exception, address: str) -> ClausetrailError:
    """Our error for one of the driver's; `address` is the server's, without any secret."""
    if isinstance(cause, AuthError):
        return StoreRefused("store_credentials", address=address)
    if isinstance(cause, ConstraintError):
        return _conflict(str(cause.message))
    if isinstance(cause, ServiceUnavailable | SessionExpired | OSError):
        return StoreUnavailable("store_unreachable", address=address)
    if isinstance(cause, Neo4jError):
        return _of_server(cause, address)
    if isinstance(cause, ConfigurationError):
        return InvalidInput("store_url", address=address)
    return StoreUnavailable("store_failed", address=address, reason=type(cause).__name__)


def _of_server(cause: Neo4jError, address: str) -> ClausetrailError:
    code, message = cause.code or "", cause.message or ""
    if code in _REFUSED:
        return StoreRefused(_REFUSED[code], address=address)
    if "No space left" in message or "OutOfDiskSpace" in code:
        return StorageFull("storage_full", address=address)
    if isinstance(cause, TransientError):
        return StoreUnavailable("store_busy", address=address, reason=code)
    if isinstance(cause, ClientError) and "too large to index" in message:
        return InvalidInput("text_too_long")
    return StoreUnavailable("store_failed", address=address, reason=code)


def _conflict(message: str) -> ClausetrailError:
    """The server names a violated constraint by label and property, so the label tells which."""
    for name, code in _TAKEN.items():
        label, _, wanted = name.partition("_")
        if f"label `{label.capitalize()}`" in message and f"`{wanted.partition('_')[0]}`" in message:
            return Conflict(code)
    return Conflict("key_taken")
