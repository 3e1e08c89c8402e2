"""The syntax tree of an expression: plain, frozen, made to be analysed.

Each node names the rule of the FEEL grammar it stands for (DMN 1.5, 10.3.1.2). Positions count characters from 0 and
take no part in comparison, so two trees are equal when the expressions say the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, Literal, TypeAlias

from workflows.expressions.types import Type

ComparisonSign: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]
ArithmeticSign: TypeAlias = Literal["+", "-", "*", "/", "**"]


@dataclass(frozen=True, slots=True)
class Node:
    """Any expression."""


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A literal: number, string, boolean, null, date, time, date and time or duration."""

    value: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Constant) and type(self.value) is type(other.value) and self.value == other.value

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable; ``?`` is the value under test in a unary test."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Path(Node):
    """``source.name``"""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """``-operand``"""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """``left sign right``"""

    sign: ArithmeticSign
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """``left sign right``"""

    sign: ComparisonSign
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class And(Node):
    """``items[0] and items[1] and …``"""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    """``items[0] or items[1] or …``"""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between(Node):
    """``value between low and high``, both ends included"""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class Compared(Node):
    """``< bound``: a comparison whose left side is the value under test. Only inside unary tests and after ``in``."""

    sign: ComparisonSign
    bound: Node


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """``(test, test, …)``: several unary tests, only after ``in``; one comparison, ``(< 5)``, is a range too."""

    items: tuple[Node, ...]

    @property
    def compared(self) -> Compared | None:
        """The comparison that is a range: all that is less, or more, than its bound, or the bound alone."""
        only = self.items[0] if len(self.items) == 1 else None
        return only if isinstance(only, Compared) and only.sign != "!=" else None


@dataclass(frozen=True, slots=True)
class In(Node):
    """``value in test``, true when one of the tests holds"""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Interval(Node):
    """``[low..high]``, with round or turned brackets where an end is not included"""

    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True)
class List(Node):
    """``[item, item, …]``"""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Context(Node):
    """``{name: value, …}``; an entry sees those before it"""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    """``if condition then yes else no``"""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Iterated(Node):
    """``name in source``, or ``name in source..until``: one variable of a loop"""

    name: str
    source: Node
    until: Node | None = None


@dataclass(frozen=True, slots=True)
class For(Node):
    """``for iterators return body``; the body may read ``partial``, the results so far"""

    iterators: tuple[Iterated, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """``some|every iterators satisfies body``"""

    every: bool
    iterators: tuple[Iterated, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """``source[predicate]``; a number picks an element, from 1, or from the end when negative"""

    source: Node
    predicate: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """``function(arguments)``; ``named`` holds the parameters' names when the arguments are named"""

    function: Node
    arguments: tuple[Node, ...]
    named: tuple[str, ...] = ()
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Function(Node):
    """``function(parameters) body``"""

    parameters: tuple[tuple[str, Type | None], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """``value instance of type``"""

    value: Node
    type: Type


def children(node: Node) -> list[Node]:
    """The nodes directly below a node, left to right."""
    kind = type(node)
    if kind not in _MEMBERS:
        _MEMBERS[kind] = tuple(each.name for each in fields(node))
    found: list[Node] = []
    for name in _MEMBERS[kind]:
        value = getattr(node, name)
        if isinstance(value, Node):
            found.append(value)
        elif isinstance(value, tuple):
            _gather(value, found)
    return found


_MEMBERS: dict[type[Node], tuple[str, ...]] = {}
"""The members of each kind of node; asked for each node anew they would be most of what reading an expression costs."""


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(children(current))


def _gather(values: tuple[Any, ...], found: list[Node]) -> None:
    for value in values:
        if isinstance(value, Node):
            found.append(value)
        elif isinstance(value, tuple):
            _gather(value, found)
