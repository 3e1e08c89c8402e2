"""What is recorded of how a customer is written to: where, in whose care, in which format, and whether at all."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, or_, select
from sqlmodel import Session

from cases.people.details import details_of
from cases.people.needs import needs_of, preferences_of
from cases.people.representatives import representatives_of
from cases.people.rows import DetailRow, NeedsRow, PreferenceRow, RepresentativeRow
from cases.people.tables import ContactDetail, ContactPreference, PersonNeeds, Representative, Vulnerability
from cases.people.vulnerabilities import vulnerabilities_of
from cases.people.words import DetailKind, VulnerabilityKind, Way
from workflows.db import table

_detail, _needs, _preference = table(ContactDetail), table(PersonNeeds), table(ContactPreference)
_representative, _vulnerability = table(Representative), table(Vulnerability)


@dataclass(frozen=True)
class Correspondence:
    """What is recorded of how a customer is written to; of whom nothing is, the export alone speaks.

    :ivar addresses: those that were recorded here and stand, however they stand
    :ivar export_stands: whether the address of the export was neither recorded here nor overtaken by one that was
    :ivar representatives: who acts or acted for them, as recorded here
    :ivar confidential_since: when it was recorded that where they live is confidential; ``None``: it is not
    :ivar ask_first: whether somebody must be asked before they are contacted
    """

    addresses: tuple[DetailRow, ...] = ()
    export_stands: bool = True
    representatives: tuple[RepresentativeRow, ...] = ()
    needs: NeedsRow | None = None
    preferences: tuple[PreferenceRow, ...] = ()
    confidential_since: datetime | None = None
    ask_first: bool = False

    @property
    def confidential(self) -> bool:
        """Whether where they live is confidential."""
        return self.confidential_since is not None


def correspondence_of(session: Session, customer_id: int) -> Correspondence:
    """What is recorded now of how a customer is written to."""
    addresses = [each for each in details_of(session, customer_id) if each.kind is DetailKind.ADDRESS]
    warned = any(each.warn for each in vulnerabilities_of(session, customer_id))
    return Correspondence(
        addresses=tuple(each for each in addresses if each.id),
        export_stands=any(not each.id for each in addresses),
        representatives=tuple(each for each in representatives_of(session, customer_id) if each.id),
        needs=needs_of(session, customer_id),
        preferences=tuple(preferences_of(session, customer_id)),
        confidential_since=confidential_since(session, customer_id),
        ask_first=warned,
    )


def confidential_since(session: Session, customer_id: int) -> datetime | None:
    """When it was first recorded that where a customer lives is confidential, as long as it is; ``None``: it is not.

    Looking at it again writes a new row, and an end begins anew: so it is the first row after the last that ended.
    """
    kind = _vulnerability.c.kind == VulnerabilityKind.CONFIDENTIAL_ADDRESS
    query = select(_vulnerability).where(kind, _vulnerability.c.customer_id == customer_id)
    since: datetime | None = None
    for row in session.execute(query.order_by(_vulnerability.c.id)):
        since = None if row.ended_at is not None else since or row.recorded_at
    return since


def changed_since(session: Session, customer_id: int, at: datetime) -> bool:
    """Whether something of how a customer is written to was recorded, replaced or ended after a moment."""
    warned = or_(_vulnerability.c.kind == VulnerabilityKind.CONFIDENTIAL_ADDRESS, _vulnerability.c.warn.is_(True))
    asked: tuple[tuple[Table, ColumnElement[bool] | None], ...] = (
        (_detail, _detail.c.kind == DetailKind.ADDRESS),
        (_needs, None),
        (_preference, _preference.c.way == Way.POST),
        (_representative, None),
        (_vulnerability, warned),
    )
    for of, which in asked:
        moments = [of.c[name] for name in ("recorded_at", "replaced_at", "ended_at") if name in of.c]
        query = select(of.c.id).where(of.c.customer_id == customer_id, or_(*(each > at for each in moments)))
        if session.execute(query if which is None else query.where(which)).first() is not None:
            return True
    return False
