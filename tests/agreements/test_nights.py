"""Every night: what is broken is seen on the first night past its tolerance, warned, mended or breached."""

from datetime import date, timedelta

from cases.agreements.authority import NewParty
from cases.agreements.starting import NewDebt
from cases.agreements.talking import Talk, agreements_to_talk_about
from cases.agreements.words import Frequency
from tasks.night.agreements import LookedAtAgreements, look_at_agreements
from tests.agreements.town import FIRST, Town

MADE = ("made", date(2026, 3, 2))
SEEN = date(2026, 3, 14)
"""Five days after the first instalment: its first night past the tolerance."""


def test_what_it_begins_with(town: Town) -> None:
    number = town.agree()
    said = town.facts()
    assert (said["arrears_pence"], said["agreement_expected_pence"]) == (60_000, 50_000)
    assert (said["arrangement_live"], said["agreement_behind_pence"], said["agreement_next_due"]) == (True, 0, FIRST)
    assert (said["agreement_behind_since"], said["agreement_warned_until"]) == (None, None)
    row = town.row(number)
    assert (row["tolerance_days"], row["review_on"], row["status"]) == (5, date(2026, 3, 30), "live")


def test_a_missed_instalment_is_seen_on_the_first_night_past_its_tolerance_and_once(town: Town) -> None:
    number = town.agree()
    town.pay(10_000)  # the current rent, and nothing on top
    town.pass_to(FIRST)
    town.pay(10_000)
    assert town.pass_to(SEEN - timedelta(days=1)).warned == 0
    assert town.facts()["arrangement_live"]
    assert town.pass_to(SEEN).warned == 1
    mend_by = date(2026, 3, 28)  # fourteen clear days
    assert town.events(number) == [MADE, ("missed", FIRST), ("warned", SEEN)]
    assert look_at_agreements(town.landlord.house) == LookedAtAgreements(agreements=1)
    assert town.told() == ["agreement missed", "agreement warned"]
    said = town.facts()
    assert (said["agreement_behind_pence"], said["agreement_behind_since"]) == (500, FIRST)
    assert (said["arrangement_live"], said["agreement_warned_until"]) == (True, mend_by)


def test_it_is_mended_on_the_last_day_and_lives_again(town: Town) -> None:
    number = town.agree()
    town.pass_to(date(2026, 3, 28))
    assert town.row(number)["mend_by"] is not None
    town.pay(60_000)
    looked = town.pass_to(date(2026, 3, 29))
    assert (looked.mended, looked.breached) == (1, 0)
    assert town.told()[-1] == "agreement mended"
    row, said = town.row(number), town.facts()
    assert (row["status"], row["mend_by"], row["warned_on"]) == ("live", None, None)
    assert (said["arrangement_live"], said["agreement_behind_pence"]) == (True, 0)


def test_what_is_not_mended_is_breached_on_the_night_after_and_the_fact_is_false(town: Town) -> None:
    number = town.agree()
    town.pass_to(SEEN)
    mend_by = town.row(number)["mend_by"]
    assert town.pass_to(mend_by).breached == 0
    assert town.facts()["arrangement_live"]
    assert town.pass_to(mend_by + timedelta(days=1)).breached == 1
    assert not town.facts()["arrangement_live"]
    assert (town.row(number)["status"], town.told()[-1]) == ("breached", "agreement breached")
    assert town.events(number)[-1] == ("breached", mend_by + timedelta(days=1))
    assert look_at_agreements(town.landlord.house) == LookedAtAgreements()
    with town.landlord.house.db.read() as session:
        (listed,) = agreements_to_talk_about(session, town.today, town.landlord.house.standards)
    assert (listed.why, listed.agreement.id) == (Talk.BREACHED, number)


