"""Failures as the command line tells them: one worded line and a code, an exit status, and JSON where asked."""

from __future__ import annotations

import errno
import json
import os
import sys
import tomllib
import traceback
from collections.abc import Mapping
from typing import Any

from graph_schema.errors import (
    ClausetrailError,
    Forbidden,
    InvalidInput,
    NotFound,
    StorageFull,
    StoreRefused,
    StoreUnavailable,
    Unauthenticated,
)
from workflows.wording import Words

FAILED = 1
USAGE = 2
NOT_ALLOWED = 3
INTERRUPTED = 130
"""Exit statuses; 128 + SIGINT for an interrupt, as shells have it."""


def told(error: BaseException) -> ClausetrailError:
    """The error in our own words: what the machine raised becomes a code, what nobody expected `internal_error`."""
    if isinstance(error, ClausetrailError):
        return error
    if isinstance(error, OSError):
        return _of_machine(error)
    if type(error).__name__ == "ValidationError":  # of pydantic, which is imported only where settings are read
        return _of_settings(error)
    if isinstance(error, tomllib.TOMLDecodeError):
        return InvalidInput("settings_file_invalid", problem=error)
    return ClausetrailError("internal_error", error=type(error).__name__)


def _of_machine(error: OSError) -> ClausetrailError:
    name = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else ""
    if error.errno == errno.ENOENT:
        return NotFound("file_not_found", name=name)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageFull("storage_full", path=name)
    if error.errno == errno.EROFS:
        return StoreRefused("storage_read_only", path=name)
    if error.errno in (errno.EACCES, errno.EPERM):
        return StoreRefused("file_not_permitted", name=name)
    if error.errno in (errno.EISDIR, errno.ENOTDIR):
        return InvalidInput("file_is_folder", name=name)
    if error.errno == errno.EADDRINUSE:
        return StoreUnavailable("address_in_use")
    return StoreUnavailable("system_error", reason=error.strerror or type(error).__name__, name=name)


def _of_settings(error: BaseException) -> ClausetrailError:
    problems: list[dict[str, Any]] = getattr(error, "errors", list)()
    first = problems[0] if problems else {}
    name = ".".join(str(part) for part in first.get("loc", ()))
    return InvalidInput("setting_invalid", name=name, problem=str(first.get("msg", "")))


def status_of(error: ClausetrailError) -> int:
    """3 where the person may not, else 1."""
    return NOT_ALLOWED if isinstance(error, Forbidden | Unauthenticated) else FAILED


def tell(error: BaseException, words: Words, as_json: bool) -> int:
    """Say it on stderr (and as one JSON document on stdout where asked); the exit status."""
    known = told(error)
    if os.environ.get("CLAUSETRAIL_DEBUG"):
        traceback.print_exception(error, file=sys.stderr)
    sentence = " ".join(words.error(known.code, known.params).split())
    print(f"clausetrail: {sentence} [{known.code}]", file=sys.stderr)
    if as_json:
        print_error(known.code, sentence, known.params)
    return status_of(known)


def print_error(code: str, message: str, params: Mapping[str, str]) -> None:
    """The error as the one document on stdout."""
    print(json.dumps({"error": {"code": code, "message": message, "params": dict(params)}}, ensure_ascii=False))
