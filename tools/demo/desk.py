"""The desk at which the demo's officers work: short ways to the acts of people, by the references that they read."""

from datetime import date
from typing import Any

from sqlalchemy import select

from cases.agreements.authority import NewParty
from cases.agreements.starting import NewDebt
from cases.agreements.words import RENT
from cases.budgets.reading import budget_in_force
from cases.budgets.recording import NewBudget
from cases.budgets.rows import LineRow
from cases.budgets.words import Frequency, Section
from cases.contacts.rows import ContactSaid
from cases.notices.tables import Notice, NoticeCopy
from cases.people.tenants import tenants_of
from cases.referrals.tables import Referral
from cases.service.rows import ServiceSaid
from cases.tables import Account, AccountParty, CaseAccount, Customer
from tasks import nightly
from tasks.acts import agreements, beginning, budgets, contacts, holds, referrals, service, steps
from tasks.assembly import House
from tasks.people import Person
from tasks.stories.files import with_files
from tools.demo.answering import answers
from tools.demo.asked import as_asked
from tools.demo.book import EARLY, person
from workflows.clock import london_date
from workflows.db import table
from workflows.runtime.tables import Instance, ProcedureVersion, WorkItem
from workflows.runtime.words import ItemStatus

_account, _party, _customer, _of_case = table(Account), table(AccountParty), table(Customer), table(CaseAccount)
_item, _instance, _version = table(WorkItem), table(Instance), table(ProcedureVersion)
_referral, _notice, _copy = table(Referral), table(Notice), table(NoticeCopy)


class NotOpen(Exception):
    """A step is not open that the story of somebody comes to."""


