"""The demo's days: exports arrive, the clock moves, officers work, so that cases stand at every stage."""

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from cases import holds
from cases.benefits.rows import Claim
from cases.benefits.words import ClaimKind, ClaimStatus
from cases.importing import Mapping, import_folder
from cases.tables import Account, Customer
from tasks import nightly
from tasks.acts import benefits
from tasks.assembly import House, keep_simulated_time
from tasks.night.agreements import look_at_agreements
from tasks.people import Person, add_user, person_of
from tasks.tables import User
from tools.demo.landlord import SEED, tenancies, write_exports
from tools.demo.ledgers import ASSESSMENT_DAY, HOUSING_BENEFIT_ON, MANAGED_PAYMENT_DAY, benefit_share
from tools.demo.tenancy import END, FIRST_DAY, START, Tenancy
from workflows.clock import LONDON, SimulatedClock
from workflows.db import table
from workflows.errors import Refused
from workflows.runtime.tables import CaseFile, WorkItem
from workflows.runtime.words import ItemStatus

_user, _item, _case = table(User), table(WorkItem), table(CaseFile)
_account, _customer = table(Account), table(Customer)

PASSWORD = "duecourse-demo"
PEOPLE = (
    ("olive", "Olive Adeyemi", ["officer"]),
    ("sam", "Sam Lee", ["officer"]),
    ("tess", "Tess Marlow", ["team_leader"]),
    ("theo", "Theo Grant", ["team_leader"]),
    ("pat", "Pat Osborne", ["process_owner"]),
    ("cora", "Cora Finch", ["compliance"]),
    ("ada", "Ada Stone", ["administrator"]),
)
ROSA, NOVAK, DANIEL = "100000", "100001", "100002"


def first_moment() -> datetime:
    """When the demo's clock begins: early on its first Monday."""
    return datetime.combine(START, time(7), LONDON)


def add_people(house: House) -> None:
    """Adds the demo's users."""
    with house.db.write() as session:
        for username, name, roles in PEOPLE:
            add_user(session, username, name, PASSWORD, list(roles), house.runtime.clock, demo=True)


def play(house: House, exports: Path, progress: Callable[[date, int, int], None]) -> None:
    """Lives through the demo's weeks, day by day.

    :param progress: told of each day: the date, days done, days in all
    """
    clock = house.runtime.clock
    if not isinstance(clock, SimulatedClock):
        raise TypeError("the demo needs a simulated clock")
    rng = random.Random(SEED)
    made = tenancies()
    mapping = Mapping.read(house.settings.bpmn / "organisation" / "mappings" / "standard.yaml")
    days = (END - START).days
    for number in range(days + 1):
        day = START + timedelta(days=number)
        clock.move_to(max(clock.now(), datetime.combine(day, time(7), LONDON)))
        if day.weekday() == 0:
            folder = write_exports(exports, day, made, day - timedelta(days=7) if number else date.min)
            import_folder(house.db, folder, mapping, "system", clock)
        if number == 0:
            _record_claims(house, made)
        nightly.do_what_is_due(house)
        look_at_agreements(house)
        nightly.look_at_accounts(house)
        nightly.do_what_is_due(house)
        if day == START + timedelta(days=1):
            _report_the_death(house, made)
        if day == date(2026, 7, 14):
            _breathing_space_notice(house)
        if day.weekday() < 5:
            clock.move_to(datetime.combine(day, time(10), LONDON))
            _work_a_day(house, rng, day)
            nightly.do_what_is_due(house)
        with house.db.write() as session:
            keep_simulated_time(session, clock)
        if day.weekday() == 4:
            nightly.seal(house)
        progress(day, number + 1, days + 1)


def person(session: Session, username: str) -> Person:
    """One of the demo's users, as if signed in."""
    row = session.execute(select(_user).where(_user.c.username == username)).mappings().one()
    return person_of(dict(row))


def _work_a_day(house: House, rng: random.Random, day: date) -> None:
    with house.db.read() as session:
        items = session.execute(
            select(_item.c.task_id, _item.c.step, _item.c.role, _case.c.reference)
            .join(_case, _case.c.id == _item.c.case_id)
            .where(_item.c.status == ItemStatus.OPEN)
            .order_by(_item.c.opened_at, _case.c.reference, _item.c.step)
        ).all()
        officers = [person(session, name) for name in ("olive", "sam")]
        leader = person(session, "tess")
    for item in items:
        if rng.random() > _readiness(item.step, item.reference):
            continue
        who = leader if item.role == "Team leader" else rng.choice(officers)
        try:
            with house.db.write() as session:
                house.work.complete(session, who, item.task_id, answers(rng, item.step, day, item.reference))
        except Refused:
            continue  # held, or the case moved on a moment ago: a person would look again tomorrow


def _readiness(step: str, reference: str) -> float:
    """How likely a step is done on a day: those of the tour soon, but nobody reaches Daniel before he pays."""
    if reference.startswith((f"RA-{ROSA}", f"RA-{NOVAK}")):
        return 0.9
    if reference.startswith(f"RA-{DANIEL}"):
        return 0.0
    return {"contact_customer": 0.2, "check_benefits": 0.3, "record_agreement": 0.5}.get(step, 0.12)


