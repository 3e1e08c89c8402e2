"""What was said while a file was brought into our form: what was changed, what cannot be, and how it was written."""

from collections.abc import Sequence

from lxml import etree

from workflows.diagrams.drawing import Ids, ids_of
from workflows.diagrams.finding import FILE, Finding, as_one
from workflows.diagrams.names import BPMN, bpmn, line_of, local, namespace

_PARTS = frozenset(
    {
        *("conditionExpression", "condition", "timeDate", "timeDuration", "timeCycle", "loopCardinality"),
        *("completionCondition", "loopCondition", "loopDataInputRef", "loopDataOutputRef", "formalExpression"),
        *("inputDataItem", "outputDataItem", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics"),
        *("ioSpecification", "dataInput", "dataOutput", "inputSet", "outputSet", "dataInputAssociation"),
        *("dataOutputAssociation", "extensionElements", "documentation", "potentialOwner", "humanPerformer"),
        *("performer", "resourceAssignmentExpression", "script"),
    }
)
"""What belongs to an element and is known to people by it, even if it bears an id of its own."""
NOTHING: frozenset[str] = frozenset()
NO_WORK = frozenset({"no-operation", "no-decision", "mapping", "unsupported-element", "unsupported-event"})
"""What lint says of work that was refused: that there is none, and that nobody takes what is given to it."""
NO_EXPRESSION = frozenset({"no-expression", "bad-expression", "bad-timer", "type-mismatch"})
"""What lint says of an expression that was refused."""


class Notes:
    """Collects sentences on one file.

    :ivar file: its name
    :ivar changes: what was changed, one sentence each
    :ivar findings: what cannot be run as it is drawn
    :ivar assumed: whether it is for a trial, where every operation is handled and anybody does a task
    :ivar written: (id of the element or flow, FEEL text) → how its author wrote it, where that is otherwise
    """

    def __init__(self, file: str, assumed: bool = False) -> None:
        self.file = file
        self.assumed = assumed
        self.changes: list[str] = []
        self.findings: list[Finding] = []
        self.written: dict[tuple[str, str], str] = {}
        self._ids: Ids = set()

    def ids(self, element: etree._Element) -> Ids:
        """Every id of the file, and those that were taken since: looked for once, and to be added to."""
        if not self._ids:
            self._ids = ids_of(element)
        return self._ids

    def changed(self, element: etree._Element, text: str) -> None:
        """Say what was changed.

        :param text: the sentence after the element's name: ``camunda:asyncBefore was dropped: it changes nothing.``
        """
        line = line_of(element)
        at = f"Line {line}: " if line else ""
        self.changes.append(f"{at}{owner_of(element)}: {text}")

    def refused(
        self,
        element: etree._Element,
        rule: str,
        text: str,
        *,
        cause: str = "",
        follows: frozenset[str] = NOTHING,
        others: Sequence[etree._Element] = (),
    ) -> None:
        """Say what cannot be run.

        :param rule: its name, in kebab case
        :param text: the sentence after the element's name, with what to do
        :param cause: what all findings of this rule have in common that are to be told as one
        :param follows: rules of lint that would only say again, at the same element, that this was refused
        :param others: where the same stands besides
        """
        line, owner = max(line_of(element), 1), owner_of(element)
        said = f"{self.file}, line {line}: {owner}: {text}"
        found = [Finding(owner, line, rule, said, cause=cause, follows=follows)]
        found += [Finding(owner_of(each), max(line_of(each), 1), rule, "") for each in others]
        self.findings.append(as_one(found))

    def read_as(self, element: etree._Element, text: str, feel: str) -> None:
        """Remember how an expression was written that is FEEL now."""
        self.written.setdefault((owner_of(element), feel), text)


def owner_of(element: etree._Element) -> str:
    """The id by which people know an element: its own, or that of the innermost BPMN element that it belongs to."""
    round_it = (element, *element.iterancestors())
    return next((i for e in round_it if namespace(e) == BPMN and not _is_part(e) and (i := e.get("id"))), FILE)


def _is_part(element: etree._Element) -> bool:
    if local(element) in _PARTS:
        return True
    holder = element.getparent()
    return local(element).endswith("EventDefinition") and holder is not None and holder.tag != bpmn("definitions")
