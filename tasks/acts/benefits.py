"""Claims for benefit: what is known of them, asking the offices, and requests for direct payment."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from cases import holds
from cases.benefits import recording
from cases.benefits.chasing import ToChase, claims_to_chase
from cases.benefits.reading import SAID, chasers_of, claims_of, requests_of
from cases.benefits.rows import ChaserRow, Claim, ClaimRow, RequestRow
from cases.benefits.words import (
    AwardEvery,
    ChaserKind,
    ClaimKind,
    ClaimStatus,
    Outcome,
    PaidTo,
    PaysEvery,
    RequestKind,
    TenantView,
)
from cases.chains import account_chain, record_on
from cases.facts import facts_of_accounts
from cases.people.tenants import tenants_of
from cases.rows import AccountRow, CustomerRow
from cases.tables import Account
from tasks.acts.subjects import ACCOUNT, ORGANISATION, NoSuchAccount
from tasks.acts.table import CASEWORK, WITH_CASES, act
from tasks.assembly import House
from tasks.held import must_be_free
from tasks.inbox import record_list
from tasks.patches import sees_accounts
from tasks.people import Person, people
from tasks.persons_seen import customer_of
from workflows.clock import london_date
from workflows.db import table
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind
from workflows.rows import row_of

__all__ = [
    "AwardEvery",
    "BenefitsSeen",
    "ChaserKind",
    "Claim",
    "ClaimKind",
    "ClaimListed",
    "ClaimStatus",
    "Outcome",
    "PaidTo",
    "PaysEvery",
    "RequestKind",
    "TenantView",
    "answer",
    "ask_direct_payment",
    "chase",
    "list_to_chase",
    "look",
    "record",
]
_account = table(Account)


@dataclass(frozen=True)
class Limbs:
    """What protocol 2.6 asks; ``None``: nobody knows, or no claim is outstanding."""

    outstanding: bool
    evidence_given: bool | None
    award_expected: bool | None
    other_charges_paid: bool | None
    barred: bool
    next_payment_on: date | None


@dataclass(frozen=True)
class BenefitsSeen:
    """What is known of the claims of an account.

    :ivar claims: what is known now, and :ivar earlier: what was known before, each the newest first
    """

    account: AccountRow
    tenants: tuple[CustomerRow, ...]
    claims: tuple[ClaimRow, ...]
    earlier: tuple[ClaimRow, ...]
    chasers: tuple[ChaserRow, ...]
    requests: tuple[RequestRow, ...]
    limbs: Limbs
    names: Mapping[str, str]
    today: date


@act(WITH_CASES, ACCOUNT, Kind.LIST_LOOKED_AT)
def look(house: House, person: Person, account_id: int) -> BenefitsSeen:
    """See what is known of claims for benefit towards an account, and whether they bar a claim for possession.

    :raises NoSuchAccount: there is none
    """
    today = london_date(house.runtime.clock.now())
    with house.db.write() as session:
        account = _of(session, account_id)
        record_list(house.runtime, session, person, "benefits of account", account=account_id)
        known = claims_of(session, account_id)
        ((_, facts),) = facts_of_accounts(session, today, house.standards, account_id)
        limbs = Limbs(
            facts["benefit_claim_undecided"],
            facts["benefit_evidence_given"],
            facts["benefit_award_expected"],
            facts["other_charges_paid"],
            facts["claim_barred_by_benefit"],
            facts["benefit_next_payment_on"],
        )
        return BenefitsSeen(
            account,
            tuple(tenants_of(session, account_id)),
            tuple(each for each in known if each.replaced_at is None),
            tuple(each for each in known if each.replaced_at is not None),
            chasers_of(session, account_id),
            requests_of(session, account_id),
            limbs,
            people(session),
            today,
        )


@dataclass(frozen=True)
class ClaimListed:
    """A claim that is due to be chased.

    :ivar name: of whoever claims; :ivar days: since when it is due, in days
    """

    to_chase: ToChase
    account: AccountRow
    name: str
    days: int


@act(WITH_CASES, ORGANISATION, Kind.LIST_LOOKED_AT)
def list_to_chase(house: House, person: Person) -> list[ClaimListed]:
    """See the claims for benefit whose decision or evidence is due to be chased, the longest due first."""
    today = london_date(house.runtime.clock.now())
    with house.db.write() as session:
        record_list(house.runtime, session, person, "claims to chase")
        found = claims_to_chase(session, today, house.law)
        seen = sees_accounts(session, person, {each.claim.account_id for each in found})
        return [
            ClaimListed(
                each,
                _of(session, each.claim.account_id),
                customer_of(session, each.claim.customer_id).name,
                (today - each.due.on).days,
            )
            for each in found
            if each.claim.account_id in seen
        ]


@act(CASEWORK, ACCOUNT, Kind.BENEFIT_RECORDED)
def record(house: House, person: Person, account_id: int, *, claim: Claim, replaces: int | None = None) -> int:
    """Record what is known of a claim for benefit; what was known before stays. Gives its number.

    :param replaces: what was known of the same claim until now
    :raises Refused: it cannot be so; the sentence says why
    """
    claim = replace(claim, account_id=account_id)
    with house.db.write() as session:
        _locked(session, account_id)
        number = recording.record(session, claim, person.actor, house.runtime.clock.now(), replaces)
        clear = {"claim": number, **({"replaces": replaces} if replaces is not None else {})}
        said = {name: _json(getattr(claim, name)) for name in SAID if name != "account_id"}
        _record(house, session, account_id, NewEntry(Kind.BENEFIT_RECORDED, person.actor, payload=said, clear=clear))
        return number


@act(CASEWORK, ACCOUNT, Kind.BENEFIT_OFFICE_ASKED)
def chase(
    house: House,
    person: Person,
    account_id: int,
    *,
    claim_id: int,
    kind: ChaserKind,
    on: date,
    words: str,
    ask_again_on: date | None = None,
) -> None:
    """Record that an office was asked about a claim, asked again, or answered.

    :raises Refused: it cannot be so; the sentence says why
    """
    with house.db.write() as session:
        _locked(session, account_id)
        now = house.runtime.clock.now()
        recording.chase(session, account_id, claim_id, kind, on, words, ask_again_on, person.actor, now)
        said = {"kind": str(kind), "on": on.isoformat(), "words": words.strip(), "ask_again_on": _json(ask_again_on)}
        entry = NewEntry(Kind.BENEFIT_OFFICE_ASKED, person.actor, payload=said, clear={"claim": claim_id})
        _record(house, session, account_id, entry)


@act(CASEWORK, ACCOUNT, Kind.DIRECT_PAYMENT_REQUESTED)
def ask_direct_payment(
    house: House,
    person: Person,
    account_id: int,
    *,
    claim_id: int,
    kind: RequestKind,
    tenant_view: TenantView,
    tenant_asked_on: date | None,
    tenant_said: str = "",
    budget_id: int | None = None,
    affordability: str = "",
) -> int:
    """Record that direct payment is asked for, with what the tenant says to it and whether they can afford it.

    :raises Refused: it may not be asked for so; the sentence says why
    """
    with house.db.write() as session:
        account = _locked(session, account_id)
        must_be_free(house, session, [account_id])
        number = recording.ask_direct_payment(
            session,
            account,
            claim_id,
            kind,
            view=tenant_view,
            tenant_asked_on=tenant_asked_on,
            tenant_said=tenant_said,
            budget_id=budget_id,
            affordability=affordability,
            by=person.actor,
            at=house.runtime.clock.now(),
        )
        said = {
            "kind": str(kind),
            "tenant_view": str(tenant_view),
            "tenant_asked_on": _json(tenant_asked_on),
            "tenant_said": tenant_said.strip(),
            "budget": budget_id,
            "affordability": affordability.strip(),
        }
        clear = {"claim": claim_id, "request": number}
        entry = NewEntry(Kind.DIRECT_PAYMENT_REQUESTED, person.actor, payload=said, clear=clear)
        _record(house, session, account_id, entry)
        return number


@act(CASEWORK, ACCOUNT, Kind.DIRECT_PAYMENT_ANSWERED)
def answer(
    house: House, person: Person, account_id: int, *, request_id: int, outcome: Outcome, on: date, words: str = ""
) -> None:
    """Record what became of a request for direct payment.

    :raises Refused: there is none, or it was answered already
    """
    with house.db.write() as session:
        _locked(session, account_id)
        now = house.runtime.clock.now()
        recording.answer(session, account_id, request_id, outcome, on, words, person.actor, now)
        said = {"outcome": str(outcome), "on": on.isoformat(), "words": words.strip()}
        entry = NewEntry(Kind.DIRECT_PAYMENT_ANSWERED, person.actor, payload=said, clear={"request": request_id})
        _record(house, session, account_id, entry)


def _record(house: House, session: Session, account_id: int, entry: NewEntry) -> None:
    record_on(session, account_chain(account_id), [entry], house.runtime.clock)


def _locked(session: Session, account_id: int) -> AccountRow:
    account = _of(session, account_id)
    holds.lock_accounts(session, [account_id], [])
    return account


def _of(session: Session, account_id: int) -> AccountRow:
    row = session.execute(select(_account).where(_account.c.id == account_id)).mappings().one_or_none()
    if row is None:
        raise NoSuchAccount(f"There is no account with the number {account_id}.")
    return row_of(AccountRow, row)


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
