"""jBPM (Drools): of its words those that draw or name something are dropped; what it runs is not run here."""

from lxml import etree

from workflows.diagrams.notes import Notes
from workflows.diagrams.vendors.vendor import Vendor

_DRAWN = "it is how its editor draws the element"
_LABELS = frozenset({"elementname", "customDescription", "customTags"})
"""Entries of ``metaData`` that are texts for people."""


def _metadata(owner: etree._Element, child: etree._Element, notes: Notes) -> None:
    name = child.get("name") or ""
    if name in _LABELS:
        notes.changed(owner, f"drools:metaData {name} was dropped: it is a text of its editor.")
    else:
        text = f"drools:metaData {name} is not run here. Draw what it does, or take it out."
        notes.refused(owner, "vendor-extension", text, cause=f"drools:metaData {name}")


VENDOR = Vendor(
    prefix="drools",
    namespaces=frozenset({"http://www.jboss.org/drools"}),
    dropped={
        **dict.fromkeys(
            ("bgcolor", "bordercolor", "color", "fontcolor", "fontsize", "selectable", "resizable", "dockers"), _DRAWN
        ),
        "packageName": "it is where its engine keeps classes",
        "version": "versions are counted here, by what is published",
        "dtype": "what a variable holds is known from its form",
    },
    elements={"metaData": _metadata},
    unless={"adHoc": "false", "isAsync": "false"},
)
