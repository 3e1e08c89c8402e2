"""The elements of a decision model: its tables, their columns, and each row by its id."""

from typing import Any

from workflows.decisions.reading import Element, read
from workflows.editions.comparing.elements import Element as Spoken
from workflows.editions.comparing.elements import Elements


def decision_elements(content: bytes, path: str) -> Elements:
    """What a decision model says.

    :raises NotADecisionModel: it is none
    """
    found: Elements = {}
    root = read(content, path)
    for decision in root.children("decision"):
        name = decision.get("name") or decision.get("id")
        table = decision.child("decisionTable")
        if table is None:
            logic = next((each for each in decision.children() if each.tag not in _BESIDE), None)
            found[f"decision {decision.get('id')}"] = Spoken(f"decision {name}", {"says": _whole(logic)})
            continue
        inputs = [_column(each, "inputExpression") for each in table.children("input")]
        outputs = [each.get("label") or each.get("name") or "result" for each in table.children("output")]
        several = table.get("hitPolicy", "UNIQUE")
        said = {"asks for": inputs, "gives": outputs, "where several rows match": several, **_columns(table)}
        found[f"decision {decision.get('id')}"] = Spoken(f"decision {name}", said)
        for number, rule in enumerate(table.children("rule"), 1):
            ident = rule.get("id") or number
            found[f"{decision.get('id')}, row {ident}"] = Spoken(f"{name}, row {ident}", _row(rule, inputs, outputs))
    for knowledge in root.children("businessKnowledgeModel"):
        function = f"function {knowledge.get('name')}"
        found[function] = Spoken(function, {"says": _whole(knowledge)})
    return found


_BESIDE = ("variable", "informationRequirement", "knowledgeRequirement", "authorityRequirement", "description")


def _column(column: Element, expression: str) -> str:
    asked = column.child(expression)
    return column.get("label") or (asked.text() if asked is not None else "")


def _columns(table: Element) -> dict[str, Any]:
    """What each column asks or gives, whatever its label says: expression, type, allowed values, default."""
    said: dict[str, Any] = {}
    for number, each in enumerate(table.children("input"), 1):
        asked = each.child("inputExpression")
        parts = [asked.text(), asked.get("typeRef")] if asked is not None else []
        said[f"column {number} asks"] = " ".join(filter(None, [*parts, _values(each, "inputValues")]))
    for number, each in enumerate(table.children("output"), 1):
        default = each.child("defaultOutputEntry")
        parts = [each.get("name"), each.get("typeRef"), _values(each, "outputValues")]
        parts.append(f"otherwise {default.text()}" if default is not None else "")
        said[f"column {number} gives"] = " ".join(filter(None, parts))
    said["summed up by"] = table.get("aggregation") or None
    return said


def _values(column: Element, tag: str) -> str:
    values = column.child(tag)
    return f"out of {values.text()}" if values is not None else ""


def _row(rule: Element, inputs: list[str], outputs: list[str]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for label, cell in zip(inputs, rule.children("inputEntry"), strict=False):
        if cell.text() not in ("", "-"):
            said[_free(said, f"where {label} is")] = cell.text()
    for label, cell in zip(outputs, rule.children("outputEntry"), strict=False):
        said[_free(said, f"then {label} is")] = cell.text()
    described = rule.child("description")
    if described is not None and described.content():
        said["words"] = described.content()
    return said


def _whole(element: Element | None) -> str:
    if element is None:
        return "nothing"
    inside = [f"{each.tag} {each.get('name')}".strip() + f": {_whole(each)}" for each in element.children()]
    return " / ".join(part for part in (element.content(), *inside) if part)


def _free(said: dict[str, Any], word: str) -> str:
    """The word, told apart from others of the same name."""
    while word in said:
        word += " too"
    return word
