"""The ledger's Ed25519 key (RFC 8032): a PEM file of its own, never in the store, a backup or a message."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from graph_schema.errors import Conflict, StorageFull, StoreRefused

LARGEST_KEY_FILE = 4096
"""Bytes; a PKCS #8 PEM of Ed25519 has 119."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key in memory. It shows its public half only."""

    _private: Ed25519PrivateKey = field(repr=False)
    public: bytes
    """The 32 bytes of the public key (RFC 8032 section 5.1.5)."""

    def sign(self, data: bytes) -> bytes:
        """The 64-byte signature over `data`; the same for the same data."""
        return self._private.sign(data)

    def verify(self, data: bytes, signature: bytes) -> bool:
        """Whether this key made the signature."""
        return verify_signature(self.public, data, signature)


def verify_signature(public: bytes, data: bytes, signature: bytes) -> bool:
    """Whether the key whose public half is `public` signed `data`; False for anything malformed too."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def key_from_seed(seed: bytes) -> SigningKey:
    """The key of a 32-byte seed (the private key of RFC 8032 section 5.1.5)."""
    return _key(Ed25519PrivateKey.from_private_bytes(seed))


def create_key(path: Path) -> SigningKey:
    """Make a key and its file, its owner's only and safe on disk on return; an existing file is left alone.

    Raises Conflict `key_exists`, StorageFull `storage_full`, StoreRefused `key_unwritable`.
    """
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        _write_new(path, pem)
    except FileExistsError as cause:
        raise Conflict("key_exists", path=path) from cause
    except OSError as cause:
        if cause.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull("storage_full", path=path) from cause
        raise StoreRefused("key_unwritable", path=path, reason=cause.strerror) from cause
    return _key(private)


def load_key(path: Path) -> SigningKey:
    """The key in a file.

    Raises StoreRefused `key_missing`, `key_permissions` (group or others may open it), `key_unreadable` (no
    access, or no unencrypted Ed25519 key inside).
    """
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            pem = file.read(LARGEST_KEY_FILE)
    except FileNotFoundError as cause:
        raise StoreRefused("key_missing", path=path) from cause
    except OSError as cause:
        raise StoreRefused("key_unreadable", path=path, reason=cause.strerror) from cause
    if os.name == "posix" and mode & 0o077:
        raise StoreRefused("key_permissions", path=path, mode=f"{mode:04o}")
    try:
        private = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # The cause is not kept: its text may quote the file.
        raise StoreRefused("key_unreadable", path=path, reason="format") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise StoreRefused("key_unreadable", path=path, reason="algorithm")
    return _key(private)


def load_or_create_key(path: Path) -> SigningKey:
    """The key in a file, made first where there is none; of two processes at once one makes it."""
    try:
        return load_key(path)
    except StoreRefused as error:
        if error.code != "key_missing":
            raise
    try:
        return create_key(path)
    except Conflict:
        return load_key(path)


def _key(private: Ed25519PrivateKey) -> SigningKey:
    return SigningKey(private, private.public_key().public_bytes_raw())


def _write_new(path: Path, data: bytes) -> None:
    """A whole file or none: written beside its name, then linked to it, which fails where that is taken."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        draft.unlink()
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
