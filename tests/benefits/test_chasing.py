"""Claims that are due to be chased: since when, by which row, for whom, and with the act at hand."""

from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import make_app
from cases.benefits.chasing import due_of
from cases.benefits.rows import ChaserRow, Claim
from cases.benefits.words import ChaserKind, ClaimKind, ClaimStatus
from cases.law import Law
from tasks.people import add_user
from tests.agreements.town import Town
from tests.api.test_api import Door, problem
from tests.house import PASSWORD
from tests.web.conftest import HOSTILE, Browser
from workflows.settings import HOUSE

LAW = Law.of_folder(HOUSE / "bpmn" / "law")
OFFICE = "benefit_office_chase"
TODAY = date(2026, 3, 2)
CREDIT: dict[str, Any] = {"person": 1, "kind": "universal_credit", "claimed_on": "2026-01-05", "status": "claimed"}


def claim(kind: str = "housing_benefit", **more: Any) -> Claim:
    said = {"status": ClaimStatus.CLAIMED, "claimed_on": date(2026, 1, 5), **more}
    return Claim(account_id=1, customer_id=1, kind=ClaimKind(kind), **said)


def asked(day: date, again: date | None = None, kind: ChaserKind = ChaserKind.ASKED) -> ChaserRow:
    return ChaserRow(1, 1, kind, day, "x", again, "user:1")


@pytest.mark.parametrize(
    ("said", "chasers", "what", "on", "rule"),
    [
        # A council decides in 14 days of having all the evidence.
        (claim(evidence_given_on=date(2026, 1, 12)), [], "decision", date(2026, 1, 26), "housing_benefit_decision"),
        (claim(), [], "decision", date(2026, 1, 19), "housing_benefit_decision"),
        (claim(evidence_given_on=date(2025, 12, 1)), [], "decision", date(2026, 1, 19), "housing_benefit_decision"),
        # What lacks is asked for by the landlord's policy, not by the time in which it would be decided.
        (claim(evidence="Payslips lack"), [], "evidence", date(2026, 1, 19), OFFICE),
        (
            claim(evidence="All of it", evidence_given_on=date(2026, 1, 7)),
            [],
            "decision",
            date(2026, 1, 21),
            "housing_benefit_decision",
        ),
        # A month's assessment period until 4 February, and a week.
        (claim("universal_credit"), [], "decision", date(2026, 2, 11), "universal_credit_first_payment"),
        (claim("universal_credit", evidence="Rent book"), [], "evidence", date(2026, 1, 19), OFFICE),
        (claim("discretionary"), [], "decision", date(2026, 1, 19), OFFICE),
        (
            claim(status=ClaimStatus.SUSPENDED, decided_on=date(2026, 2, 1)),
            [],
            "suspension",
            date(2026, 2, 15),
            OFFICE,
        ),
        (
            claim(status=ClaimStatus.UNDER_APPEAL, decided_on=date(2026, 2, 1)),
            [],
            "appeal",
            date(2026, 2, 15),
            OFFICE,
        ),
        # Again: on the day that was said, or after the days of policy, from the newest.
        (claim(), [asked(date(2026, 2, 1), date(2026, 2, 20))], "decision", date(2026, 2, 20), ""),
        (
            claim(),
            [asked(date(2026, 2, 1), date(2026, 2, 20)), asked(date(2026, 2, 18), kind=ChaserKind.ANSWERED)],
            "decision",
            date(2026, 3, 4),
            OFFICE,
        ),
        # Before the tables begin it is counted as today
        (claim("pension_credit", claimed_on=date(2019, 1, 7)), [], "decision", date(2019, 1, 21), OFFICE),
    ],
)  # fmt: skip
def test_since_when_a_claim_is_due(said: Claim, chasers: list[ChaserRow], what: str, on: date, rule: str) -> None:
    assert due_of(said, chasers, LAW, TODAY) == (what, on, rule)


def listed(door: Door, who: str = "olive") -> list[dict[str, Any]]:
    answer = door.ask(who, "GET", "/claims-to-chase")
    assert answer.status_code == 200, answer.text
    return list(answer.json())


def record(door: Door, account: int = 1, **more: Any) -> int:
    answer = door.ask("olive", "POST", f"/accounts/{account}/benefits", json={**CREDIT, **more})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["number"])


