"""What was said while a file was brought into our form: what was changed, and what cannot be."""

from lxml import etree

from workflows.diagrams.finding import Finding
from workflows.diagrams.names import BPMN, line_of, namespace


class Notes:
    """Collects sentences on one file.

    :ivar file: its name
    :ivar changes: what was changed, one sentence each
    :ivar findings: what cannot be run as it is drawn
    :ivar assumed: whether it is for a trial, where every operation is handled and anybody does a task
    """

    def __init__(self, file: str, assumed: bool = False) -> None:
        self.file = file
        self.assumed = assumed
        self.changes: list[str] = []
        self.findings: list[Finding] = []

    def changed(self, element: etree._Element, text: str) -> None:
        """Say what was changed.

        :param text: the sentence after the element's name: ``camunda:asyncBefore was dropped: it changes nothing.``
        """
        line = line_of(element)
        at = f"Line {line}: " if line else ""
        self.changes.append(f"{at}{owner_of(element)}: {text}")

    def refused(self, element: etree._Element, rule: str, text: str) -> None:
        """Say what cannot be run.

        :param rule: its name, in kebab case
        :param text: the sentence after the element's name, with what to do
        """
        line, owner = line_of(element), owner_of(element)
        self.findings.append(Finding(owner, line, rule, f"{self.file}, line {line}: {owner}: {text}"))


def owner_of(element: etree._Element) -> str:
    """The id of a BPMN element, or of the innermost one round it that has one."""
    round_it = (element, *element.iterancestors())
    return next((i for e in round_it if namespace(e) == BPMN and (i := e.get("id"))), "the file")
