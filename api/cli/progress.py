"""Progress of long work on a terminal's stderr; silent where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from api.cli.screen import Screen

Step = Callable[[int], None]


@contextmanager
def counted(name: str, screen: Screen, total: int | None) -> Iterator[Step]:
    """A bar under a worded name; the function given moves it on. Without a total it shows that work goes on."""
    with told(name, screen) as show:
        done = 0

        def step(more: int) -> None:
            nonlocal done
            done += more
            show(name, done, total)

        show(name, 0, total)
        yield step


@contextmanager
def told(name: str, screen: Screen) -> Iterator[Callable[[str, int, int | None], None]]:
    """The same for work that counts by itself: called with what is counted, how many are done, how many there are."""
    if not sys.stderr.isatty():
        yield lambda _name, _done, _total: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = Console(file=sys.stderr, markup=False, highlight=False)
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(screen.phrase(name), total=None)

        def show(what: str, done: int, total: int | None) -> None:
            bar.update(task, description=screen.phrase(what), completed=done, total=total)

        yield show
