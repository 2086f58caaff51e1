"""Signed notes and checkpoints in the text forms of C2SP (signed-note v1, tlog-checkpoint).

A note is a text, an empty line and signature lines; a checkpoint is a note that names a log, a size, a root.
Reading is strict: what two readers could understand differently is refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from graph_schema.errors import InvalidInput
from graph_schema.signing import SigningKey, verify_signature

ED25519 = b"\x01"
"""Signature type byte of signed-note."""
MOST_SIGNATURES = 100
"""The standard asks for at least 16; the Go implementation stops here too."""
ROOT_LENGTH = 32

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_KEY_HASH = re.compile(r"[0-9a-f]{8}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who (name and the first four bytes of the key's hash) and the bytes."""

    name: str
    key_hash: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A note taken apart. Its text means nothing until a signature of a known key has been verified."""

    text: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """What a verifier knows of a signer, parsed from `name+hash+base64`."""

    name: str
    key_hash: bytes
    public: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: its origin, the number of leaves, the root over them; extension lines are opaque."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()


def checkpoint_text(checkpoint: Checkpoint) -> str:
    """The note text of a checkpoint; `checkpoint_invalid` for what would read back as something else."""
    root = base64.b64encode(checkpoint.root).decode()
    text = "\n".join([checkpoint.origin, str(checkpoint.size), root, *checkpoint.extensions]) + "\n"
    if parse_checkpoint(text) != checkpoint:
        raise InvalidInput("checkpoint_invalid", origin=checkpoint.origin)
    return text


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint in a note's text, or InvalidInput `checkpoint_invalid`."""
    lines = text.split("\n")
    origin, size, root, *extensions = lines[:-1] if len(lines) > 3 else ("", "", "")
    if lines[-1] or not origin or not all(extensions) or not _SIZE.fullmatch(size) or _CONTROL.search(text):
        raise InvalidInput("checkpoint_invalid", text=text[:80])
    decoded = _base64(root)
    if decoded is None or len(decoded) != ROOT_LENGTH:
        raise InvalidInput("checkpoint_invalid", root=root[:80])
    return Checkpoint(origin, int(size), decoded, tuple(extensions))


def sign_note(text: str, key: SigningKey, name: str) -> str:
    """The note of a text, signed by one key under a name (for a checkpoint: its origin)."""
    if not text.endswith("\n"):
        raise InvalidInput("note_malformed", reason="end")
    return add_signature(text + "\n", key, name)


def add_signature(note: str, key: SigningKey, name: str) -> str:
    """The note with one more signature line, as when a new key takes over from an old one."""
    text, lines = _halves(note)
    if not _is_name(name):
        raise InvalidInput("note_malformed", reason="name")
    data = _key_hash(name, key.public) + key.sign(text.encode())
    signed = f"{text}\n{lines}— {name} {base64.b64encode(data).decode()}\n"
    parse_note(signed)
    return signed


def parse_note(note: str) -> Note:
    """A note taken apart, unverified; InvalidInput `note_malformed` where the standard does not allow it."""
    text, lines = _halves(note)
    if not lines.endswith("\n"):
        raise InvalidInput("note_malformed", reason="end")
    signatures = tuple(_signature(line) for line in lines[:-1].split("\n"))
    if len(signatures) > MOST_SIGNATURES:
        raise InvalidInput("note_malformed", reason="signatures")
    return Note(text, signatures)


def verify_note(note: str, verifier_key: str) -> str:
    """The note's text, proved to be signed by the key; unknown keys' signatures are ignored.

    Raises InvalidInput `note_malformed`, `verifier_key_invalid`, `note_unsigned` (no line of this key),
    `note_signature` (a line of this key that does not hold).
    """
    key = parse_verifier_key(verifier_key)
    parsed = parse_note(note)
    own = [line for line in parsed.signatures if (line.name, line.key_hash) == (key.name, key.key_hash)]
    if not own:
        raise InvalidInput("note_unsigned", key=f"{key.name}+{key.key_hash.hex()}")
    if not all(verify_signature(key.public, parsed.text.encode(), line.data) for line in own):
        raise InvalidInput("note_signature", key=f"{key.name}+{key.key_hash.hex()}")
    return parsed.text


def verify_checkpoint(note: str, verifier_key: str) -> Checkpoint:
    """The checkpoint in a signed note, proved to be the key's and of the log the key is named after."""
    checkpoint = parse_checkpoint(verify_note(note, verifier_key))
    if checkpoint.origin != parse_verifier_key(verifier_key).name:
        raise InvalidInput("checkpoint_origin", origin=checkpoint.origin)
    return checkpoint


def verifier_key(name: str, public: bytes) -> str:
    """The line a verifier is given: `name+hash+base64(0x01 || public key)`."""
    if not _is_name(name):
        raise InvalidInput("verifier_key_invalid", key=name[:80])
    key = f"{name}+{_key_hash(name, public).hex()}+{base64.b64encode(ED25519 + public).decode()}"
    parse_verifier_key(key)
    return key


def parse_verifier_key(line: str) -> VerifierKey:
    """The parts of a verifier key whose hash fits; InvalidInput `verifier_key_invalid` otherwise."""
    name, _, rest = line.partition("+")
    shown, _, encoded = rest.partition("+")
    data = _base64(encoded)
    if (
        not _is_name(name)
        or not _KEY_HASH.fullmatch(shown)
        or data is None
        or len(data) != 33
        or data[:1] != ED25519
        or _key_hash(name, data[1:]).hex() != shown
    ):
        raise InvalidInput("verifier_key_invalid", key=line[:80])
    return VerifierKey(name, bytes.fromhex(shown), data[1:])


def _halves(note: str) -> tuple[str, str]:
    """Text with its newline, and what follows the last empty line."""
    if _CONTROL.search(note) or not _is_utf8(note):
        raise InvalidInput("note_malformed", reason="characters")
    end = note.rfind("\n\n")
    if end < 0:
        raise InvalidInput("note_malformed", reason="separator")
    return note[: end + 1], note[end + 2 :]


def _signature(line: str) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    data = _base64(encoded)
    if dash != "—" or not _is_name(name) or data is None or len(data) < 5:
        raise InvalidInput("note_malformed", reason="signature", line=line[:80])
    return Signature(name, data[:4], data[4:])


def _is_name(name: str) -> bool:
    spaced = any(character.isspace() for character in name)
    return name != "" and "+" not in name and not spaced and not _CONTROL.search(name) and _is_utf8(name)


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _base64(text: str) -> bytes | None:
    """Standard base64 with padding, one spelling for each value (RFC 4648 sections 3.5 and 4), or None."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode() == text else None


def _key_hash(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]
