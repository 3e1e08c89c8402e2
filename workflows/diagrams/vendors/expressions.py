"""Expressions that stand in BPMN's own elements: plain JUEL and Python become FEEL, code is refused."""

import re
from collections.abc import Mapping

from lxml import etree

from workflows.diagrams.names import SPIFFWORKFLOW, bpmn, local, spiffworkflow, text_of
from workflows.diagrams.notes import NO_EXPRESSION, Notes
from workflows.diagrams.vendors.plain import EMPTY, NotPlain, feel_of_juel, feel_of_python, is_juel, is_python

ELEMENTS = (
    *("conditionExpression", "condition", "timeDate", "timeDuration", "timeCycle"),
    *("loopCardinality", "completionCondition", "loopCondition", "loopDataInputRef"),
    "activationCondition",
)
_COUNTS: Mapping[str, str] = {
    "nrOfInstances": "numberOfInstances",
    "nrOfCompletedInstances": "numberOfCompletedInstances",
    "nrOfActiveInstances": "numberOfActiveInstances",
}
"""What the Java engines call the numbers of a multi-instance activity → what BPMN calls them."""
_NAMED = ("message", "signal", "error", "escalation")
_COUNTER = re.compile(r"(?<![\w.])loopCounter\b")
_QUOTED_TEXT = re.compile(r"\"[^\"]*\"|'[^']*'")
_QUOTED = re.compile(r'=\s*"([^"\\]*)"')
_JUEL = {"juel", "http://www.java.com/javatypes"}


def translate(root: etree._Element, notes: Notes) -> None:
    """Bring every expression into FEEL, and refuse names that are computed."""
    for element in root.iter(*map(bpmn, _NAMED)):
        for attribute in ("name", "errorCode", "escalationCode"):
            _name(element, attribute, notes)
    _counters(root, notes)
    spiff = SPIFFWORKFLOW in root.nsmap.values()
    for element in root.iter(*map(bpmn, ELEMENTS)):
        text = text_of(element)
        if element.get("language", "").lower() in _JUEL:
            element.attrib.pop("language")
            text = text if text is None or is_juel(text) else f"${{{text}}}"
        if text is None or text.startswith("="):
            continue
        if is_juel(text):
            _juel(element, text, notes)
        elif spiff and is_python(text):
            _python(element, text, notes)
    for element in root.iter(spiffworkflow("parameter")):
        text = (element.get("value") or "").strip()
        if spiff and is_python(text):
            try:
                element.set("value", feel_of_python(text))
            except NotPlain:
                continue  # Lint says that it is not FEEL.
            notes.read_as(element, text, element.get("value") or "")
            notes.changed(element, f"the Python of {element.get('id')} was translated to FEEL: {element.get('value')}.")


def _name(element: etree._Element, attribute: str, notes: Notes) -> None:
    """A name or code is a plain text; ``="text"`` is one too."""
    text = (element.get(attribute) or "").strip()
    quoted = _QUOTED.fullmatch(text)
    if quoted is not None:
        element.set(attribute, quoted[1])
        notes.changed(element, f"its {attribute} {text!r} is the text {quoted[1]!r}.")
    elif text.startswith("=") or is_juel(text):
        notes.refused(
            element,
            "code",
            f"the {attribute} of the {local(element)} is computed ({text!r}). Write a plain {attribute}.",
            follows=frozenset({"no-name", "no-code", "error-not-caught", "signal-not-caught"}),
        )


def _counters(root: etree._Element, notes: Notes) -> None:
    """The number of an instance is no variable here: engines count from 0 or from 1, and null would be false."""
    texts = [(each, text_of(each) or "") for each in root.iter(*map(bpmn, ELEMENTS)) if local(each) != "loopCondition"]
    texts += [(each, each.get("value") or "") for each in root.iter(*map(spiffworkflow, ("parameter", "output")))]
    for element, text in texts:
        if _COUNTER.search(_QUOTED_TEXT.sub('""', text)):
            notes.refused(
                element, "loop-counter", f"{text!r} asks for loopCounter. Put the number into the items of the list."
            )


def _juel(element: etree._Element, text: str, notes: Notes) -> None:
    renamed = _COUNTS if local(element) == "completionCondition" else EMPTY
    try:
        element.text = feel_of_juel(text, renamed)
    except NotPlain as reason:
        notes.refused(
            element,
            "code",
            f"the expression {text!r} is no plain comparison: {reason}. Write it in FEEL, or compute the value before.",
            follows=NO_EXPRESSION,
        )
        return
    notes.read_as(element, text, element.text)
    notes.changed(element, f"the expression {text!r} was translated to FEEL: {element.text}.")


def _python(element: etree._Element, text: str, notes: Notes) -> None:
    try:
        element.text = feel_of_python(text)
    except NotPlain:
        return  # Lint says that it is not FEEL.
    notes.read_as(element, text, element.text)
    notes.changed(element, f"the Python {text!r} was translated to FEEL: {element.text}.")
