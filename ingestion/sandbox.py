"""Untrusted files are opened only here: in a separate process with limits, killed with its group when it oversteps."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Generic, Self, TypeVar

from graph_schema.errors import ClausetrailError, InvalidInput
from ingestion.blocks import ReadFile
from ingestion.page_text import FileText, PageLetters, Picture
from ingestion.page_wire import decode_letters, decode_picture, decode_text
from ingestion.readers.limits import Limits
from ingestion.wire import decode_error, decode_file, to_bytes

T = TypeVar("T")
PACKAGE_ROOT = Path(__file__).resolve().parent.parent
BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from ingestion.child import main; main()"
START_SECONDS = 20
LENGTH_BYTES = 8
# What a process cannot start without on some systems; everything else stays outside.
KEPT_ENVIRONMENT = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def read_in_child(path: Path, limits: Limits | None = None) -> ReadFile:
    """Reads one file in a process of its own. Raises what the reader raises, or `file_takes_too_long`,
    `file_reader_crashed`, `file_too_demanding` when the process had to be ended."""
    with LimitedReader(limits) as reader:
        return reader.read(path)


def limits_in_force() -> dict[str, bool | str]:
    """Which limits hold on this machine, as the limited process itself found them."""
    with LimitedReader() as reader:
        return reader.limits_in_force()


class LimitedReader:
    """A limited process kept warm for some files; a new one replaces it after a failure or `files_each` files."""

    def __init__(self, limits: Limits | None = None, files_each: int = 100) -> None:
        self._limits = limits or Limits()
        self._files_each = files_each
        self._files = 0
        self._child: _Child | None = None
        self._lock = threading.Lock()
        self._used = time.monotonic()
        self._closed = False

    def read(self, path: Path) -> ReadFile:
        """One file for the clauses in it; a PDF on which the fast engine crashes is tried once more with the other, in
        the time left."""
        return self._twice(_Task("file", path, decode_file))

    def pages(self, path: Path, name: str) -> FileText:
        """One file for people, by page; `name` is the file's own. A PDF that crashes an engine: as in `read`."""
        return self._twice(_Task("pages", path, decode_text, {"name": name}))

    def picture(self, path: Path, page: int, width: int) -> Picture:
        """A page drawn, at most so many pixels wide."""
        return self._once(_Task("picture", path, decode_picture, {"page": page, "width": width}))

    def letters(self, path: Path, page: int) -> PageLetters:
        """Where the letters of a page stand."""
        return self._once(_Task("letters", path, decode_letters, {"page": page}))

    def limits_in_force(self) -> dict[str, bool | str]:
        """The limits of the process, the wall clock and the process group among them."""
        with self._lock:
            return {**self._started().limits, "wall_clock": True, "process_group": os.name == "posix"}

    def rest(self, idle_seconds: float = 0.0) -> bool:
        """Ends a process nobody has asked for so long, to give its memory back; a later request starts another."""
        if not self._lock.acquire(blocking=False):
            return False
        try:
            idle = self._child is not None and time.monotonic() - self._used >= idle_seconds
            if idle:
                self._end()
            return idle
        finally:
            self._lock.release()

    def close(self) -> None:
        """Ends the process, in the middle of a file too, and for good."""
        self._closed = True
        self._end()

    def _end(self) -> None:
        child, self._child = self._child, None
        self._files = 0
        if child is not None:
            child.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _started(self) -> _Child:
        if self._closed:
            raise ClausetrailError("reader_not_started")
        if self._child is None or self._files >= self._files_each:
            self._end()
            self._child = _Child(self._limits)
        return self._child

    def _once(self, task: _Task[T]) -> T:
        with self._lock:
            try:
                return self._done(task, self._deadline(), [])
            except _CrashError as crash:
                raise crash.told() from crash

    def _twice(self, task: _Task[T]) -> T:
        with self._lock:
            deadline = self._deadline()
            try:
                return self._done(task, deadline, [])
            except _CrashError as crash:
                if not _looks_like_pdf(task.path):
                    raise crash.told() from crash
            try:
                return self._done(task, deadline, ["pdfium"])
            except _CrashError as crash:
                raise crash.told() from crash

    def _deadline(self) -> float:
        return time.monotonic() + self._limits.wall_seconds

    def _done(self, task: _Task[T], deadline: float, without: list[str]) -> T:
        child = self._started()
        path = os.path.abspath(task.path)  # noqa: PTH100  resolve() would follow links
        request = {"do": task.do, "path": path, "limits": self._limits.as_dict(), "without": without, **task.more}
        try:
            answer = child.ask(request, deadline, self._limits)
            self._files += 1
            if "error" in answer:
                raise decode_error(answer["error"])
            return task.decode(answer[task.do])
        except (KeyError, ValueError) as error:
            self._end()
            raise InvalidInput("file_reader_crashed", reason="answer") from error
        except (_CrashError, InvalidInput) as error:
            if isinstance(error, _CrashError) or error.code == "file_takes_too_long":
                self._end()
            raise
        finally:
            self._used = time.monotonic()


