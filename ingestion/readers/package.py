"""Zip packages opened with care: members counted, sizes held to while reading, overlaps and entities refused."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from xml.etree import ElementTree as ET
from xml.parsers import expat

from graph_schema.errors import InvalidInput, TooLarge
from ingestion.readers.limits import Limits

CHUNK = 1 << 16
ENCRYPTED = 0x1
# The same vocabulary under two names (ECMA-376 transitional and ISO/IEC 29500 strict): read as one.
STRICT_NAMES = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/math",
        b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
)


class Package:
    """A zip file read within limits. Every failure is `file_damaged`, `file_needs_password` or `file_too_demanding`."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._limits = limits
        self._read = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise InvalidInput("file_damaged", media_type="application/zip") from error
        members = self._zip.infolist()
        if len(members) > limits.package_members:
            raise TooLarge("file_too_demanding", limit="members", allowed=limits.package_members, found=len(members))
        self._refuse_overlaps(members)
        self.names = frozenset(member.filename for member in members)

    @staticmethod
    def _refuse_overlaps(members: list[zipfile.ZipInfo]) -> None:
        """CVE-2024-0450: members that share bytes; CPython refuses them only from 3.11.8 and 3.12.2 on."""
        end = 0
        for member in sorted(members, key=lambda one: one.header_offset):
            if member.header_offset < end:
                raise InvalidInput("file_damaged", media_type="application/zip", reason="overlapping_members")
            end = member.header_offset + member.compress_size + 30  # the shortest local header

    def size(self, name: str) -> int:
        """The unpacked size the directory states; `read` does not trust it."""
        return self._zip.getinfo(name).file_size

    def read(self, name: str) -> bytes:
        """The bytes of one member, counted while they come."""
        parts: list[bytes] = []
        self._stream(name, parts.append)
        return b"".join(parts)

    def check(self, wanted: Callable[[str], bool]) -> None:
        """Unpacks the wanted members and keeps nothing: for readers that open the package by themselves."""
        for name in sorted(self.names):
            if wanted(name):
                self._stream(name, lambda _: None)

    def xml(self, name: str) -> ET.Element:
        """The root of one XML member; document type declarations are refused (ECMA-376 Part 2, 8.1.4)."""
        data = self.read(name)
        for strict, transitional in STRICT_NAMES:
            data = data.replace(strict, transitional)
        return parse_xml(data, name)

    def _stream(self, name: str, take: Callable[[bytes], None]) -> None:
        info = self._zip.getinfo(name)
        if info.flag_bits & ENCRYPTED:
            raise InvalidInput("file_needs_password", media_type="application/zip")
        free, ratio = self._limits.ratio_free_bytes, self._limits.ratio
        size = 0
        try:
            with self._zip.open(info) as member:
                while chunk := member.read(CHUNK):
                    size += len(chunk)
                    self._read += len(chunk)
                    if size > free and size > ratio * max(info.compress_size, 1):
                        raise TooLarge("file_too_demanding", limit="ratio", allowed=ratio, member=name)
                    if size > self._limits.member_bytes or self._read > self._limits.package_bytes:
                        raise TooLarge(
                            "file_too_demanding", limit="unpacked_bytes", allowed=self._limits.member_bytes, member=name
                        )
                    take(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise InvalidInput("file_damaged", media_type="application/zip", member=name) from error


def parse_xml(data: bytes, name: str) -> ET.Element:
    """The root element. Raises `file_damaged` for malformed XML and for any document type declaration."""
    try:
        _refuse_declarations(data)
        return ET.fromstring(data)  # noqa: S314  no declaration, so no entity, is in it
    except (expat.ExpatError, ET.ParseError, LookupError, ValueError) as error:
        reason = "declaration" if isinstance(error, _DeclarationError) else "xml"
        raise InvalidInput("file_damaged", media_type="application/xml", member=name, reason=reason) from error


class _DeclarationError(ValueError):
    """A document type declaration: entities, external files."""


class _RootReachedError(Exception):
    """The first element began, so no declaration can follow (XML 1.0, production 22)."""


def _refuse_declarations(data: bytes) -> None:
    parser = expat.ParserCreate()

    def declared(*_: object) -> None:
        raise _DeclarationError

    def began(*_: object) -> None:
        raise _RootReachedError

    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = began
    try:
        parser.Parse(data, True)
    except _RootReachedError:
        return
