"""Attacks by the command line's own arguments."""

from __future__ import annotations

import socket

import pytest

from tests.api.cli_runner import Shell
from tests.api.conftest import cli_surroundings as cli_surroundings
from tests.api.conftest import english as english
from tests.api.conftest import shell as shell
from tests.api.conftest import standing_folder as standing_folder
from tests.api.conftest import standing_shell as standing_shell


@pytest.mark.parametrize("url", ["neo4j://u:geheim@127.0.0.1:99999", "neo4j://u:geheim@127.0.0.1:x", "neo4j://["])
def test_a_store_url_that_cannot_be_read_is_refused_in_one_line(shell: Shell, url: str) -> None:
    result = shell("--store", url, "coverage", "X")
    assert (result.status, "store_url_invalid" in result.err) == (1, True), result.err
    assert "geheim" not in result.err


def test_a_port_in_use_is_said_in_one_line(standing_shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = standing_shell("serve", "--port", str(taken.getsockname()[1]))
    assert (result.status, "address_in_use" in result.err) == (1, True), result.err


def test_a_token_for_longer_than_calendars_go_is_refused(standing_shell: Shell) -> None:
    result = standing_shell("account", "token", "tester", "--days", "99999999999")
    assert (result.status, "internal_error" in result.err) == (2, False), result.err
