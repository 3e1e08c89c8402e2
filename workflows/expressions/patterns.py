"""Regular expressions that cannot run away (XPath and XQuery Functions 3.1, 5.6; DMN 1.5, table 73).

Python's ``re`` backtracks: ``(a+)+b`` against thirty letters takes minutes. Here all ways of matching advance together,
one character at a time (Thompson's simulation, with the priorities of Pike's), so the work is at most the length of
the text times the length of the pattern, and each step is counted. There are no back-references in it.
"""

from functools import lru_cache

from workflows.expressions.limits import checked_length, checked_size, spend
from workflows.expressions.pattern_syntax import Instruction, compile_pattern

Slots = tuple[int, ...]
_COMPILED_COST = 200
_REFUSED_COST = 2_000
_Threads = list[tuple[int, Slots]]


class Pattern:
    """A compiled pattern.

    :ivar groups: how many groups it captures
    """

    def __init__(self, program: list[Instruction], groups: int, flags: str) -> None:
        self._program = program
        self.groups = groups
        self._lines = "m" in flags

    @staticmethod
    def of(pattern: str, flags: str = "") -> "Pattern":
        """Compiles a pattern.

        :param flags: any of ``i`` (letters small or capital), ``s`` (dot takes line ends), ``m`` (^ and $ at lines),
            ``x`` (blanks do not count), ``q`` (all characters are literal)
        :raises ValueError: it is not a pattern
        """
        # Charged before and whether it is remembered or not, so that every evaluation counts the same.
        spend(_COMPILED_COST + 4 * len(pattern))
        made = _compiled(pattern, flags)
        if made is None:
            spend(_REFUSED_COST)
            raise ValueError(f"{pattern} is no pattern")
        spend(4 * len(made._program))
        return made

    def search(self, text: str, start: int = 0) -> Slots | None:
        """The first match from a place on: start and end, then start and end of each group, -1 where it has none."""
        program = self._program
        empty = (-1,) * (2 * self.groups + 2)
        threads: _Threads = []
        seen: set[int] = set()
        found: Slots | None = None
        for at in range(start, len(text) + 1):
            if found is None:
                self._follow(threads, seen, 0, at, empty, text)
            elif not threads:
                break
            spend(2 * len(threads) + 2)
            after: _Threads = []
            seen = set()
            for place, slots in threads:
                test = program[place].test
                if test is None:  # the end of the program: what comes later has less priority
                    found = slots
                    break
                if at < len(text) and test(text[at]):
                    self._follow(after, seen, place + 1, at + 1, slots, text)
            threads = after
        return found

    def _follow(self, threads: _Threads, seen: set[int], place: int, at: int, slots: Slots, text: str) -> None:
        """Adds the instructions that wait for a character, following all that need none."""
        waiting = [(place, slots)]
        while waiting:
            place, slots = waiting.pop()
            if place in seen:
                continue
            seen.add(place)
            instruction = self._program[place]
            kind = instruction.kind
            if kind == "split":
                waiting += [(instruction.second, slots), (instruction.first, slots)]
            elif kind == "jump":
                waiting.append((instruction.first, slots))
            elif kind == "save":
                slot = instruction.first
                waiting.append((place + 1, (*slots[:slot], at, *slots[slot + 1 :])))
            elif kind == "start":
                if at == 0 or (self._lines and text[at - 1] == "\n"):
                    waiting.append((place + 1, slots))
            elif kind == "end":
                if at == len(text) or (self._lines and text[at] == "\n"):
                    waiting.append((place + 1, slots))
            else:
                threads.append((place, slots))
        spend(1)

    def _all(self, text: str) -> list[Slots]:
        """All matches, from left to right.

        :raises ValueError: the pattern matches nothing at all, which the standard forbids here
        """
        if self.search("") is not None:
            raise ValueError("the pattern matches the empty text")
        found = []
        at = 0
        while (slots := self.search(text, at)) is not None and slots[1] > at:
            found.append(slots)
            at = slots[1]
        return found

    def split(self, text: str) -> list[str]:
        """The parts between the matches."""
        parts = []
        at = 0
        for slots in self._all(text):
            parts.append(text[at : slots[0]])
            at = slots[1]
        checked_size(len(parts) + 1)
        return [*parts, text[at:]]

    def replace(self, text: str, replacement: str) -> str:
        """The text with every match replaced; ``$1`` stands for the first group, ``$0`` for the match.

        :raises ValueError: the replacement has a ``$`` or a backslash that stands for nothing
        """
        template = list(_template(replacement, self.groups))
        pieces = []
        at = length = 0
        for slots in self._all(text):
            parts = [text[at : slots[0]]]
            parts += [part if isinstance(part, str) else _group(text, slots, part) for part in template]
            length = checked_length(length + sum(map(len, parts)))
            spend(len(parts))
            pieces += parts
            at = slots[1]
        return "".join([*pieces, text[at:]])


@lru_cache(maxsize=256)
def _compiled(pattern: str, flags: str) -> Pattern | None:
    """The pattern, or None; what is no pattern is remembered, too: finding that out can take as long."""
    if set(flags) - set("ismxq"):
        return None
    try:
        program, groups = compile_pattern(pattern, flags)
    except ValueError:
        return None
    return Pattern(program, groups, flags)


def is_pattern(pattern: str, flags: str = "") -> bool:
    """Whether a text is a pattern; for checks before anything is evaluated, so nothing is counted."""
    return _compiled(pattern, flags) is not None


def _group(text: str, slots: Slots, group: int) -> str:
    return text[slots[2 * group] : slots[2 * group + 1]] if slots[2 * group] >= 0 else ""


def _template(replacement: str, groups: int) -> list[str | int]:
    """A replacement text as literal parts and numbers of groups."""
    parts: list[str | int] = []
    at = 0
    while at < len(replacement):
        char, after = replacement[at], replacement[at + 1 : at + 2]
        if char == "\\" and after in {"\\", "$"} and after:
            parts.append(after)
            at += 2
        elif char == "$" and after in set("0123456789") and after:
            end = at + 2
            while (
                end < len(replacement)
                and replacement[end] in "0123456789"
                and int(replacement[at + 1 : end + 1]) <= groups
            ):
                end += 1
            group = int(replacement[at + 1 : end])
            parts.append(group if group <= groups else "")
            at = end
        elif char in {"$", "\\"}:
            raise ValueError(f"{char} stands for nothing in a replacement")
        else:
            parts.append(char)
            at += 1
    return parts
