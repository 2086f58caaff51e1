"""The limited process: what it answers, what it may not do, and that nothing a file does reaches the one who asked."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graph_schema.errors import ClausetrailError
from ingestion.readers.limits import MEBIBYTE, Limits
from ingestion.readers.registry import read_file
from ingestion.sandbox import PACKAGE_ROOT, LimitedReader, limits_in_force, read_in_child
from ingestion.wire import decode_error, decode_file, encode_file
from tests.ingestion import attacks
from tests.ingestion.make_docx import make_docx, paragraph
from tests.ingestion.make_pdf import Put, make_pdf

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="these limits exist on Linux alone")

GOOD = "4.1 总则\n组织应保持记录。\n"


def refused(path: Path, limits: Limits | None = None) -> tuple[ClausetrailError, float]:
    """The error and how many seconds it took."""
    begun = time.monotonic()
    with pytest.raises(ClausetrailError) as caught:
        read_in_child(path, limits)
    return caught.value, time.monotonic() - begun


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def writer(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return writer


Write = Callable[[str, bytes], Path]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("名字 with spaces.txt", GOOD.encode("gbk")),
        ("a.csv", "编号,要求\n4.1,总则\n4.2,记录\n".encode()),
        ("a.docx", make_docx(paragraph("4.1 总则", '<w:outlineLvl w:val="0"/>'))),
        ("a.pdf", make_pdf([[Put(70, 700, "4.1 总则")], [Put(70, 700, "4.2 General requirements")]])),
    ],
)
def test_the_child_answers_what_the_reader_finds(write: Write, name: str, data: bytes) -> None:
    path = write(name, data)
    assert read_in_child(path) == read_file(path)


def test_a_reader_s_error_comes_back_as_the_same_error(write: Write) -> None:
    error, _ = refused(write("a.docx", b"PK\x03\x04 broken"))
    assert (type(error).__name__, error.code, error.params["media_type"]) == (
        "InvalidInput",
        "file_damaged",
        "application/zip",
    )


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    error, _ = refused(tmp_path / "none.txt")
    assert (error.code, error.status) == ("file_not_found", 404)


@pytest.mark.skipif(os.name != "posix", reason="named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    error, seconds = refused(tmp_path / "a.txt")
    assert (error.code, seconds < 5) == ("file_unreadable", True)


def test_a_thirty_page_text_takes_less_than_a_second(write: Write) -> None:
    path = write("a.txt", ("组织应建立并保持形成文件的程序，以确保服务的记录清晰。\n" * 1500).encode())
    read_in_child(path)  # the first start on a machine reads the modules from disk
    begun = time.monotonic()
    assert len(read_in_child(path).blocks) == 1500
    assert time.monotonic() - begun < 1.0


def test_a_warm_reader_keeps_its_process_and_renews_it(write: Write) -> None:
    path = write("a.txt", GOOD.encode())
    with LimitedReader(files_each=2) as reader:
        pids = []
        for _ in range(5):
            assert len(reader.read(path).blocks) == 2
            assert reader._child is not None
            pids.append(reader._child._process.pid)
    assert [pids[0] == pids[1], pids[1] == pids[2], pids[2] == pids[3], pids[3] == pids[4]] == [
        True,
        False,
        True,
        False,
    ]


def test_a_refused_file_does_not_end_a_warm_process(write: Write) -> None:
    bad, good = write("a.pdf", b"%PDF-1.7 broken"), write("b.txt", GOOD.encode())
    with LimitedReader() as reader:
        with pytest.raises(ClausetrailError):
            reader.read(bad)
        assert len(reader.read(good).blocks) == 2


def test_time_that_runs_out_ends_the_process_and_the_next_file_is_read(write: Write) -> None:
    slow, good = write("a.pdf", attacks.drawing_tree()), write("b.txt", GOOD.encode())
    with LimitedReader(Limits(wall_seconds=1)) as reader:
        reader.limits_in_force()
        assert reader._child is not None
        process = reader._child._process
        begun = time.monotonic()
        with pytest.raises(ClausetrailError) as caught:
            reader.read(slow)
        assert (caught.value.code, caught.value.params["limit"]) == ("file_takes_too_long", "wall_seconds")
        assert time.monotonic() - begun < 5
        assert process.poll() is not None
        assert len(reader.read(good).blocks) == 2


def _kill_when_busy(reader: LimitedReader) -> None:
    """Ends the process of the reader once it has used half a second of processor time on the file."""
    while reader._child is None:
        time.sleep(0.01)
    pid = reader._child._process.pid
    stat = Path(f"/proc/{pid}/stat")
    while int(stat.read_text().rsplit(")", 1)[1].split()[11]) < os.sysconf("SC_CLK_TCK") // 2:
        time.sleep(0.01)
    os.kill(pid, signal.SIGSEGV)


@linux_only
def test_a_pdf_that_crashes_the_first_engine_is_read_by_the_second(write: Write) -> None:
    path = write("a.pdf", attacks.drawing_tree())
    with LimitedReader() as reader:
        killer = threading.Thread(target=_kill_when_busy, args=(reader,))
        killer.start()
        with pytest.raises(ClausetrailError) as caught:
            reader.read(path)
        killer.join()
    assert caught.value.code == "pdf_without_text", "the second engine answered: there is no text on that page"


@linux_only
def test_a_crash_on_another_format_is_told(write: Write) -> None:
    path = write("a.html", b"<html>" + b"<p>4.1 text <b>records</b></p>" * 500_000)
    with LimitedReader() as reader:
        killer = threading.Thread(target=_kill_when_busy, args=(reader,))
        killer.start()
        with pytest.raises(ClausetrailError) as caught:
            reader.read(path)
        killer.join()
    assert (caught.value.code, caught.value.params["reason"]) == ("file_reader_crashed", "SIGSEGV")


@linux_only
def test_processor_time_is_limited(write: Write) -> None:
    path = write("a.html", b"<html>" + b"<p>4.1 text <b>records</b></p>" * 700_000)
    error, seconds = refused(path, Limits(cpu_seconds=1))
    assert (error.code, error.params["limit"], seconds < 20) == ("file_takes_too_long", "cpu_seconds", True)


@linux_only
def test_memory_is_limited(write: Write) -> None:
    path = write("a.docx", attacks.word_bomb())
    error, seconds = refused(path, Limits(memory_bytes=120 * MEBIBYTE, ratio=1_000_000))
    assert (error.code, error.params["limit"], seconds < 10) == ("file_too_demanding", "memory", True)


@pytest.mark.parametrize(
    ("name", "make", "code", "limit"),
    [
        ("bomb.docx", attacks.word_bomb, "file_too_demanding", "ratio"),
        ("laughs.docx", attacks.billion_laughs, "file_damaged", None),
        ("members.docx", attacks.many_members, "file_too_demanding", "members"),
        ("overlap.docx", attacks.overlapping_members, "file_damaged", None),
        ("archive.pdf", attacks.plain_archive, "file_type_not_read", None),
        ("streams.pdf", attacks.nested_streams, "pdf_without_text", None),
    ],
)
def test_attack_files_are_refused_within_seconds(
    write: Write, name: str, make: Callable[[], bytes], code: str, limit: str | None
) -> None:
    error, seconds = refused(write(name, make()))
    assert (error.code, error.params.get("limit")) == (code, limit)
    assert seconds < 20


def test_no_entity_reads_another_file(write: Write) -> None:
    secret = write("secret.txt", b"the secret")
    error, _ = refused(write("a.docx", attacks.outside_entity(secret.as_uri())))
    assert (error.code, error.params["reason"]) == ("file_damaged", "declaration")


def test_an_answer_above_the_limit_is_refused_by_the_child(write: Write) -> None:
    error, _ = refused(write("a.txt", b"4.1 text\n" * 20_000), Limits(answer_bytes=100_000))
    assert (error.code, error.params["limit"]) == ("file_too_demanding", "answer_bytes")


@linux_only
def test_the_limits_in_force_are_told() -> None:
    found = limits_in_force()
    assert {name: found[name] for name in ("memory", "cpu_time", "file_size", "wall_clock", "process_group")} == {
        "memory": True,
        "cpu_time": True,
        "file_size": True,
        "wall_clock": True,
        "process_group": True,
    }
    assert found["network"] in ("namespace", "seccomp", "none")


CONFINED = """
import sys; sys.path.insert(0, sys.argv[1])
import os, socket, subprocess
from ingestion.confine import confine
force = confine(1 << 30)
def tried(act):
    try:
        act()
    except (OSError, MemoryError) as error:
        return type(error).__name__
    return "done"
