"""The record: what happened in each case, kept so that a stranger can check it.

Entries of one subject (a case, a user, a procedure) form a hash chain; all entries of the organisation are leaves
of one Merkle tree (RFC 6962) whose signed heads are written outside the database. What an entry says in the clear
is who, what, when; everything that may be personal is in its payload, which enters only as ``SHA-256(salt ‖ payload)``
and can be erased without breaking a proof.
"""

from workflows.evidence.chain import NewEntry, append, entries_of, new_chain, timeline
from workflows.evidence.check import Finding, Report, check_database
from workflows.evidence.export import export_chain
from workflows.evidence.protection import protect
from workflows.evidence.rows import TimelineEntry
from workflows.evidence.seal import Sealer

__all__ = [
    "Finding",
    "NewEntry",
    "Report",
    "Sealer",
    "TimelineEntry",
    "append",
    "check_database",
    "entries_of",
    "export_chain",
    "new_chain",
    "protect",
    "timeline",
]