def test_nights_that_were_missed_are_made_up_for(town: Town) -> None:
    """Nobody is breached who was not warned with a day; and paid in time is in time, whenever somebody looks."""
    number = town.agree()
    town.pass_to(date(2026, 4, 10), look=False)
    assert look_at_agreements(town.landlord.house).warned == 1
    assert town.events(number)[1:] == [("missed", FIRST), ("warned", town.today)]
    mend_by = town.row(number)["mend_by"]
    assert mend_by == date(2026, 4, 24)
    town.pass_to(mend_by, look=False)
    town.pay(100_000, mend_by)
    town.pass_to(mend_by + timedelta(days=40), look=False)  # and behind again long before anybody looks
    assert town.facts()["agreement_behind_pence"] > 0
    looked = look_at_agreements(town.landlord.house)
    assert (looked.mended, looked.warned) == (1, 1)  # and is warned the same night, with a day of its own
    assert town.events(number)[-3] == ("mended", mend_by)
    assert [kind for kind, _ in town.events(number)[-2:]] == ["missed", "warned"]
    assert look_at_agreements(town.landlord.house).warned == 0


def test_what_was_paid_a_day_late_is_breached_however_late_somebody_looks(town: Town) -> None:
    number = town.agree()
    town.pass_to(SEEN)
    mend_by = town.row(number)["mend_by"]
    town.pass_to(mend_by + timedelta(days=1), look=False)
    town.pay(60_000)
    town.pass_to(mend_by + timedelta(days=3), look=False)
    look_at_agreements(town.landlord.house)
    assert town.row(number)["status"] == "breached"


def test_a_cleared_debt_completes_it(town: Town) -> None:
    number = town.agree()
    town.pay(60_000)
    assert town.pass_to(date(2026, 3, 3)).completed == 1
    assert (town.row(number)["status"], town.told()) == ("completed", ["agreement completed"])
    assert look_at_agreements(town.landlord.house) == LookedAtAgreements()


def test_a_review_day_is_listed_and_nothing_else_changes(town: Town) -> None:
    number = town.agree(first_due=date(2026, 4, 2))
    for week in range(5):
        town.pay(10_000)
        town.pass_to(date(2026, 3, 9) + timedelta(weeks=week))
        with town.landlord.house.db.read() as session:
            listed = [
                (each.agreement.id, each.why)
                for each in agreements_to_talk_about(session, town.today, town.landlord.house.standards)
            ]
        assert listed == ([(number, Talk.REVIEW_DUE)] if town.today >= date(2026, 3, 30) else [])
    assert town.told() == []


def test_a_ledger_of_which_no_export_came_breaks_nothing(town: Town) -> None:
    """Whoever paid since the last export is not breached for what nobody has read yet."""
    number = town.agree()
    town.pass_to(SEEN)
    mend_by = town.row(number)["mend_by"]
    town.landlord.clock.move_to(town.landlord.clock.now() + timedelta(days=20))
    assert town.today > mend_by
    assert look_at_agreements(town.landlord.house).breached == 0
    assert town.facts()["arrangement_live"]
    town.landlord.bring_in()
    assert look_at_agreements(town.landlord.house).breached == 1


def test_one_debt_behind_is_the_whole_agreement_behind(town: Town) -> None:
    """An umbrella over two accounts of one tenant."""
    other = town.landlord.add_tenancy("2")
    debts = [NewDebt(town.account, 500), NewDebt(other, 300)]
    number = town.agree(debts=debts, parties=[NewParty(1), NewParty(2)])
    town.line(other, town.today, "payment", -30_000)  # far ahead on one of them
    town.pass_to(SEEN)
    assert town.row(number)["mend_by"] is not None
    assert town.facts(other)["agreement_behind_pence"] == 0
    assert town.facts(other)["agreement_warned_until"] == town.row(number)["mend_by"]


def test_a_month_of_weekly_rent_is_missed_once_the_months_payment_is(town: Town) -> None:
    town.agree(frequency=Frequency.MONTHLY, first_due=date(2026, 3, 31))
    town.pay(10_000)
    assert town.pass_to(date(2026, 4, 4)).warned == 0  # the rent of four weeks, within the tolerance
    assert town.pass_to(date(2026, 4, 5)).warned == 1
