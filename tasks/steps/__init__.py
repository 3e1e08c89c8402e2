"""The machine's steps: one function a step, by the operation's name in the diagrams."""

from cases.law import Law
from tasks.steps import arrangements, ledger
from tasks.steps.letters import SendLetter
from workflows.runtime.handlers import Handlers
from workflows.settings import Settings


def all_steps(settings: Settings, law: Law) -> Handlers:
    """Every automated step of the house."""
    return Handlers(
        inline={
            "read_facts": ledger.read_facts,
            "record_clearance": ledger.record_clearance,
            "start_arrangement": arrangements.start_arrangement,
            "recommend_notice": arrangements.recommend_notice,
        },
        jobs={"send_letter": SendLetter(settings, law)},
    )
