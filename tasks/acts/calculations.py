"""The calculations of law, for whoever is signed in: they are about nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cases.calculations import calculate, rules
from tasks.acts.table import EVERYBODY, act
from tasks.assembly import House
from tasks.people import Person


@dataclass(frozen=True)
class Calculated:
    """The answer of a calculation.

    :ivar answer: JSON values: the outputs by name, ``because`` and ``sources``, or ``refused`` with both
    """

    rule: str
    answer: Mapping[str, Any]


@dataclass(frozen=True)
class CalculationListed:
    """One calculation: what it is, what it takes and what it gives, each name with its kind."""

    rule: str
    noun: str
    words: str
    takes: Mapping[str, str]
    gives: Mapping[str, str]


@act(EVERYBODY)
def list_(house: House, person: Person) -> list[CalculationListed]:  # noqa: ARG001
    """See which dates and sums of law can be calculated."""
    return [
        CalculationListed(
            rule.name, rule.noun, rule.words, {name: kind.words for name, kind in rule.takes.items()}, rule.gives
        )
        for rule in rules()
    ]


@act(EVERYBODY)
def answer(house: House, person: Person, *, rule: str, inputs: Mapping[str, Any]) -> Calculated:  # noqa: ARG001
    """Calculate a date or a sum of law.

    :raises NoSuchCalculation: there is none of that name
    :raises Malformed: the input lacks something, contradicts itself, or is not of its kind
    """
    return Calculated(rule, calculate(rule, inputs, house.law))
