"""Notices from the record: drafted, made out to each tenant, served, and what facts say of the one that counts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from cases import holds
from cases.facts import facts_of_accounts
from cases.held import held_days
from cases.notices.copies import notices_of_documents, withdrawn_words
from cases.notices.dating import OfTenancy
from cases.notices.keeping import (
    NewNotice,
    NoSuchNotice,
    NoticeNotUnderstood,
    NoticeWithdrawnAlready,
    draft,
    make_out,
    withdraw,
)
from cases.notices.reading import notices
from cases.notices.words import NoticeKind
from cases.service.tables import ServiceEvent
from cases.tables import Account, AccountParty, AccountTransaction, Customer, Hold
from cases.tenancies.tables import TenancyTerms
from cases.words import RentPeriod
from tests.conftest import MORNING
from tests.house import Landlord, make_landlord
from workflows.clock import SimulatedClock, london_date
from workflows.db import table

TODAY = london_date(MORNING)  # Monday 2 March 2026
TUESDAY = TODAY + timedelta(days=1)
SECURE = OfTenancy(RentPeriod.WEEKLY, TODAY, date(2020, 4, 6))
NEW = NewNotice(NoticeKind.SECURE, SECURE, date(2026, 4, 6), "", ("1",), 60_000, TODAY)


class Noticed:
    """A tenancy of two tenants, with a case about it and a notice."""

    def __init__(self, landlord: Landlord) -> None:
        self.landlord, self.house = landlord, landlord.house
        self.account = landlord.add_tenancy("1", weeks_owed=6)
        with self.house.db.write() as session:
            second = insert(table(Customer)).values(reference="C2", title="Mr", given_name="Bob", family_name="Second")
            self.other = int(session.execute(second.returning(table(Customer).c.id)).scalar_one())
            session.execute(insert(table(AccountParty)).values(account_id=self.account, customer_id=self.other))
        landlord.look()
        self.case = landlord.case_of(self.account)

    def draft(self, new: NewNotice = NEW, copies: int = 2) -> int:
        with self.house.db.write() as session:
            number = draft(session, self.account, self.case, new, "user:1", MORNING)
            for customer in (1, self.other)[:copies]:
                make_out(session, number, customer, 100 * number + customer)
        return number

    def serve(self, notice: int, customer: int, on: date) -> None:
        """It is handed over to them on a day."""
        with self.house.db.write() as session:
            values = {
                "document_id": 100 * notice + customer,
                "customer_id": customer,
                "delivery": "handed_over",
                "happened_on": on,
                "taken_by": "the_person",
                "served_as": "nosp_s83",
                "counts_on": on,
                "rule": "receipt by the tenant",
                "sources": [],
                "recorded_by": "user:1",
                "recorded_at": MORNING,
            }
            session.execute(insert(table(ServiceEvent)).values(**values))

    def let(self, tenure: str, **more: Any) -> None:
        """By what is known from now on the home is let so, and was from its beginning."""
        rows = table(TenancyTerms)
        values = {"account_id": self.account, "tenure": tenure, "from_on": date(2020, 4, 6), "rent_begins": TODAY}
        by = {"told": True, "recorded_by": "user:1", "recorded_at": MORNING}
        with self.house.db.write() as session:
            session.execute(update(rows).values(replaced_at=MORNING))
            session.execute(insert(rows).values(**values | by | more))

    def why(self, on: date) -> str:
        """Why the newest notice stands as it does."""
        with self.house.db.read() as session:
            known = notices(session, on, self.account)[self.account][-1]
            return " ".join(known.life(on, self.house.standards).why)

    def facts(self, on: date) -> dict[str, Any]:
        with self.house.db.read() as session:
            _row, facts = next(facts_of_accounts(session, on, self.house.standards, self.account))
        return {name: value for name, value in facts.items() if name.startswith(("notice_", "review_"))}

    def status(self, on: date) -> str | None:
        return self.facts(on)["notice_status"]  # type: ignore[no-any-return]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Noticed]:
    made = make_landlord(f"sqlite:///{tmp_path / 'd.db'}", tmp_path / "store", SimulatedClock(MORNING))
    yield Noticed(made)
    made.house.close()


def test_from_its_draft_to_its_end(small: Noticed) -> None:
    assert small.status(TODAY) is None
    assert small.facts(TODAY)["notice_ripe"] is False
    number = small.draft()
    assert small.status(TODAY) == "drafted"
    small.serve(number, 1, TODAY + timedelta(days=1))
    assert small.status(TODAY + timedelta(days=1)) == "partly served"
    small.serve(number, small.other, TODAY + timedelta(days=2))
    assert small.status(date(2026, 4, 6)) == "running"
    facts = small.facts(date(2026, 4, 7))
    assert facts["notice_status"] == "ripe"
    assert facts["notice_ripe"] is True
    assert facts["notice_kind"] == "nosp_s83"
    assert facts["notice_arrears_pence"] == 60_000
    days = [facts[name] for name in ("notice_served_on", "notice_claim_from", "notice_last_day")]
    assert days == [date(2026, 3, 4), date(2026, 4, 7), date(2027, 4, 5)]
    assert small.status(date(2027, 4, 6)) == "lapsed"


def test_a_copy_for_one_tenant_alone_serves_the_other_with_nothing(small: Noticed) -> None:
    number = small.draft(copies=1)
    small.serve(number, 1, TODAY)
    assert small.status(date(2026, 6, 1)) == "partly served"


def test_a_moratorium_that_comes_to_light_later_takes_its_effect_away(small: Noticed) -> None:
    number = small.draft()
    for customer in (1, small.other):
        small.serve(number, customer, TODAY + timedelta(days=1))
    assert small.status(date(2026, 4, 7)) == "ripe"
    house = small.house
    small.landlord.clock.move_to(MORNING + timedelta(days=10))
    holds.place(
        house.runtime,
        "breathing_space",
        "user:1",
        kinds=house.organisation.holds,
        begins_on=TODAY,
        ends_on=TODAY + timedelta(days=60),
        accounts=[small.account],
        source="The register",
        reason="It came late.",
    )
    assert small.status(date(2026, 4, 7)) == "void"
    assert small.facts(date(2026, 4, 7))["notice_ripe"] is False


def test_who_died_before_it_went_need_not_be_served_and_who_died_after_it_was(small: Noticed) -> None:
    number = small.draft()
    small.serve(number, 1, TODAY + timedelta(days=3))
    with small.house.db.write() as session:
        died = update(table(Customer)).where(table(Customer).c.id == small.other)
        session.execute(died.values(date_of_death=TODAY))
    assert small.status(date(2026, 4, 7)) == "ripe"
    with small.house.db.write() as session:
        session.execute(died.values(date_of_death=TODAY + timedelta(days=9)))
    assert small.status(date(2026, 4, 7)) == "partly served"


def test_of_several_the_one_counts_on_which_a_claim_may_begin(small: Noticed) -> None:
    first = small.draft()
    for customer in (1, small.other):
        small.serve(first, customer, TODAY)
    second = small.draft()
    assert small.status(date(2026, 3, 9)) == "running", "a draft that went nowhere hides no notice that runs"
    assert small.status(date(2026, 4, 7)) == "ripe"
    with small.house.db.write() as session:
        withdraw(session, small.account, first, "user:1", date(2026, 4, 1), "Served anew.")
    assert small.status(date(2026, 4, 7)) == "drafted"
    with small.house.db.write() as session:
        withdraw(session, small.account, second, "user:1", date(2026, 4, 2), "Paid.")
    assert small.status(date(2026, 4, 7)) == "withdrawn"


def test_a_draft_that_nobody_served_in_time_is_over(small: Noticed) -> None:
    number = small.draft(replace(NEW, serve_by=TODAY + timedelta(days=7)))
    assert small.status(TODAY + timedelta(days=7)) == "drafted"
    assert small.status(TODAY + timedelta(days=8)) == "lapsed"
    small.serve(number, 1, TODAY + timedelta(days=3))
    assert small.status(TODAY + timedelta(days=8)) == "partly served", "what went somewhere is not over by that"


def test_terms_that_became_known_later_take_it_away(small: Noticed) -> None:
    number = small.draft()
    for customer in (1, small.other):
        small.serve(number, customer, TODAY + timedelta(days=1))
    small.let("secure")
    assert small.status(date(2026, 4, 7)) == "ripe", "the same terms"
    small.let("secure", rent_begins=date(2019, 4, 1))
    assert small.status(date(2026, 4, 7)) == "ripe", "another Monday on which a week begins: the same dates"
    small.let("secure", rent_begins=date(2026, 3, 8), from_on=date(2020, 4, 6))
    assert small.status(date(2026, 4, 7)) == "ripe", "by that week, too, it may name that date"
    small.let("introductory", from_on=date(2025, 9, 1))
    assert small.status(date(2026, 4, 7)) == "wrong notice"
    assert small.facts(date(2026, 4, 7))["notice_ripe"] is False
    assert "takes another notice: Notice of proceedings, introductory" in small.why(date(2026, 4, 7))
    small.let("flexible", fixed_until=date(2030, 1, 1))
    assert small.status(date(2026, 4, 7)) == "in doubt"
    assert "Have a lawyer read the clause" in small.why(date(2026, 4, 7))
    small.let("secure", from_on=date(2026, 3, 9))
    assert "No terms of the tenancy stand on Tuesday 3 March 2026" in small.why(date(2026, 4, 7))


def test_an_export_that_says_another_tenure_since_and_no_day_leaves_it_in_doubt(small: Noticed) -> None:
    number = small.draft()
    for customer in (1, small.other):
        small.serve(number, customer, TODAY + timedelta(days=1))
    with small.house.db.write() as session:
        session.execute(update(table(Account)).values(tenure="assured_social"))
    assert small.status(date(2026, 4, 7)) == "in doubt"
    assert "takes another notice: Notice seeking possession (Housing Act 1988 s.8)" in small.why(date(2026, 4, 7))


def test_another_day_of_the_week_by_which_its_date_is_too_early_leaves_it_in_doubt(small: Noticed) -> None:
    number = small.draft(replace(NEW, named_on=date(2026, 3, 31), tenancy=replace(SECURE, period_begins=TUESDAY)))
    for customer in (1, small.other):
        small.serve(number, customer, TUESDAY)
    assert small.status(date(2026, 4, 7)) == "ripe"
    small.let("secure", rent_begins=TODAY)
    assert small.status(date(2026, 4, 7)) == "in doubt"
    assert "may name no day before Sunday 5 April 2026" in small.why(date(2026, 4, 7))


def test_the_end_of_a_trial_that_became_known_later_leaves_it_in_doubt(small: Noticed) -> None:
    trial = OfTenancy(RentPeriod.WEEKLY, TODAY, date(2025, 9, 1), date(2026, 8, 31))
    number = small.draft(NewNotice(NoticeKind.INTRODUCTORY, trial, date(2026, 4, 6)))
    for customer in (1, small.other):
        small.serve(number, customer, TODAY)
    small.let("introductory", from_on=date(2025, 9, 1))
    assert small.status(date(2026, 4, 7)) == "ripe"
    small.let("introductory", from_on=date(2025, 4, 21))
    assert small.status(date(2026, 4, 7)) == "in doubt"
    assert "a claim could begin on it from Tuesday 7 April 2026 until Monday 20 April 2026" in small.why(
        date(2026, 4, 7)
    )


SOCIAL = OfTenancy(RentPeriod.WEEKLY, None, date(2020, 4, 6), regime="social")
EIGHT = NewNotice(NoticeKind.SECTION_8, SOCIAL, date(2026, 3, 26), "Form 3", ("8", "10"), 80_000, TODAY, None, 6_000)


def test_ground_8_and_10_are_measured_on_the_day_of_service(small: Noticed) -> None:
    """Owed are £600, that of today among them: £500 are in arrears on it, and eight weeks of £60 are £480."""
    small.let("assured_social")
    number = small.draft(EIGHT)
    for customer in (1, small.other):
        small.serve(number, customer, TODAY)
    on = date(2026, 3, 26)
    assert (small.status(on), small.facts(on)["notice_grounds"]) == ("ripe", "8, 10")
    small.landlord.pay(small.account, 2_001, "late")
    assert (small.status(on), small.facts(on)["notice_grounds"]) == ("ripe", "10")
    assert "Ground 8 was not met on Monday 2 March 2026, by the ledger of that day." in small.why(on)
    small.landlord.pay(small.account, 47_999, "rest")
    assert (small.status(on), small.facts(on)["notice_grounds"]) == ("in doubt", "")
    assert "None of its grounds stands" in small.why(on)
    assert small.facts(on)["notice_claim_from"] is None


def test_what_the_ledger_does_not_know_yet_takes_no_ground_away(small: Noticed) -> None:
    number = small.draft()
    small.landlord.pay(small.account, 60_000)
    for customer in (1, small.other):
        small.serve(number, customer, TODAY + timedelta(days=1))
    assert (small.status(date(2026, 4, 7)), small.facts(TODAY)["notice_grounds"]) == ("ripe", "1")
    small.landlord.clock.move_to(MORNING + timedelta(days=1))
    small.landlord.bring_in()
    assert (small.status(date(2026, 4, 7)), small.facts(date(2026, 4, 7))["notice_grounds"]) == ("in doubt", "")
    assert "Ground 1 wants rent in arrears at service, and by the ledger none was on Tuesday 3" in small.why(
        date(2026, 4, 7)
    )


def test_of_two_days_of_service_the_one_on_which_less_was_owed_counts(small: Noticed) -> None:
    small.let("assured_social")
    number = small.draft(replace(EIGHT, named_on=date(2026, 3, 27), grounds=("8", "10", "11")))
    small.serve(number, 1, TODAY)
    small.serve(number, small.other, TUESDAY)
    small.landlord.clock.move_to(MORNING + timedelta(days=1))
    small.landlord.bring_in()
    assert small.facts(date(2026, 3, 27))["notice_grounds"] == "8, 10, 11"
    small.landlord.pay(small.account, 60_000)
    small.landlord.bring_in()
    assert small.facts(date(2026, 3, 27))["notice_grounds"] == "11", "persistent delay wants no arrears on a day"
    assert small.status(date(2026, 3, 27)) == "ripe"


def test_a_tenant_who_joins_between_the_first_service_and_the_last_leaves_it_in_doubt(small: Noticed) -> None:
    number = small.draft()
    small.serve(number, 1, TODAY)
    small.serve(number, small.other, TODAY + timedelta(days=4))
    assert small.status(date(2026, 4, 7)) == "ripe"
    with small.house.db.write() as session:
        third = insert(table(Customer)).values(reference="C3", title="Ms", given_name="Cy", family_name="Third")
        cy = int(session.execute(third.returning(table(Customer).c.id)).scalar_one())
        joins = insert(table(AccountParty)).values(account_id=small.account, customer_id=cy, from_on=TUESDAY)
        session.execute(joins)
    assert small.status(date(2026, 4, 7)) == "in doubt"
    assert "Ms Cy Third became a tenant on Tuesday 3 March 2026, after it went" in small.why(date(2026, 4, 7))
    with small.house.db.write() as session:
        make_out(session, number, cy, 100 * number + cy)
    small.serve(number, cy, TODAY + timedelta(days=4))
    assert small.status(date(2026, 4, 7)) == "ripe", "it was served on them, too"


def test_what_cannot_be_is_refused(small: Noticed) -> None:
    number = small.draft()
    with small.house.db.write() as session:
        withdraw(session, small.account, number, "user:1", TODAY, "Paid.")
    with small.house.db.write() as session:
        with pytest.raises(NoticeWithdrawnAlready, match="was withdrawn on Monday 2 March 2026 already"):
            withdraw(session, small.account, number, "user:1", TODAY, "Paid.")
        with pytest.raises(NoSuchNotice, match="no notice with the number 99"):
            withdraw(session, small.account, 99, "user:1", TODAY, "Paid.")
        for pence, day in ((60_000, None), (None, TODAY), (0, TODAY), (-5, TODAY)):
            wrong = NewNotice(NoticeKind.SECURE, SECURE, date(2026, 4, 6), arrears_pence=pence, struck_on=day)
            with pytest.raises(NoticeNotUnderstood):
                draft(session, small.account, small.case, wrong, "user:1", MORNING)


def test_a_hold_that_was_placed_in_error_takes_nothing_away(small: Noticed) -> None:
    number = small.draft()
    for customer in (1, small.other):
        small.serve(number, customer, TODAY + timedelta(days=1))
    house = small.house
    hold = holds.place(
        house.runtime,
        "breathing_space",
        "user:1",
        kinds=house.organisation.holds,
        begins_on=TODAY,
        ends_on=TODAY + timedelta(days=60),
        accounts=[small.account],
        source="The register",
        reason="It came late.",
    )
    assert small.status(date(2026, 4, 7)) == "void"
    with house.db.write() as session:
        session.execute(update(table(Hold)).where(table(Hold).c.id == hold).values(placed_in_error=True))
    assert small.status(date(2026, 4, 7)) == "ripe"


def test_what_one_tenant_was_handed_serves_no_other_though_it_was_their_copy(small: Noticed) -> None:
    number = small.draft()
    small.serve(number, 1, TODAY)
    with small.house.db.write() as session:  # Bob's copy went to Ann
        event = table(ServiceEvent)
        row = dict(session.execute(select(event).where(event.c.document_id == 100 * number + 1)).mappings().one())
        del row["id"]
        session.execute(insert(event).values(**row | {"document_id": 100 * number + small.other}))
    assert small.status(date(2026, 6, 1)) == "partly served"


def test_of_another_debt_no_notice_is_withdrawn(small: Noticed) -> None:
    number, elsewhere = small.draft(), small.landlord.add_tenancy("9")
    with small.house.db.write() as session, pytest.raises(NoSuchNotice):
        withdraw(session, elsewhere, number, "user:1", TODAY, "Paid.")
    assert small.status(TODAY) == "drafted"


def test_the_figure_leaves_out_what_stands_in_credit_on_another_debt(small: Noticed) -> None:
    assert small.facts(TODAY)["notice_figure_pence"] == 50_000
    with small.house.db.write() as session:
        values = {"account_id": small.account, "reference": "c", "posted_on": TODAY, "kind": "payment"}
        more = {"amount_pence": -20_000, "debt": "court_costs", "description": "Card"}
        session.execute(insert(table(AccountTransaction)).values(**values, **more))
    assert small.facts(TODAY)["notice_figure_pence"] == 30_000


def test_of_many_accounts_each_is_told_its_own_holds_alone(small: Noticed) -> None:
    house, others = small.house, [small.landlord.add_tenancy(str(number)) for number in range(20, 41)]
    holds.place(
        house.runtime,
        "dispute",
        "user:1",
        kinds=house.organisation.holds,
        begins_on=TODAY,
        ends_on=None,
        accounts=[small.account, others[0]],
        source="The tenant",
        reason="A charge is disputed.",
    )
    with house.db.read() as session:
        assert held_days(session, None, others).keys() == {others[0]}


def test_on_either_database_it_is_judged_by_terms_and_ledger(landlord: Landlord) -> None:
    either = Noticed(landlord)
    either.let("assured_social")
    number = either.draft(EIGHT)
    for customer in (1, either.other):
        either.serve(number, customer, TODAY)
    assert (either.status(date(2026, 3, 26)), either.facts(date(2026, 3, 26))["notice_grounds"]) == ("ripe", "8, 10")
    with landlord.house.db.write() as session:
        withdraw(session, either.account, number, "user:1", TODAY, "Paid.")
        document = 100 * number + 1
        (of,) = notices_of_documents(session, [document, 7]).items()
    assert (of[0], of[1].id, of[1].grounds) == (document, number, ("8", "10"))
    assert "was withdrawn on Monday 2 March 2026: Paid. It has no effect" in withdrawn_words(of[1])
