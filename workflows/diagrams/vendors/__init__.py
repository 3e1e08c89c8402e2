"""Other tools' dialects of BPMN, brought into the one form that the rest of the house reads.

Works on the XML tree. Every word of a vendor becomes one of ours, is dropped with a sentence because it changes nothing
in a run here, or is refused with a sentence. Nothing is passed over in silence: what no module knows is refused by
name.
"""

from lxml import etree

from workflows.diagrams.names import SPIFFWORKFLOW
from workflows.diagrams.notes import Notes
from workflows.diagrams.vendors import camunda7, expressions, flowable, java, jbpm, metadata, moments, spiffarena, zeebe
from workflows.diagrams.vendors.form import drop_plain_passing


def translate(root: etree._Element, notes: Notes) -> None:
    """Bring a file into our form, in place."""
    metadata.drop_notes(root, notes)
    used = metadata.namespaces(root)
    for vendor in (camunda7.VENDOR, flowable.VENDOR, zeebe.VENDOR, jbpm.VENDOR):
        if not used.isdisjoint(vendor.namespaces):
            if vendor in (camunda7.VENDOR, flowable.VENDOR):
                java.tell_calls(root, vendor.namespaces, notes)
            vendor.translate(root, notes)
    if SPIFFWORKFLOW in used:
        spiffarena.translate(root, notes)
    drop_plain_passing(root)
    moments.translate(root, notes)
    expressions.translate(root, notes)
    if used - metadata.OURS:
        metadata.refuse_strangers(root, notes)
