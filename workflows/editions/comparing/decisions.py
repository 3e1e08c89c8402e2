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
            found[f"decision {name}"] = Spoken(f"decision {name}", {"says": _whole(logic)})
            continue
        inputs = [_column(each, "inputExpression") for each in table.children("input")]
        outputs = [each.get("label") or each.get("name") or "result" for each in table.children("output")]
        several = table.get("hitPolicy", "UNIQUE")
        said = {"asks for": inputs, "gives": outputs, "where several rows match": several}
        found[f"decision {name}"] = Spoken(f"decision {name}", said)
        for number, rule in enumerate(table.children("rule"), 1):
            row = f"{name}, row {rule.get('id') or number}"
            found[row] = Spoken(row, _row(rule, inputs, outputs))
    for knowledge in root.children("businessKnowledgeModel"):
        function = f"function {knowledge.get('name')}"
        found[function] = Spoken(function, {"says": _whole(knowledge)})
    return found


_BESIDE = ("variable", "informationRequirement", "knowledgeRequirement", "authorityRequirement", "description")


def _column(column: Element, expression: str) -> str:
    asked = column.child(expression)
    return column.get("label") or (asked.text() if asked is not None else "")


def _row(rule: Element, inputs: list[str], outputs: list[str]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for label, cell in zip(inputs, rule.children("inputEntry"), strict=False):
        if cell.text() not in ("", "-"):
            said[f"where {label} is"] = cell.text()
    for label, cell in zip(outputs, rule.children("outputEntry"), strict=False):
        said[f"then {label} is"] = cell.text()
    described = rule.child("description")
    if described is not None and described.content():
        said["words"] = described.content()
    return said


def _whole(element: Element | None) -> str:
    if element is None:
        return "nothing"
    inside = [f"{each.tag} {each.get('name')}".strip() + f": {_whole(each)}" for each in element.children()]
    return " / ".join(part for part in (element.content(), *inside) if part)
