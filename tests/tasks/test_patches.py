"""Somebody of one patch: what is not theirs and what does not exist answer word for word alike, at every act."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from cases import holds as placed
from cases.tables import Account
from documents.register import documents_of_case
from tasks.acts import case_files, holds, letters, records, rules, running, steps
from tasks.people import Person, add_user
from tests.conftest import MORNING
from tests.house import PASSWORD, Landlord
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import Refused
from workflows.evidence import timeline
from workflows.runtime.tables import Threat

_account = table(Account)


@dataclass
class Town:
    """Two cases: one of the patch East 1, one of West 2, each with a letter and a hold."""

    landlord: Landlord
    mine: int
    other: int
    letter: dict[int, int]
    hold: dict[int, int]

    def local(self, role: str) -> Person:
        """Somebody of East 1."""
        return self.landlord.person(f"east_{role}")


@pytest.fixture
def town(landlord: Landlord) -> Town:
    first, second = landlord.add_tenancy("1"), landlord.add_tenancy("2")
    with landlord.house.db.write() as session:
        session.execute(update(_account).where(_account.c.id == second).values(patch="West 2"))
        for role in ("officer", "team_leader", "compliance", "administrator"):
            add_user(session, f"east_{role}", role, PASSWORD, [role], landlord.clock, patches=["East 1"])
    landlord.look()
    mine, other = landlord.case_of(first), landlord.case_of(second)
    begins = london_date(landlord.clock.now()) + timedelta(days=30)
    found = {}
    for case, account in ((mine, first), (other, second)):
        found[case] = placed.place(landlord.house.runtime, "dispute", "user:3", begins_on=begins, accounts=[account])
    with landlord.house.db.read() as session:
        kept = {case: documents_of_case(session, case)[0].id for case in (mine, other)}
    return Town(landlord, mine, other, kept, found)


def sentence(act: Callable[[], Any]) -> str:
    """How an act is refused, without the numbers in it; empty where it is done."""
    try:
        act()
    except Refused as refused:
        return f"{refused.status} {refused.slug} {re.sub(r'[0-9]+', '…', refused.sentence)}"
    return ""


def test_of_another_patch_is_as_if_it_were_not_there(town: Town) -> None:
    house, missing = town.landlord.house, 77_777
    olive, tess, cora = town.local("officer"), town.local("team_leader"), town.local("compliance")
    today = date(2026, 3, 2)
    acts: dict[str, Callable[[int], Any]] = {
        "case": lambda case: case_files.look(house, olive, case),
        "record": lambda case: records.look(house, olive, case),
        "check": lambda case: records.check(house, cora, case),
        "export": lambda case: records.export(house, cora, case),
        "document": lambda case: letters.read(house, olive, town.letter.get(case, case)),
        "hold": lambda case: holds.place_on_case(house, olive, case, kind="dispute", begins_on=today),
        "release": lambda case: holds.release(house, tess, town.hold.get(case, case), reason="settled"),
    }
    for name, act in acts.items():
        refused = sentence(lambda act=act: act(town.other))  # type: ignore[misc]
        assert refused.startswith("404 "), name
        assert refused == sentence(lambda act=act: act(missing)), name  # type: ignore[misc]
    for name, act in acts.items():
        assert sentence(lambda act=act: act(town.mine)) == "", name  # type: ignore[misc]


def test_what_was_refused_stands_in_ones_own_record_and_in_no_strangers(town: Town) -> None:
    olive = town.local("officer")
    with town.landlord.house.db.read() as session:
        before = len(list(timeline(session, town.landlord.house.runtime.chain_of(session, town.other))))
    assert sentence(lambda: case_files.look(town.landlord.house, olive, town.other))
    with town.landlord.house.db.read() as session:
        assert len(list(timeline(session, town.landlord.house.runtime.chain_of(session, town.other)))) == before
        last = list(timeline(session, olive.chain_id))[-1]
    assert (last["kind"], last["content"]["act"]) == ("act refused", "case_files.look")


def test_lists_hold_what_is_theirs(town: Town) -> None:
    house, olive = town.landlord.house, town.local("officer")
    assert [row.id for row in case_files.search(house, olive).rows] == [town.mine]
    assert case_files.search(house, olive, part="RA-2").total == 0
    assert case_files.search(house, town.landlord.person("sam")).total == 2
    assert {row.case_id for row in steps.list_(house, olive).rows} <= {town.mine}
    assert steps.list_(house, olive).offered["patches"] == [("East 1", "East 1")]
    tess, cora, ada = town.local("team_leader"), town.local("compliance"), town.landlord.person("ada")
    with house.db.write() as session:
        for case in (town.mine, town.other):
            found = {"case_id": case, "rule": "r", "step": "", "lacking": [], "on_day": MORNING.date()}
            session.execute(insert(table(Threat)).values(**found, found_at=MORNING))
    assert rules.list_(house, town.landlord.person("tess")).counted == {"r": 2}
    assert rules.list_(house, tess).counted == {"r": 1}
    assert rules.check_cases(house, cora, on=date(2026, 3, 2)).count == 1
    assert rules.check_cases(house, town.landlord.person("cora"), on=date(2026, 3, 2)).count == 2
    today = town.landlord.clock.now().date()
    lasting = holds.place(
        house, town.landlord.person("tess"), kind="death", begins_on=today, accounts=["2"], reason="x"
    )
    assert lasting[0] in {each.id for each in running.look(house, ada).holds}
    assert lasting[0] not in {each.id for each in running.look(house, town.local("administrator")).holds}
    assert sentence(lambda: holds.place(house, olive, kind="dispute", begins_on=date(2026, 3, 2), accounts=["2"]))
    assert not sentence(lambda: holds.place(house, olive, kind="dispute", begins_on=date(2026, 3, 2), accounts=["1"]))
