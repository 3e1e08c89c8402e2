"""Cases that stand beside others about the same debt: they begin though another is open, and hinder none."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from cases.tables import CaseAccount
from tasks.about import ProcedureUnreadable, read_about
from tasks.acts import beginning, holds, records
from tasks.tables import NightWord
from tests.duties.officers import Officers
from tests.house import Landlord, make_landlord, publish_folder
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.runtime.tables import CaseFile
from workflows.settings import HOUSE

_case, _about = table(CaseFile), table(CaseAccount)
YAML = b"""title: T
means: M
owner: O
reference: TT
debts: [rent]
begins: [{by: person, roles: [officer]}]
beside: perhaps
"""


@pytest.fixture
def landlord(tmp_path: Path, clock: SimulatedClock) -> Landlord:
    """A debt of six weeks, with an arrears case; breathing spaces and enquiries have procedures."""
    made = make_landlord(f"sqlite:///{tmp_path / 'd.db'}", tmp_path / "store", clock, bpmn=HOUSE / "bpmn")
    made.add_tenancy("1")
    for name in ("breathing_space", "enquiry"):
        publish_folder(made.house, name)
    made.look()
    return made


def cases(landlord: Landlord) -> dict[str, str]:
    """Procedure → how its case stands."""
    with landlord.house.db.read() as session:
        return {row.procedure: row.status for row in session.execute(select(_case.c.procedure, _case.c.status))}


def test_a_moratorium_begins_its_case_beside_that_of_the_arrears(landlord: Landlord) -> None:
    assert cases(landlord) == {"early_intervention": "open"}
    today = landlord.clock.now().date()
    holds.place(
        landlord.house,
        landlord.person("olive"),
        kind="breathing_space",
        begins_on=today,
        accounts=["1"],
        reason="Notice",
    )
    landlord.look()
    assert cases(landlord) == {"early_intervention": "open", "breathing_space": "open"}
    landlord.look()
    with landlord.house.db.read() as session:
        assert len(session.execute(select(_about)).all()) == 2, "it began twice for one moratorium"


def test_what_stands_beside_keeps_no_other_from_beginning(tmp_path: Path, clock: SimulatedClock) -> None:
    made = make_landlord(f"sqlite:///{tmp_path / 'd.db'}", tmp_path / "store", clock, bpmn=HOUSE / "bpmn")
    made.add_tenancy("1")
    publish_folder(made.house, "enquiry")
    beginning.begin(made.house, made.person("olive"), "enquiry", account="1", reason="She called")
    made.look()
    assert cases(made) == {"enquiry": "open", "early_intervention": "open"}


def test_a_debt_is_not_left_alone_because_an_enquiry_ended(tmp_path: Path, clock: SimulatedClock) -> None:
    made = make_landlord(f"sqlite:///{tmp_path / 'd.db'}", tmp_path / "store", clock, bpmn=HOUSE / "bpmn")
    made.add_tenancy("1")
    publish_folder(made.house, "enquiry")
    case = beginning.begin(made.house, made.person("olive"), "enquiry", account="1", reason="She called")
    with made.house.db.write() as session:
        ended = {"status": "closed", "outcome": "enquiry_answered", "closed_at": made.clock.now()}
        session.execute(update(_case).where(_case.c.id == case).values(**ended))
    made.clock.move_to(made.clock.now() + timedelta(hours=1))
    made.look()
    assert cases(made)["early_intervention"] == "open"


def test_beside_is_true_or_false() -> None:
    with pytest.raises(ProcedureUnreadable, match="`beside` is true or false"):
        read_about("procedures/t/procedure.yaml", YAML)


def test_what_named_roles_see_is_said_neither_by_the_night_nor_by_the_record_of_its_case(
    tmp_path: Path, clock: SimulatedClock
) -> None:
    made = make_landlord(f"sqlite:///{tmp_path / 'd.db'}", tmp_path / "store", clock, bpmn=HOUSE / "bpmn")
    made.add_tenancy("1")
    publish_folder(made.house, "protected_debt")
    holds.place(
        made.house,
        made.person("tess"),
        kind="mental_health_crisis",
        begins_on=made.clock.now().date(),
        accounts=["1"],
        reason="Notice",
    )
    made.look()
    assert cases(made)["protected_debt"] == "open"
    with made.house.db.read() as session:
        case = session.execute(select(_case.c.id).where(_case.c.procedure == "protected_debt")).scalar_one()
        words = session.execute(select(table(NightWord))).all()
    assert words
    assert "crisis" not in str(words)
    told = str(records.look(made.house, made.person("olive"), case))
    assert "named roles" in told
    assert "crisis" not in told
    officers = Officers(made)
    for path in (f"/cases/{case}", "/cases", "/accounts/1", f"/cases/{case}/record"):
        assert "crisis" not in str(officers.get("olive", path)), path
