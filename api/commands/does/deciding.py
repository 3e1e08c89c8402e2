"""What the command decide does: it asks any decision model, without a database."""

import json
import sys
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from api.commands.door import out
from tasks.functions import functions_of
from workflows.clock import LONDON, machine_now
from workflows.decisions import DecisionModel
from workflows.decisions.given import read_facts
from workflows.errors import Malformed, Refused
from workflows.expressions import FeelLimit, NotFeel, kind_of, to_json, written
from workflows.settings import Settings

_LONGEST = 1_000_000
CLOCK = MappingProxyType({"now": machine_now, "today": lambda: machine_now().astimezone(LONDON).date()})
"""What the standard has and a procedure has not, since it must decide the same again: nothing is kept of this here."""


class InputNotJson(Malformed):
    """The input cannot be read."""


def decide(file: Path, decision: str, given: str, as_json: bool) -> bool:
    """Decides; see the command.

    :returns: whether it was decided
    """
    functions = {**CLOCK, **functions_of(Settings.from_environment().bpmn)}
    try:
        result = decided(file, decision, facts_of(given), functions)
    except Refused as refused:
        result = {"decision": decision, "error": {"kind": refused.slug, "text": refused.sentence}}
    except (OSError, UnicodeDecodeError) as error:
        text = f"A file cannot be read. {error}"
        result = {"decision": decision, "error": {"kind": "file-unreadable", "text": text}}
    if as_json:
        sys.stdout.write(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    elif "error" in result:
        out.print(result["error"]["text"])
    else:
        out.print(f"{result['feel']} ({result['type']})")
        for matched in result["matched"]:
            out.print(f"  {matched['decision']}: {', '.join(matched['rules']) or 'no rule matched'}")
        for each in result.get("errors", ()):
            out.print(f"  null on the way: {each['text']}")
    return "error" not in result


def facts_of(text: str) -> dict[str, Any]:
    """The facts in a JSON object, or in the file that ``@name`` names.

    :raises InputNotJson: it is no JSON object
    """
    if text.startswith("@"):
        text = Path(text[1:]).read_text(encoding="utf-8")
    try:
        read = json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise InputNotJson(f"The input is not JSON: {error}. Write it like '{{\"weeks\": 4}}'.") from None
    if not isinstance(read, dict):
        raise InputNotJson("The input must be a JSON object: name and value of each fact, like '{\"weeks\": 4}'.")
    return read


def decided(file: Path, decision: str, given: dict[str, Any], functions: Any) -> dict[str, Any]:
    """What a model decides, as plain JSON.

    :returns: ``decision``, ``type`` (of FEEL), ``value`` (JSON; what JSON has not is tagged, ``{"@date": …}``),
        ``feel`` (the value as FEEL writes it), ``matched`` (decision and rules of each table), and ``errors`` where
        something gave null on the way that should not have; or ``decision`` and ``error`` with ``kind`` and ``text``
        where nothing was decided. Null is a value, not an error.
    """
    try:
        others = {each.name: each.read_bytes() for each in sorted(file.parent.glob("*.dmn"))}
        model = DecisionModel.parse(file.read_bytes(), functions=functions, name=file.name, whole=False, others=others)
        errors: list[Refused] = []
        result = model.decide(decision, read_facts(model, given, errors), strict=False)
        errors += result.errors
        if errors and result.value is None:
            raise errors[0]
        value = {"type": kind_of(result.value), "value": to_json(result.value), "feel": written(result.value, _LONGEST)}
    except Refused as refused:
        return {"decision": decision, "error": {"kind": refused.slug, "text": refused.sentence}}
    except (FeelLimit, NotFeel) as error:
        return {"decision": decision, "error": {"kind": "not-a-value", "text": str(error)}}
    matched = [
        {"decision": each.decision, "rules": list(each.rules), "inputs": [written(value) for value in each.inputs]}
        for each in result.matched
        if each.numbers or each.inputs
    ]
    told = {"errors": [{"kind": each.slug, "text": each.sentence} for each in errors]} if errors else {}
    return {"decision": decision, **value, "matched": matched, **told}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)} is given twice")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")
