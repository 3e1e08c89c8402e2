"""Of every account there is a sentence that says why it is on somebody's list, or on none."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, update

from cases.benefits.tables import BenefitClaim
from cases.tables import Account, AccountTransaction
from tasks import nightly
from tasks.acts import accounts
from tasks.acts.accounts import PaymentDaysNotUnderstood
from tasks.acts.subjects import NoSuchAccount
from tasks.people import NotYourRole
from tasks.refusals import ReasonMissing
from tasks.tables import NightWord
from tests.conftest import MORNING
from tests.house import Landlord
from workflows.clock import london_date
from workflows.db import table
from workflows.runtime.tables import CaseFile

TODAY = london_date(MORNING)  # a Monday


def why(landlord: Landlord, account: int) -> str:
    return accounts.why(landlord.house, landlord.person("olive"), account).sentence


def on_benefit(landlord: Landlord, account: int, **more: object) -> None:
    values = {
        "account_id": account,
        "customer_id": account,
        "kind": "housing_benefit",
        "reference": "",
        "claimed_on": TODAY - timedelta(days=400),
        "status": "in_payment",
        "evidence_given_on": None,
        "evidence": "",
        "expects_award": True,
        "expects_because": "",
        "decided_on": None,
        "award_pence": 10_000,
        "award_every": "weekly",
        "award_from": TODAY - timedelta(days=400),
        "award_until": None,
        "paid_to": "landlord",
        "pays_every": "four_weekly",
        "next_payment_on": TODAY + timedelta(days=7),
        "assessment_day": None,
        "notes": "",
        "recorded_by": "user:1",
        "recorded_at": MORNING,
        "replaced_at": None,
    }
    with landlord.house.db.write() as session:
        session.execute(insert(table(BenefitClaim)).values(**{**values, **more}))


def test_benefit_that_is_paid_in_arrears_gets_no_letter(landlord: Landlord) -> None:
    """Four weeks' rent stand open a week before housing benefit pays them; on the old decision a letter went out."""
    account = landlord.add_tenancy("1", weeks_owed=4)
    on_benefit(landlord, account)
    line: dict[str, object] = {"posted_on": TODAY - timedelta(days=35)}
    with landlord.house.db.write() as session:
        for pence in (40_000, -40_000):  # the payment before this one, for four weeks before these
            line["kind"] = "housing_benefit" if pence < 0 else "rent"
            said = {**line, "reference": f"hb {pence}", "amount_pence": pence, "description": "Before"}
            session.execute(insert(table(AccountTransaction)).values(account_id=account, **said))
    landlord.look()
    with pytest.raises(Exception, match="No row was found"):
        landlord.case_of(account)
    assert why(landlord, account) == (
        "£400.00 is owed on 2 March 2026. All of it is not late: £400.00 is housing benefit, paid four-weekly in "
        "arrears, due by 12 March 2026. Rent arrears is not begun: Nothing is overdue: nobody is late with what is "
        "owed."
    )
    landlord.pass_days(10)
    assert "not late" in why(landlord, account)
    landlord.pass_days(1)  # the payment should have stood on the account by the 12th, and does not
    assert "is overdue since 13 March 2026" in why(landlord, account)
    assert landlord.case_of(account)


