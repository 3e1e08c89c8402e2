"""Agreements to pay: making, varying and ending them, and seeing about which somebody has to talk.

What spans several patches is ended as a whole by whoever works in one of them; new terms need all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cases.agreements import changing, making
from cases.agreements.allocating import must_add_up
from cases.agreements.authority import NewParty
from cases.agreements.leading import changed_too_often
from cases.agreements.making import NewAgreement
from cases.agreements.reading import (
    AgreementWhole,
    accounts_of_agreement,
    agreed_in_words,
    agreement_of,
    agreements_of_account,
    debts_of_agreements,
    parties_of,
    standing_debts,
    whole,
)
from cases.agreements.refusals import AgreementNotUnderstood, ChangedTooOften, NoSuchAgreement
from cases.agreements.rows import AgreementRow, DebtRow, PartyRow
from cases.agreements.starting import NewDebt
from cases.agreements.talking import Talk, ToTalkAbout, agreements_to_talk_about
from cases.agreements.words import RENT, AgreementKind, AgreementStatus, Authority, EventKind, Frequency
from cases.budgets.reading import budget_in_force
from cases.budgets.rows import BudgetRow
from cases.people.representatives import may_act
from cases.people.rows import RepresentativeRow
from cases.people.tenants import tenants_of
from cases.people.words import Authority as Acts
from cases.permissions import Group
from cases.rows import AccountRow, CustomerRow
from tasks.acts.subjects import ACCOUNT, AGREEMENT, ORGANISATION, WHOLE_AGREEMENT, NoSuchAccount
from tasks.acts.table import CASEWORK, WITH_CASES, act
from tasks.agreeing import (
    DebtAbout,
    account_row,
    debts_about,
    is_warned_of_in_vain,
    must_be_free_to_agree,
    must_be_theirs_to_end,
    must_see,
    must_wait_for_nobody,
    record,
    waits_for,
    with_holds,
)
from tasks.assembly import House
from tasks.held import must_be_free
from tasks.inbox import record_list
from tasks.patches import sees_accounts
from tasks.people import Person, people
from tasks.told_at_once import tell_at_once
from workflows.clock import london_date
from workflows.evidence.kinds import Kind

__all__ = [
    "RENT",
    "AgreementKind",
    "AgreementNotUnderstood",
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


@dataclass(frozen=True)
class AboutAccount:
    """What whoever agrees with the tenants of an account has before them.

    :ivar debts: of these tenants, on all accounts that the person sees, this one first
    :ivar acting: tenant → who is recorded as acting for them, with authority to agree to pay
    :ivar budget: of one of the tenants, that may be relied on today
    :ivar parties: agreement → who agreed
    :ivar parts: agreement → what of it is about this account
    """

    account: AccountRow
    tenants: tuple[CustomerRow, ...]
    debts: tuple[DebtAbout, ...]
    agreements: tuple[AgreementRow, ...]
    budget: BudgetRow | None
    today: date
    acting: Mapping[int, tuple[RepresentativeRow, ...]]
    parties: Mapping[int, tuple[PartyRow, ...]]
    parts: Mapping[int, tuple[DebtRow, ...]]


@dataclass(frozen=True)
class AgreementSeen:
    """An agreement as somebody sees it; ``names`` say who is who (``user:7``)."""

    whole: AgreementWhole
    names: Mapping[str, str]
    today: date


@act(WITH_CASES, ORGANISATION, Kind.LIST_LOOKED_AT)
def list_(house: House, person: Person, *, why: str = "") -> list[ToTalkAbout]:
    """See about which agreements somebody has to talk with the tenants.

    :param why: only those (``missed``, ``warned``, ``breached``, ``ended``, ``review due``); empty: all
    """
    with house.db.write() as session:
        record_list(house.runtime, session, person, "agreements to talk about", why=why)
        today = london_date(house.runtime.clock.now())
        found = with_holds(house, session, agreements_to_talk_about(session, today, house.standards), today)
        seen = sees_accounts(session, person, {account for each in found for account in each.account_ids})
    theirs = [
        replace(
            each,
            debts=tuple(debt for debt in each.debts if debt.account_id in seen),
            behind=tuple(debt for debt in each.behind if debt.account_id in seen),
        )
        for each in found
    ]
    return [each for each in theirs if why in {"", each.why} and each.debts]


@act(WITH_CASES, AGREEMENT, Kind.LIST_LOOKED_AT)
def look(house: House, person: Person, agreement_id: int) -> AgreementSeen:
    """See an agreement, what happened to it, and how its debts stand.

    :raises NoSuchAgreement: there is none
    """
    today = london_date(house.runtime.clock.now())
    with house.db.write() as session:
        found = whole(session, agreement_id, today, house.standards)
        record_list(house.runtime, session, person, "agreement", agreement=agreement_id)
        accounts = {each.account_id for each in found.debts}
        leads = person.may(*house.organisation.permissions.roles(frozenset({Group.LEADING})))
        decides = leads and found.agreement.status is AgreementStatus.PROPOSED  # about the whole of it
        seen = accounts if decides else sees_accounts(session, person, accounts)
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
        agreed = agreements_of_account(session, account_id)
        parts = debts_of_agreements(session, [each.id for each in agreed])
        return AboutAccount(
            account,
            tenants,
            debts_about(house, session, person, account, [tenant.id for tenant in tenants]),
            agreed,
            next((budget for budget in budgets if budget is not None), None),
            today,
            {each.id: tuple(may_act(session, each.id, Acts.AGREE_TO_PAY, today)) for each in tenants},
            parties_of(session, [each.id for each in agreed]),
            {of: tuple(each for each in debts if each.account_id == account_id) for of, debts in parts.items()},
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
    instalment_pence: int | None = None,
) -> int:
    """Record what was agreed about the debts of an account's tenants; gives the agreement's number.

    One that is said to be a court's terms, that is more than the household's budget leaves, that changes once more what
    was changed often, or that is unusual by the landlord's policy waits until somebody else, who leads, approves it.

    :param instalment_pence: what is paid each time altogether, so that the debts' shares must come to it; ``None``:
        they are it
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
        must_add_up(new.debts, instalment_pence)
        must_be_free(house, session, sorted({each.account_id for each in debts}), agreeing=True)
        stood = making.standing_about(session, new.debts)
        new, waits = waits_for(house, session, new, stood)
        about = {each.account_id for each in debts}
        if not waits:  # what it takes the place of may be about more
            about.update(account for each in stood for account in accounts_of_agreement(session, each.id))
        number = making.make(session, new, house.standards, person.actor, now, waits=waits)
        done = Kind.AGREEMENT_PROPOSED if waits else Kind.AGREEMENT_MADE
        said = {**agreed_in_words(session, number), "waits": waits}
        record(house, session, person, done, number, about, said)
        return number


