"""What another process found of rule books, which counts here and is not found again.

Whoever examines what people upload does it apart, within limits (ADR 22). What is found of a rule book on a day rests
on that book, that day and this software alone, so it is known by these, and by what was asked.
"""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from workflows.proofs.certificate import Examined

Key = tuple[str, ...]
"""What was asked, the hash of the rule book, the day, and what else it rests on."""
F = TypeVar("F")
_MOST = 256


class Memory(Generic[F]):
    """What was found, by what was asked.

    :ivar keeping: whether also what is found here is kept, to be told to the process that asked
    """

    def __init__(self) -> None:
        self.keeping = False
        self._lock = threading.Lock()
        self._known: dict[Key, F] = {}

    def once(self, key: Key, find: Callable[[], F]) -> F:
        """What is known, or what is found now."""
        with self._lock:
            if key in self._known:
                return self._known[key]
        found = find()
        if self.keeping:
            self.remember(key, found)
        return found

    def remember(self, key: Key, found: F) -> None:
        """Takes over what another process found."""
        with self._lock:
            while len(self._known) >= _MOST:
                del self._known[next(iter(self._known))]
            self._known[key] = found

    def known(self, book: str) -> dict[Key, F]:
        """All that is kept of a rule book.

        :param book: its hash
        """
        with self._lock:
            return {key: found for key, found in self._known.items() if key[1] == book}

    def forget(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._known.clear()


EXAMINED: Memory[Examined] = Memory()
"""Procedures under a rule book: ("examined", the book's hash, the day, its name)."""
SENTENCES: Memory[tuple[str, ...]] = Memory()
"""What becomes of what a rule book leaves as it is (``workflows.runtime.beside``)."""
