"""A question to a colleague who is away comes back, its answer is seen by who asked, and it can be withdrawn."""

from datetime import timedelta
from typing import NamedTuple

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from api.app import make_app
from cases.consulting.asking import AlreadyAnswered, ConsultationNotUnderstood, NotAsked, QuestionWithdrawn
from cases.law import Law, NoSuchNumber
from cases.tables import Account
from tasks.acts import closing, consulting, records
from tasks.beside_steps import beside
from tasks.handing_over import questions_of
from tasks.people import add_user
from tests.duties.officers import Officers
from tests.house import PASSWORD, Landlord
from tests.together import at_once
from tests.web.conftest import Browser
from workflows.clock import london_date
from workflows.db import table


class Desk(NamedTuple):
    """A case about which olive asked tess a question, to be answered today."""

    landlord: Landlord
    case: int
    number: int

    def listed(self, who: str) -> list[tuple[int, str, bool]]:
        """(number, why it came back, whether it is theirs to answer) of each question on somebody's list."""
        rows = consulting.list_(self.landlord.house, self.landlord.person(who))
        return [(each.row.id, each.came_back, each.mine) for each in rows]

    def answer(self, who: str, words: str = "Secure") -> None:
        consulting.answer(self.landlord.house, self.landlord.person(who), self.case, self.number, words=words)

    def withdraw(self, who: str, reason: str = "She found the agreement") -> None:
        consulting.withdraw(self.landlord.house, self.landlord.person(who), self.case, self.number, reason=reason)

    def beside(self, who: str) -> list[str]:
        house = self.landlord.house
        with house.db.read() as session:
            today = london_date(self.landlord.clock.now())
            return [each.words for each in beside(house, session, self.landlord.person(who), today)]

    def pass_days(self, days: int) -> None:
        self.landlord.clock.move_to(self.landlord.clock.now() + timedelta(days=days))


@pytest.fixture
def desk(landlord: Landlord) -> Desk:
    house = landlord.house
    with house.db.write() as session:
        add_user(session, "lena", "Lena", PASSWORD, ["team_leader"], landlord.clock)
        add_user(session, "west", "West", PASSWORD, ["team_leader"], landlord.clock, patches=["West 1"])
    landlord.add_tenancy("1")
    elsewhere = landlord.add_tenancy("2", weeks_owed=0)
    with house.db.write() as session:
        session.execute(update(table(Account)).where(table(Account).c.id == elsewhere).values(patch="West 1"))
    landlord.look()
    case, by = landlord.case_of(1), london_date(landlord.clock.now())
    return Desk(
        landlord,
        case,
        consulting.ask(house, landlord.person("olive"), case, of="tess", question="Which?", answer_by=by),
    )


def test_what_is_long_overdue_comes_back_to_who_asked_and_to_leaders(desk: Desk) -> None:
    desk.pass_days(2)
    assert desk.listed("olive") == desk.listed("lena") == []
    with pytest.raises(NotAsked):
        desk.answer("lena")
    desk.pass_days(1)
    back = (desk.number, "Tess has not answered, and it was to be answered by 2 March 2026.", True)
    assert desk.listed("olive") == desk.listed("lena") == [back]
    assert desk.listed("tess") == [(desk.number, "", True)], "it is hers still"
    assert desk.listed("sam") == desk.listed("west") == []
    assert desk.beside("lena") == ["1 question of colleagues"]
    with pytest.raises(NotAsked):
        desk.answer("sam")
    desk.answer("lena")
    assert desk.listed("lena") == desk.listed("tess") == []
    with pytest.raises(AlreadyAnswered):
        desk.answer("tess")
    (seen,) = consulting.of_case(desk.landlord.house, desk.landlord.person("olive"), desk.case).questions
    assert seen.row.answer == "Lena, to whom it came back: Secure"
    record = records.look(desk.landlord.house, desk.landlord.person("tess"), desk.case).entries
    (said,) = [each.content for each in record if each.kind == "colleague answered"]
    assert said is not None
    assert said["came_back"].startswith("Tess has not answered")


def test_where_no_policy_says_when_it_stays_with_whoever_was_asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    days = Law.days

    def without(law: Law, name: str, on: object) -> timedelta:
        if name == "question_comes_back":
            raise NoSuchNumber("There is no period of that name.")
        return days(law, name, on)  # type: ignore[arg-type]

    monkeypatch.setattr(Law, "days", without)
    desk.pass_days(30)
    assert desk.listed("olive") == desk.listed("lena") == []
    assert desk.listed("tess") == [(desk.number, "", True)]


def test_who_asked_is_shown_the_answer_until_they_saw_it(desk: Desk) -> None:
    house = desk.landlord.house
    assert desk.beside("olive") == []
    desk.answer("tess")
    assert desk.beside("olive") == ["1 question of yours answered or withdrawn"]
    assert desk.listed("olive") == [(desk.number, "", False)]
    consulting.of_case(house, desk.landlord.person("tess"), desk.case)
    assert desk.listed("olive") == [(desk.number, "", False)], "who answered looked, and not who asked"
    assert desk.beside("sam") == desk.beside("lena") == []
    consulting.of_case(house, desk.landlord.person("olive"), desk.case)
    assert (desk.listed("olive"), desk.beside("olive")) == ([], [])


