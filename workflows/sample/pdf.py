"""A small PDF with Chinese text that can be selected and searched, without a font file.

The font is named and not embedded (ISO 32000-1, 9.7.5.2: STSong-Light of Adobe-GB1 with the predefined CMap
UniGB-UTF16-H): every reader knows how its codes map to characters and shows them with a font it has.
"""

from __future__ import annotations

from collections.abc import Sequence

from workflows.sample.layout import HEIGHT, WIDTH, Line, Mark, pages
from workflows.sample.lock import Lock
from workflows.sample.paper import Paper

_FONT = "/F1"
_FIRST_PAGE = 6


def pdf_bytes(papers: Sequence[Paper], password: str | None = None) -> bytes:
    """The papers as one PDF file, each from a page of its own; the same papers give the same bytes.

    With a password the file opens for who knows it only.
    """
    lock = Lock(password) if password else None
    sheets = pages(papers)
    kids = " ".join(f"{_FIRST_PAGE + 2 * n} 0 R" for n in range(len(sheets)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang %s >>" % _string(b"zh-CN", 1, lock),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(sheets)} >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UTF16-H /Encoding /UniGB-UTF16-H"
        b" /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500 814 907 500]"
        b" /CIDSystemInfo << /Registry %s /Ordering %s /Supplement 4 >> /FontDescriptor 5 0 R >>"
        % (_string(b"Adobe", 4, lock), _string(b"GB1", 4, lock)),
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    for n, marks in enumerate(sheets):
        number = _FIRST_PAGE + 2 * n
        content = _content(marks)
        if lock is not None:
            content = lock.sealed(content, number + 1)
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {number + 1} 0 R"
            f" /Resources << /Font << {_FONT} 3 0 R >> >> >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    title = _string(b"\xfe\xff" + papers[0].title.encode("utf-16-be"), len(objects) + 1, lock)
    maker = _string(b"Clausetrail sample", len(objects) + 1, lock)
    return _file([*objects, b"<< /Title %s /Producer %s >>" % (title, maker)], lock)


def _string(data: bytes, number: int, lock: Lock | None) -> bytes:
    """A string in hexadecimal, as it stands in the object of that number."""
    return b"<%s>" % (lock.sealed(data, number) if lock else data).hex().upper().encode()


def _content(marks: Sequence[Mark]) -> bytes:
    """The marks as a content stream (ISO 32000-1, 8 and 9)."""
    parts = ["0.4 w"]
    for mark in marks:
        if isinstance(mark, Line):
            text = mark.text.encode("utf-16-be").hex().upper()
            parts.append(f"BT {_FONT} {mark.size:g} Tf {mark.x:.2f} {mark.y:.2f} Td <{text}> Tj ET")
        else:
            parts.append(f"{mark.x1:.2f} {mark.y1:.2f} m {mark.x2:.2f} {mark.y2:.2f} l S")
    return "\n".join(parts).encode("ascii")


def _file(objects: list[bytes], lock: Lock | None) -> bytes:
    """Header, objects (the last describes the file), cross-reference table, trailer (ISO 32000-1, 7.5)."""
    written = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R" % (len(objects) + 1, len(objects))
    written += b"%s >>\nstartxref\n%d\n%%%%EOF\n" % (lock.trailer if lock else b"", table)
    return bytes(written)
