"""The landlord's time for a hazard: hours that pass, working days that are counted, each by its row of law."""

from datetime import UTC, date, datetime

import pytest

from cases.contacts.words import Hazard
from cases.law import Law, LawUnreadable
from cases.referrals.deadlines import asked_after, hazard_deadline
from workflows.settings import HOUSE

LAW = Law.of_folder(HOUSE / "bpmn" / "law")


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("severity", "aware", "by"),
    [
        (Hazard.EMERGENCY, at(2026, 3, 2, 9, 0), at(2026, 3, 3, 9, 0)),
        (Hazard.EMERGENCY, at(2026, 3, 28, 12, 0), at(2026, 3, 29, 12, 0)),  # the clocks change; hours pass
        (Hazard.SIGNIFICANT, at(2026, 3, 2, 9, 0), at(2026, 3, 16, 23, 59)),
        (Hazard.SIGNIFICANT, at(2026, 3, 27, 9, 0), at(2026, 4, 14, 22, 59)),  # Good Friday and Easter Monday between
        (Hazard.SIGNIFICANT, at(2026, 3, 7, 9, 0), at(2026, 3, 20, 23, 59)),  # a Saturday
        (Hazard.DISREPAIR, at(2026, 3, 2, 9, 0), None),
        (Hazard.NONE, at(2026, 3, 2, 9, 0), None),
        (Hazard.EMERGENCY, at(2025, 10, 26, 9, 0), None),  # the Regulations are in force from the day after
    ],
)
def test_until_when_the_landlord_must_have_acted(severity: Hazard, aware: datetime, by: datetime | None) -> None:
    found = hazard_deadline(LAW, severity, aware)
    assert (found.by if found else None) == by


def test_the_rows_are_to_confirm_and_say_their_source() -> None:
    for name in ("hazard_emergency", "hazard_investigation"):
        row = LAW.period_row(name, date(2026, 3, 2))
        assert row.confidence == "to confirm"
        assert "Hazards in Social Housing (Prescribed Requirements) (England) Regulations 2025" in row.source


def test_a_row_that_is_counted_otherwise_is_refused() -> None:
    files = {path.name: path.read_bytes() for path in (HOUSE / "bpmn" / "law").glob("*.yaml")}
    said = files["periods.yaml"].decode()
    start = said.index("  - name: hazard_investigation")
    changed = said[:start] + said[start:].replace("counting: working days", "counting: clear days", 1)
    with pytest.raises(LawUnreadable, match="hazard_investigation: hazards are counted in hours or working days"):
        hazard_deadline(Law({**files, "periods.yaml": changed.encode()}), Hazard.SIGNIFICANT, at(2026, 3, 2, 9, 0))


def test_partners_are_asked_by_the_landlords_policy() -> None:
    assert asked_after(LAW, date(2026, 3, 2)) == date(2026, 3, 16)
