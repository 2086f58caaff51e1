"""Names of WordprocessingML (ECMA-376 Part 1, 17) and small questions to its elements."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
OFF = frozenset({"0", "false", "off"})


def child(element: ET.Element | None, *path: str) -> ET.Element | None:
    """The first descendant along these element names of the `w` vocabulary."""
    for name in path:
        if element is None:
            return None
        element = element.find(W + name)
    return element


def value(element: ET.Element | None, *path: str) -> str | None:
    """The `w:val` of the descendant along the path."""
    found = child(element, *path)
    return None if found is None else found.get(W + "val")


def number(element: ET.Element | None, *path: str) -> int | None:
    """The `w:val` as a whole number; None where it is absent or none."""
    text = value(element, *path)
    return int(text) if text is not None and text.lstrip("-").isascii() and text.lstrip("-").isdigit() else None


def is_on(element: ET.Element | None, *path: str) -> bool:
    """A toggle (17.17.4): present and not switched off."""
    found = child(element, *path)
    return found is not None and found.get(W + "val", "1").lower() not in OFF


def children(element: ET.Element | None, name: str) -> Iterator[ET.Element]:
    """The direct children of that name; none where the element is absent."""
    return iter(()) if element is None else iter(element.findall(W + name))
