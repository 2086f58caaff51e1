"""Uploads: the request's stream through the multipart parser into writers, hashed on the way, nothing spooled.

A file is written by a worker thread while the next megabyte arrives. No file is finished before the whole form has
come, so a form that breaks off, is too large or makes no sense leaves nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from python_multipart.exceptions import FormParserError
from starlette.requests import ClientDisconnect, Request

from api.incoming.parts import Event, Part, Parts
from api.incoming.unreadable import Unreadable
from graph_schema.blobs import BlobWriter
from graph_schema.errors import ClausetrailError, InvalidInput, TooLarge
from workflows.files import StoredFile, file_name, media_type

BLOCK = 1 << 20
FILES_MOST = 100
FIELD_BYTES = 64 << 10
"""Of all plain fields of a form together."""
DRAIN_BYTES, DRAIN_SECONDS = 4 << 20, 5
"""Read on after a refusal, so that a client that listens only when it has sent all hears why."""
FILE = "file"
NAME_TOLD = 80
"""Characters told of a name that cannot be taken."""


class Sink(Protocol):
    """Where the bytes of a file go."""

    def write(self, chunk: bytes, /) -> None:
        """Take the next bytes."""


S = TypeVar("S", bound=Sink)
Opening = Callable[[], AbstractContextManager[S]]


@dataclass(slots=True)
class Arrived(Generic[S]):
    """A file that has come whole, under the name it came with, not finished yet. `refused`: why it cannot be taken,
    where a form takes the others all the same; then nothing of it is kept."""

    name: str
    sink: S
    size: int = 0
    refused: ClausetrailError | None = None


@dataclass(frozen=True, slots=True)
class Form(Generic[S]):
    """A form that has come whole; an empty field counts as not given."""

    fields: Mapping[str, str]
    files: tuple[Arrived[S], ...]

    def get(self, name: str) -> str | None:
        """A field, or None."""
        return self.fields.get(name) or None

    def need(self, name: str) -> str:
        """A field, or `form_field_needed`."""
        if name not in self.fields:
            raise InvalidInput("form_field_needed", name=name)
        return self.fields[name]

    def only(self) -> Arrived[S]:
        """The one file of a form that takes one, or `file_missing`."""
        if len(self.files) != 1:
            raise InvalidInput("file_missing")
        return self.files[0]


@dataclass
class _Receiver(Generic[S]):
    """Takes the parser's events. `limit`: bytes of one file at most. `each`: a file that cannot be taken is refused
    alone, and its bytes (as many again at most) are passed over."""

    opening: Opening[S]
    known: frozenset[str] | None
    limit: int
    stack: ExitStack
    each: bool = False
    fields: dict[str, str] = field(default_factory=dict)
    files: list[Arrived[S]] = field(default_factory=list)
    _field: str = ""
    _in_file: bool = False
    _unchosen: bool = False
    _blocks: list[bytes] = field(default_factory=list)
    _held: int = 0
    _field_bytes: int = 0
    _writing: asyncio.Future[None] | None = None

    async def take(self, event: Event) -> None:
        """One event of the form."""
        if isinstance(event, Part):
            self._begin(event)
        elif event is None:
            await self._end()
        elif self._in_file:
            await self._bytes(event)
        else:
            self._field_bytes += len(event)
            if self._field_bytes > FIELD_BYTES:
                raise TooLarge("request_too_large", limit=FIELD_BYTES)
            self._blocks.append(event)

    def _begin(self, part: Part) -> None:
        self._field, self._in_file, self._unchosen = part.field, part.file_name is not None, False
        if part.file_name is None:
            if self.known is not None and part.field not in self.known:
                raise InvalidInput("form_field_unknown", name=part.field[:80])
            if part.field in self.fields:
                raise InvalidInput("form_field_twice", name=part.field)
            return
        if part.field != FILE:
            raise InvalidInput("form_field_unknown", name=part.field[:80])
        if len(self.files) == FILES_MOST:
            raise TooLarge("files_too_many", limit=FILES_MOST)
        if self.known is None and part.file_name == "":
            self._in_file, self._unchosen = False, True
            return
        name, refused = self._name(part.file_name)
        self.files.append(Arrived(name, self.stack.enter_context(self.opening()), refused=refused))

    def _name(self, given: str) -> tuple[str, ClausetrailError | None]:
        """The name of a file, or what is wrong with it and the name cut to be told."""
        try:
            return file_name(given), None
        except InvalidInput as error:
            if not self.each:
                raise
            return given[:NAME_TOLD], error

    async def _bytes(self, chunk: bytes) -> None:
        file = self.files[-1]
        file.size += len(chunk)
        if file.size > self.limit and file.refused is None:
            file.refused = TooLarge("file_too_large", name=file.name, limit=self.limit)
        if file.refused is not None:
            if not self.each or file.size > 2 * self.limit:
                raise file.refused
            self._blocks, self._held = [], 0
            return
        self._blocks.append(chunk)
        self._held += len(chunk)
        if self._held >= BLOCK:
            await self._write()

    async def _end(self) -> None:
        if self._in_file:
            await self._write()
            return
        if self._unchosen:
            self._blocks = []
            return
        try:
            self.fields[self._field] = b"".join(self._blocks).decode("utf-8")
        except UnicodeDecodeError:
            raise Unreadable("form_invalid") from None
        self._blocks = []

    async def _write(self) -> None:
        """Hand what is held to a thread (hashing and writing let others run) and go on receiving meanwhile."""
        await self.settled()
        block = b"".join(self._blocks)
        self._blocks, self._held = [], 0
        self._writing = asyncio.get_running_loop().run_in_executor(None, self.files[-1].sink.write, block)

    async def settled(self) -> None:
        """The last block is written, or its error is raised here."""
        writing, self._writing = self._writing, None
        if writing is not None:
            try:
                await asyncio.shield(writing)
            except asyncio.CancelledError:
                await asyncio.wait({writing})  # the file must not be closed under the thread
                raise


@asynccontextmanager
async def received(
    request: Request, known: frozenset[str] | None, opening: Opening[S], limit: int, *, each: bool = False
) -> AsyncIterator[Form[S]]:
    """The form once it is whole; its files go when the block is left without finishing them. `known` None: a form of
    a page, whose fields are what they are, and whose file field comes empty where nothing was chosen. `each`: files
    that cannot be taken are `refused` one by one."""
    with ExitStack() as stack:
        parts = Parts(request.headers.get("content-type", ""))
        receiver = _Receiver(opening, known, limit, stack, each)
        stream = request.stream()
        try:
            await _receive(stream, parts, receiver)
        except ClausetrailError:
            await _drain(stream)
            raise
        finally:
            with suppress(ClausetrailError):
                await receiver.settled()
        yield Form(receiver.fields, tuple(receiver.files))


async def _receive(stream: AsyncIterator[bytes], parts: Parts, receiver: _Receiver[S]) -> None:
    try:
        async for chunk in stream:
            for event in parts.feed(chunk):
                await receiver.take(event)
    except FormParserError:
        raise Unreadable("form_invalid") from None
    await receiver.settled()
    if not parts.complete:
        raise Unreadable("form_invalid")


async def _drain(stream: AsyncIterator[bytes]) -> None:
    """Take a little more and forget it."""
    taken = 0
    with suppress(TimeoutError, ClientDisconnect, StopAsyncIteration):
        async with asyncio.timeout(DRAIN_SECONDS):
            while taken < DRAIN_BYTES:
                taken += len(await anext(stream)) or 1


def stored(file: Arrived[BlobWriter]) -> StoredFile:
    """Finish one file: its bytes are durable when this returns. Nothing is kept of an empty one: `file_empty`."""
    if file.refused is not None:
        raise file.refused
    if file.size == 0:
        raise InvalidInput("file_empty", name=file.name)
    blob = file.sink.finish()
    return StoredFile(blob.sha256, blob.size, file.name, media_type(file.name))
