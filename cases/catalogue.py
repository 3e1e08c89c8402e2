"""The catalogue of facts: what is known of a case on a day, one function a fact in ``cases/<noun>/facts.py``.

A fact is a function of what is known :class:`About` an account, made one by :func:`fact`; its name is the function's,
its FEEL type that of what it gives, and what it means the first sentence of its docstring. Nothing else need be
touched: the catalogue looks into every noun. Facts of thousands of accounts are read at once, so a fact asks the
database nothing by itself: it asks a *reading*, which is made once for all of the accounts that are looked at.
"""

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from inspect import getdoc
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from sqlmodel import Session

import cases
from cases.rows import AccountRow
from cases.standards import Standards
from workflows.diagrams.operations import TypeName
from workflows.errors import Malformed

T = TypeVar("T")
Reading = Callable[[Session, date, int | None], Mapping[int, T]]
"""Reads something of all accounts (or of one) as it is on a day, in few queries: account's id → it."""
Choices = list[dict[str, Any]]
"""What is chosen from: each has ``value`` and ``words``, and what else a condition may ask of it."""
_TYPES: dict[Any, TypeName] = {int: "number", str: "string", bool: "boolean", date: "date", list: "list"}


class FactUnreadable(Malformed):
    """A fact is not written as facts are; the sentence says which, and what to mend."""


class Source(StrEnum):
    """What gives a fact; the value is how it is said after "from"."""

    RECORD = "the record"
    """The landlord's own records: what the housing system holds, and what was done here."""
    LEDGER = "the ledger"
    DOCUMENT = "a document"
    """Something written that a person has seen."""
    WORD = "what a person said"


class Age(StrEnum):
    """As of when a fact is."""

    DAY = "the day itself"
    """Known here, at the moment of asking."""
    EXPORT = "the last export that held the account"
    """As the housing system said on ``ledger_as_of``."""


class Looked(dict[Reading[Any], Mapping[int, Any]]):
    """What is read for one look at accounts: reading → what it gave, made when the first fact asks it.

    :param account_id: of the one account that is looked at; ``None``: all
    """

    def __init__(self, session: Session, on: date, account_id: int | None = None) -> None:
        super().__init__()
        self._session, self._on, self._account_id = session, on, account_id

    def __missing__(self, reading: Reading[Any]) -> Mapping[int, Any]:
        made = self[reading] = reading(self._session, self._on, self._account_id)
        return made

    def also(self, reading: Reading[T], account_id: int) -> T | None:
        """What a reading says of another account than the one that is looked at."""
        if self._account_id is None or self._account_id == account_id:
            return self[reading].get(account_id)
        return reading(self._session, self._on, account_id).get(account_id)


@dataclass(frozen=True, slots=True)
class About:
    """What facts are asked about: an account on a day, by the law and the kinds of debt of the rule book."""

    account: AccountRow
    on: date
    looked: Looked
    standards: Standards
    known: dict[Callable[["About"], Any], Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, worked_out: Callable[["About"], T]) -> T:
        """What is worked out of this account, once for all of the facts that ask it."""
        if worked_out not in self.known:
            self.known[worked_out] = worked_out(self)
        found: T = self.known[worked_out]
        return found

    def of(self, reading: Reading[T]) -> T | None:
        """What a reading says of this account; ``None``: nothing."""
        return self.looked[reading].get(self.account.id)


@dataclass(frozen=True)
class Fact(Generic[T]):
    """A fact of cases.

    :ivar name: as conditions and tables call it
    :ivar noun: what it is about: the room in which it is written
    :ivar type: its FEEL type
    :ivar nullable: whether it may be null, as nothing is known
    :ivar means: what it says, in a sentence
    :ivar source: what gives it
    :ivar age: as of when it is
    """

    name: str
    noun: str
    type: TypeName
    nullable: bool
    means: str
    source: Source
    age: Age
    read: Callable[[About], T] = field(repr=False, compare=False)

    def __call__(self, about: About) -> T:
        """The fact about an account."""
        return self.read(about)

    @property
    def lists_choices(self) -> bool:
        """Whether it lists what a form may let somebody choose from."""
        return _lists_choices(self.read)

    @property
    def words(self) -> str:
        """What it means, and what gives it: ``What is owed. From the ledger.``"""
        return f"{self.means} From {self.source}."

    def as_of(self, facts: Mapping[str, Any]) -> date | None:
        """As of which day this fact is among facts that were read together; ``None``: nobody knows.

        Of facts that say nothing of their export it is the day on which they were read.
        """
        exported = facts.get("ledger_as_of") if self.age is Age.EXPORT else None
        found = exported or facts.get("facts_on")
        return found if isinstance(found, date) else None


@cache
def _lists_choices(read: Callable[..., Any]) -> bool:
    return bool(get_type_hints(read).get("return") == Choices)


def fact(source: Source, age: Age) -> Callable[[Callable[[About], T]], Fact[T]]:
    """Makes a function a fact.

    :raises FactUnreadable: it does not say what it means, or what it gives is nothing that FEEL knows
    """

    def made(function: Callable[[About], T]) -> Fact[T]:
        where = f"The fact {function.__name__} in {function.__module__}"
        means = (getdoc(function) or "").strip().partition("\n\n")[0].replace("\n", " ")
        if not means.endswith("."):
            raise FactUnreadable(f"{where} does not say what it means. Write a sentence as its docstring.")
        type_, nullable = _feel_type(get_type_hints(function).get("return"), where)
        noun = function.__module__.split(".")[-2]
        return Fact(function.__name__, noun, type_, nullable, means, source, age, function)

    return made


def _feel_type(hint: Any, where: str) -> tuple[TypeName, bool]:
    given = [each for each in get_args(hint) if each is not NoneType] if isinstance(hint, UnionType) else [hint]
    plain = get_origin(given[0]) or given[0]
    if len(given) != 1 or plain not in _TYPES:
        listed = ", ".join(kind.__name__ for kind in _TYPES)
        raise FactUnreadable(f"{where} gives {hint!r}, which is no type of FEEL. Let it give one of {listed}.")
    return _TYPES[plain], isinstance(hint, UnionType)


@cache
def declared() -> Mapping[str, Fact[Any]]:
    """Every fact by its name, noun by noun.

    :raises FactUnreadable: two nouns have a fact of one name
    """
    found: dict[str, Fact[Any]] = {}
    for each in _of_every_noun():
        if each.name in found:
            raise FactUnreadable(
                f"{each.name} is a fact of {found[each.name].noun} and of {each.noun}. Give one of them another name."
            )
        found[each.name] = each
    return found


def _of_every_noun() -> Iterator[Fact[Any]]:
    for room in sorted(pkgutil.iter_modules(cases.__path__), key=lambda room: room.name):
        name = f"{cases.__name__}.{room.name}.facts"
        if room.ispkg and find_spec(name) is not None:
            here = vars(import_module(name)).values()
            yield from (each for each in here if isinstance(each, Fact) and each.noun == room.name)
