"""Commands that ask: which law holds on a day, and what of it nobody has verified; why an account is on a list."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from api.commands import main
from tests.conftest import MORNING
from tests.house import Landlord, make_landlord
from workflows.clock import SimulatedClock

Run = Callable[..., str]


@pytest.fixture
def landlord(tmp_path: Path) -> Landlord:
    made = make_landlord(f"sqlite:///{tmp_path / 'duecourse.db'}", tmp_path / "store", SimulatedClock(MORNING))
    made.add_tenancy("1")
    return made


@pytest.fixture
def run(landlord: Landlord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def asked(*arguments: str) -> str:
        monkeypatch.setenv("DUECOURSE_STORE", str(tmp_path / "store"))
        monkeypatch.setenv("DUECOURSE_DATABASE", f"sqlite:///{tmp_path / 'duecourse.db'}")
        monkeypatch.setattr(sys, "argv", ["duecourse", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit):
            main()
        read = capsys.readouterr()
        return read.out + read.err

    return asked


def test_of_the_law_that_is_shipped_nothing_is_verified(run: Run) -> None:
    """A file can never verify itself: that is an act of the landlord's own people."""
    said = run("law", "--on", "2026-11-24")
    last = said.strip().splitlines()[-1]
    total = int(last.split(" rows are in force")[0].rpartition(" ")[2])
    assert total > 100
    assert last == f"On 24 November 2026 {total} rows are in force; nobody has verified {total} of them."
    assert "verified by nobody" in said
    assert len(run("law", "--on", "2026-11-24", "--unverified").splitlines()) == len(said.splitlines())


def test_a_row_that_ended_is_in_force_no_more(run: Run) -> None:
    before, after = run("law", "--on", "2026-04-30"), run("law", "--on", "2026-05-01")
    assert "limits/ground_8_weeks_non_social" in before
    assert "value 8; " in before or "value 8" in before
    assert [line for line in after.splitlines() if "ground_8_weeks_non_social" in line and "value 13" in line]
    assert not [line for line in before.splitlines() if "ground_8_weeks_non_social" in line and "value 13" in line]


def test_why_says_how_an_account_stands(run: Run) -> None:
    said = run("why", "1")
    assert said.startswith("£600.00 is owed on 2 March 2026. £100.00 of it is not late")
    assert "Rent arrears begins, by its decision" in said
