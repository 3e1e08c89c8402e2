"""Every calculation of law by its name: one way in for the command line, the API and the house itself."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from cases.calculating.declared import RULES, Rule
from cases.calculating.refusals import InputNotUnderstood, NoSuchCalculation, NotAllowed
from cases.calculating.working import Working
from cases.law import Law, NoSuchNumber

ROOMS = ("cases.dates", "cases.money")


@cache
def _imported() -> None:
    for room in ROOMS:
        for each in sorted(iter_modules(import_module(room).__path__), key=lambda module: module.name):
            import_module(f"{room}.{each.name}")


def rules() -> list[Rule]:
    """Every calculation, by its room and its name."""
    _imported()
    return sorted(RULES.values(), key=lambda rule: (rule.noun, rule.name))


def rule_named(name: str) -> Rule:
    """One calculation.

    :raises NoSuchCalculation: there is none of that name
    """
    _imported()
    if name not in RULES:
        raise NoSuchCalculation(
            f"There is no calculation {str(name)[:60]!r}. `duecourse calculate --list` names them all."
        )
    return RULES[name]


def calculate(name: str, inputs: Mapping[str, Any], law: Law) -> dict[str, Any]:
    """Answers one calculation.

    :param name: of :func:`rules`
    :param inputs: JSON values by the names of the rule's inputs; dates ISO, money integer pence
    :returns: JSON values: the outputs that the input determines, ``because`` (sentences that show the count) and
        ``sources`` (of each row of law: ``row``, ``source``, ``confidence``, ``kind``); or, where the law does not
        allow it or the tables do not reach, ``refused`` true with ``because`` and ``sources``
    :raises NoSuchCalculation: there is none of that name
    :raises Malformed: the input lacks something, contradicts itself, or is not of its kind
    """
    rule = rule_named(name)
    if not isinstance(inputs, Mapping):
        raise InputNotUnderstood("The input must be an object: the name and the value of each thing.")
    for unknown in sorted(map(str, inputs.keys() - rule.takes.keys())):
        takes = ", ".join(f"`{each}`" for each in rule.takes)
        raise InputNotUnderstood(f"{name} knows no input `{unknown[:60]}`. It takes {takes}.")
    values = {each: kind.of(each, inputs[each]) for each, kind in rule.takes.items() if each in inputs}
    working = Working(law, values)
    try:
        outputs = {key: _json(value) for key, value in rule.function(working).items()}
    except (NotAllowed, NoSuchNumber) as refused:
        working.say(refused.sentence)
        outputs = {"refused": True, **{key: _json(value) for key, value in refused.facts.items()}}
    except OverflowError:
        raise InputNotUnderstood("The count leaves the calendar. Correct the dates.") from None
    return {**outputs, "because": working.because, "sources": _sources(working)}


def _sources(working: Working) -> list[dict[str, str]]:
    told = [
        {"row": row.name, "source": row.source, "confidence": row.confidence, "kind": row.kind} for row in working.used
    ]
    if working.holidays_until:
        holidays = working.law.holidays
        confidence = "confirmed" if working.holidays_until <= holidays.confirmed_until else "to confirm"
        told.append({"row": "bank_holidays", "source": holidays.source, "confidence": confidence, "kind": "law"})
    return told


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        text = value.isoformat()
        return text.replace("+00:00", "Z") if value.tzinfo is UTC else text
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_json(each) for each in value]
    return value
