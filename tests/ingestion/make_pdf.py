"""A small PDF writer for tests: text at given places, Latin in Helvetica, Chinese in the standard CID font."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 595, 842


@dataclass(frozen=True, slots=True)
class Put:
    """Text whose base line begins at (x, y) points from the lower left corner."""

    x: float
    y: float
    text: str
    size: float = 10.5


def make_pdf(
    pages: Sequence[Sequence[Put]],
    *,
    picture_on: Sequence[int] = (),
    rotate: int = 0,
    crop: tuple[int, int, int, int] = (0, 0, WIDTH, HEIGHT),
) -> bytes:
    """A PDF with one page for each list of texts; pages counted from 0 in `picture_on` carry a small picture."""
    objects: list[bytes] = []

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    latin = add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    descriptor = add(
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
    )
    cid = add(
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor %d 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /W [1 95 500] >>" % descriptor
    )
    han = add(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UTF16-H /Encoding /UniGB-UTF16-H"
        b" /DescendantFonts [%d 0 R] >>" % cid
    )
    picture = add(
        stream_object(
            b"\x00\xff\x00",
            b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceRGB /BitsPerComponent 8",
        )
    )
    tree = len(objects) + 1 + 2 * len(pages)
    kids: list[int] = []
    for number, puts in enumerate(pages):
        content = b"\n".join(_text(put) for put in puts)
        if number in picture_on:
            content += b"\nq 500 0 0 700 40 60 cm /P Do Q"
        body = add(stream_object(zlib.compress(content), b"/Filter /FlateDecode"))
        kids.append(
            add(
                b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %d %d] /CropBox [%d %d %d %d] /Rotate %d"
                b" /Contents %d 0 R /Resources << /Font << /L %d 0 R /H %d 0 R >> /XObject << /P %d 0 R >> >> >>"
                % (tree, WIDTH, HEIGHT, *crop, rotate, body, latin, han, picture)
            )
        )
    add(b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids)))
    catalog = add(b"<< /Type /Catalog /Pages %d 0 R >>" % tree)
    return join_objects(objects, catalog)


def mapped_pdf(pages: Sequence[Sequence[str]], *, title: str = "") -> bytes:
    """A PDF whose font says by itself what each glyph means (ISO 32000-1, 9.10.3): radicals, ligatures, private
    characters, NULs, whatever a producer writes there. One glyph for each text of a page, 20 points apart."""
    texts = sorted({text for page in pages for text in page})
    codes = {text: number for number, text in enumerate(texts, 1)}
    table = "\n".join(f"<{codes[text]:02x}> <{text.encode('utf-16-be').hex()}>" for text in texts)
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap /CMapType 2 def 1 begincodespacerange <00> <ff>"
        f" endcodespacerange {len(texts)} beginbfchar\n{table}\nendbfchar endcmap end"
    )
    names = b" ".join(b"/g%d" % code for code in codes.values())
    drawn = b" ".join(b"/g%d 2 0 R" % code for code in codes.values())
    objects = [
        stream_object(cmap.encode("ascii")),
        stream_object(b"1000 0 d0 100 0 800 700 re f"),
        b"<< /Type /FontDescriptor /FontName /Mapped /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800"
        b" /Descent 0 /CapHeight 700 /StemV 90 >>",
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 1"
        b" /LastChar %d /Widths [%s] /Encoding << /Differences [1 %s] >> /CharProcs << %s >> /FontDescriptor 3 0 R"
        b" /ToUnicode 1 0 R /Resources << >> >>" % (len(texts), b"1000 " * len(texts), names, drawn),
    ]
    tree = len(objects) + 2 * len(pages) + 1
    for page in pages:
        puts = [f"BT /F 20 Tf {60 + 20 * at} 700 Td <{codes[text]:02x}> Tj ET" for at, text in enumerate(page)]
        objects.append(stream_object("\n".join(puts).encode("ascii")))
        objects.append(
            b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R"
            b" /Resources << /Font << /F 4 0 R >> >> >>" % (tree, WIDTH, HEIGHT, len(objects))
        )
    kids = b" ".join(b"%d 0 R" % (6 + 2 * number) for number in range(len(pages)))
    objects.append(b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids))
    objects.append(b"<< /Type /Catalog /Pages %d 0 R >>" % tree)
    if not title:
        return join_objects(objects, len(objects))
    objects.append(b"<< /Title <feff%s> >>" % title.encode("utf-16-be").hex().encode("ascii"))
    return join_objects(objects, len(objects) - 1, info=len(objects))


def join_objects(objects: Sequence[bytes], catalog: int, *, info: int = 0) -> bytes:
    """Numbered objects with a cross-reference table (ISO 32000-1, 7.5)."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    more = b" /Info %d 0 R" % info if info else b""
    out += b"trailer\n<< /Size %d /Root %d 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        catalog,
        more,
        start,
    )
    return bytes(out)


def _text(put: Put) -> bytes:
    if put.text.isascii():
        shown = put.text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("ascii")
        return b"BT /L %.1f Tf %.1f %.1f Td (%s) Tj ET" % (put.size, put.x, put.y, shown)
    shown = put.text.encode("utf-16-be").hex().encode("ascii")
    return b"BT /H %.1f Tf %.1f %.1f Td <%s> Tj ET" % (put.size, put.x, put.y, shown)


def stream_object(data: bytes, entries: bytes = b"") -> bytes:
    """A stream with further dictionary entries."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)
