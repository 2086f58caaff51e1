"""Where systems keep a face with Han characters: pages of PDFs that bring none of their own are drawn with it."""

from __future__ import annotations

from pathlib import Path

FACES = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/STHeiti Light.ttc",
    "C:/Windows/Fonts/simsun.ttc",
    "C:/Windows/Fonts/msyh.ttc",
)
"""Debian, Arch, Fedora, WenQuanYi, macOS, Windows."""


def chinese_face() -> Path | None:
    """The first of them this machine has."""
    return next((path for path in map(Path, FACES) if path.is_file()), None)
