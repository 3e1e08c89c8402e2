"""The demo's landlord: who is in it, how they pay, what officers answer, and that the tour promises nothing untrue."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from cases.tables import Account
from cases.tenancies.parts import parts
from tasks.acts import imports
from tasks.acts import tenancies as tenancies_acts
from tasks.forms import Form
from tests.house import Landlord
from tools.demo import tour_told
from tools.demo.answering import answers, instead
from tools.demo.asked import OF_EACH, row_of
from tools.demo.book import EARLY, shipped
from tools.demo.cast import COLIN, EDITH, GITA, HUGHES, LEON, NOVAK, OMAR, PARTS, RITA, TILLY
from tools.demo.claims import claim_of
from tools.demo.landlord import tenancies, write_exports
from tools.demo.record import Entry, Recorded, Shows
from tools.demo.tenancy import Tenancy
from tools.demo.terms import YEARS
from tools.demo.tour import shown
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.evidence.kinds import Kind
from workflows.settings import HOUSE

DAY = date(2026, 7, 21)


@pytest.fixture(scope="module")
def made() -> dict[str, Tenancy]:
    """The cast's tenancies by their accounts."""
    return {each.account: each for each in tenancies(0)}


def test_the_same_landlord_is_made_every_time(made: dict[str, Tenancy]) -> None:
    assert {each.account: each for each in tenancies(0)} == made
    assert made.keys() == PARTS.keys()


def test_the_cast_stands_for_what_is_difficult(made: dict[str, Tenancy]) -> None:
    assert [each["large_print"] for each in made[NOVAK].tenants] == ["no", "yes"]
    assert len(made[HUGHES].tenants) == 2
    assert made[EDITH].tenants[0]["representative_role"] == "deputy"
    assert made[COLIN].tenants[0]["representative_role"] == "appointee"
    assert [each.account for each in made.values() if each.costs] == [LEON]
    assert sum(kind == "charge" for _on, kind, _pence, _words in made[LEON].lines) == 1
    assert sum(pence for _on, kind, pence, _words in made[LEON].lines if kind != "charge") <= made[LEON].rent


def test_benefit_pays_as_benefit_does(made: dict[str, Tenancy]) -> None:
    by_housing_benefit = [on for on, kind, _pence, _words in made[RITA].lines if kind == "housing_benefit"]
    assert {(after - before).days for before, after in pairwise(by_housing_benefit)} == {28}
    assert not [kind for _on, kind, _pence, _words in made[RITA].lines if kind == "payment"]
    claim = claim_of(made[OMAR], 1, 1)
    assert (claim.paid_to, claim.assessment_day, claim.pays_every) == ("landlord", 9, "monthly")
    assert {on.day for on, kind, _pence, _words in made[GITA].lines if kind == "universal_credit"} == {16}


def test_a_53rd_rent_week_lies_in_a_ledger_and_is_paid_later(made: dict[str, Tenancy]) -> None:
    lines = made[TILLY].lines
    fell_due = [on for on, kind, _pence, _words in lines if kind == "rent" and on < date(2025, 4, 7)]
    assert (fell_due[-1], fell_due[-1] - date(2024, 4, 1)) == (date(2025, 3, 31), timedelta(weeks=52))
    assert (date(2026, 8, 5), "payment", -made[TILLY].rent, "Debit card") in lines


@pytest.mark.parametrize("rng", [None, Random(1), Random(2)])
def test_what_officers_answer_fits_the_form_of_the_step(rng: Random | None) -> None:
    forms = {path.stem: path for name in (EARLY, "agreement_broken") for path in _forms(name)}
    asked = {step: Form.read(path.name, path.read_bytes()) for step, path in forms.items()}
    known = [step for step in asked if answers(rng, step, DAY) is not None]
    assert len(known) >= 7
    for step in known:
        said = answers(rng, step, DAY) or {}
        if step in OF_EACH:
            row = asked[step].fields["contacts_made"]["items"]["properties"]
            for key, value in row_of(said).items():
                assert value in row[key].get("enum", [value]), (step, key)
            continue
        assert said.keys() <= asked[step].fields.keys(), step
        for key, value in said.items():
            choices = asked[step].fields[key].get("enum", [value])
            assert value in choices, (step, key)


def test_a_step_that_nobody_knows_is_left_to_somebody_who_does() -> None:
    assert answers(None, "a_step_that_came_in_between", DAY) is None
    assert EARLY in shipped()


def test_the_page_about_the_demo_names_the_cast() -> None:
    told = (HOUSE / "docs" / "demo.md").read_text(encoding="utf-8")
    for account, part in PARTS.items():
        (row,) = (line for line in told.splitlines() if line.startswith(f"| {account} |"))
        for name in part.names:
            assert set(name.split()[1:]) <= set(row.replace("|", " ").split()), account


def test_a_decision_that_is_refused_is_taken_as_the_refusal_says() -> None:
    (said,) = instead("decide_notice")
    assert said["notice_decision"] == "no_notice"
    assert instead("contact_customer") == ()


def test_a_sentence_that_the_record_does_not_bear_out_is_found() -> None:
    done = Entry(DAY, Kind.STEP_COMPLETED, "check_benefits", "Sam Lee", "help with a claim")
    of = Recorded(1, (1,), (1,), (), (done,), ((DAY, "letter_2", "large"),))
    assert Shows(DAY, Kind.STEP_COMPLETED, "check_benefits", "Sam Lee", "a claim").in_(of)
    assert not Shows(DAY, Kind.STEP_COMPLETED, "check_benefits", "Tess Marlow").in_(of)
    assert not Shows(date(2026, 7, 22), Kind.STEP_COMPLETED, "check_benefits").in_(of)
    assert Shows(DAY, letter=("letter_2", "large")).in_(of)
    assert not Shows(DAY, letter=("letter_2", "standard")).in_(of)
    for told in tour_told.TOLD:
        assert all(wanted for _sentence, wanted in told.claims)
        assert any(lacking for _sentence, lacking in shown(told, of))


def _forms(name: str) -> list[Path]:
    return sorted((HOUSE / "bpmn" / "procedures" / name / "forms").glob("*.json"))


def test_the_exports_say_how_each_home_is_let_and_nothing_of_them_is_refused(
    landlord: Landlord, tmp_path: Path, clock: SimulatedClock
) -> None:
    clock.move_to(datetime.combine(DAY, time(7), UTC))
    every = tenancies(60)
    folder = write_exports(tmp_path / "exports", DAY, every)
    report = imports.bring_in(landlord.house, landlord.person("ada"), folder=folder)
    assert (report.refused, report.left_out, report.unusual) == ([], [], [])
    counted = {kind: tally.changed for kind, tally in report.tallies.items()}
    assert (counted["rent_calendars"], counted["tenancies"]) == (len(YEARS), len(every))
    again = imports.bring_in(landlord.house, landlord.person("ada"), folder=folder)
    assert {again.tallies[kind].changed for kind in ("rent_calendars", "tenancies", "tenants", "charges")} == {0}
    with landlord.house.db.read() as session:
        known = parts(session, DAY, None)
        rents = {row.id: row.rent_pence for row in session.execute(select(table(Account)))}
    assert {account: made_of.all for account, made_of in known.items()} == {a: p for a, p in rents.items() if p}
    first = tenancies_acts.look(landlord.house, landlord.person("olive"), min(rents))
    assert "which is the rent" in first.sum_said
    assert (
        "next on Monday 27 July 2026" in first.calendar_said or "next on Saturday 1 August 2026" in first.calendar_said
    )
