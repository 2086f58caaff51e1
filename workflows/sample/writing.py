"""The files of the sample as bytes, by what their names say they are and what is told of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

from workflows.sample.office import docx_bytes, xlsx_bytes
from workflows.sample.paper import Paper, paper_of
from workflows.sample.pdf import pdf_bytes
from workflows.sample.picture import picture_bytes
from workflows.sample.scan import scan_bytes

_OFFICE: dict[str, Callable[[Paper], bytes]] = {".docx": docx_bytes, ".xlsx": xlsx_bytes}
_PICTURES = {".png": "PNG", ".jpg": "JPEG"}


def file_bytes(organisation: str, name: str, content: Mapping[str, Any]) -> bytes:
    """The file of that name with what is told of it; the same bytes each time on a machine."""
    suffix = PurePath(name).suffix
    if suffix in _PICTURES:
        return _picture(organisation, content, _PICTURES[suffix])
    papers = [paper_of(organisation, one) for one in content.get("papers", [content])]
    if suffix == ".pdf":
        return pdf_bytes(papers, content.get("password"))
    return _OFFICE[suffix](papers[0])


def _picture(organisation: str, content: Mapping[str, Any], kind: str) -> bytes:
    """A photo of a `scene`, or the scan of a paper with the scanner's `imprint`; `cut` off half way where so told."""
    if "scene" in content:
        return picture_bytes(content["scene"], content["caption"], kind)
    made = scan_bytes(paper_of(organisation, content), content["imprint"], kind)
    return made[: len(made) // 2] if "cut" in content else made
