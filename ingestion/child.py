"""The limited process: confines itself, then answers requests from its input until that ends.

Frames both ways: eight bytes of length, big-endian, then JSON. Nothing else is ever written to the answer pipe.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, BinaryIO

from graph_schema.errors import ClausetrailError, InvalidInput, TooLarge
from ingestion.confine import allow_cpu, confine
from ingestion.page_wire import encode_letters, encode_picture, encode_text
from ingestion.pages.registry import draw_page, place_letters, read_pages
from ingestion.readers.limits import Limits
from ingestion.readers.registry import read_file
from ingestion.wire import encode_error, encode_file, to_bytes

LENGTH_BYTES = 8


def main() -> None:
    """Entry of the process. The one argument is the memory limit in bytes."""
    requests, answers = _private_pipes()
    force = confine(int(sys.argv[-1]))
    _send(answers, to_bytes({"limits": force}))
    while header := requests.read(LENGTH_BYTES):
        request = json.loads(requests.read(int.from_bytes(header, "big")))
        limits = Limits(**request["limits"])
        allow_cpu(limits.cpu_seconds)
        answer = _answer(request, limits)
        if len(answer) > limits.answer_bytes:
            too_much = TooLarge("file_too_demanding", limit="answer_bytes", allowed=limits.answer_bytes)
            answer = to_bytes({"error": encode_error(too_much)})
        _send(answers, answer)


def _file(request: dict[str, Any], limits: Limits) -> dict[str, Any]:
    return encode_file(read_file(Path(request["path"]), limits, without=request["without"]))


def _pages(request: dict[str, Any], limits: Limits) -> dict[str, Any]:
    return encode_text(read_pages(Path(request["path"]), request["name"], limits, without=request["without"]))


def _picture(request: dict[str, Any], limits: Limits) -> dict[str, Any]:
    return encode_picture(draw_page(Path(request["path"]), request["page"], request["width"], limits))


def _letters(request: dict[str, Any], limits: Limits) -> dict[str, Any]:
    return encode_letters(place_letters(Path(request["path"]), request["page"], limits))


TASKS = {"file": _file, "pages": _pages, "picture": _picture, "letters": _letters}


def _answer(request: dict[str, Any], limits: Limits) -> bytes:
    """What was asked for or the error. Whatever a reader throws at a broken file is `file_damaged`, no traceback."""
    try:
        return to_bytes({request["do"]: TASKS[request["do"]](request, limits)})
    except ClausetrailError as error:
        return to_bytes({"error": encode_error(error)})
    except MemoryError:
        return to_bytes({"error": encode_error(TooLarge("file_too_demanding", limit="memory"))})
    except Exception as error:  # noqa: BLE001  a hostile file finds exceptions no list foresees; the class is told
        told = InvalidInput("file_damaged", reason=type(error).__name__)
        return to_bytes({"error": encode_error(told)})


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The two pipes under other numbers, so that a library's prints go nowhere instead of into an answer."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    return requests, answers


def _send(pipe: BinaryIO, data: bytes) -> None:
    pipe.write(len(data).to_bytes(LENGTH_BYTES, "big") + data)
    pipe.flush()
