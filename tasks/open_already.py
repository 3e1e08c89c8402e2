"""What of a procedure is open already about a debt, and whether what comes in now is another."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import select
from sqlmodel import Session

from cases.tables import CaseAccount
from tasks.about import About
from workflows.clock import london_date
from workflows.db import table
from workflows.evidence import timeline
from workflows.runtime.house import CaseOpenAlready
from workflows.runtime.tables import CaseFile
from workflows.runtime.words import CaseStatus

_case, _about = table(CaseFile), table(CaseAccount)


class IsItAnother(CaseOpenAlready):
    """Such a case is open already, and it was not said that this is another."""


@dataclass(frozen=True)
class OpenAlready:
    """A case of a procedure that is open: its reference, since when (aware), and why it was begun."""

    reference: str
    opened_at: datetime
    reason: str

    @property
    def words(self) -> str:
        """It in a sentence."""
        because = f" ({self.reason.rstrip('.')})" if self.reason else ""
        return f"{self.reference}{because}, since {london_date(self.opened_at):%-d %B %Y}"


def open_already(session: Session, procedure: str, account_id: int) -> list[OpenAlready]:
    """The cases of a procedure about an account that are open, the oldest first."""
    query = (
        select(_case.c.reference, _case.c.opened_at, _case.c.chain_id)
        .join(_about, _about.c.case_id == _case.c.id)
        .where(_about.c.account_id == account_id, _case.c.procedure == procedure, _case.c.status == CaseStatus.OPEN)
        .order_by(_case.c.id)
    )
    return [
        OpenAlready(row.reference, row.opened_at, _why(session, row.chain_id)) for row in session.execute(query).all()
    ]


def refuse_the_same(session: Session, procedure: str, about: About, account_id: int, another_than: str) -> None:
    """Refuses what is open already, unless whoever begins it says that it is another than the newest that is open.

    By its reference, and not by a mere Yes: so what is sent twice, or by two people at once, is begun once.

    :raises IsItAnother: with what is open, and what to say
    """
    found = open_already(session, procedure, account_id)
    if not found or found[-1].reference == another_than.strip():
        return
    newest, listed = found[-1].reference, "; ".join(each.words for each in found)
    raise IsItAnother(
        f"{about.title} is open already as {listed}. If this is the same, work on that case. If it is another, say "
        f"that it is another than {newest}.",
        field="another_than",
        another_than=newest,
    )


def _why(session: Session, chain_id: int) -> str:
    for first in islice(timeline(session, chain_id), 1):
        why = (first["content"] or {}).get("why")
        return str(why.get("reason", "")) if isinstance(why, dict) else ""
    return ""
