"""The benchmark's case, for the engine alone: its operations are run at once."""

from tests.engine.driving import Recorder
from tools.bench.case import DATA, OPERATIONS, PROCESS, files
from workflows.diagrams.vocabulary import Vocabulary

__all__ = ["DATA", "PROCESS", "VOCABULARY", "files", "host"]
VOCABULARY = Vocabulary(handlers=dict.fromkeys(OPERATIONS, "inline"))


def host() -> Recorder:
    """A host that does all the case's operations."""
    return Recorder(OPERATIONS)
