"""What has a namespace of its own: what modelling tools note is dropped, anything else is refused by name.

A modelling tool draws and runs nothing: whatever it notes for itself cannot change a run. The notes of an engine might,
and so might those of whoever is not known here.
"""

from collections import Counter
from collections.abc import Callable, Iterator

from lxml import etree

from workflows.diagrams.names import BPMN, BPMNDI, DC, DI, SPIFFWORKFLOW, XSI, line_of, local, namespace
from workflows.diagrams.notes import Notes
from workflows.diagrams.vendors.form import drop
from workflows.diagrams.vendors.vendor import local_name, namespace_of

TOOLS = {
    "http://bpmn.io/schema/bpmn/biocolor/": "Colours of bpmn.io",
    "http://www.omg.org/spec/BPMN/non-normative/color/": "Colours",
    "http://www.omg.org/spec/BPMN/non-normative/extensions/i18n/": "Translations of names",
    "http://www.omg.org/XMI": "Notes of an XMI export",
    "http://www.bpsim.org/schemas/": "Parameters of a simulation",
    "http://camunda.org/schema/modeler/": "Notes of the Camunda Modeler",
    "http://operaton.org/schema/modeler/": "Notes of the Operaton Modeler",
    "http://flowable.org/modeler": "Notes of the Flowable Modeler",
    "http://flowable.org/design": "Notes of Flowable Design",
    "http://activiti.com/modeler": "Notes of the Activiti Modeler",
    "http://bpminspire.com/bpmn2/extension/inspire": "Notes of the Inspire editor",
    "http://org.eclipse.bpmn2/": "Notes of the Eclipse BPMN2 Modeler",
    "http://www.boc-group.com": "Notes of ADONIS",
    "http://www.boc-eu.com": "Notes of ADONIS",
    "http://www.ids-scheer.com/": "Notes of ARIS",
    "http://www.aris.com/": "Notes of ARIS",
    "http://www.softwareag.com/aris": "Notes of ARIS",
    "http://www.signavio.com": "Notes of Signavio",
    "http://www.bizagi.com/": "Notes of Bizagi",
    "http://www.visual-paradigm.com": "Notes of Visual Paradigm",
    "http://www.sparxsystems.com": "Notes of Enterprise Architect",
    "http://www.yaoqiang.org": "Notes of the Yaoqiang editor",
    "http://bpmn.sourceforge.net": "Notes of the Yaoqiang editor",
    "http://www.trisotech.com/2014/triso/": "Notes of the Trisotech modeler",
    "http://www.trisotech.com/2015/triso/modeling": "Notes of the Trisotech modeler",
    "http://trisotech.com/feed": "Notes of the Trisotech modeler",
    "http://www.w4.eu/spec/BPMN/20110930/GRAPH": "Notes of the W4 composer",
    "http://www.w4.eu/spec/DataComposer/": "Notes of the W4 composer",
    "http://www.mid.de/": "Notes of Innovator",
    "http://www.igrafx.com/": "Notes of iGrafx",
    "http://www.itp-commerce.com/": "Notes of the itp commerce modeler",
    "http://www.esteco.com/": "Notes of Cardanit",
}
"""How the namespaces of modelling tools begin, which run nothing → whose they are."""
OURS = {BPMN, BPMNDI, DC, DI, SPIFFWORKFLOW, XSI, "", "http://www.w3.org/XML/1998/namespace"}
ENGINES = {
    "http://camunda.org/schema/1.0/bpmn": "Camunda 7",
    "http://operaton.org/schema/1.0/bpmn": "Operaton",
    "http://camunda.org/schema/zeebe/1.0": "Camunda 8",
    "http://flowable.org/bpmn": "Flowable",
    "http://activiti.org/bpmn": "Activiti",
    "http://www.jboss.org/drools": "jBPM",
    "http://bonitasoft.com/bpmn": "Bonita",
}
READ = ENGINES.keys() - {"http://www.jboss.org/drools", "http://bonitasoft.com/bpmn"}
"""Of these what can be said in our words is; what is left is told word by word: each asks for a way out of its own."""
_SHOWN, _SHOWN_OF_ENGINES = 4, 12
"""How many words of a namespace are told; of an engine more, as each of them may do something."""


