"""What begins a procedure: what its file says is asked of debts by night, and of whom may begin it by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from tasks.about import ByNight, ProcedureUnreadable, examine_about, read_about
from tasks.acts import beginning
from tasks.opening import NotPublished, published
from tasks.people import NotYourRole
from tests.book import BOOK
from tests.calculating import LAW
from tests.house import Landlord, make_landlord
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.decisions import DecisionModel
from workflows.errors import Refused
from workflows.evidence import timeline
from workflows.runtime.house import CaseOpenAlready
from workflows.runtime.tables import CaseFile

PATH = "procedures/arrears/procedure.yaml"
ARREARS = BOOK[PATH].decode()
MODEL = BOOK["procedures/arrears/arrears.dmn"]
DECISIONS = {"decide_stage": DecisionModel.parse(MODEL, LAW.functions(), "arrears.dmn")}
BY_HAND = ARREARS.replace("begins:\n", "begins:\n  - {by: person, roles: [team_leader]}\n")


@pytest.fixture
def town(tmp_path: Path, clock: SimulatedClock) -> Iterator[Landlord]:
    made = make_landlord(f"sqlite:///{tmp_path / 'duecourse.db'}", tmp_path / "store", clock)
    made.add_tenancy("1", representative_name="Helen Marsh", representative_role="deputy")
    yield made
    made.house.close()


def _says(town: Landlord, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the published procedure say this of itself."""
    files = town.house.runtime.procedures.files
    monkeypatch.setattr(
        town.house.runtime.procedures, "files", lambda s, v: {**files(s, v), "procedure.yaml": text.encode()}
    )


def test_what_arrears_says_of_itself() -> None:
    about = read_about(PATH, ARREARS.encode())
    assert (about.reference, about.debts, about.roles) == ("RA", {"rent"}, frozenset())
    (night,) = about.nights
    assert isinstance(night, ByNight)
    assert (night.decision, night.again_after) == ("decide_stage", "look_again_after_case")
    assert [told.message for told in about.tells] == ["debt_cleared"]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("title: Rent arrears", "titel: Rent arrears", "no member 'titel'"),
        ("owner: The income team", "owner: ''", "lacks `owner`"),
        ("reference: RA", "reference: R/A", "plain letters"),
        ("debts: [rent]", "debts: [Rent!]", "`debts` is a list of kinds of debt"),
        ("by: night", "by: moonlight", "'moonlight' is none"),
        ("    decision: decide_stage\n", "", "a row has by, decision, where"),
        ('stage != "no_action"', "stage !!", "is not FEEL"),
        ("when: arrears_pence = 0", "when: arears_pence = 0", "'arears_pence', which is no fact"),
        ("message: debt_cleared", "message: [a]", "`message` is a text"),
        ("begins:", "begins: []\nbegin:", "no member 'begin'"),
        ("title: Rent arrears", "title: Rent arrears\ntitle: Other", "stands twice"),
    ],
)
def test_what_is_not_written_so_is_refused_with_its_place(old: str, new: str, sentence: str) -> None:
    assert old in ARREARS
    with pytest.raises(ProcedureUnreadable, match=sentence) as refused:
        read_about(PATH, ARREARS.replace(old, new).encode())
    assert PATH in refused.value.sentence


@pytest.mark.parametrize(
    "roles", ["team_leader", "[]", "~", "[team_leader, king]", "[[team_leader]]", "{team_leader: 1}"]
)
def test_who_may_begin_it_is_a_list_of_roles(roles: str) -> None:
    assert read_about(PATH, BY_HAND.encode()).roles == {"team_leader"}
    with pytest.raises(ProcedureUnreadable, match=r"`roles` is a list out of .*officer"):
        read_about(PATH, BY_HAND.replace("roles: [team_leader]", f"roles: {roles}").encode())


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("decision: decide_stage", "decision: decide_stages", "the procedure has decide_stage"),
        ("where: stage !=", "where: stages !=", "'stages', which is neither"),
        ("debts: [rent]", "debts: [rents]", "no kind of debt called 'rents'; there is rent"),
        ("again_after: look_again_after_case", "again_after: for_ever", "no period 'for_ever'"),
        ('where: stage != "no_action"', 'where: stage != "nothing"', 'stage is never "nothing": there is "check_data"'),
        ('where: stage != "no_action"', "where: stage", "gives a text, and must give true or false"),
        ("when: arrears_pence = 0", 'when: arrears_pence = "0"', "arrears_pence is a number and .* never equal"),
    ],
)
def test_what_names_nothing_is_refused(old: str, new: str, sentence: str) -> None:
    examine_about(PATH, ARREARS.encode(), DECISIONS, LAW.signatures(), {"rent"})
    with pytest.raises(ProcedureUnreadable, match=sentence):
        examine_about(PATH, ARREARS.replace(old, new).encode(), DECISIONS, LAW.signatures(), {"rent"})


