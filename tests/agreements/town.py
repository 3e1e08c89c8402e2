"""A landlord with an agreement of £5 a week, about six weeks of rent, and ways to live on."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from cases.agreements.authority import NewParty
from cases.agreements.making import NewAgreement, make
from cases.agreements.starting import NewDebt
from cases.agreements.tables import Agreement, AgreementEvent
from cases.agreements.words import Frequency
from cases.chains import account_chain, chain_named
from cases.facts import facts_of_accounts
from cases.tables import Account, AccountTransaction
from tasks.night.agreements import LookedAtAgreements, look_at_agreements
from tests.calculating import STANDARDS
from tests.house import Landlord
from workflows.clock import london_date
from workflows.db import table
from workflows.evidence import timeline

FIRST = date(2026, 3, 9)


@dataclass
class Town:
    """A tenancy that owes six weeks, of which one is not late: ``account``."""

    landlord: Landlord
    account: int

    @property
    def today(self) -> date:
        return london_date(self.landlord.clock.now())

    def agree(self, **more: Any) -> int:
        """Makes the agreement; gives its number."""
        said: dict[str, Any] = {
            "parties": [NewParty(1)],
            "debts": [NewDebt(self.account, 500)],
            "frequency": Frequency.WEEKLY,
            "first_due": FIRST,
            "without_budget": "To be asked",
            **more,
        }
        house = self.landlord.house
        with house.db.write() as session:
            return make(session, NewAgreement(**said), house.standards, "user:1", self.landlord.clock.now())

    def pass_to(self, day: date, *, look: bool = True) -> LookedAtAgreements:
        """Days go by with rent on Mondays and an export every night; gives what the last look did."""
        looked = LookedAtAgreements()
        while self.today < day:
            self.landlord.clock.move_to(self.landlord.clock.now() + timedelta(days=1))
            if self.today.weekday() == 0:
                self.line(self.account, self.today, "rent", 10_000)
            self.landlord.bring_in()
            looked = look_at_agreements(self.landlord.house) if look else looked
        return looked

    def line(self, account: int, on: date, kind: str, pence: int, **more: Any) -> None:
        """A line of a ledger."""
        values = more | {"account_id": account, "reference": f"{kind} {on} {pence}", "posted_on": on, "kind": kind}
        with self.landlord.house.db.write() as session:
            session.execute(insert(table(AccountTransaction)).values(**values, amount_pence=pence, description=kind))

    def pay(self, pence: int, on: date | None = None) -> None:
        """A payment."""
        self.line(self.account, on or self.today, "payment", -pence)

    def row(self, number: int) -> dict[str, Any]:
        """An agreement's row."""
        agreements = table(Agreement)
        with self.landlord.house.db.read() as session:
            return dict(session.execute(select(agreements).where(agreements.c.id == number)).mappings().one())

    def events(self, number: int) -> list[tuple[str, date]]:
        """What happened to it."""
        events = table(AgreementEvent)
        query = select(events.c.kind, events.c.on_day).where(events.c.agreement_id == number).order_by(events.c.id)
        with self.landlord.house.db.read() as session:
            return [tuple(row) for row in session.execute(query)]

    def words(self, number: int) -> list[str]:
        """What is said of each thing that happened to it."""
        events = table(AgreementEvent)
        query = select(events.c.words).where(events.c.agreement_id == number).order_by(events.c.id)
        with self.landlord.house.db.read() as session:
            return list(session.execute(query).scalars())

    def told(self) -> list[str]:
        """What the account's record says of agreements, by kind."""
        with self.landlord.house.db.read() as session:
            chain = chain_named(session, account_chain(self.account))
            return [] if chain is None else [entry["kind"] for entry in timeline(session, chain)]

    def facts(self, account: int | None = None) -> dict[str, Any]:
        """The facts of an account today."""
        with self.landlord.house.db.read() as session:
            ((_, found),) = facts_of_accounts(session, self.today, STANDARDS, account or self.account)
            return found

    def patch(self, account: int, patch: str) -> None:
        """An account lies in another patch."""
        accounts = table(Account)
        with self.landlord.house.db.write() as session:
            session.execute(update(accounts).where(accounts.c.id == account).values(patch=patch))
