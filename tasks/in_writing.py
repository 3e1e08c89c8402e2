"""Whether those who are behind were warned in writing: the days in which to put it right run from that letter.

A warning that the record holds and nobody was sent warns nobody: its letter may have failed, been held in the house
until it was stale, or come back.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.agreements.rows import AgreementRow
from cases.agreements.tables import AgreementParty
from cases.rows import CustomerRow
from cases.service.recording import events_of
from cases.service.standing import sent_again_on, standing_of
from cases.tables import AccountParty, CaseAccount, Customer
from documents.kinds import BROKEN_AGREEMENT
from documents.library import Library
from documents.register import Document
from workflows.clock import london_date
from workflows.db import table
from workflows.rows import row_of

_document, _of_case = table(Document), table(CaseAccount)
_customer, _tenant, _party = table(Customer), table(AccountParty), table(AgreementParty)


@dataclass(frozen=True)
class WarnedInWriting:
    """How far a warning reached those whom it concerns.

    :ivar last: the day on which the last of the letters left the house, or went again; ``None``: none was to be sent
    :ivar lacking: to whom none left, or whose came back and did not go again; :ivar came_back: those of them whose did
    """

    last: date | None
    lacking: tuple[str, ...] = ()
    came_back: tuple[str, ...] = ()


def warned_in_writing(
    session: Session, library: Library, agreement: AgreementRow, accounts: Collection[int]
) -> WarnedInWriting:
    """Asks of a warned agreement to whom the letter about it went since.

    Where no document of the rule book warns of a broken agreement, the landlord does so in another way, of which
    nothing is known here.

    :param accounts: of its debts that were warned, one at least: whoever is liable for another alone is not written to
        about these
    """
    kinds = library.warning_of(BROKEN_AGREEMENT)
    if not kinds or agreement.warned_on is None:
        return WarnedInWriting(None)
    sent = (
        select(_document.c.id, _document.c.customer_id, _document.c.left_at)
        .join(_of_case, _of_case.c.case_id == _document.c.case_id)
        .where(_of_case.c.account_id.in_(accounts), _document.c.kind.in_(kinds))
        .where(_document.c.dated >= agreement.warned_on, _document.c.left_at.is_not(None))
    )
    rows = session.execute(sent).all()
    events = events_of(session, [row.id for row in rows])
    left: dict[int, date] = {}
    back = set[int]()
    for row in rows:
        known = events.get(row.id, [])
        came_back = standing_of(known).returned_on is not None
        on = sent_again_on(known) if came_back else london_date(row.left_at)
        back |= {row.customer_id} if came_back else set()
        if on is not None:
            left[row.customer_id] = min(on, left.get(row.customer_id, on))
    people = _concerned(session, agreement.id, accounts)
    lacking = tuple(each.name for each in people if each.id not in left)
    returned = tuple(each.name for each in people if each.id in back and each.id not in left)
    return WarnedInWriting(max((left[each.id] for each in people if each.id in left), default=None), lacking, returned)


def _concerned(session: Session, agreement: int, accounts: Iterable[int]) -> list[CustomerRow]:
    """The living tenants who agreed; where none of those lives, the living tenants."""
    query = (
        select(_customer, _party.c.agreement_id)
        .join(_tenant, _tenant.c.customer_id == _customer.c.id)
        .outerjoin(_party, (_party.c.customer_id == _customer.c.id) & (_party.c.agreement_id == agreement))
        .where(_tenant.c.account_id.in_(accounts), _customer.c.date_of_death.is_(None))
        .order_by(_customer.c.reference)
        .distinct()
    )
    rows = session.execute(query).mappings().all()
    agreed = [row for row in rows if row["agreement_id"] is not None]
    return [row_of(CustomerRow, {k: v for k, v in row.items() if k != "agreement_id"}) for row in agreed or rows]
