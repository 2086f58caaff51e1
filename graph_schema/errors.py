"""The one short tree of errors. Each carries a stable code and values; words are found at the rim."""

from __future__ import annotations

from collections.abc import Mapping


class ClausetrailError(Exception):
    """Base of every error the product raises on purpose: `code` is stable, `params` fill the sentence at the rim."""

    status = 500

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, str] = {name: str(value) for name, value in params.items()}

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code} ({shown})" if shown else self.code


class InvalidInput(ClausetrailError):
    """What was given cannot be right, whoever asks and whenever."""

    status = 422


class NotFound(ClausetrailError):
    """No such thing, or none at the instant asked for."""

    status = 404


class Conflict(ClausetrailError):
    """Right in itself, but not in the present state of the store."""

    status = 409


class StaleVersion(ClausetrailError):
    """Someone wrote in between: the version named is not the current one."""

    status = 412


class Unauthenticated(ClausetrailError):
    """Nobody known is asking."""

    status = 401


class Forbidden(ClausetrailError):
    """The person is known and may not."""

    status = 403


class TooLarge(ClausetrailError):
    """More than a stated limit allows."""

    status = 413


class StoreUnavailable(ClausetrailError):
    """The store cannot be reached or is busy beyond patience; trying again later may help."""

    status = 503


class StoreRefused(ClausetrailError):
    """The store can be reached and must not be written: moved, other schema version, read-only medium, damaged."""

    status = 503


class StorageFull(ClausetrailError):
    """No space left; what was acknowledged before is kept."""

    status = 507
