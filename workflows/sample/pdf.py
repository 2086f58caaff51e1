"""A small PDF with Chinese text that can be selected and searched, without a font file.

The font is named and not embedded (ISO 32000-1, 9.7.5.2: STSong-Light of Adobe-GB1 with the predefined CMap
UniGB-UTF16-H): every reader knows how its codes map to characters and shows them with a font it has.
"""

from __future__ import annotations

from collections.abc import Sequence

from workflows.sample.layout import HEIGHT, WIDTH, Line, Mark, pages
from workflows.sample.paper import Paper

_FONT = "/F1"


def pdf_bytes(paper: Paper) -> bytes:
    """The paper as a PDF file; the same paper gives the same bytes."""
    sheets = pages(paper)
    first_page = 6
    kids = " ".join(f"{first_page + 2 * n} 0 R" for n in range(len(sheets)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (zh-CN) >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(sheets)} >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UTF16-H /Encoding /UniGB-UTF16-H"
        b" /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500 814 907 500]"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 5 0 R >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    for n, marks in enumerate(sheets):
        content = _content(marks)
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {first_page + 2 * n + 1} 0 R"
            f" /Resources << /Font << {_FONT} 3 0 R >> >> >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    return _file(objects, _utf16(paper.title))


def _content(marks: Sequence[Mark]) -> bytes:
    """The marks as a content stream (ISO 32000-1, 8 and 9)."""
    parts = ["0.4 w"]
    for mark in marks:
        if isinstance(mark, Line):
            parts.append(f"BT {_FONT} {mark.size:g} Tf {mark.x:.2f} {mark.y:.2f} Td <{_utf16(mark.text)}> Tj ET")
        else:
            parts.append(f"{mark.x1:.2f} {mark.y1:.2f} m {mark.x2:.2f} {mark.y2:.2f} l S")
    return "\n".join(parts).encode("ascii")


def _utf16(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()


def _file(objects: list[bytes], title: str) -> bytes:
    """Header, objects, cross-reference table, trailer (ISO 32000-1, 7.5)."""
    objects = [*objects, f"<< /Title <FEFF{title}> /Producer (Clausetrail sample) >>".encode()]
    written = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(objects) + 1, len(objects))
    written += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(written)