@dataclass(frozen=True, slots=True)
class _Task(Generic[T]):
    """One request: what to do with which file, how its answer is read, what else it needs."""

    do: str
    path: Path
    decode: Callable[[object], T]
    more: Mapping[str, Any] = field(default_factory=dict)


class _CrashError(Exception):
    """The process ended by itself in the middle of a file."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status

    def told(self) -> ClausetrailError:
        name = signal.Signals(-self.status).name if self.status < 0 else str(self.status)
        if name == "SIGXCPU":
            return InvalidInput("file_takes_too_long", limit="cpu_seconds")
        return InvalidInput("file_reader_crashed", reason=name)


class _Child:
    """One running process and its two pipes."""

    def __init__(self, limits: Limits) -> None:
        self._process: subprocess.Popen[bytes] = subprocess.Popen(
            [sys.executable, "-I", "-B", "-X", "utf8", "-c", BOOT, str(PACKAGE_ROOT), str(limits.memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=PACKAGE_ROOT.anchor,
            env={name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ},
            start_new_session=True,
        )
        try:
            self.limits = self._greeting()
        except BaseException:
            self.end()
            raise

    def ask(self, request: Mapping[str, Any], deadline: float, limits: Limits) -> dict[str, Any]:
        """The answer to one request. Raises `file_takes_too_long`, or `_CrashError` when the process died."""
        data = to_bytes(request)
        pipe = self._pipe(self._process.stdin)
        with contextlib.suppress(BrokenPipeError):  # a dead process is told by the end of its answers
            pipe.write(len(data).to_bytes(LENGTH_BYTES, "big") + data)
            pipe.flush()
        frame = self._frame(deadline, limits.answer_bytes)
        if frame is None:
            raise InvalidInput("file_takes_too_long", limit="wall_seconds", allowed=limits.wall_seconds)
        if not frame:
            raise _CrashError(self._process.wait(timeout=START_SECONDS))
        answer = json.loads(frame)
        if not isinstance(answer, dict):
            raise ValueError("an answer is a mapping")
        return answer

    def end(self) -> None:
        """Kills the whole group and waits; safe to call twice."""
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _greeting(self) -> dict[str, bool | str]:
        frame = self._frame(time.monotonic() + START_SECONDS, 1 << 16)
        if not frame:
            raise ClausetrailError("reader_not_started")
        found = json.loads(frame)["limits"]
        return {str(name): value for name, value in found.items() if isinstance(value, bool | str)}

    def _frame(self, deadline: float, largest: int) -> bytes | None:
        """The next frame, b"" at the end of the pipe, None when the time is over. A thread reads: pipes on Windows
        cannot be waited for with a deadline."""
        answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        pipe = self._pipe(self._process.stdout)
        threading.Thread(target=_read_frame, args=(pipe, largest, answers), daemon=True).start()
        try:
            return answers.get(timeout=max(0.01, deadline - time.monotonic()))
        except queue.Empty:
            self.end()
            return None

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        assert pipe is not None, "both pipes are asked for at the start"
        return pipe


def _read_frame(pipe: IO[bytes], largest: int, answers: queue.SimpleQueue[bytes]) -> None:
    """Reads one frame; a longer one than agreed counts as the end of the pipe."""
    data = b""
    with contextlib.suppress(OSError, ValueError):  # the pipe is closed when the process is ended
        size = int.from_bytes(pipe.read(LENGTH_BYTES), "big")
        if 0 < size <= largest:
            data = pipe.read(size)
            data = data if len(data) == size else b""
    answers.put(data)


def _looks_like_pdf(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return b"%PDF-" in file.read(1024)
    except OSError:
        return False
