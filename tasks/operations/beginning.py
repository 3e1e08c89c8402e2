"""The operation that begins another procedure about the debt of a case, in a case of its own."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from cases import holds
from cases.facts import account_of_case
from tasks.opening import Place, about_of, acts_on, open_case
from workflows.db import table
from workflows.diagrams.operations import Operation, Parameter
from workflows.errors import Refused
from workflows.runtime.handlers import Kept, Released, StepWork
from workflows.runtime.house import CaseOpenAlready
from workflows.runtime.tables import CaseFile

_case = table(CaseFile)
BEGIN = Operation(
    "begin_procedure",
    "job",
    "Begins another procedure about the same debt, in a case of its own; one that is open already is left as it is, "
    "unless it says that there may be several.",
    parameters=(
        Parameter("procedure", "string", "Which.", of="procedure"),
        Parameter("reason", "string", "Why; it stands in the record of the new case."),
    ),
    results={"begun": "boolean", "case_begun": "number", "because": "string"},
)


class NotBegunByAnother(Refused):
    """A procedure says that no other begins it, or is for other debts."""


class BeginProcedure:
    """Begins another procedure.

    :param place: gives the house in which it runs; asked when a step runs, for the house is put together by then
    """

    def __init__(self, place: Callable[[], Place]) -> None:
        self._place = place

    def make(self, session: Session, work: StepWork) -> None:
        """Nothing is made: a case is opened where the step is finished."""

    def keep(self, session: Session, work: StepWork, made: Any) -> Kept:
        """Opens the case, in the unit of work that finishes the step: once.

        :raises NotBegunByAnother: the procedure does not say that another may begin it, or is for other debts
        :raises TryAgain: a hold is being placed on the account just now
        """
        del made
        place, name = self._place(), str(work.parameters.get("procedure"))
        reason = str(work.parameters.get("reason") or "").strip()
        about = about_of(place, session, name)
        account = account_of_case(session, work.case_id)
        if not about.by_another:
            raise NotBegunByAnother(
                f"{about.title} does not say that another procedure may begin it. Add `- by: procedure` to `begins` in "
                "its procedure.yaml, or take the step out."
            )
        if not acts_on(place, name, about, account.kind):
            raise NotBegunByAnother(f"{about.title} is for debts of the kind {', '.join(sorted(about.debts))}.")
        # The case is locked already, and whoever places a hold locks the account first: so nobody waits here.
        holds.lock_accounts(session, [account.id], [], wait=False)
        here = session.execute(select(_case.c.reference).where(_case.c.id == work.case_id)).scalar_one()
        try:
            with session.begin_nested():
                case = open_case(place, session, name, account, {"reason": reason, "begun_by": here})
        except CaseOpenAlready as already:
            return Kept({"begun": False, "case_begun": None, "because": already.sentence}, {})
        return Kept({"begun": True, "case_begun": case, "because": reason}, {"case": case, "procedure": name})

    def release(self, session: Session, work: StepWork, may_leave: Callable[[], bool]) -> Released:
        """Nothing leaves the house."""
        del session, work, may_leave
        return Released()
