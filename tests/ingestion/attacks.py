"""Small files that take a careless reader to gigabytes, minutes or other people's files."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from tests.ingestion.make_docx import NAMES, TYPES, make_docx, paragraph
from tests.ingestion.make_pdf import join_objects, stream_object

ONE_PAGE = b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 9 9] /Contents %d 0 R %s >>"


def nested_streams() -> bytes:
    """A page of under 1 KB whose content unpacks to 512 MB through three filters."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(bytes(32 << 20)) for _ in range(16)) + packer.flush()
    content = stream_object(
        zlib.compress(zlib.compress(data, 9), 9), b"/Filter [/FlateDecode /FlateDecode /FlateDecode]"
    )
    page = ONE_PAGE % (3, 1, b"")
    return join_objects(
        [content, page, b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>", b"<< /Type /Catalog /Pages 3 0 R >>"], 4
    )


def drawing_tree(depth: int = 40) -> bytes:
    """A page that draws a form, which draws ten, each of which draws ten, and so on: 10 to the power of `depth`."""
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
    draw_next = b"/Resources << /XObject << /X %d 0 R >> >>"
    objects = [stream_object(b"/X Do " * 10, form + draw_next % (number + 2)) for number in range(depth)]
    objects.append(stream_object(b"q Q", form))
    pages = depth + 3
    objects.append(ONE_PAGE % (pages, depth + 4, draw_next % 1))
    objects.append(b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % (depth + 2))
    objects.append(stream_object(b"/X Do"))
    objects.append(b"<< /Type /Catalog /Pages %d 0 R >>" % pages)
    return join_objects(objects, len(objects))


def word_bomb(mebibytes: int = 60) -> bytes:
    """A Word file of some kilobytes whose one paragraph has so many million letters."""
    return make_docx(paragraph("a" * (mebibytes << 20)))


def billion_laughs() -> bytes:
    """Entities of entities, ten to the power of nine letters if expanded."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return _document(f'<!DOCTYPE d [<!ENTITY l0 "ha">{entities}]>', "&l9;")


def outside_entity(target: str) -> bytes:
    """A paragraph that asks for the content of another file of the machine."""
    return _document(f'<!DOCTYPE d [<!ENTITY x SYSTEM "{target}">]>', "&x;")


def _document(declaration: str, text: str) -> bytes:
    body = f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>"
    return make_docx("", raw_document=f"{declaration}<w:document {NAMES}>{body}</w:document>")


def plain_archive() -> bytes:
    """A zip file that is no document."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.txt", "text")
    return out.getvalue()


def many_members(count: int = 10_001) -> bytes:
    """A package of so many empty members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", TYPES)
        for number in range(count):
            package.writestr(f"word/{number}.xml", b"")
    return out.getvalue()


def overlapping_members(count: int = 2000) -> bytes:
    """CVE-2024-0450: every directory entry points at the same packed bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", TYPES)
    whole = out.getvalue()
    start = whole.index(b"PK\x01\x02")
    end = whole.index(b"PK\x05\x06")
    entry = whole[start:end]
    directory = entry * count
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0)
    return whole[:start] + directory + tail
