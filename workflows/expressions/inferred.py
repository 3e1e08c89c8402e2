"""What is known of a value before it is there: of which types it can be, of which values, and what it is made of.

Where nothing is known, nothing is said: an unknown type fits everywhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from workflows.expressions.types import Type
from workflows.expressions.values import kind_of

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_MOST_VALUES = 200


@dataclass(frozen=True, slots=True)
class Inferred:
    """What is known of a value.

    :ivar kinds: the FEEL types that it can be of; empty: not known. Whether it may be null too is not said
    :ivar values: the only values that it can have, null aside; ``None``: not known
    :ivar item: of a list or a range, what its items are
    :ivar parts: of a context, its entries; ``None``: not known
    :ivar counts: of a number: whole and not below 0, as counts and money in pence are
    """

    kinds: frozenset[str] = frozenset()
    values: tuple[Any, ...] | None = None
    item: "Inferred | None" = None
    parts: "Mapping[str, Inferred] | None" = None
    counts: bool = False

    @property
    def is_known(self) -> bool:
        """Whether anything is known of its type."""
        return bool(self.kinds)

    def can_be(self, *kinds: str) -> bool:
        """Whether it can be of one of these types, as far as is known."""
        return not self.kinds or not self.kinds.isdisjoint(kinds)

    def lacks(self, value: Any) -> bool:
        """Whether it is certain that it never has this value."""
        return self.values is not None and not any(type(each) is type(value) and each == value for each in self.values)


UNKNOWN = Inferred()
NUMBER, TEXT, BOOLEAN = (
    Inferred(frozenset({"number"})),
    Inferred(frozenset({"string"})),
    Inferred(frozenset({"boolean"})),
)
DAY, LIST = Inferred(frozenset({"date"})), Inferred(frozenset({"list"}))
DURATIONS = frozenset({"days and time duration", "years and months duration"})
DURATION = Inferred(DURATIONS)
COUNT = Inferred(frozenset({"number"}), counts=True)

WORDS = {
    "number": "a number",
    "string": "a text",
    "boolean": "true or false",
    "date": "a date",
    "time": "a time of day",
    "date and time": "a date with a time",
    "days and time duration": "a duration",
    "years and months duration": "a duration",
    "list": "a list",
    "context": "a set of named values",
    "range": "a range",
    "function": "a function",
    "null": "null",
}


@dataclass(frozen=True)
class Argument:
    """What a function of the house takes at one place.

    :ivar what: what its texts name, for refusals: ``period``; empty where they name nothing
    :ivar names: what there is of that; ``None``: any
    """

    name: str
    kinds: frozenset[str]
    what: str = ""
    names: frozenset[str] | None = None


@dataclass(frozen=True)
class Signature:
    """What a function of the house takes and gives."""

    arguments: tuple[Argument, ...]
    gives: Inferred = UNKNOWN


@dataclass(frozen=True)
class Known:
    """What an expression can read.

    :ivar variables: name → what is known of it
    :ivar closed: whether there are no others, so that another name is a mistake
    :ivar signatures: functions of the house, by their names in FEEL
    """

    variables: Mapping[str, Inferred] = field(default_factory=lambda: _NOTHING)
    closed: bool = False
    signatures: Mapping[str, Signature] = field(default_factory=lambda: _NOTHING)

    def besides(self, more: Mapping[str, Inferred]) -> "Known":
        """With these variables too, which hide others of the same names."""
        return Known({**self.variables, **more}, self.closed, self.signatures) if more else self


def of_type(name: str) -> Inferred:
    """Of a FEEL type by its name; ``Any`` or empty: unknown."""
    return UNKNOWN if name in {"", "Any"} else Inferred(frozenset({name}))


def of_fact(name: str) -> Inferred:
    """Of a type as facts and operations declare it: their numbers are counts and money in pence."""
    return COUNT if name == "number" else of_type(name)


def of_feel(kind: Type) -> Inferred:
    """Of a FEEL type as it is written."""
    if kind.name == "Any":
        return UNKNOWN
    if kind.name == "context" and kind.keys:
        return Inferred(frozenset({"context"}), parts=dict(zip(kind.keys, map(of_feel, kind.of), strict=True)))
    item = of_feel(kind.of[0]) if kind.name in {"list", "range"} and kind.of else None
    return Inferred(frozenset({kind.name}), item=item)


def feel_of(known: Inferred) -> Type | None:
    """The type as FEEL has it; None where it is not known. What is not known inside stands there as null, which fits
    everywhere.
    """
    kinds = known.kinds - {"null"}
    if len(kinds) != 1:
        return Type("Any") if kinds else Type("null") if known.kinds else None
    (name,) = kinds
    if name == "context" and known.parts is not None:
        return Type(name, tuple(feel_of(part) or Type("null") for part in known.parts.values()), tuple(known.parts))
    if name in {"list", "range"}:
        return Type(name, (feel_of(known.item or UNKNOWN) or Type("null"),))
    return Type(name)


def of_value(value: Any) -> Inferred:
    """Of a value that is there."""
    kind = kind_of(value)
    if value is None:
        return Inferred(frozenset({"null"}), values=())
    if isinstance(value, list):
        return list_of(map(of_value, value))
    if isinstance(value, Mapping):
        return Inferred(frozenset({kind}), parts={name: of_value(each) for name, each in value.items()})
    return Inferred(frozenset({kind}), values=(value,) if kind in {"string", "number", "boolean"} else None)


def list_of(items: Iterable[Inferred]) -> Inferred:
    """A list of such items."""
    return Inferred(frozenset({"list"}), item=either(items))


def either(several: Iterable[Inferred]) -> Inferred:
    """What is known of a value that is one of these; nothing, where nothing is known of one of them."""
    found = [each for each in several if each.kinds != {"null"}]
    if not found:
        return UNKNOWN
    first, *rest = found
    if not rest or all(each == first for each in rest):
        return first
    if any(not each.is_known for each in found):
        return UNKNOWN
    values: tuple[Any, ...] | None = ()
    for each in found:
        values = None if values is None or each.values is None else values + each.values
    if values is not None:
        values = tuple({(type(each), each): each for each in values}.values())
    items = [each.item or UNKNOWN for each in found if each.kinds & {"list", "range"}]
    return Inferred(
        frozenset().union(*(each.kinds for each in found)),
        values if values is not None and len(values) <= _MOST_VALUES else None,
        either(items) if items else None,
        _parts(found),
        all(each.counts for each in found),
    )


def _parts(found: list[Inferred]) -> dict[str, Inferred] | None:
    contexts = [each.parts for each in found if "context" in each.kinds]
    if not contexts or any(parts is None for parts in contexts):
        return None
    names = {name: None for parts in contexts for name in parts or ()}
    return {name: either(parts[name] for parts in contexts if parts and name in parts) for name in names}


def in_words(kinds: Iterable[str]) -> str:
    """Types in words: ``a number or a text``."""
    return " or ".join(dict.fromkeys(WORDS.get(kind, kind) for kind in sorted(kinds)))
