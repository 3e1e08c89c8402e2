"""What modellers of Camunda, Flowable and Trisotech write into a model besides DMN.

What cannot change a result is left aside and told; what might is refused, for a model that is decided otherwise here
than there would be worse than one that is not decided. What stands in ``extensionElements`` is never read: the
standard says that it changes nothing.
"""

from collections.abc import Iterator

from workflows.decisions.reading import Element

_CAMUNDA, _FLOWABLE, _TRISOTECH = "Camunda", "Flowable", "Trisotech"
_VENDORS = {
    "http://camunda.org/schema/1.0/dmn": _CAMUNDA,
    "http://camunda.org/schema/modeler/1.0": _CAMUNDA,
    "http://camunda.org/schema/zeebe/1.0": _CAMUNDA,
    "http://flowable.org/dmn": _FLOWABLE,
    "http://activiti.org/dmn": _FLOWABLE,
    "http://www.trisotech.com/2015/triso/modeling": _TRISOTECH,
    "http://www.trisotech.com/2016/triso/dmn": _TRISOTECH,
    "http://trisotech.com/feed": _TRISOTECH,
}
_HARMLESS = {
    _CAMUNDA: frozenset(
        {"historyTimeToLive", "versionTag", "diagramRelationId", "executionPlatform", "executionPlatformVersion"}
    ),
    _FLOWABLE: frozenset({"label", "exporter", "exporterVersion", "documentation"}),
    _TRISOTECH: frozenset(
        {
            *("logoChoice", "useOutputTypeAsAnswer", "expressionId", "defaultBounds", "dynamicDecisionService", "tags"),
            *("displayName", "color", "icon", "isLink", "itemType", "uuid", "feedId", "verticalAlignment", "width"),
            *("height", "kind", "compact", "customAttributes", "graphicalRepresentation", "reusableService"),
        }
    ),
}
"""Vendor → attributes that say how a model is shown, kept or exported, and never what it decides."""


def dropped(root: Element) -> list[str]:
    """What is left aside in a model, a sentence for each attribute."""
    found = {
        (namespace, name): f"The attribute {name} of {vendor} (line {element.line}) says nothing of what is decided, "
        "and is left aside."
        for namespace, name, vendor, element in _attributes(root)
        if name in _HARMLESS[vendor]
    }
    return list(found.values())


def foreign(element: Element) -> Iterator[tuple[str, Element]]:
    """What in a part of a model might change what it decides: the sentences, and the elements where it stands."""
    for _, name, vendor, place in _attributes(element):
        if name not in _HARMLESS[vendor]:
            what = f"The attribute {name} of {place.tag} is {vendor}'s, and might change what is decided there"
            yield f"{what}: take it out, and say what it says in FEEL.", place


def _attributes(root: Element) -> Iterator[tuple[str, str, str, Element]]:
    for element in root.below():
        for namespace, name in element.foreign:
            if namespace in _VENDORS:
                yield namespace, name, _VENDORS[namespace], element
