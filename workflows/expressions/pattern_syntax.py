"""Regular expressions: text → program (XML Schema part 2, appendix G, with the additions of XPath, 5.6.1)."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

Test: TypeAlias = Callable[[str], bool]
_Part: TypeAlias = tuple[Any, ...]

_LONGEST = 1_000
_DEEPEST = 20
_MOST = 1_000
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
# Flag x takes blanks away, but for those in a class; what is escaped or in a class is kept as it stands.
_BLANKS = re.compile(r"(\\.|\[(?:\\.|[^\]\\])*\]|\S)|\s", re.DOTALL)
_LITERAL = frozenset("\\|.?*+(){}[]-^$/\"' ,:;=<>!&#%@~`_")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One step: take a character that passes the test, fork, jump, remember the place, or stand at an edge."""

    kind: str
    first: int = 0
    second: int = 0
    test: Test | None = None


def compile_pattern(pattern: str, flags: str) -> tuple[list[Instruction], int]:
    """The program of a pattern, and how many groups it captures.

    :raises ValueError: it is not a pattern, or it is too large
    """
    reader = _Reader(pattern, flags)
    part = ("all", [("take", reader.literal(char)) for char in pattern]) if "q" in flags else reader.whole()
    program: list[Instruction] = []
    _emit(("group", 0, part), program)
    program.append(Instruction("match"))
    return program, reader.groups


def _emit(part: _Part, program: list[Instruction]) -> None:
    if len(program) > _LONGEST:
        raise ValueError("the pattern is too large")
    kind = part[0]
    if kind == "take":
        program.append(Instruction("take", test=part[1]))
    elif kind == "all":
        for each in part[1]:
            _emit(each, program)
    elif kind == "group":
        program.append(Instruction("save", 2 * part[1]))
        _emit(part[2], program)
        program.append(Instruction("save", 2 * part[1] + 1))
    elif kind == "either":
        _either(part[1], program)
    elif kind == "repeat":
        _repeat(part, program)
    else:
        program.append(Instruction(kind))


def _either(branches: list[_Part], program: list[Instruction]) -> None:
    exits = []
    for branch in branches[:-1]:
        fork = len(program)
        program.append(Instruction("split"))
        _emit(branch, program)
        exits.append(len(program))
        program.append(Instruction("jump"))
        program[fork] = Instruction("split", fork + 1, len(program))
    _emit(branches[-1], program)
    for leave in exits:
        program[leave] = Instruction("jump", len(program))


def _repeat(part: _Part, program: list[Instruction]) -> None:
    _, inner, least, most, greedy = part
    for _ in range(least):
        _emit(inner, program)
    forks = []
    for _ in range(1 if most is None else most - least):
        forks.append(len(program))
        program.append(Instruction("split"))
        _emit(inner, program)
    if most is None:
        program.append(Instruction("jump", forks[0]))
    for fork in forks:
        ways = (fork + 1, len(program))
        program[fork] = Instruction("split", *(ways if greedy else ways[::-1]))


