"""No test talks to another machine: only loopback addresses may be reached.

An audit hook sees every connection made by Python code in this process, however it was opened.
Names under `.invalid` (RFC 6761) answer as a resolver must: not found.
"""

import ipaddress
import socket
import sys

NAMES_HERE = frozenset({"", "localhost", "ip6-localhost"})


class OutsideNetworkError(RuntimeError):
    """A test tried to reach another machine."""


def _is_here(host: object) -> bool:
    """True for a loopback address or a name of this machine; None and '' mean any local address."""
    if host is None:
        return True
    name = host.decode("ascii", "replace") if isinstance(host, bytes | bytearray) else str(host)
    if name.lower() in NAMES_HERE:
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _refuse(host: object) -> None:
    if str(host).lower().rstrip(".").endswith(".invalid"):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    raise OutsideNetworkError(f"tests may only reach loopback addresses, not {host!r}")


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if isinstance(address, tuple) and not _is_here(address[0]):
            _refuse(address[0])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and not _is_here(arguments[0]):
        _refuse(arguments[0])


def pytest_configure() -> None:
    """Installs the hook once for the process; an audit hook cannot be removed again."""
    sys.addaudithook(_audit)
