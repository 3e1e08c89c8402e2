"""``duecourse decide``: any decision model, outside a database."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from workflows.decisions import DecisionModel
from workflows.decisions.given import read_facts
from workflows.errors import Malformed, Refused
from workflows.expressions import FeelLimit, NotFeel, kind_of, to_json, written


class InputNotJson(Malformed):
    """The input is not JSON."""


def facts_of(text: str) -> dict[str, Any]:
    """The facts in a JSON object, or in the file that ``@name`` names.

    :raises InputNotJson: it is no JSON object
    """
    if text.startswith("@"):
        text = Path(text[1:]).read_text(encoding="utf-8")
    try:
        read = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise InputNotJson(f"The input is not JSON: {error}. Write it like '{{\"weeks\": 4}}'.") from None
    if not isinstance(read, dict):
        raise InputNotJson("The input must be a JSON object: name and value of each fact, like '{\"weeks\": 4}'.")
    return read


def decided(file: Path, decision: str, given: dict[str, Any], functions: Any) -> dict[str, Any]:
    """What a model decides, as plain JSON.

    :returns: ``decision``, ``type`` (of FEEL), ``value`` (JSON; what JSON has not is tagged, ``{"@date": …}``),
        ``feel`` (the value as FEEL writes it), ``matched`` (decision and rules of each table); or ``decision`` and
        ``error`` with ``kind`` and ``text`` where nothing was decided. Null is a value, not an error.
    """
    try:
        model = DecisionModel.parse(file.read_bytes(), functions=functions, name=file.name)
        result = model.decide(decision, read_facts(model, given))
        value = {"type": kind_of(result.value), "value": to_json(result.value), "feel": written(result.value)}
    except Refused as refused:
        return {"decision": decision, "error": {"kind": refused.slug, "text": refused.sentence}}
    except (FeelLimit, NotFeel) as error:
        return {"decision": decision, "error": {"kind": "not-a-value", "text": str(error)}}
    matched = [
        {"decision": each.decision, "rules": list(each.rules), "inputs": [written(value) for value in each.inputs]}
        for each in result.matched
        if each.numbers or each.inputs
    ]
    return {"decision": decision, **value, "matched": matched}


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")
