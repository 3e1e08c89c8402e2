"""Facts as JSON gives them → FEEL values, read by the types of a model's input data."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from workflows.decisions.model import DecisionModel
from workflows.decisions.refusals import FactRefused
from workflows.decisions.types import ValueType
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


def read_facts(model: DecisionModel, given: Mapping[str, Any]) -> dict[str, Any]:
    """Facts for :meth:`DecisionModel.decide`.

    :param given: name → JSON: numbers as int or Decimal; a text is read as a date, a time or a duration where the
        model's input data says so; elsewhere ``{"@date": "2026-01-31"}`` and the like (``workflows.expressions``)
    :raises FactRefused: no decision of the model reads a name, or a value is not of its type
    """
    known = frozenset(model.facts).union(*(model.inputs(each) for each in model.decisions))
    facts = {}
    for name, value in given.items():
        if name not in known:
            there = ", ".join(sorted(known)) or "none"
            raise FactRefused(f"No decision of {model.name} reads {name}; they read {there}.", input=name)
        kind = model.facts.get(name, ValueType(""))
        try:
            read = _typed(kind, from_json(value))
        except NotFeel as error:
            raise FactRefused(f"{name} is no value: {error}", input=name) from None
        fits, facts[name] = kind.conform(read)
        if not fits:
            raise FactRefused(f"{name} must be {kind}, but it is {written(read)}.", input=name)
    return facts


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
