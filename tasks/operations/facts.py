"""Operations that note a fact about a case, and that count a date or a sum of law."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from cases import calculations
from cases.calculating.declared import DATE, DATES, INTEGER, INTEGERS, PENCE, TEXT, YES
from cases.facts import FACTS
from cases.law import Law
from workflows.clock import london_date
from workflows.diagrams.operations import Operation, Parameter, TypeName
from workflows.errors import Malformed
from workflows.expressions import kind_of
from workflows.runtime.handlers import StepWork

_NAME = re.compile(r"[a-z][a-z0-9_]{1,59}")
_TYPES: dict[str, TypeName] = {
    DATE: "date",
    TEXT: "string",
    YES: "boolean",
    PENCE: "number",
    INTEGER: "number",
    DATES: "list",
    INTEGERS: "list",
    f"{DATE}/null": "date",
    f"{PENCE}/null": "number",
}
_ALWAYS: dict[str, TypeName] = {"refused": "boolean", "because": "list", "sources": "list"}
RECORD_FACT = Operation(
    "record_fact",
    "inline",
    "Notes a fact about the case, with whence it is; the record keeps it with its day.",
    parameters=(
        Parameter("fact", "string", "What it is called: small letters, digits and _."),
        Parameter("value", "Any", "What it is: a text, a number, a date, or true or false."),
        Parameter("source", "string", "Whence it is known."),
    ),
    results={"fact": "string", "value": "Any", "source": "string", "recorded_on": "date"},
)
CALCULATE = Operation(
    "calculate",
    "inline",
    "Counts a date or a sum of law, with the rows of law that it rests on; what the law does not allow is said so.",
    parameters=(
        Parameter("calculation", "string", "Which.", choices=tuple(sorted(each.name for each in calculations.rules()))),
        Parameter("inputs", "context", "What it is counted from, by the names that the calculation takes."),
    ),
    results=_ALWAYS,
    results_by=(
        "calculation",
        {
            each.name: {**{name: _TYPES.get(kind, "Any") for name, kind in each.gives.items()}, **_ALWAYS}
            for each in calculations.rules()
        },
    ),
)


class FactNotRecorded(Malformed):
    """What was to be recorded is no fact."""


def record_fact(session: Session, work: StepWork) -> dict[str, Any]:
    """Notes a fact about the case.

    :raises FactNotRecorded: it has no name or no value, or its name is that of a fact that the house reads by itself
    """
    del session
    name, value, source = (work.parameters.get(each) for each in ("fact", "value", "source"))
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise FactNotRecorded(f"{work.step} records {str(name)[:60]!r}, which is no name: write small letters and _.")
    if name in FACTS:
        raise FactNotRecorded(
            f"{work.step} records {name}, which the house reads from the ledger and the tenancy. Give it another name."
        )
    if value is None or kind_of(value) not in {"string", "number", "boolean", "date"}:
        raise FactNotRecorded(f"{work.step} has no value for {name}: a text, a number, a date, or true or false.")
    if not isinstance(source, str) or not source.strip():
        raise FactNotRecorded(f"{work.step} does not say whence {name} is known. Say its source.")
    return {"fact": name, "value": value, "source": source.strip(), "recorded_on": london_date(work.now)}


def calculation_of(law: Law) -> Callable[[Session, StepWork], dict[str, Any]]:
    """The operation that counts, on these tables of law."""

    def calculate(session: Session, work: StepWork) -> dict[str, Any]:
        del session
        name, inputs = str(work.parameters.get("calculation")), work.parameters.get("inputs")
        named = inputs if isinstance(inputs, Mapping) else {}
        given = {key: _json(value) for key, value in named.items() if value is not None}
        answer = calculations.calculate(name, given, law)
        gives = calculations.rule_named(name).gives
        return {"refused": False, **{key: _feel(value, gives.get(key, "")) for key, value in answer.items()}}

    return calculate


def _json(value: Any) -> Any:
    """A value of FEEL as calculations take it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return [_json(each) for each in value] if isinstance(value, list) else value


def _feel(value: Any, kind: str) -> Any:
    """What a calculation gives as a value of FEEL: days as dates."""
    if kind.removesuffix("/null") == DATE and isinstance(value, str):
        return date.fromisoformat(value)
    return [date.fromisoformat(each) for each in value] if kind == DATES and isinstance(value, list) else value
