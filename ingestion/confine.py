"""Limits a process puts on itself before it opens a stranger's file; each says whether it holds on this machine."""

from __future__ import annotations

import ctypes
import platform
import struct
import sys

if sys.platform != "win32":  # Windows has no such limits: said in the answer
    import resource

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_MODE_FILTER = 2

# Machine: (audit architecture, system calls refused): socket, connect, socketpair, execve, ptrace, execveat,
# io_uring_setup, bpf.
REFUSED_CALLS: dict[str, tuple[int, tuple[int, ...]]] = {
    "x86_64": (0xC000003E, (41, 42, 53, 59, 101, 322, 425, 321)),
    "aarch64": (0xC00000B7, (198, 203, 199, 221, 117, 281, 425, 280)),
}


def confine(memory_bytes: int) -> dict[str, bool | str]:
    """Applies every limit that lasts for the process; processor time is set for each file by `allow_cpu`."""
    namespace = _without_network()
    filtered = _refuse_calls()
    return {
        "memory": _limit("RLIMIT_AS", memory_bytes),
        "file_size": _limit("RLIMIT_FSIZE", 0),
        "core_dump": _limit("RLIMIT_CORE", 0),
        "cpu_time": sys.platform != "win32",
        "system_calls": filtered,
        "network": "namespace" if namespace else "seccomp" if filtered else "none",
    }


def allow_cpu(seconds: int) -> None:
    """Lets this process use so many more seconds of processor time; then SIGXCPU ends it."""
    if sys.platform == "win32":
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = int(used.ru_utime + used.ru_stime) + 1 + seconds
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _limit(name: str, value: int) -> bool:
    """Sets soft and hard limit; False where the system has none or refuses."""
    if sys.platform == "win32":
        return False
    try:
        resource.setrlimit(getattr(resource, name), (value, value))
    except (AttributeError, ValueError, OSError):
        return False
    return True


def _without_network() -> bool:
    """An own network namespace without interfaces (Linux; root, or any user where user namespaces are allowed)."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.unshare(CLONE_NEWNET) == 0 or libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0)


def _refuse_calls() -> bool:
    """A system call filter: no sockets, no other programs. True once it is in force."""
    if sys.platform != "linux" or platform.machine() not in REFUSED_CALLS:
        return False
    program = _filter(*REFUSED_CALLS[platform.machine()])
    buffer = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog { unsigned short len; struct sock_filter *filter; }, padded by the native alignment
    header = struct.pack("HP", len(program) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.c_char_p(header), 0, 0) == 0)


def _filter(architecture: int, calls: tuple[int, ...]) -> bytes:
    """Classic BPF: another architecture and each listed call get EPERM, all else is allowed (seccomp(2))."""
    load, equal, at_least, answer = 0x20, 0x15, 0x35, 0x06
    refuse, allow = 0x00050001, 0x7FFF0000
    steps = [(load, 0, 0, 4), (equal, 1, 0, architecture), (answer, 0, 0, refuse), (load, 0, 0, 0)]
    # The x32 table of x86-64 has the same calls under numbers from 0x40000000 on.
    tests = [(at_least, 0x40000000), *((equal, call) for call in calls)]
    # A jump counts from the step after it: a test that holds goes past the other tests and the permission.
    steps += [(code, len(tests) - index, 0, value) for index, (code, value) in enumerate(tests)]
    steps += [(answer, 0, 0, allow), (answer, 0, 0, refuse)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
