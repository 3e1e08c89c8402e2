"""Why a letter that was made and kept does not leave the house any more."""

from datetime import date, timedelta

from sqlmodel import Session

from cases.people.correspondence import changed_since
from documents.register import DocumentRow

STALE = "it was kept in the house until the dates in it were stale"
CHANGED = "since it was made, something was recorded of how the person is written to"
NOT_AGREED = "since it was made, they took back what they agreed to, or the referral was closed"


def why_not(session: Session, row: DocumentRow, today: date, within: timedelta) -> str:
    """Why a letter may not leave; empty: it may.

    :param within: how old the dates in it may be
    """
    if today > row.dated + within:
        return STALE
    changed = row.customer_id is not None and changed_since(session, row.customer_id, row.made_at)
    return CHANGED if changed else ""