def test_the_longest_due_comes_first_and_what_is_asked_goes_until_it_is_due_again(door: Door) -> None:
    credit = record(door)
    housing = record(door, kind="housing_benefit", evidence="Proof of rent lacks")
    fund = record(door, kind="discretionary", claimed_on="2026-03-02")  # not due yet
    record(door, kind="pension_credit", status="refused", decided_on="2026-01-20")  # decided
    rows = listed(door)
    assert [(each["claim"], each["what"], each["due_on"], each["days"], each["rule"]) for each in rows] == [
        (housing, "evidence", "2026-01-19", 42, OFFICE),
        (credit, "decision", "2026-02-11", 19, "universal_credit_first_payment"),
    ]
    assert rows[0]["sentence"] == (
        "Nobody has asked since it was claimed on Monday 5 January 2026. The office lacks: Proof of rent lacks"
    )
    chaser = {"claim": housing, "kind": "asked", "on": "2026-03-02", "words": "Sent the tenancy agreement"}
    assert door.ask("olive", "POST", "/accounts/1/benefits/chasers", json=chaser).status_code == 200
    assert [each["claim"] for each in listed(door)] == [credit]
    # A newer word of the same claim has a number of its own; it was asked about all the same.
    newer = record(door, kind="housing_benefit", evidence_given_on="2026-03-02", replaces=housing)
    assert [each["claim"] for each in listed(door)] == [credit]
    door.landlord.clock.move_to(door.landlord.clock.now() + timedelta(days=14))
    rows = listed(door)
    assert [(each["claim"], each["due_on"], each["days"], each["asked"]) for each in rows] == [
        (credit, "2026-02-11", 33, 0),
        (fund, "2026-03-16", 0, 0),
        (newer, "2026-03-16", 0, 1),
    ]
    assert rows[2]["sentence"] == "It was last asked about on Monday 2 March 2026."


def add_wes(small: Town) -> int:
    """An officer of West 2 comes, in which lies one tenancy; gives its number."""
    other = small.landlord.add_tenancy("2")
    small.patch(other, "West 2")
    with small.landlord.house.db.write() as session:
        add_user(session, "wes", "Wes", PASSWORD, ["officer"], small.landlord.clock, patches=["West 2"])
    return other


def test_of_another_patch_nothing_is_listed(door: Door, small: Town) -> None:
    record(door)
    add_wes(small)
    assert listed(door, "wes") == []
    assert len(listed(door, "cora")) == 1
    small.patch(1, "West 2")
    assert [each["patch"] for each in listed(door, "wes")] == ["West 2"]
    assert problem(door.ask("pat", "GET", "/claims-to-chase"), 403)


def test_the_page_lists_and_records(door: Door, small: Town) -> None:
    claim = record(door, evidence=HOSTILE[:40], reference="UC-77")
    browser = Browser(TestClient(make_app(small.landlord.house)))
    browser.sign_in("olive")
    browser.get("/cases")
    assert "/claims-to-chase" in browser.page.text
    browser.get("/claims-to-chase")
    assert "Universal credit of 5 January 2026, reference UC-77" in browser.words()
    assert "The evidence, due on 19 January 2026 42 days ago" in browser.words()
    assert "<script>" not in browser.page.text.split("<main")[1]
    day = {"on-day": "2", "on-month": "3", "on-year": "2026"}
    for fields, sentence in (
        ({**day, "words": "Rang"}, "Select what was said."),
        ({"kind": "asked", "words": "Rang"}, "Enter a real date, like 27 3 2026."),
        ({"kind": "asked", **day, "words": " "}, "Say what was asked or answered."),
        ({"kind": "asked", **day, "on-day": "9", "words": "Rang"}, "is still to come. Correct the day."),
        ({"kind": "asked", **day, "words": "Rang", "again-day": "31", "again-month": "2"}, "or leave it empty."),
        (
            {"kind": "asked", **day, "words": "Rang", "again-day": "1", "again-month": "3", "again-year": "2026"},
            "It is asked again on a later day.",
        ),
    ):
        browser.send("/claims-to-chase", **fields)
        assert browser.page.status_code == 422, sentence
        assert sentence in browser.words()
        assert len(listed(door)) == 1
    assert browser.tree().xpath(f'//select[@id="kind-{claim}"]/option[@selected]/@value') == ["asked"]
    browser.send("/claims-to-chase", kind="asked", words="Rang, they look into it", **day)
    assert "It is recorded." in browser.words()
    assert "There is none." in browser.words()
    chasers = door.ask("olive", "GET", "/accounts/1/benefits").json()["chasers"]
    assert [(each["claim_id"], each["words"]) for each in chasers] == [(claim, "Rang, they look into it")]


def test_a_claim_that_is_not_theirs_answers_as_none(door: Door, small: Town) -> None:
    record(door)
    other = add_wes(small)
    record(door, other, person=2)
    browser = Browser(TestClient(make_app(small.landlord.house)))
    browser.sign_in("wes")
    browser.get("/claims-to-chase")
    day = {"on-day": "2", "on-month": "3", "on-year": "2026"}
    for account in (1, 999):
        browser.get("/claims-to-chase")
        browser.send("/claims-to-chase", kind="asked", words="x", **day, account=str(account), claim="1")
        assert browser.page.status_code == 404
        assert f"There is no account with the number {account}." in browser.words()