def test_what_who_asked_answered_as_it_came_back_is_no_news_to_them(desk: Desk) -> None:
    desk.pass_days(3)
    desk.answer("olive", "Sam knew")
    assert desk.listed("olive") == []


def test_it_is_withdrawn_with_a_reason_by_who_asked_or_a_leader_and_answered_no_more(desk: Desk) -> None:
    house, tess = desk.landlord.house, desk.landlord.person("tess")
    with pytest.raises(NotAsked):
        desk.withdraw("sam")
    with pytest.raises(ConsultationNotUnderstood):
        desk.withdraw("olive", " ")
    desk.withdraw("olive")
    for again in (desk.withdraw, desk.answer):
        with pytest.raises(QuestionWithdrawn):
            again("tess")
    assert desk.listed("tess") == []
    desk.pass_days(30)
    assert desk.listed("olive") == desk.listed("lena") == []
    with house.db.read() as session:
        assert questions_of(session, tess, tess.actor) == 0
    (seen,) = consulting.of_case(house, tess, desk.case).questions
    assert (seen.withdrawn_by, seen.row.withdrawn_because, seen.overdue) == ("Olive", "She found the agreement", False)
    record = records.look(house, tess, desk.case).entries
    assert [each.content for each in record if each.kind == "question withdrawn"] == [
        {"consultation": desk.number, "reason": "She found the agreement"}
    ]


def test_who_asked_is_told_who_withdrew_it_until_they_saw_it(desk: Desk) -> None:
    """By the leader who was asked: a question does not go without a word."""
    house = desk.landlord.house
    desk.withdraw("tess", "The file says so")
    assert desk.listed("olive") == [(desk.number, "", False)]
    assert desk.listed("tess") == desk.listed("lena") == []
    assert desk.beside("olive") == ["1 question of yours answered or withdrawn"]
    officers = Officers(desk.landlord)
    (seen,) = officers.get("olive", "/consultations")
    assert (seen["withdrawn_by"], seen["withdrawn_because"]) == ("Tess", "The file says so")
    assert seen["withdrawn_at"]
    browser = Browser(TestClient(make_app(house), raise_server_exceptions=False))
    browser.sign_in("olive")
    browser.get("/consultations")
    assert "Withdrawn by Tess" in browser.words()
    assert "The file says so" in browser.words()
    consulting.of_case(house, desk.landlord.person("tess"), desk.case)
    assert desk.listed("olive") == [(desk.number, "", False)], "who withdrew it looked, and not who asked"
    consulting.of_case(house, desk.landlord.person("olive"), desk.case)
    assert (desk.listed("olive"), desk.beside("olive")) == ([], [])


def test_who_closes_the_case_is_told_which_questions_wait(desk: Desk) -> None:
    house, lena = desk.landlord.house, desk.landlord.person("lena")
    today = london_date(desk.landlord.clock.now())
    other = consulting.ask(
        house, desk.landlord.person("olive"), desk.case, of="sam", question="Since when?", answer_by=today
    )
    consulting.withdraw(house, lena, desk.case, other, reason="Known by now")
    stays = closing.close(house, lena, desk.case, because="opened_in_error", reason="Begun on the wrong account").stays
    assert [each for each in stays if "question" in each] == [
        "The question of Olive to Tess, to be answered by 2 March 2026, waits still: have it answered, or withdraw it."
    ]


def test_what_has_its_answer_is_not_withdrawn(desk: Desk) -> None:
    desk.answer("tess")
    with pytest.raises(AlreadyAnswered):
        desk.withdraw("lena")


def test_of_an_answer_and_a_withdrawal_at_once_one_stands(desk: Desk) -> None:
    results = at_once(lambda: desk.answer("tess"), lambda: desk.withdraw("olive"))
    (seen,) = consulting.of_case(desk.landlord.house, desk.landlord.person("lena"), desk.case).questions
    assert (seen.row.answered_at is None) != (seen.row.withdrawn_at is None)
    assert sum(each is None for each in results) == 1


def test_pages_say_so(desk: Desk) -> None:
    browser = Browser(TestClient(make_app(desk.landlord.house), raise_server_exceptions=False))
    here = f"/cases/{desk.case}/consultations"
    browser.sign_in("olive")
    browser.get(here)
    refused = browser.send(f"{here}/{desk.number}/withdraw", reason=" ")
    assert refused.status_code == 422
    assert "Say why it needs no answer any more" in browser.words()
    desk.answer("tess")
    browser.get("/consultations")
    assert "Read what Tess answered" in browser.words()
    number = consulting.ask(
        desk.landlord.house,
        desk.landlord.person("olive"),
        desk.case,
        of="tess",
        question="And since when?",
        answer_by=london_date(desk.landlord.clock.now()),
    )
    browser.get(here)
    browser.send(f"{here}/{number}/withdraw", reason="It stands in the file")
    browser.get(here)
    assert "Withdrawn by Olive" in browser.words()
    assert "It stands in the file" in browser.words()
