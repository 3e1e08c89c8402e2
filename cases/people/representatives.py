"""Who acts for a customer, and in what: those recorded here, and the one that the export names."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import bindparam, insert, or_, select, update
from sqlmodel import Session

from cases.people.authority import BY_EXPORT, must_be_evidenced, understood_acts, understood_role
from cases.people.rows import RepresentativeRow
from cases.people.tables import Representative
from cases.people.words import Authority, RepresentativeRole
from cases.tables import AccountParty, Customer
from workflows.db import table
from workflows.errors import NotFound, Refused
from workflows.prepared import AllOrOne
from workflows.rows import row_of

_representative, _customer, _party = table(Representative), table(Customer), table(AccountParty)
_LEGAL = tuple(
    str(role)
    for role in (
        RepresentativeRole.APPOINTEE,
        RepresentativeRole.DEPUTY,
        RepresentativeRole.ATTORNEY,
        RepresentativeRole.LITIGATION_FRIEND,
    )
)
"""The roles whose holders act in a person's place, and do not only speak beside them."""
_acting = (
    select(_party.c.account_id)
    .join(_representative, _representative.c.customer_id == _party.c.customer_id)
    .where(
        or_(*(_representative.c.role == role for role in _LEGAL)),  # a list of a prepared statement cannot grow
        _representative.c.ended_at.is_(None),
        _representative.c.from_on <= bindparam("b_on"),
        (_representative.c.until_on.is_(None)) | (_representative.c.until_on >= bindparam("b_on")),
    )
    .distinct()
)


class NoSuchRepresentative(NotFound):
    """There is no such representative of this person."""


class RepresentativeEnded(Refused):
    """The authority has ended already."""


class EndUnexplained(Refused):
    """It was not said why it ends."""


def representatives_of(session: Session, customer_id: int) -> list[RepresentativeRow]:
    """Everybody who acts or acted for a customer, the newest first; the one of the export last.

    The export's is left out once the same person is recorded here: what is known here has its place.
    """
    query = select(_representative).where(_representative.c.customer_id == customer_id)
    rows = [
        row_of(RepresentativeRow, {**row, "acts": tuple(map(Authority, row["acts"].split()))})
        for row in session.execute(query.order_by(_representative.c.id.desc())).mappings()
    ]
    of_export = _of_export(session, customer_id)
    known = {each.name.casefold() for each in rows}
    return [*rows, of_export] if of_export is not None and of_export.name.casefold() not in known else rows


def may_act(session: Session, customer_id: int, act: Authority, on: date) -> list[RepresentativeRow]:
    """Who may do something for a customer on a day."""
    return [each for each in representatives_of(session, customer_id) if each.may(act, on)]


def appoint(
    session: Session,
    customer_id: int,
    by: str,
    at: datetime,
    *,
    name: str,
    role: str,
    acts: Collection[str],
    evidence: str,
    from_on: date,
    until_on: date | None = None,
    phone: str = "",
    email: str = "",
    address: str = "",
) -> int:
    """Records that somebody acts for a customer; returns the row's id.

    :raises RepresentativeNotUnderstood: something is lacking or unknown
    :raises AuthorityNotCarried: the role cannot carry what is said
    """
    known = understood_role(role)
    covered = understood_acts(known, acts)
    must_be_evidenced(name, evidence, from_on, until_on)
    values = {
        "customer_id": customer_id,
        "name": name.strip(),
        "role": known,
        "acts": " ".join(covered),
        "evidence": evidence.strip(),
        "from_on": from_on,
        "until_on": until_on,
        "phone": phone.strip(),
        "email": email.strip(),
        "address": address.strip(),
        "recorded_by": by,
        "recorded_at": at,
        "ended_by": "",
        "ended_reason": "",
    }
    made = session.execute(insert(_representative).values(**values).returning(_representative.c.id))
    return int(made.scalar_one())


def end(session: Session, customer_id: int, representative_id: int, by: str, at: datetime, reason: str) -> None:
    """Ends an authority, with the reason; the row stays.

    :raises NoSuchRepresentative: this person has none of that number
    :raises RepresentativeEnded: it has ended
    :raises EndUnexplained: no reason was given
    """
    where = (_representative.c.id == representative_id, _representative.c.customer_id == customer_id)
    row = session.execute(select(_representative.c.ended_at).where(*where).with_for_update()).one_or_none()
    if row is None:
        raise NoSuchRepresentative(f"This person has no representative with the number {representative_id}.")
    if row.ended_at is not None:
        raise RepresentativeEnded("This authority has ended already; nothing was changed.")
    if not reason.strip():
        raise EndUnexplained("Say why the authority ends; the reason goes into the person's record.", field="reason")
    ended = {"ended_by": by, "ended_at": at, "ended_reason": reason.strip()}
    session.execute(update(_representative).where(*where).values(**ended))


_agreeing = (
    select(_party.c.account_id, _representative.c.acts)
    .join(_representative, _representative.c.customer_id == _party.c.customer_id)
    .where(
        _representative.c.ended_at.is_(None),
        _representative.c.from_on <= bindparam("b_on"),
        (_representative.c.until_on.is_(None)) | (_representative.c.until_on >= bindparam("b_on")),
    )
)
_who_agree, _who_act = AllOrOne(_agreeing, _party.c.account_id), AllOrOne(_acting, _party.c.account_id)


def represented(session: Session, on: date, account_id: int | None) -> dict[int, bool]:
    """A reading: the accounts a tenant of which has somebody recorded here who acts in their place."""
    return {row.account_id: True for row in _who_act.rows(session, account_id, b_on=on)}


def may_agree(session: Session, on: date, account_id: int | None) -> dict[int, bool]:
    """A reading: the accounts of a tenant of which somebody is recorded who has authority to agree to pay for them.

    Whom the export alone names has none: what their order lets them do is recorded here first.
    """
    rows = _who_agree.rows(session, account_id, b_on=on)
    return {row.account_id: True for row in rows if Authority.AGREE_TO_PAY in row.acts.split()}


def _of_export(session: Session, customer_id: int) -> RepresentativeRow | None:
    row = session.execute(select(_customer).where(_customer.c.id == customer_id)).mappings().one_or_none()
    if row is None or not row["representative_name"].strip():
        return None
    role, evidence = row["representative_role"].strip().lower(), row["representative_evidence"]
    return row_of(
        RepresentativeRow,
        {
            "id": 0,
            "customer_id": customer_id,
            "name": row["representative_name"].strip(),
            "role": role,
            "acts": BY_EXPORT.get(role, ()) if evidence.strip() else (),
            "evidence": evidence,
            "address": row["representative_address"],
            **dict.fromkeys(("from_on", "until_on", "recorded_at", "ended_at")),
            **dict.fromkeys(("phone", "email", "recorded_by", "ended_by", "ended_reason"), ""),
        },
    )
