"""Namespaces and names of BPMN 2.0.2 and of the extensions that we read."""

from typing import Any, cast

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SPIFFWORKFLOW = "http://spiffworkflow.org/bpmn/schema/1.0/core"

OPERATION_PREFIX = "op."


def bpmn(name: str) -> str:
    """The qualified name of a BPMN element."""
    return f"{{{BPMN}}}{name}"


def spiffworkflow(name: str) -> str:
    """The qualified name of one of the extension elements that we read."""
    return f"{{{SPIFFWORKFLOW}}}{name}"


def local(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def namespace(element: etree._Element) -> str:
    """An element's namespace, or an empty string."""
    return str(element.tag).partition("}")[0][1:] if element.tag[0] == "{" else ""


def text_of(element: etree._Element | None) -> str | None:
    """An element's text without the spaces round it; ``None`` for no element or no text."""
    if element is None or element.text is None:
        return None
    return str(element.text).strip() or None


def line_of(element: etree._Element) -> int:
    """The line on which an element starts; 0 if it was not read from a file."""
    return int(cast(Any, element).sourceline or 0)


def at_line_of(made: etree._Element, drawn: etree._Element) -> etree._Element:
    """Let what was put there stand on the line of what it was put there for, so that a finding can name one."""
    cast(Any, made).sourceline = line_of(drawn)
    return made