@act(CASEWORK, WHOLE_AGREEMENT, Kind.AGREEMENT_VARIED)
def vary(
    house: House,
    person: Person,
    agreement_id: int,
    *,
    reason: str,
    instalments: Mapping[tuple[int, str], int],
    frequency: Frequency,
    first_due: date,
    budget_id: int | None = None,
    without_budget: str = "",
    above_budget: str = "",
) -> None:
    """Vary an agreement, with what changed; the old terms stay in its history.

    :param instalments: account and debt → what is paid of it each time; the debt may be left empty where the agreement
        is about one of the account
    :raises ChangedTooOften: it was changed often: a new one that replaces it waits for a leader
    :raises MoreThanAffordable: it is more than the budget leaves: a new one that replaces it waits for a leader
    :raises UnusualTerms: it pays less or lasts longer than is policy: a new one waits for a leader
    :raises DebtHeld: a hold forbids to speak about one of the debts
    :raises Refused: it cannot be varied so; the sentence says why
    """
    now, reasons = house.runtime.clock.now(), (without_budget.strip(), above_budget.strip())
    with house.db.write() as session:
        row = changing.must_stand(session, agreement_id)
        old = standing_debts(session, row.id)
        if strangers := sorted({account for account, _ in instalments} - {each.account_id for each in old}):
            raise NoSuchAccount(f"The agreement is about no account with the number {strangers[0]}.")
        agreed = parties_of(session, [row.id]).get(row.id, ())
        parties = tuple(NewParty(each.customer_id) for each in agreed)
        must_be_free(house, session, sorted({each.account_id for each in old}), agreeing=True)
        if often := changed_too_often(session, [row], house.law, london_date(now)):
            raise ChangedTooOften(
                f"{often} Record a new agreement that takes the place of this one, which somebody who leads the team "
                "approves."
            )
        named = changing.named_debts(old, instalments)
        debts = changing.varied_debts(old, named)
        said = (row.agreed_with, row.channel, row.kind, budget_id, *reasons)
        new = NewAgreement(parties, debts, frequency, first_due, *said)
        budget_id = must_wait_for_nobody(house, session, new, row)
        terms = changing.NewTerms(named, frequency, first_due, budget_id, *reasons)
        told = changing.vary(session, row.id, terms, reason, house.standards, person.actor, now)
        accounts = [each.account_id for each in old]
        record(house, session, person, Kind.AGREEMENT_VARIED, row.id, accounts, {"reason": reason.strip(), **told})


@act(CASEWORK, AGREEMENT, Kind.AGREEMENT_ENDED)
def end(house: House, person: Person, agreement_id: int, *, reason: str) -> None:
    """End an agreement before it is completed, with a reason; a case about its breach ends with it.

    :raises AgreementOver: it does not stand any more
    :raises CourtTerms: they are a court's, and the person does not lead the team
    :raises StillToBeMended: it may still be put right, and the person does not lead the team
    :raises ReasonMissing: no reason was given
    """
    with house.db.write() as session:
        must_be_theirs_to_end(house, session, person, agreement_id)
        accounts = accounts_of_agreement(session, agreement_id)
        must_be_free_to_agree(house, session, person, accounts)
        in_vain = is_warned_of_in_vain(house, session, agreement_of(session, agreement_id))
        now = house.runtime.clock.now()
        changing.end(session, agreement_id, reason, person.actor, now, warned=not in_vain)
        record(house, session, person, Kind.AGREEMENT_ENDED, agreement_id, accounts, {"reason": reason.strip()})
    tell_at_once(house, accounts)