def test_a_decision_of_the_night_asks_facts_of_a_case_alone() -> None:
    asked = MODEL.replace(b"<text>weeks_owed</text>", b"<text>agreement_reached</text>")
    decisions = {"decide_stage": DecisionModel.parse(asked, LAW.functions(), "arrears.dmn")}
    with pytest.raises(ProcedureUnreadable, match=r"by night, when only facts .*nothing here is called 'agreement_r"):
        examine_about(PATH, ARREARS.encode(), decisions, LAW.signatures(), {"rent"})


def test_nobody_begins_by_hand_what_does_not_say_so(town: Landlord) -> None:
    assert beginning.list_(town.house, town.person("tess")) == []
    with pytest.raises(NotYourRole, match="begun by nobody by hand"):
        beginning.begin(town.house, town.person("tess"), "arrears", account="1", reason="They asked")


def test_who_may_begin_it_does_and_the_record_says_who_and_why(town: Landlord, monkeypatch: pytest.MonkeyPatch) -> None:
    _says(town, BY_HAND, monkeypatch)
    tess, olive = town.person("tess"), town.person("olive")
    assert [each.name for each in beginning.list_(town.house, tess)] == ["arrears"]
    assert beginning.list_(town.house, olive) == []
    with pytest.raises(NotYourRole, match="begun by team leader"):
        beginning.begin(town.house, olive, "arrears", account="1", reason="They asked")
    for account, reason in (("1", " "), ("77", "They asked")):
        with pytest.raises(Refused):
            beginning.begin(town.house, tess, "arrears", account=account, reason=reason)
    case = beginning.begin(town.house, tess, "arrears", account="1", reason=" They asked ")
    with town.house.db.read() as session:
        first = next(iter(timeline(session, town.house.runtime.chain_of(session, case))))
        assert session.execute(select(table(CaseFile).c.reference)).scalars().all() == ["RA-1-1"]
    assert (first["kind"], first["actor"]) == ("case opened", tess.actor)
    assert first["content"]["why"] == {"reason": "They asked"}
    with pytest.raises(CaseOpenAlready):
        beginning.begin(town.house, tess, "arrears", account="1", reason="They asked")


def test_a_debt_of_another_kind_and_an_account_of_another_patch(
    town: Landlord, monkeypatch: pytest.MonkeyPatch
) -> None:
    _says(town, BY_HAND, monkeypatch)
    from dataclasses import replace

    elsewhere = replace(town.person("tess"), patches=frozenset({"North"}))
    with pytest.raises(beginning.NoSuchAccount):
        beginning.begin(town.house, elsewhere, "arrears", account="1", reason="They asked")
    _says(town, BY_HAND.replace("[rent]", "[garage]"), monkeypatch)
    with pytest.raises(beginning.NotForThisDebt, match="garage"):
        beginning.begin(town.house, town.person("tess"), "arrears", account="1", reason="They asked")


def test_a_version_from_before_has_the_words_of_the_rule_book(town: Landlord, monkeypatch: pytest.MonkeyPatch) -> None:
    files = town.house.runtime.procedures.files
    older = lambda s, v: {path: c for path, c in files(s, v).items() if path != "procedure.yaml"}  # noqa: E731
    monkeypatch.setattr(town.house.runtime.procedures, "files", older)
    with town.house.db.read() as session:
        assert published(town.house, session)["arrears"][1].reference == "RA"
    town.look()
    assert town.case_of(1)


def test_where_nothing_is_published_the_night_says_so(tmp_path: Path, clock: SimulatedClock) -> None:
    from tasks import nightly
    from tasks.assembly import build, install
    from workflows.settings import Settings

    house = build(Settings(f"sqlite:///{tmp_path / 'd.db'}", tmp_path / "store"), clock)
    install(house.db, "Test Homes", clock)
    with pytest.raises(NotPublished, match="duecourse deploy"):
        nightly.look_at_accounts(house)
    house.close()
