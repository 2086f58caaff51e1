"""The files of the sample as bytes, by what their names say they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

from workflows.sample.office import docx_bytes, xlsx_bytes
from workflows.sample.paper import Paper, paper_of
from workflows.sample.pdf import pdf_bytes
from workflows.sample.picture import picture_bytes

_WRITERS: dict[str, Callable[[Paper], bytes]] = {".pdf": pdf_bytes, ".docx": docx_bytes, ".xlsx": xlsx_bytes}
_PICTURES = {".png": "PNG", ".jpg": "JPEG"}


def file_bytes(organisation: str, name: str, content: Mapping[str, Any]) -> bytes:
    """The file of that name with what `files.yaml` says; the same bytes each time."""
    suffix = PurePath(name).suffix
    if suffix in _PICTURES:
        return picture_bytes(content["scene"], content["caption"], _PICTURES[suffix])
    return _WRITERS[suffix](paper_of(organisation, content))
