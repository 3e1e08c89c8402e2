"""What acts about agreements ask: which accounts somebody sees, and what is owed on them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.agreements import making
from cases.agreements.affording import must_be_affordable
from cases.agreements.changing import must_stand
from cases.agreements.leading import changed_too_often, unusual_terms
from cases.agreements.making import NewAgreement
from cases.agreements.reading import accounts_of_agreement
from cases.agreements.refusals import CourtTerms, MoreThanAffordable, StillToBeMended, UnusualTerms
from cases.agreements.rows import AgreementRow
from cases.agreements.starting import owed_of, starts_today
from cases.agreements.talking import Talk, ToTalkAbout
from cases.agreements.words import AgreementKind
from cases.calculating.counting import said
from cases.chains import account_chain, record_on
from cases.held import DebtHeld, held_days, held_on, hold_in_words
from cases.ledger.lines import UNALLOCATED, sums
from cases.permissions import Group
from cases.rows import AccountRow
from cases.tables import Account, AccountParty
from documents.kinds import BROKEN_AGREEMENT
from tasks.acts.subjects import NoSuchAccount
from tasks.assembly import House
from tasks.held import must_be_free, stop_speaking
from tasks.in_writing import warned_in_writing
from tasks.opening import published
from tasks.patches import sees_accounts
from tasks.people import Person
from workflows.clock import london_date
from workflows.db import table
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind
from workflows.rows import row_of

_account, _party = table(Account), table(AccountParty)
ORDERED = "It is said to be what a court ordered. Compare it with the order: which court, its number and its day."


@dataclass(frozen=True)
class DebtAbout:
    """A debt about which the tenants of an account may agree: theirs, or another of the same people.

    :ivar debt: the kind of debt, and ``title`` what that is called
    :ivar priority: whether not paying it puts the home, liberty or essential supplies at risk
    """

    account: AccountRow
    owed_pence: int
    debt: str
    title: str
    priority: bool


def account_row(session: Session, account_id: int) -> AccountRow:
    """An account by its number.

    :raises NoSuchAccount: there is none
    """
    row = session.execute(select(_account).where(_account.c.id == account_id)).mappings().one_or_none()
    if row is None:
        raise NoSuchAccount(f"There is no account with the number {account_id}.")
    return row_of(AccountRow, row)


def must_see(session: Session, person: Person, account_ids: Sequence[int]) -> None:
    """Refuses accounts that are none, or none in the person's patches.

    :raises NoSuchAccount: with the first of them
    """
    seen = sees_accounts(session, person, account_ids)
    known = frozenset(session.execute(select(_account.c.id).where(_account.c.id.in_(list(account_ids)))).scalars())
    for each in account_ids:
        if each not in seen & known:
            raise NoSuchAccount(f"There is no account with the number {each}.")


def must_be_free_to_agree(house: House, session: Session, person: Person, account_ids: Sequence[int]) -> None:
    """Refuses to agree, or to end what was agreed, about debts of which one is held; says no more of those unseen.

    :raises DebtHeld: with the hold, where the person sees the account
    """
    seen = sees_accounts(session, person, account_ids)
    must_be_free(house, session, seen, agreeing=True)
    try:
        must_be_free(house, session, set(account_ids) - seen, agreeing=True)
    except DebtHeld:
        raise DebtHeld(
            "A debt of this agreement that lies in another patch must not be spoken of at present. Ask whoever leads "
            "there, and leave the agreement as it is until then."
        ) from None


def record(  # in which record, who, what, of which agreement
    house: House,
    session: Session,
    person: Person,
    kind: Kind,
    agreement: int,
    accounts: Iterable[int],
    said: Mapping[str, object],
) -> None:
    """Enters what became of an agreement into the record of each of its accounts."""
    entry = NewEntry(kind, person.actor, payload=dict(said), clear={"agreement": agreement})
    for account in sorted(set(accounts)):
        record_on(session, account_chain(account), [entry], house.runtime.clock)


def debts_about(
    house: House, session: Session, person: Person, account: AccountRow, tenants: Sequence[int]
) -> tuple[DebtAbout, ...]:
    """The debts of an account's tenants on all accounts that somebody sees, this one first.

    Of each account its own debt, whether anything is owed of it or not, and the others of which something is.
    """
    query = select(_account).join(_party, _party.c.account_id == _account.c.id)
    rows = session.execute(query.where(_party.c.customer_id.in_(tenants)).distinct()).mappings()
    found = {row["id"]: row_of(AccountRow, row) for row in rows} | {account.id: account}
    seen = sees_accounts(session, person, found)
    made = [each for number in sorted(seen) for each in _debts_on(house, session, found[number])]
    order = house.standards.order_of
    return tuple(
        sorted(
            made,
            key=lambda each: (
                each.account.id != account.id,
                each.account.reference,
                each.debt != each.account.kind,
                order(each.debt),
                each.debt,
            ),
        )
    )


def _debts_on(house: House, session: Session, account: AccountRow) -> list[DebtAbout]:
    """The debts of an account about which something may be agreed."""
    today, standards, made = london_date(house.runtime.clock.now()), house.standards, []
    for debt in {account.kind, *sums(session, today, account.id).get(account.id, {})} - {UNALLOCATED}:
        kind = standards.debts.get(debt)
        if kind is None or not kind.agreements:
            continue
        owed, _ = owed_of(session, account, debt, standards, today)
        if owed > 0 or debt == account.kind:
            made.append(DebtAbout(account, owed, debt, kind.title, kind.priority))
    return made


def is_warned_of_in_vain(house: House, session: Session, row: AgreementRow) -> bool:
    """Whether the record warns of an agreement, and no letter of that has reached anybody: they rely on no day then.

    Where no procedure that is published writes such a letter, the landlord warns in another way, and did.
    """
    warns = {kind.procedure for kind in house.library.kinds.values() if kind.warns_of == BROKEN_AGREEMENT}
    if warns.isdisjoint(published(house, session)):
        return False
    accounts = accounts_of_agreement(session, row.id)
    written = warned_in_writing(session, house.library, row, accounts)
    return row.mend_by is not None and written.last is None and bool(written.lacking)


def must_be_theirs_to_end(house: House, session: Session, person: Person, agreement_id: int) -> None:
    """Refuses to end what only somebody who leads the team may end: a court's terms, and what may still be put right.

    :raises AgreementOver: it does not stand any more
    :raises CourtTerms: they are a court's, and not this person's to end
    :raises StillToBeMended: the tenants were written a day by which to put it right, which has not passed
    """
    if person.may(*house.organisation.permissions.roles(frozenset({Group.LEADING}))):
        return
    row = must_stand(session, agreement_id)
    if row.kind is AgreementKind.COURT_TERMS:
        raise CourtTerms(
            "A court's terms last until the court ends or changes them. Somebody who leads the team ends them here, "
            "with what the court said."
        )
    if row.mend_by is not None and row.mend_by >= london_date(house.runtime.clock.now()):
        if is_warned_of_in_vain(house, session, row):
            return
        raise StillToBeMended(
            f"The tenants were warned that it stands if they put it right by {said(row.mend_by)}. Until that day is "
            "over it is not ended. Agree anew what they can pay; or, if they want it ended, ask somebody who leads."
        )


def waits_for(
    house: House, session: Session, new: NewAgreement, stands: Sequence[AgreementRow]
) -> tuple[NewAgreement, list[str]]:
    """Why what is to be agreed waits for somebody who leads, a sentence each; and the same out of its budget.

    :param stands: the agreements whose place it takes
    :raises Refused: it cannot be agreed at all
    """
    today, law = london_date(house.runtime.clock.now()), house.law
    afforded = must_be_affordable(session, new, law, today, [each.id for each in stands])
    often = "" if new.kind is AgreementKind.COURT_TERMS else changed_too_often(session, stands, law, today, new.debts)
    starts = starts_today(session, new.debts, house.standards, today)
    ordered = ORDERED if new.kind is AgreementKind.COURT_TERMS else ""
    waits = [each for each in (ordered, afforded.above, often) if each]
    return replace(new, budget_id=afforded.budget_id), [*waits, *unusual_terms(new, starts, law, today)]


def must_wait_for_nobody(house: House, session: Session, new: NewAgreement, row: AgreementRow) -> int | None:
    """Refuses to vary an agreement to what somebody who leads would have to approve; gives the budget it is out of.

    :raises MoreThanAffordable: it is more than the budget leaves
    :raises UnusualTerms: it pays less or lasts longer than is policy
    """
    today, law = london_date(house.runtime.clock.now()), house.law
    making.must_be_understood(new, law, today)
    afforded = must_be_affordable(session, new, law, today, [row.id])
    if afforded.above:
        raise MoreThanAffordable(
            f"{afforded.above} Agree less; or record a new agreement that takes the place of this one, which "
            "somebody who leads the team approves.",
            field="instalment",
        )
    starts = starts_today(session, new.debts, house.standards, today)
    if unusual := unusual_terms(new, starts, law, today):
        raise UnusualTerms(
            f"{' '.join(unusual)} Agree otherwise; or record a new agreement that takes the place of this one, "
            "which somebody who leads the team approves.",
            field="instalment",
        )
    return afforded.budget_id


def with_holds(house: House, session: Session, listed: list[ToTalkAbout], today: date) -> list[ToTalkAbout]:
    """What is listed, each with the hold that forbids to speak about it."""
    days = held_days(session, stop_speaking(house))
    made = []
    for each in listed:
        hold = held_on((day for account in each.account_ids for day in days.get(account, ())), today)
        words = hold and f"Held: do not contact about this debt: {hold_in_words(hold, house.organisation.holds)}."
        made.append(replace(each, ask=words, held=words) if words else _rests_on(house, session, each))
    return made


def _rests_on(house: House, session: Session, each: ToTalkAbout) -> ToTalkAbout:
    """What is listed; of a broken agreement whose warning came back since, what that means is asked first."""
    if each.why is not Talk.BREACHED:
        return each
    back = warned_in_writing(session, house.library, each.agreement, set(each.account_ids)).came_back
    if not back:
        return each
    ask = (
        f"It was broken by a warning that came back from {' and '.join(back)}: decide whether it counts. If it does "
        f"not, agree anew on the same terms, and tell them. {each.ask}"
    )
    return replace(each, ask=ask)
