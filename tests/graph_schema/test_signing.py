"""Ed25519 keys: RFC 8032's vectors, and a file that is whole, private and never overwritten."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from graph_schema.errors import Conflict, StorageFull, StoreRefused
from graph_schema.signing import create_key, key_from_seed, load_key, load_or_create_key, verify_signature
from tests.graph_schema.ed25519_vectors import RFC8032


@pytest.mark.parametrize(("seed", "public", "message", "signature"), RFC8032)
def test_rfc_8032_vectors(seed: str, public: str, message: str, signature: str) -> None:
    key = key_from_seed(bytes.fromhex(seed))
    data = bytes.fromhex(message)
    assert key.public.hex() == public
    assert key.sign(data).hex() == signature
    assert verify_signature(bytes.fromhex(public), data, bytes.fromhex(signature))
    assert not verify_signature(bytes.fromhex(public), data + b"\x00", bytes.fromhex(signature))


def test_malformed_keys_and_signatures_do_not_verify() -> None:
    key = key_from_seed(bytes(32))
    signature = key.sign(b"text")
    assert key.verify(b"text", signature)
    assert not key.verify(b"text", signature[:-1])
    assert not key.verify(b"text", b"")
    assert not verify_signature(key.public[:-1], b"text", signature)


def test_a_made_key_is_loaded_again_and_its_file_is_its_owner_s_only(tmp_path: Path) -> None:
    path = tmp_path / "ledger.key"
    before = os.umask(0)
    try:
        made = create_key(path)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_key(path).public == made.public
    assert load_key(path).sign(b"x") == made.sign(b"x")
    assert [entry.name for entry in tmp_path.iterdir()] == ["ledger.key"]


def test_the_key_file_is_what_openssl_reads(tmp_path: Path) -> None:
    assert create_key(tmp_path / "k").public
    text = (tmp_path / "k").read_text("ascii")
    assert text.startswith("-----BEGIN PRIVATE KEY-----\n")
    assert len(text) == 119


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "ledger.key"
    path.write_bytes(b"precious")
    with pytest.raises(Conflict, match="key_exists"):
        create_key(path)
    assert path.read_bytes() == b"precious"
    assert [entry.name for entry in tmp_path.iterdir()] == ["ledger.key"]


@pytest.mark.parametrize(
    ("number", "error", "code"),
    [
        (errno.ENOSPC, StorageFull, "storage_full"),
        (errno.EROFS, StoreRefused, "key_unwritable"),
    ],
)
def test_a_failed_write_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, error: type[Exception], code: str
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(error, match=code):
        create_key(tmp_path / "ledger.key")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="key_unwritable"):
        create_key(tmp_path / "no" / "ledger.key")


def test_a_missing_key_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="key_missing"):
        load_key(tmp_path / "ledger.key")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_a_key_others_may_open_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "ledger.key"
    create_key(path)
    path.chmod(mode)
    with pytest.raises(StoreRefused, match="key_permissions"):
        load_key(path)


RSA_LIKE = b"-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMG\n-----END PRIVATE KEY-----\n"


@pytest.mark.parametrize("content", [b"", b"\x00" * 32, b"not a key", RSA_LIKE, b"x" * 10_000])
def test_a_file_without_an_ed25519_key_is_refused_and_not_quoted(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ledger.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(StoreRefused, match="key_unreadable") as caught:
        load_key(path)
    assert caught.value.__cause__ is None
    assert "MIGH" not in str(caught.value)


def test_a_key_of_another_algorithm_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.key"
    path.write_bytes(
        generate_private_key(SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    path.chmod(0o600)
    with pytest.raises(StoreRefused, match=r"key_unreadable.*algorithm"):
        load_key(path)


def test_a_folder_in_place_of_the_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="key_unreadable"):
        load_key(tmp_path)


def test_no_text_of_a_key_shows_the_secret(tmp_path: Path) -> None:
    key = key_from_seed(b"\x11" * 32)
    for text in (repr(key), str(key), f"{key}"):
        assert "11111111" not in text
        assert "\\x11\\x11" not in text
        assert "PrivateKey" not in text


def test_processes_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from graph_schema.signing import load_or_create_key as load;"
        "sys.stdin.read(1); print(load(pathlib.Path(sys.argv[1])).public.hex())"
    )
    path = tmp_path / "ledger.key"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("x")
        process.stdin.flush()
    answers = {process.communicate()[0] for process in started}
    assert answers == {load_or_create_key(path).public.hex() + "\n"}
