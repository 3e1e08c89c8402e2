"""Facts as JSON gives them → FEEL values, read by the types of a model's input data."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from workflows.decisions.deciding import Home
from workflows.decisions.model import DecisionModel
from workflows.decisions.refusals import FactRefused
from workflows.decisions.types import ValueType
from workflows.errors import Refused
from workflows.expressions import NotFeel, from_json, temporal, written
from workflows.expressions.limits import DIGITS
from workflows.expressions.numbers import Number, number_from

_FROM_TEXT = {
    "date": temporal.date_from,
    "time": temporal.time_from,
    "date and time": temporal.datetime_from,
    "days and time duration": temporal.duration_from,
    "years and months duration": temporal.duration_from,
}


def read_facts(model: DecisionModel, given: Mapping[str, Any], errors: list[Refused] | None = None) -> dict[str, Any]:
    """Facts for :meth:`DecisionModel.decide`.

    :param given: name → JSON: numbers as int or Decimal; a text is read as a date, a time or a duration where the
        model's input data says so; elsewhere ``{"@date": "2026-01-31"}`` and the like (``workflows.expressions``)
    :param errors: takes what is not of its type, which is null then, as the standard says; without it that is refused
    :raises FactRefused: no decision of the model reads a name, or a value is not of its type
    """
    known = frozenset(model.facts).union(*map(model.inputs, [*model.decisions, *model.services]))
    known = known.union(*(names.keys() | {home[0]} for home, names in model.homes.items() if home)) - {""}
    known = known.union(*((name for name, _ in each.logic.parameters) for each in model.knowledge.values()))
    if errors is not None:  # as the standard has it, the result of a decision may be given
        known = known.union(each.variable for each in model.decisions.values())
    facts = {}
    for name, value in given.items():
        if name not in known:
            there = ", ".join(sorted(known)) or "none"
            raise FactRefused(f"No decision of {model.name} reads {name}; they read {there}.", input=name)
        try:
            read = from_json(value)
            facts[name] = _within(model, (name,), read) if (name,) in model.homes else _fact(model, name, read)
        except NotFeel as error:
            raise FactRefused(f"{name} is no value: {error}", input=name) from None
        except FactRefused as refused:
            if errors is None:
                raise
            errors.append(refused)
            facts[name] = None
    return facts


def _fact(model: DecisionModel, name: str, read: Any) -> Any:
    """A fact by its own name: of the model, else of one that it imports."""
    brought = (names[name] for names in model.homes.values() if name in names)
    return _conforming(next(brought, ValueType("")), name, read)


def _within(model: DecisionModel, home: Home, read: Any) -> Any:
    """The facts of an imported model, in a context."""
    if not isinstance(read, dict):
        raise FactRefused(f"{home[-1]} is an import: give its facts by their names.", input=home[-1])
    names = model.homes[home]
    return {
        name: _within(model, (*home, name), value)
        if (*home, name) in model.homes
        else _conforming(names.get(name, ValueType("")), name, value)
        for name, value in read.items()
    }


def _conforming(kind: ValueType, name: str, value: Any) -> Any:
    read = _typed(kind, value)
    fits, conformed = kind.conform(read)
    if not fits:
        raise FactRefused(f"{name} must be {kind}, but it is {written(read)}.", input=name)
    return conformed


def _typed(kind: ValueType, value: Any) -> Any:
    if isinstance(value, list):
        return [_typed(kind.item or kind, item) for item in value]
    if isinstance(value, dict):
        parts = dict(kind.parts)
        return {name: _typed(parts.get(name, ValueType("")), item) for name, item in value.items()}
    if type(value) is int or isinstance(value, Decimal):
        return _exact(value)
    if isinstance(value, str) and kind.kind in _FROM_TEXT:
        read: Any = _FROM_TEXT[kind.kind](value)
        return value if read is None else read
    return value


def _exact(value: Number) -> Number:
    try:
        number = number_from(value)
    except ArithmeticError:
        raise NotFeel(f"{value} is larger than any number that FEEL has.") from None
    if number != value:
        raise NotFeel(f"{value} has more than the {DIGITS} digits of FEEL's numbers.")
    return number