class _Reader:
    """Reads a pattern by recursive descent."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = _BLANKS.sub(r"\1", pattern) if "x" in flags else pattern
        self.fold = "i" in flags
        self.any: Test = (lambda _char: True) if "s" in flags else (lambda char: char not in "\n\r")
        self.at = 0
        self.groups = 0
        self.depth = 0
        if len(pattern) > _LONGEST:
            raise ValueError("the pattern is too large")

    def whole(self) -> _Part:
        part = self.branches()
        if self.at < len(self.pattern):
            raise ValueError("a ) too many")
        return part

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def next(self) -> str:
        char = self.peek()
        if not char:
            raise ValueError("the pattern is not complete")
        self.at += 1
        return char

    def accept(self, text: str) -> bool:
        if not self.pattern.startswith(text, self.at):
            return False
        self.at += len(text)
        return True

    def branches(self) -> _Part:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ValueError("the pattern is nested too deep")
        branches = [self.branch()]
        while self.accept("|"):
            branches.append(self.branch())
        self.depth -= 1
        return branches[0] if len(branches) == 1 else ("either", branches)

    def branch(self) -> _Part:
        parts = []
        while self.peek() not in {"", "|", ")"}:
            parts.append(self.repeated(self.atom()))
        return "all", parts

    def atom(self) -> _Part:
        char = self.next()
        if char == "(":
            if self.accept("?:"):
                part = self.branches()
            else:
                self.groups += 1
                part = ("group", self.groups, self.branches())
            if not self.accept(")"):
                raise ValueError("a ) is missing")
            return part
        if char in "^$":
            return ("start" if char == "^" else "end",)
        if char in "?*+{}]":
            raise ValueError(f"{char} stands alone")
        if char == ".":
            return "take", self.any
        if char == "[":
            return "take", self.characters()
        return "take", self.escape()[0] if char == "\\" else self.literal(char)

    def repeated(self, part: _Part) -> _Part:
        char = self.peek()
        if char not in set("?*+{") or not char:
            return part
        self.at += 1
        least, most = {"?": (0, 1), "*": (0, None), "+": (1, None)}.get(char) or self.bounds()
        if part[0] in {"start", "end"}:
            raise ValueError(f"{char} has nothing to repeat")
        greedy = not self.accept("?")
        return "repeat", part, least, most, greedy

    def bounds(self) -> tuple[int, int | None]:
        least, _, rest = self.pattern[self.at :].partition("}")[0].partition(",")
        comma = "," in self.pattern[self.at :].partition("}")[0]
        self.at = self.pattern.find("}", self.at) + 1
        if not self.at or not least.isdecimal() or (rest and not rest.isdecimal()) or len(least) + len(rest) > 8:
            raise ValueError("a {…} that says nothing")
        low, high = int(least), int(rest) if rest else None if comma else int(least)
        if low > _MOST or (high is not None and not low <= high <= _MOST):
            raise ValueError("a {…} out of bounds")
        return low, high

    def literal(self, char: str) -> Test:
        if self.fold:
            folded = char.casefold()
            return lambda other: other.casefold() == folded
        return lambda other: other == char

    def escape(self) -> tuple[Test, str | None]:
        """What stands behind a backslash: a test, and the character when it is a single one."""
        char = self.next()
        if char in _ESCAPES or char in _LITERAL:
            char = _ESCAPES.get(char, char)
            return self.literal(char), char
        test = self.category() if char in "pP" else _CLASSES.get(char.lower())
        if test is None:
            raise ValueError(f"\\{char} is unknown")
        return (_negated(test) if char.isupper() else test), None

    def category(self) -> Test:
        name, closed, _ = self.pattern[self.at :].removeprefix("{").partition("}")
        if not closed or not 1 <= len(name) <= 2:
            raise ValueError("a category is missing")
        self.at += len(name) + 2
        return lambda char: unicodedata.category(char).startswith(name)

    def characters(self) -> Test:
        """A class in square brackets; the opening one has been read."""
        negative = self.accept("^")
        tests: list[Test] = []
        removed: Test | None = None
        first = True
        while first or self.peek() != "]":
            first = False
            if self.accept("-["):
                removed = self.characters()
                break
            tests.append(self.span())
        if not self.accept("]"):
            raise ValueError("a ] is missing")
        chosen = tuple(tests)

        def test(char: str) -> bool:
            inside = any(each(char) for each in chosen) is not negative
            return inside and not (removed and removed(char))

        return test

    def span(self) -> Test:
        """One character of a class, or all from one to another."""
        char = self.next()
        test, single = self.escape() if char == "\\" else (self.literal(char), char)
        if self.peek() != "-" or self.pattern[self.at + 1 : self.at + 2] in {"]", "[", ""} or single is None:
            return test
        self.at += 1
        last = self.next()
        last = (self.escape()[1] or "") if last == "\\" else last
        low, high = single, last
        if not last or last < low:
            raise ValueError("a class runs backwards")
        if self.fold:
            return lambda other: low <= other.lower() <= high or low <= other.upper() <= high
        return lambda other: low <= other <= high


def _negated(test: Test) -> Test:
    return lambda char: not test(char)


_CLASSES: dict[str, Test] = {
    "d": lambda char: char.isdecimal(),
    "s": lambda char: char in " \t\n\r",
    "w": lambda char: unicodedata.category(char)[0] not in "PZC",
    "i": lambda char: char.isalpha() or char in "_:",
    "c": lambda char: char.isalnum() or char in "_:.-·",
}