def answers(rng: random.Random, step: str, day: date, reference: str) -> dict[str, Any]:
    """What an officer of the demo answers."""
    agreed = rng.random() < 0.4 and not reference.startswith(f"RA-{ROSA}")
    match step:
        case "contact_customer":
            if rng.random() < 0.2 and not agreed:
                return {
                    "channel": "Phone",
                    "reached": False,
                    "what_happened": rng.choice(("No answer", "Left a message")),
                    "agreement_reached": False,
                }
            return {
                "channel": rng.choice(("Phone", "Visit", "Email")),
                "reached": True,
                "cause": rng.choice(("Loss of work or income", "Benefit delayed, stopped or reduced", "Other debts")),
                "circumstances": "Hours at work were cut; one child at home. Wants to keep the tenancy.",
                "difficulty_reading": rng.random() < 0.1,
                "vulnerable": rng.random() < 0.2,
                "agreement_reached": agreed,
            }
        case "check_benefits":
            return {
                "benefit": rng.choice(("Universal Credit", "Housing benefit", "None")),
                "claim_state": rng.choice(("In payment", "Not entitled", "Not claimed, may be entitled")),
                "direct_payment": rng.choice(("Not suitable", "In place", "Tenant objects")),
                "help_offered": ["Debt advice", "Budgeting"],
            }
        case "record_agreement":
            return {
                "amount_pence": rng.choice((375, 500, 750, 1000)),
                "frequency": "weekly",
                "first_due": (day + timedelta(days=7)).isoformat(),
                "from_budget": True,
                "confirmed_in_writing": True,
            }
        case "complete_pre_action_checklist":
            yes = [
                "contacted_each_tenant",
                "affordable_sum",
                "statements_sent",
                "benefit_help_offered",
                "advice_signposted",
            ]
            return {
                **dict.fromkeys(yes, "Yes"),
                "direct_payment_arranged": "Does not apply",
                "benefit_claim_outstanding": False,
                "understood": "Does not apply",
                "vulnerability_considered": "Yes",
                "alternatives": "An affordable plan was offered twice and not taken up; debt advice was signposted.",
                "evidence": "Contact log, letters 1 and 2 with statements, benefit check.",
            }
        case "decide_notice":
            decision = "prepare" if reference.startswith(f"RA-{ROSA}") else rng.choice(("prepare", "no_notice"))
            said: dict[str, Any] = {
                "notice_decision": decision,
                "equality_considered": True,
                "reasons": "The arrears grow, contact was made and help offered; nothing less drastic is left to try.",
            }
            if decision == "prepare":
                said["proportionate"] = "The debt is large and growing; the household's needs were weighed."
            return said
        case _:
            return {"what_was_wrong": "The rent was missing in the housing system.", "put_right": True}


def _record_claims(house: House, made: list[Tenancy]) -> None:
    """The claims for benefit of which the landlord knows: what each pays, to whom, and when next."""
    with house.db.read() as session:
        olive = person(session, "olive")
        accounts = {row.reference: row.id for row in session.execute(select(_account.c.reference, _account.c.id))}
        people = {row.reference: row.id for row in session.execute(select(_customer.c.reference, _customer.c.id))}
    for tenancy in made:
        if tenancy.habit not in {"benefit", "credit"}:
            continue
        account, whose = accounts[tenancy.account], people[tenancy.tenants[0]["reference"]]
        benefits.record(house, olive, account, claim=_claim(tenancy, account, whose))


def _claim(tenancy: Tenancy, account: int, whose: int) -> Claim:
    weekly, since = tenancy.period == "weekly", max(FIRST_DAY, tenancy.start)
    known: dict[str, Any] = {"claimed_on": since, "decided_on": since, "award_from": since, "paid_to": "landlord"}
    if tenancy.habit == "benefit":
        share = benefit_share(tenancy) if weekly else benefit_share(tenancy) * 12 // 52
        award: dict[str, Any] = {"award_pence": share, "award_every": "weekly"}
        paid: dict[str, Any] = {"pays_every": "four_weekly" if weekly else "monthly"}
        paid["next_payment_on"] = HOUSING_BENEFIT_ON if weekly else date(2026, 8, 1)
        return Claim(account, whose, ClaimKind.HOUSING_BENEFIT, status=ClaimStatus.IN_PAYMENT, **known, **award, **paid)
    pence = tenancy.rent * 52 // 12 if weekly else tenancy.rent
    award = {"award_pence": pence, "award_every": "monthly", "assessment_day": ASSESSMENT_DAY}
    paid = {"pays_every": "monthly", "next_payment_on": date(2026, 7, MANAGED_PAYMENT_DAY)}
    return Claim(account, whose, ClaimKind.UNIVERSAL_CREDIT, status=ClaimStatus.IN_PAYMENT, **known, **award, **paid)


def _report_the_death(house: House, made: list[Tenancy]) -> None:
    """A death that was reported after the tenancy's case began."""
    reference = made[4].tenants[0]["reference"]
    with house.db.read() as session:
        customer = session.execute(select(_customer.c.id).where(_customer.c.reference == reference)).scalar_one()
    holds.place(
        house.runtime,
        "death",
        "system",
        begins_on=START + timedelta(days=1),
        customers=[customer],
        source="Bereavement form",
        reason="Reported by the tenant's sister; personal representatives not yet known",
    )


def _breathing_space_notice(house: House) -> None:
    with house.db.read() as session:
        account = session.execute(select(_account.c.id).where(_account.c.reference == NOVAK)).scalar_one()
        olive = person(session, "olive").actor
    begins = date(2026, 7, 15)
    holds.place(
        house.runtime,
        "breathing_space",
        olive,
        begins_on=begins,
        ends_on=begins + timedelta(days=59),
        accounts=[account],
        source="Insolvency Service notice BS-0047113",
        reason="Standard breathing space, debt adviser: Newbridge Advice",
    )
