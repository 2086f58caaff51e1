"""Whether the browser assets that are not ours are here and are those of the lock (`scripts/assets.py` fetches them).

Derived: `static/vendor` may be deleted at any time; pages then work without it. Standard library only, since the
build reads this before anything is installed.
"""

from __future__ import annotations

import hashlib
from importlib.resources.abc import Traversable

MANIFEST, LOCK, STAMP = "package.json", "package-lock.json", ".stamp"


def wanted(folder: Traversable) -> str:
    """The stamp that assets of this manifest and lock have; `folder` is that of `ui`."""
    content = b"\0".join((folder / name).read_bytes() for name in (MANIFEST, LOCK))
    return hashlib.sha256(content).hexdigest()


def current(folder: Traversable) -> bool:
    """Whether the assets that lie in `static/vendor` are those wanted."""
    stamp = folder / "static" / "vendor" / STAMP
    return stamp.is_file() and stamp.read_text("ascii").strip() == wanted(folder)