def test_a_claim_whose_first_payment_is_not_late_is_waited_for(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1", weeks_owed=4)
    claimed = {"kind": "universal_credit", "status": "claimed", "claimed_on": TODAY - timedelta(days=28)}
    given = {
        "evidence_given_on": TODAY - timedelta(days=20),
        "award_pence": None,
        "award_every": "",
        "paid_to": "tenant",
    }
    on_benefit(landlord, account, **{**claimed, **given, "award_from": None, "next_payment_on": None})
    landlord.look()
    assert "universal credit that was claimed on 2 February 2026" in why(landlord, account)
    assert "Rent arrears is not begun" in why(landlord, account)


def test_evidence_that_was_not_given_explains_nothing(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1", weeks_owed=4)
    claimed = {"status": "claimed", "claimed_on": TODAY - timedelta(days=28)}
    on_benefit(
        landlord, account, **{**claimed, "award_pence": None, "award_every": "", "paid_to": "", "pays_every": ""}
    )
    landlord.look()
    assert "£300.00 is overdue" in why(landlord, account)
    assert landlord.case_of(account)


@pytest.mark.parametrize(
    ("expects", "because", "waited"),
    [(True, "Lost their job", True), (False, "", True), (False, "Savings above the limit", False)],
)
def test_universal_credit_is_waited_for_unless_somebody_said_why_none_comes(
    landlord: Landlord, expects: bool, because: str, waited: bool
) -> None:
    """Its evidence goes to the Department, and nobody tells the landlord."""
    account = landlord.add_tenancy("1", weeks_owed=4)
    claimed = {"kind": "universal_credit", "status": "claimed", "claimed_on": TODAY - timedelta(days=28)}
    none = {"award_pence": None, "award_every": "", "paid_to": "", "pays_every": "", "award_from": None}
    said = {"expects_award": expects, "expects_because": because, "next_payment_on": None}
    on_benefit(landlord, account, **{**claimed, **none, **said})
    landlord.look()
    assert ("Rent arrears is not begun" in why(landlord, account)) is waited
    assert ("universal credit that was claimed on 2 February 2026" in why(landlord, account)) is waited


@pytest.mark.parametrize(
    ("kind", "every", "pays", "to", "by"),
    [
        ("housing_benefit", "weekly", "four_weekly", "landlord", "8 April 2026"),
        ("universal_credit", "monthly", "monthly", "tenant", None),
    ],
)
def test_benefit_whose_days_are_not_known_is_waited_for_a_whole_cycle(
    landlord: Landlord, kind: str, every: str, pays: str, to: str, by: str | None
) -> None:
    account = landlord.add_tenancy("1", weeks_owed=4)
    recent = {"claimed_on": TODAY - timedelta(days=40), "award_from": TODAY - timedelta(days=40)}
    award = {"kind": kind, "award_every": every, "pays_every": pays, "paid_to": to, "award_pence": 43_334}
    on_benefit(landlord, account, **{**recent, **award, "next_payment_on": None})
    landlord.look()
    told = why(landlord, account)
    assert f"{pays.replace('_', '-')} in arrears" in told
    assert "on a day that is not known" in told
    assert "Rent arrears is not begun" in told
    assert by is None or f"due by {by}" in told


@pytest.mark.parametrize("came", [None, 58, 60])
def test_benefit_that_never_comes_is_not_waited_for(landlord: Landlord, came: int | None) -> None:
    account, lines = landlord.add_tenancy("1", weeks_owed=4), table(AccountTransaction)
    on_benefit(landlord, account)
    if came is not None:
        day = TODAY - timedelta(days=came)
        said = {"reference": "hb", "posted_on": day, "kind": "housing_benefit", "description": "HB"}
        with landlord.house.db.write() as session:
            session.execute(insert(lines).values(account_id=account, amount_pence=-1, **said))
    landlord.look()
    told = why(landlord, account)
    assert ("Housing benefit is recorded as in payment, and none has come" in told) is (came != 58)
    assert ("is overdue since" in told) is (came != 58)
    if came == 60:
        assert "none has come since 1 January 2026: it is not waited for. Ask the office." in told


def test_court_costs_are_no_rent(landlord: Landlord) -> None:
    account, lines = landlord.add_tenancy("1", weeks_owed=0), table(AccountTransaction)
    with landlord.house.db.write() as session:
        fee = {"reference": "fee", "posted_on": TODAY - timedelta(days=30), "kind": "charge", "amount_pence": 35_500}
        session.execute(insert(lines).values(account_id=account, description="Fee", debt="court_costs", **fee))
    seen = accounts.look(landlord.house, landlord.person("olive"), account)
    assert [(title, pence) for title, _means, pence in seen.debts] == [("Rent", 0), ("Court costs", 35_500)]
    assert (seen.facts["arrears_pence"], seen.facts["costs_pence"], seen.facts["owed_together_pence"]) == (
        0,
        35_500,
        35_500,
    )
    landlord.look()
    assert "No rent is owed on 2 March 2026. Of other debts £355.00 is owed." in why(landlord, account)


def test_money_in_credit_on_another_debt_is_set_against_the_rent_and_nobody_is_chased_for_it(
    landlord: Landlord,
) -> None:
    """Six weeks of rent, £100 of costs, and £700 that was posted to the costs: nothing is late but by the posting."""
    account, lines = landlord.add_tenancy("1", weeks_owed=6), table(AccountTransaction)
    with landlord.house.db.write() as session:
        for reference, kind, pence in (("fee", "charge", 10_000), ("paid", "payment", -70_000)):
            line = {"reference": reference, "posted_on": TODAY - timedelta(days=3), "kind": kind}
            values = {"amount_pence": pence, "description": kind, "debt": "court_costs"}
            session.execute(insert(lines).values(account_id=account, **line, **values))
    facts = accounts.look(landlord.house, landlord.person("olive"), account).facts
    assert (facts["arrears_pence"], facts["overdue_pence"], facts["notice_considered"]) == (60_000, 0, False)
    landlord.look()
    told = why(landlord, account)
    assert "By its own lines £600.00 of rent is owed; £600.00 stands in credit on another debt" in told
    assert "Have it posted to the right debt." in told


def test_a_notice_that_stands_recommended_is_said(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1", weeks_owed=6)
    landlord.look()
    with landlord.house.db.write() as session:
        case = update(table(CaseFile)).where(table(CaseFile).c.id == landlord.case_of(account))
        session.execute(case.values(status="closed", outcome="notice_recommended", closed_at=MORNING))
    assert "A notice was recommended on 2 March 2026. Whoever leads the team" in why(landlord, account)


def test_each_account_has_its_reason_and_the_night_keeps_it(landlord: Landlord) -> None:
    owing, small, late, paid = (
        landlord.add_tenancy(name, weeks_owed=owed) for name, owed in zip("1234", (6, 1, 6, 6), strict=True)
    )
    accounts_, word = table(Account), table(NightWord)
    old = TODAY - timedelta(days=30)
    with landlord.house.db.write() as session:
        session.execute(update(accounts_).where(accounts_.c.id == late).values(balance_on=old))
    nightly.look_at_accounts(landlord.house)
    with landlord.house.db.read() as session:
        said = {row.account_id: row for row in session.execute(select(word))}
    assert {number: row.reason for number, row in said.items()} == {
        owing: "a case begins",
        small: "nothing is to be done",
        late: "its ledger is late",
        paid: "a case begins",
    }
    assert "Rent arrears begins, by its decision: Pre-Action Protocol 2.1" in said[owing].sentence
    assert "of 31 January 2026, too old" in said[late].sentence
    assert why(landlord, owing).endswith("The case RA-1-1 is open: nothing waits for a person.")
    landlord.look()
    assert "is open: it waits until 17 March 2026." in why(landlord, owing)
    landlord.pay(paid, 60_000)
    landlord.look()
    with landlord.house.db.read() as session:
        reasons = {row.account_id: row.reason for row in session.execute(select(word))}
        assert len(reasons) == 4
        assert reasons[paid] == "a case is told something"
    seen = accounts.why(landlord.house, landlord.person("olive"), paid)
    assert "It is left alone until" in seen.sentence
    assert seen.night is not None
    assert seen.night[0] == TODAY
    assert "It is told: debt cleared." in seen.night[1]


def test_direct_debits_are_recorded_and_what_they_collect_is_not_late(landlord: Landlord) -> None:
    account, olive = landlord.add_tenancy("1", weeks_owed=3), landlord.person("olive")
    days = {"method": "direct_debit", "every": "monthly", "first_on": date(2026, 3, 15)}
    accounts.record_payment_days(landlord.house, olive, account, **days, reason="The mandate of 2 March")
    assert "All of it is not late: £300.00 is the next Direct Debit, due by 18 March 2026." in why(landlord, account)
    accounts.record_payment_days(landlord.house, olive, account, method="none", first_on=None, reason="Cancelled")
    assert "£200.00 is overdue" in why(landlord, account)
    assert accounts.look(landlord.house, olive, account).pays == ""


@pytest.mark.parametrize(
    ("given", "refused", "sentence"),
    [
        ({"method": "cheque"}, PaymentDaysNotUnderstood, "direct_debit, standing_order, or none"),
        ({"every": "daily"}, PaymentDaysNotUnderstood, "weekly, fortnightly"),
        ({"first_on": None}, PaymentDaysNotUnderstood, "within a year of today"),
        ({"first_on": date(2036, 3, 1)}, PaymentDaysNotUnderstood, "within a year of today"),
        ({"reason": " "}, ReasonMissing, "Say how this is known"),
    ],
)
def test_days_of_payment_that_nobody_means_are_refused(
    landlord: Landlord, given: dict[str, object], refused: type[Exception], sentence: str
) -> None:
    account = landlord.add_tenancy("1")
    days = {"method": "direct_debit", "every": "monthly", "first_on": date(2026, 3, 15), "reason": "Mandate"}
    with pytest.raises(refused, match=sentence):
        accounts.record_payment_days(landlord.house, landlord.person("olive"), account, **{**days, **given})  # type: ignore[arg-type]


def test_whoever_may_see_no_case_is_refused_and_what_is_not_there_is_not_found(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    with pytest.raises(NotYourRole):
        accounts.why(landlord.house, landlord.person("pat"), account)
    with pytest.raises(NoSuchAccount, match="number 77"):
        accounts.why(landlord.house, landlord.person("olive"), 77)
    with pytest.raises(NoSuchAccount, match="reference 'none'"):
        accounts.find(landlord.house, landlord.person("olive"), reference="none")
    assert accounts.find(landlord.house, landlord.person("olive"), reference=" 1 ") == account
