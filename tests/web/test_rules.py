"""Rules and the open cases that they stop: found in the night, shown in the pages and told over HTTP."""

from dataclasses import replace
from datetime import date

from sqlalchemy import update

from tests.api.test_api import Door, problem
from tests.web.conftest import Office
from workflows.db import table
from workflows.proofs.automata import Before
from workflows.proofs.rules import Rule, Rules
from workflows.runtime import threats
from workflows.runtime.tables import CaseFile

TO_COME = Rule(
    "asked-first",
    "Nothing is decided before the tenant was visited.",
    "Some Act s.1",
    Before("decide_notice", (frozenset({"visit_tenant"}),)),
    begins=date(2027, 1, 1),
)


def look(office: Office, *rules: Rule) -> int:
    runtime = office.landlord.house.runtime
    runtime.rules = Rules((*runtime.rules.rules, *rules))
    return threats.look(runtime)


def test_a_rule_to_come_names_the_open_cases_that_it_will_stop(office: Office) -> None:
    assert look(office, TO_COME) == 2
    leader, officer = office.browser("tess"), office.browser("olive")
    leader.get("/rules")
    assert "From 1 January 2027" in leader.words()
    leader.get("/rules/asked-first")
    said = leader.words()
    assert "2 open cases will be stopped by it" in said
    assert "Decide notice" in said
    assert "Visit tenant" in said
    assert leader.tree().xpath(f"//a[@href='/cases/{office.case}']")
    officer.get("/rules")
    assert "2 cases" in officer.words()
    assert not officer.tree().xpath("//a[starts-with(@href, '/rules/')]"), "the cases of others are not listed for them"
    assert officer.get("/rules/asked-first").status_code == 403
    assert leader.get("/rules/no-such-rule").status_code == 404
    leader.get("/rules/p01-scope-before-claim")
    assert "No open case is stopped by it" in leader.words()


def test_the_cases_that_count_are_counted_and_of_these_the_open_ones(office: Office) -> None:
    look(office, TO_COME)
    case = table(CaseFile)
    with office.landlord.house.db.write() as session:
        assert threats.counted(session) == {"asked-first": 2}
        assert threats.counted(session, case.c.id == office.case) == {"asked-first": 1}
        session.execute(update(case).where(case.c.id == office.case).values(status="closed"))
        assert threats.counted(session) == {"asked-first": 1}
        assert threats.counted(session, case.c.id == office.case) == {}
        assert [each.id for each in threats.listed(session, "asked-first", 10, case.c.id == office.case)] == []


def test_the_list_is_made_anew_each_night(office: Office) -> None:
    assert look(office, replace(TO_COME, begins=date(2020, 1, 1))) == 2
    runtime = office.landlord.house.runtime
    runtime.rules = Rules(runtime.rules.rules[:-1])
    assert threats.look(runtime) == 0
    with runtime.db.read() as session:
        assert threats.counted(session) == {}
        assert threats.listed(session, "asked-first", 10) == []


def test_rules_over_http(office: Office) -> None:
    look(office, TO_COME)
    door = Door(office.landlord)
    told = {each["id"]: each for each in door.ask("olive", "GET", "/rules").json()}
    assert told["asked-first"]["stopped"] == 2
    assert told["asked-first"]["begins"] == "2027-01-01"
    assert told["checklist-before-decision"]["stopped"] == 0
    row, _other = door.ask("cora", "GET", "/rules/asked-first/cases").json()
    assert (row["id"], row["step"], row["lacking"]) == (office.case, "decide_notice", ["visit_tenant"])
    problem(door.ask("olive", "GET", "/rules/asked-first/cases"), 403)
    problem(door.ask("cora", "GET", "/rules/asked-last/cases"), 404)