class Desk:
    """Officers at work, on the day at which the house's clock stands."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._people: dict[str, Person] = {}

    @property
    def today(self) -> date:
        """The day, in London."""
        return london_date(self.house.runtime.clock.now())

    def who(self, username: str) -> Person:
        """An officer, as if signed in."""
        if username not in self._people:
            with self.house.db.read() as session:
                self._people[username] = person(session, username)
        return self._people[username]

    def account(self, reference: str) -> int:
        """The number of an account."""
        with self.house.db.read() as session:
            query = select(_account.c.id).where(_account.c.reference == reference)
            return int(session.execute(query).scalar_one())

    def tenants(self, reference: str) -> list[int]:
        """The numbers of an account's tenants, in the order of the export."""
        with self.house.db.read() as session:
            query = select(_party.c.customer_id).join(_customer, _customer.c.id == _party.c.customer_id)
            query = query.where(_party.c.account_id == self.account(reference)).order_by(_customer.c.reference)
            return [int(each) for each in session.execute(query).scalars()]

    def tenant_reference(self, reference: str) -> str:
        """The reference of an account's first tenant, as forms choose them."""
        with self.house.db.read() as session:
            return tenants_of(session, self.account(reference))[0].reference

    def of_each(self, reference: str, **said: Any) -> list[dict[str, Any]]:
        """The same said of each tenant of an account, as rows of a form."""
        with self.house.db.read() as session:
            people = tenants_of(session, self.account(reference))
        return [{"person": each.reference, **said} for each in people]

    def begins(self, who: str, procedure: str, reference: str, because: str) -> None:
        """Somebody begins a procedure about an account."""
        beginning.begin(self.house, self.who(who), procedure, account=reference, reason=because)
        nightly.do_what_is_due(self.house)

    def open_steps(self, reference: str, procedure: str = "") -> list[tuple[str, str, str]]:
        """Task, step and lane of what is open about an account; of one procedure alone, where it is named."""
        query = (
            select(_item.c.task_id, _item.c.step, _item.c.role)
            .join(_of_case, _of_case.c.case_id == _item.c.case_id)
            .join(_account, _account.c.id == _of_case.c.account_id)
            .where(_item.c.status == ItemStatus.OPEN, _account.c.reference == reference)
            .order_by(_item.c.opened_at, _item.c.step)
        )
        if procedure:
            query = query.join(_instance, _instance.c.id == _item.c.instance_id)
            query = query.join(_version, _version.c.id == _instance.c.version_id).where(_version.c.name == procedure)
        with self.house.db.read() as session:
            return [(row.task_id, row.step, row.role) for row in session.execute(query)]

    def is_open(self, reference: str, step: str) -> bool:
        """Whether a step about an account is open."""
        return any(name == step for _task, name, _lane in self.open_steps(reference))

    def case_of(self, reference: str) -> int:
        """The newest open case of the early procedure about an account."""
        query = (
            select(_of_case.c.case_id)
            .join(_account, _account.c.id == _of_case.c.account_id)
            .join(_instance, _instance.c.case_id == _of_case.c.case_id)
            .join(_version, _version.c.id == _instance.c.version_id)
            .where(_account.c.reference == reference, _version.c.name == EARLY)
            .order_by(_of_case.c.case_id.desc())
        )
        with self.house.db.read() as session:
            return int(session.execute(query.limit(1)).scalar_one())

    def referral_of(self, reference: str) -> int:
        """The newest referral of an account's first tenant."""
        query = select(_referral.c.id).where(_referral.c.customer_id == self.tenants(reference)[0])
        with self.house.db.read() as session:
            return int(session.execute(query.order_by(_referral.c.id.desc()).limit(1)).scalar_one())

    def budget_of(self, reference: str) -> int:
        """The budget of an account's first tenant that is in force."""
        with self.house.db.read() as session:
            found = budget_in_force(session, self.tenants(reference)[0], self.today)
        if found is None:
            raise NotOpen(f"{self.today}: no budget is in force about {reference}")
        return found.id

    def completes(self, who: str, reference: str, step: str, **said: Any) -> None:
        """Somebody completes a step about an account.

        :raises NotOpen: it is not open
        """
        task = next((task for task, name, _lane in self.open_steps(reference) if name == step), None)
        if task is None:
            raise NotOpen(f"{self.today}: {step} is not open about {reference}: {self.open_steps(reference)}")
        whole = with_files(self.house, self.who(who), task, said)
        steps.complete(self.house, self.who(who), task, answers=whole)
        nightly.do_what_is_due(self.house)

    def works(self, who: str, leader: str, reference: str, said: dict[str, dict[str, Any]]) -> None:
        """Does what opens of the early procedure, each step once, as far as it is said how.

        A step that comes in between is left to whoever knows it.
        """
        left = dict(said)
        while task := next((each for each in self.open_steps(reference, EARLY) if each[1] in left), None):
            number, step, lane = task
            by = self.who(leader if lane == "Team leader" else who)
            said_of = answers_of(step, left.pop(step), self.today)
            steps.complete(self.house, by, number, answers=as_asked(self.house, number, step, said_of))
            nightly.do_what_is_due(self.house)

    def serves(self, who: str, reference: str) -> None:
        """Somebody hands the newest notice about an account over to each tenant, who takes it themselves."""
        query = (
            select(_copy.c.document_id)
            .join(_notice, _notice.c.id == _copy.c.notice_id)
            .join(_account, _account.c.id == _notice.c.account_id)
            .where(_account.c.reference == reference, _notice.c.withdrawn_on.is_(None))
        )
        with self.house.db.read() as session:
            documents = list(session.execute(query).scalars())
            home = session.execute(select(_account.c.address).where(_account.c.reference == reference)).scalar_one()
        now, by = self.house.runtime.clock.now(), self.who(who)
        for each in documents:
            said = ServiceSaid("handed_over", at=now, place=str(home), done_by=by.name, taken_by="the_person")
            service.record(self.house, by, each, said=said)

    def holds(self, who: str, kind: str, reference: str, begins: date, **more: Any) -> int:
        """A hold is placed on an account; gives its number."""
        placed = holds.place(self.house, self.who(who), kind=kind, begins_on=begins, accounts=[reference], **more)
        nightly.do_what_is_due(self.house)
        return placed.hold

    def dies(self, who: str, reference: str, which: int, on: date, **more: Any) -> None:
        """A tenant's death is reported."""
        with self.house.db.read() as session:
            query = select(_customer.c.reference).where(_customer.c.id == self.tenants(reference)[which])
            customer = str(session.execute(query).scalar_one())
        holds.place(self.house, self.who(who), kind="death", begins_on=on, customers=[customer], **more)
        nightly.do_what_is_due(self.house)

    def spoke(self, who: str, reference: str, said: str, outcome: str, *, whom: int = 0, **more: Any) -> None:
        """A contact with a tenant is written down: a call of ours that reached them, unless it is said otherwise."""
        whole: dict[str, Any] = {"direction": "out", "channel": "phone", "reached": True, **more}
        promised = whole.pop("promised", None)
        contact = ContactSaid(said=said, outcome=outcome, account=self.account(reference), **whole)
        whose = self.tenants(reference)[whom]
        contacts.record(self.house, self.who(who), whose, said=contact, promised=promised)

    def budget(self, who: str, reference: str, income: int, costs: dict[tuple[Section, str], int], **more: Any) -> None:
        """A household's budget, in pence a month."""
        lines = [LineRow(Section.INCOME, "benefits", income, Frequency.MONTHLY)]
        lines += [LineRow(section, code, pence, Frequency.MONTHLY) for (section, code), pence in costs.items()]
        whose = self.tenants(reference)[0]
        whole: dict[str, Any] = {"adults": 1, "made_with": "Herself, at the office", **more}
        new = NewBudget(people=[whose], lines=lines, **whole)
        budgets.record(self.house, self.who(who), whose, budget=new)

    def refers(self, who: str, reference: str, partner: str, reason: str) -> None:
        """A tenant is referred, who agreed to it at that moment."""
        consent: dict[str, Any] = {"consent_how": "Said yes, and the form was read to them"}
        consent["consent_on"] = self.today
        whose, account = self.tenants(reference)[0], self.account(reference)
        who_does = self.who(who)
        referrals.make(self.house, who_does, whose, partner=partner, reason=reason, account=account, **consent)

    def agrees(self, who: str, reference: str, pence: int, first_due: date, **more: Any) -> int:
        """A tenant agrees to pay so much; gives the agreement's number."""
        whole: dict[str, Any] = {"frequency": agreements.Frequency.WEEKLY, "channel": "Phone", **more}
        parties = whole.pop("parties", None) or [NewParty(self.tenants(reference)[0])]
        account = self.account(reference)
        debts = [NewDebt(account, pence, whole.pop("debt", RENT))]
        return agreements.make(
            self.house, self.who(who), account, parties=parties, debts=debts, first_due=first_due, **whole
        )


def answers_of(step: str, said: dict[str, Any], day: date) -> dict[str, Any]:
    """The answers to a step of the early procedure: what is said of it, the rest as is usual."""
    return {**(answers(None, step, day) or {}), **said}
