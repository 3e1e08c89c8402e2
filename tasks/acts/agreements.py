"""Agreements to pay: making, varying and ending them, and seeing about which somebody has to talk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cases.agreements import changing, making
from cases.agreements.affording import must_be_affordable
from cases.agreements.authority import NewParty
from cases.agreements.leading import changed_too_often, unusual_terms
from cases.agreements.making import NewAgreement, NewDebt
from cases.agreements.reading import (
    AgreementWhole,
    Talk,
    ToTalkAbout,
    accounts_of_agreement,
    agreed_in_words,
    agreements_of_account,
    agreements_to_talk_about,
    debts_of_agreements,
    parties_of,
    whole,
)
from cases.agreements.refusals import ChangedTooOften, MoreThanAffordable, NoSuchAgreement, UnusualTerms
from cases.agreements.rows import AgreementRow
from cases.agreements.words import AgreementKind, AgreementStatus, Authority, EventKind, Frequency
from cases.budgets.reading import budget_in_force
from cases.budgets.rows import BudgetRow
from cases.chains import account_chain, record_on
from cases.people.representatives import may_act
from cases.people.rows import RepresentativeRow
from cases.people.tenants import tenants_of
from cases.people.words import Authority as Acts
from cases.rows import AccountRow, CustomerRow
from cases.tables import Account, AccountParty
from tasks.acts.subjects import ACCOUNT, AGREEMENT, ORGANISATION, WHOLE_AGREEMENT, NoSuchAccount
from tasks.acts.table import CASEWORK, WITH_CASES, act
from tasks.agreeing import DebtAbout, account_row, debts_about, must_see, with_holds
from tasks.assembly import House
from tasks.held import must_be_free
from tasks.inbox import record_list
from tasks.patches import sees_accounts
from tasks.people import Person, people
from tasks.tables import User
from workflows.clock import london_date
from workflows.db import table
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind

__all__ = [
    "AgreementKind",
    "AgreementStatus",
    "AgreementWhole",
    "Authority",
    "EventKind",
    "Frequency",
    "NewDebt",
    "NewParty",
    "NoSuchAgreement",
    "Talk",
    "ToTalkAbout",
    "end",
    "list_",
    "look",
    "make",
    "of_account",
    "vary",
]
_account, _party, _user = table(Account), table(AccountParty), table(User)


@dataclass(frozen=True)
class AboutAccount:
    """What whoever agrees with the tenants of an account has before them.

    :ivar debts: of these tenants, on all accounts that the person sees, this one first
    :ivar acting: tenant → who is recorded as acting for them, with authority to agree to pay
    :ivar budget: of one of the tenants, that may be relied on today
    """

    account: AccountRow
    tenants: tuple[CustomerRow, ...]
    debts: tuple[DebtAbout, ...]
    agreements: tuple[AgreementRow, ...]
    budget: BudgetRow | None
    today: date
    acting: Mapping[int, tuple[RepresentativeRow, ...]]


@dataclass(frozen=True)
class AgreementSeen:
    """An agreement as somebody sees it.

    :ivar names: who is who (``user:7``)
    """

    whole: AgreementWhole
    names: Mapping[str, str]
    today: date


@act(WITH_CASES, ORGANISATION, Kind.LIST_LOOKED_AT)
def list_(house: House, person: Person, *, why: str = "") -> list[ToTalkAbout]:
    """See about which agreements somebody has to talk with the tenants.

    :param why: only those (``missed``, ``warned``, ``breached``, ``review due``); empty: all
    """
    with house.db.write() as session:
        record_list(house.runtime, session, person, "agreements to talk about", why=why)
        today = london_date(house.runtime.clock.now())
        found = with_holds(house, session, agreements_to_talk_about(session, today), today)
        seen = sees_accounts(session, person, {account for each in found for account in each.account_ids})
    theirs = [replace(each, debts=tuple(debt for debt in each.debts if debt.account_id in seen)) for each in found]
    return [each for each in theirs if why in {"", each.why} and each.debts]


@act(WITH_CASES, AGREEMENT, Kind.LIST_LOOKED_AT)
def look(house: House, person: Person, agreement_id: int) -> AgreementSeen:
    """See an agreement, what happened to it, and how its debts stand.

    :raises NoSuchAgreement: there is none
    """
    today = london_date(house.runtime.clock.now())
    with house.db.write() as session:
        found = whole(session, agreement_id, today)
        record_list(house.runtime, session, person, "agreement", agreement=agreement_id)
        seen = sees_accounts(session, person, {each.account_id for each in found.debts})
        theirs = replace(
            found,
            debts=tuple(each for each in found.debts if each.account_id in seen),
            standings=tuple(each for each in found.standings if each.debt.account_id in seen),
        )
        return AgreementSeen(theirs, people(session), today)


@act(WITH_CASES, ACCOUNT, Kind.LIST_LOOKED_AT)
def of_account(house: House, person: Person, account_id: int) -> AboutAccount:
    """See what was agreed about an account, and what there is to agree about.

    :raises NoSuchAccount: there is none
    """
    today = london_date(house.runtime.clock.now())
    with house.db.write() as session:
        account = account_row(session, account_id)
        record_list(house.runtime, session, person, "agreements of account", account=account_id)
        tenants = tuple(tenants_of(session, account_id))
        budgets = (budget_in_force(session, tenant.id, today) for tenant in tenants)
        return AboutAccount(
            account,
            tenants,
            debts_about(session, person, account, [tenant.id for tenant in tenants], today),
            agreements_of_account(session, account_id),
            next((budget for budget in budgets if budget is not None), None),
            today,
            {each.id: tuple(may_act(session, each.id, Acts.AGREE_TO_PAY, today)) for each in tenants},
        )


@act(CASEWORK, ACCOUNT, Kind.AGREEMENT_MADE, Kind.AGREEMENT_PROPOSED)
def make(
    house: House,
    person: Person,
    account_id: int,
    *,
    parties: Sequence[NewParty],
    debts: Sequence[NewDebt],
    frequency: Frequency,
    first_due: date,
    agreed_with: str = "",
    channel: str = "",
    kind: AgreementKind = AgreementKind.INFORMAL,
    budget_id: int | None = None,
    without_budget: str = "",
    above_budget: str = "",
    replaces: bool = False,
) -> int:
    """Record what was agreed about the debts of an account's tenants; gives the agreement's number.

    One that is more than the household's budget leaves, that changes once more what was changed often, or that pays
    less or lasts longer than is the landlord's policy waits until somebody else, who leads the team, approves it.

    :raises NoSuchAccount: one of the accounts is none, or none in the person's patches
    :raises DebtHeld: a hold forbids to speak about one of the debts
    :raises Refused: it cannot be agreed so; the sentence says why
    """
    new = NewAgreement(
        *(tuple(parties), tuple(debts), frequency, first_due, agreed_with.strip(), channel.strip(), kind),
        budget_id=budget_id,
        without_budget=without_budget.strip(),
        above_budget=above_budget.strip(),
        replaces=replaces,
    )
    now = house.runtime.clock.now()
    with house.db.write() as session:
        must_see(session, person, [account_id, *(each.account_id for each in debts)])
        making.must_be_understood(new, house.law, london_date(now))
        must_be_free(house, session, sorted({each.account_id for each in debts}), agreeing=True)
        stands, courts = making.standing_about(session, new.debts), kind is AgreementKind.COURT_TERMS
        afforded = must_be_affordable(session, new, house.law, london_date(now), [each.id for each in stands])
        often = "" if courts else changed_too_often(session, stands, house.law, london_date(now))
        starts = making.starts_today(session, new.debts, london_date(now))
        waits = [each for each in (afforded.above, often) if each]
        waits += unusual_terms(new, starts, house.law, london_date(now))
        new = replace(new, budget_id=afforded.budget_id)
        number = making.make(session, new, house.law, person.actor, now, waits=waits)
        kind_of = Kind.AGREEMENT_PROPOSED if waits else Kind.AGREEMENT_MADE
        entry = _entry(kind_of, person, number, {**agreed_in_words(session, number), "waits": waits})
        for account in sorted({each.account_id for each in debts}):
            record_on(session, account_chain(account), [entry], house.runtime.clock)
        return number


@act(CASEWORK, WHOLE_AGREEMENT, Kind.AGREEMENT_VARIED)
def vary(
    house: House,
    person: Person,
    agreement_id: int,
    *,
    reason: str,
    instalments: Mapping[int, int],
    frequency: Frequency,
    first_due: date,
    budget_id: int | None = None,
    without_budget: str = "",
    above_budget: str = "",
) -> None:
    """Vary an agreement, with what changed; the old terms stay in its history.

    :param instalments: account → what is paid of its debt each time
    :raises ChangedTooOften: it was changed often: a new one that replaces it waits for a leader
    :raises MoreThanAffordable: it is more than the budget leaves: a new one that replaces it waits for a leader
    :raises UnusualTerms: it pays less or lasts longer than is policy: a new one waits for a leader
    :raises DebtHeld: a hold forbids to speak about one of the debts
    :raises Refused: it cannot be varied so; the sentence says why
    """
    now, reasons = house.runtime.clock.now(), (without_budget.strip(), above_budget.strip())
    with house.db.write() as session:
        row = changing.must_stand(session, agreement_id)
        old = debts_of_agreements(session, [row.id])[row.id]
        if strangers := sorted(instalments.keys() - {each.account_id for each in old}):
            raise NoSuchAccount(f"The agreement is about no account with the number {strangers[0]}.")
        agreed = parties_of(session, [row.id]).get(row.id, ())
        parties = tuple(NewParty(each.customer_id) for each in agreed)
        must_be_free(house, session, sorted({each.account_id for each in old}), agreeing=True)
        if often := changed_too_often(session, [row], house.law, london_date(now)):
            raise ChangedTooOften(
                f"{often} Record a new agreement that takes the place of this one, which somebody who leads the team "
                "approves."
            )
        debts = changing.varied_debts(old, instalments)
        new = NewAgreement(
            parties,
            debts,
            frequency,
            first_due,
            *(row.agreed_with, row.channel, row.kind, budget_id, *reasons),
        )
        making.must_be_understood(new, house.law, london_date(now))
        afforded = must_be_affordable(session, new, house.law, london_date(now), [row.id])
        if afforded.above:
            raise MoreThanAffordable(
                f"{afforded.above} Agree less; or record a new agreement that takes the place of this one, which "
                "somebody who leads the team approves.",
                field="instalment",
            )
        starts = making.starts_today(session, debts, london_date(now))
        if unusual := unusual_terms(new, starts, house.law, london_date(now)):
            raise UnusualTerms(
                f"{' '.join(unusual)} Agree otherwise; or record a new agreement that takes the place of this one, "
                "which somebody who leads the team approves.",
                field="instalment",
            )
        terms = changing.NewTerms(instalments, frequency, first_due, afforded.budget_id, *reasons)
        told = changing.vary(session, row.id, terms, reason, house.law, person.actor, now)
        entry = _entry(Kind.AGREEMENT_VARIED, person, row.id, {"reason": reason.strip(), **told})
        for account in sorted({each.account_id for each in old}):
            record_on(session, account_chain(account), [entry], house.runtime.clock)


@act(CASEWORK, WHOLE_AGREEMENT, Kind.AGREEMENT_ENDED)
def end(house: House, person: Person, agreement_id: int, *, reason: str) -> None:
    """End an agreement before it is completed, with a reason.

    :raises AgreementOver: it does not stand any more
    :raises ReasonMissing: no reason was given
    """
    with house.db.write() as session:
        must_be_free(house, session, accounts_of_agreement(session, agreement_id), agreeing=True)
        row = changing.end(session, agreement_id, reason, person.actor, house.runtime.clock.now())
        entry = _entry(Kind.AGREEMENT_ENDED, person, row.id, {"reason": reason.strip()})
        for debt in debts_of_agreements(session, [row.id])[row.id]:
            record_on(session, account_chain(debt.account_id), [entry], house.runtime.clock)


def _entry(kind: Kind, person: Person, number: int, said: Mapping[str, object]) -> NewEntry:
    return NewEntry(kind, person.actor, payload=dict(said), clear={"agreement": number})