print(
    tried(lambda: socket.create_connection(("127.0.0.1", int(sys.argv[2])), 2)),
    tried(lambda: os.write(os.open(sys.argv[3], os.O_CREAT | os.O_WRONLY), b"x" * 100)),
    tried(lambda: bytearray(2 << 30)),
    tried(lambda: subprocess.run(["true"])),
    force["network"], force["system_calls"],
)
"""


@linux_only
def test_a_confined_process_reaches_no_network_no_file_no_program(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        answer = subprocess.run(
            [sys.executable, "-I", "-c", CONFINED, str(PACKAGE_ROOT), str(port), str(tmp_path / "new")],
            capture_output=True,
            text=True,
            check=False,
        )
    network, written, memory, program, namespace, filtered = answer.stdout.split()
    assert (written, memory) == ("OSError", "MemoryError"), answer.stderr
    if namespace != "none":
        assert network != "done"
    if filtered == "True":
        assert program == "PermissionError"


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"media_type": 1, "pages": None, "blocks": [], "rows": [], "issues": []},
        {"media_type": "a", "pages": True, "blocks": [], "rows": [], "issues": []},
        {"media_type": "a", "pages": None, "blocks": [["x"]], "rows": [], "issues": []},
        {
            "media_type": "a",
            "pages": None,
            "blocks": [["x", [1, 1, None, 1], "", None, "boss"]],
            "rows": [],
            "issues": [],
        },
        {"media_type": "a", "pages": None, "blocks": [], "rows": [[["a", 1], [1, 1, None, 1]]], "issues": []},
        {"media_type": "a", "pages": None, "blocks": [], "rows": [], "issues": [["c", "fatal", [1, 1, None, 1], {}]]},
    ],
)
def test_an_answer_of_another_shape_is_no_file(value: object) -> None:
    with pytest.raises(ValueError, match=r".*"):
        decode_file(value)


@pytest.mark.parametrize(
    "value",
    [None, {}, {"class": "SystemExit", "code": "x", "params": {}}, {"class": "InvalidInput", "code": 1, "params": {}}],
)
def test_an_error_of_another_shape_is_no_error(value: object) -> None:
    with pytest.raises(ValueError, match=r".*"):
        decode_error(value)


def test_a_file_survives_the_wire(write: Write) -> None:
    found = read_file(write("a.csv", "编号,要求\n4.1,总则\n".encode("gbk")))
    assert decode_file(encode_file(found)) == found