def namespaces(root: etree._Element) -> set[str]:
    """The namespaces of all elements and attributes of a file."""
    found = {namespace(element) for element in root.iter()}
    return found | {
        namespace_of(name) for element in root.iter() for name in map(str, element.attrib) if name[0] == "{"
    }


def whose(space: str) -> str | None:
    """Whose notes those of a namespace are, where it is that of a modelling tool."""
    return next((tool for start, tool in TOOLS.items() if space.startswith(start)), None)


def drop_notes(root: etree._Element, notes: Notes) -> None:
    """Drop what only modelling tools read, and elements of no namespace, which nobody reads."""
    tools = {space: tool for space in namespaces(root) if (tool := whose(space)) is not None}
    for space, count in drop_all(root, lambda space: space in tools).items():
        notes.changes.append(f"{tools[space]} were dropped{_times(count)}: they change nothing in a run ({space}).")
    strays = [element for element in root.iter(etree.Element) if not namespace(element)]
    for element in strays:
        drop(element)
    if strays:
        notes.changes.append(f"Elements without a namespace were dropped{_times(len(strays))}: they are no BPMN.")


def drop_all(root: etree._Element, concerned: Callable[[str], bool]) -> Counter[str]:
    """Drop the elements and attributes of some namespaces.

    :returns: how many there were of each
    """
    counted: Counter[str] = Counter()
    for element in list(root.iter(etree.Element)):
        if concerned(namespace(element)) and element is not root:
            counted[namespace(element)] += 1
            drop(element)
            continue
        for name in [n for n in map(str, element.attrib) if concerned(namespace_of(n))]:
            counted[namespace_of(name)] += 1
            element.attrib.pop(name)
    return counted


def refuse_strangers(root: etree._Element, notes: Notes) -> None:
    """Refuse what is left of other namespaces: nobody knows what it would do. A namespace is one finding."""
    drawings = [child for child in root if local(child) == "BPMNDiagram"]
    drawn = {element for drawing in drawings for element in drawing.iter()}
    found: dict[tuple[str, str], list[tuple[etree._Element, str]]] = {}
    for element, word, space in strangers(root):
        if element not in drawn:
            found.setdefault((space, word if space in READ else ""), []).append((element, word))
    for (space, word), each in found.items():
        _refuse(each, space, f"{space} {word}".strip(), notes)
    if drawn:
        _tidy(drawings, notes)


def strangers(root: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
    """What is of other namespaces: (the element, its word or that of its attribute, the namespace)."""
    inside: set[etree._Element] = set()
    for element in root.iter(etree.Element):
        space = namespace(element)
        if space not in OURS or element.getparent() in inside:
            inside.add(element)
            if element.getparent() not in inside:
                yield element, local(element), space
            continue
        for name in map(str, element.attrib):
            if namespace_of(name) not in OURS:
                yield element, local_name(name), namespace_of(name)


def _refuse(found: list[tuple[etree._Element, str]], space: str, cause: str, notes: Notes) -> None:
    words = list(dict.fromkeys(word for _, word in found))
    shown = _SHOWN_OF_ENGINES if space in ENGINES else _SHOWN
    listed = ", ".join(repr(word) for word in words[:shown]) + (" and others" if len(words) > shown else "")
    whose_it_is = ENGINES.get(space, space)
    several = len(words) > 1
    notes.refused(
        found[0][0],
        "unknown-extension",
        f"the extension{'s' if several else ''} {listed} of {whose_it_is} {'are' if several else 'is'} not known here, "
        f"and might change what is run. Remove {'them' if several else 'it'}.",
        cause=cause,
        others=[element for element, _ in found[1:]],
    )


def _tidy(drawings: list[etree._Element], notes: Notes) -> None:
    """In the drawing nothing is run: what we do not draw is dropped."""
    count = sum(drop_all(drawing, lambda space: space not in OURS).total() for drawing in drawings)
    if count:
        line = line_of(drawings[0])
        notes.changes.append(f"Line {line}: {count} extensions of the drawing were dropped: nothing is run there.")


def _times(count: int) -> str:
    return f" ({count:,} times)" if count > 1 else ""
