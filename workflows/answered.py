"""Answers worked out before: what was known at an entry never changes, so that the same view has the same answer."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Answered(Generic[T]):
    """The last `most` answers by what was asked. For any threads; two that ask at once may both work it out."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._known: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, asked: Hashable, work: Callable[[], T]) -> T:
        """The answer known, else what `work` gives, kept."""
        with self._lock:
            if asked in self._known:
                self._known.move_to_end(asked)
                return self._known[asked]
        answer = work()
        with self._lock:
            self._known[asked] = answer
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return answer
