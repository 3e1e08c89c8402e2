"""Operations that set up what was agreed or decided."""

from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session

from cases.facts import account_of_case
from cases.tables import Arrangement
from cases.words import ArrangementStatus
from workflows.clock import london_date
from workflows.db import table
from workflows.diagrams.operations import Operation, Parameter
from workflows.errors import Malformed
from workflows.runtime.handlers import StepWork

_arrangement = table(Arrangement)

FREQUENCIES = ("weekly", "fortnightly", "four_weekly", "monthly")
START_ARRANGEMENT = Operation(
    "start_arrangement",
    "inline",
    "Sets up what was agreed; an earlier live arrangement of the account is superseded.",
    parameters=(
        Parameter("amount_pence", "number", "The instalment on top of the current rent, in pence."),
        Parameter("frequency", "string", "How often it is paid.", choices=FREQUENCIES),
        Parameter("first_due", "date", "The day on which the first instalment falls due."),
    ),
    results={"arrangement_id": "number"},
    effect="pay",
)
RECOMMEND_NOTICE = Operation(
    "recommend_notice",
    "inline",
    "Notes that the case is handed on so that a notice is prepared.",
    results={"notice_recommended_on": "date"},
)


class AgreementIncomplete(Malformed):
    """What was agreed is not complete."""


def start_arrangement(session: Session, work: StepWork) -> dict[str, Any]:
    """Sets up what was agreed; an earlier live arrangement of the account is superseded.

    Parameters: ``amount_pence``, ``frequency``, ``first_due`` (a date).

    :raises AgreementIncomplete: one of them is missing
    """
    said = work.parameters
    if missing := [key for key in ("amount_pence", "frequency", "first_due") if said.get(key) is None]:
        raise AgreementIncomplete(f"The agreement lacks {' and '.join(missing)}; record it in full and try again.")
    account = account_of_case(session, work.case_id)
    live = (_arrangement.c.account_id == account.id) & (_arrangement.c.status == ArrangementStatus.LIVE)
    session.execute(update(_arrangement).where(live).values(status=ArrangementStatus.SUPERSEDED))
    values = {
        "account_id": account.id,
        "case_id": work.case_id,
        "amount_pence": int(said["amount_pence"]),
        "frequency": said["frequency"],
        "first_due": said["first_due"],
        "agreed_on": london_date(work.now),
        "agreed_by": "record_agreement",
        "status": ArrangementStatus.LIVE,
    }
    arrangement_id = session.execute(insert(_arrangement).values(**values).returning(_arrangement.c.id)).scalar_one()
    return {"arrangement_id": int(arrangement_id)}


def recommend_notice(session: Session, work: StepWork) -> dict[str, Any]:
    """Hands the case on: the notice procedure begins from this date."""
    del session
    return {"notice_recommended_on": london_date(work.now)}
