"""A new procedure is one folder: it is whole, it runs to its end, and nothing else is touched by it."""

import shutil
from pathlib import Path

import pytest

from tasks.assembly import House, build
from tasks.rehearsing import rehearsed
from tasks.scaffold import FolderThere, NameNotUnderstood, scaffold, write_procedure
from tests.conftest import MORNING
from tests.house import small_book
from workflows.clock import SimulatedClock
from workflows.editions import Book
from workflows.proofs.certificate import Examined
from workflows.runtime.examining import examine_files
from workflows.settings import Settings

NAME = "garage_arrears"


def _house(bpmn: Path, folder: Path) -> House:
    folder.mkdir()
    return build(Settings(f"sqlite:///{folder / 'd.db'}", folder, bpmn=bpmn), SimulatedClock(MORNING))


def _examined(house: House, name: str) -> Examined:
    return examine_files(house.runtime, name, house.book.procedure(name))


def test_it_has_two_forms_a_letter_a_rule_and_stories() -> None:
    files = scaffold(NAME)
    for folder, count in (("forms/", 2), ("documents/", 1), ("stories/", 2)):
        assert len([path for path in files if path.startswith(folder)]) == count
    assert {f"{NAME}.bpmn", "procedure.yaml", "steps.yaml", "acts.yaml", "rules.yaml"} <= set(files)


def test_it_runs_to_its_end_and_changes_no_other_file_and_no_other_certificate(tmp_path: Path) -> None:
    bpmn = tmp_path / "bpmn"
    shutil.copytree(small_book(), bpmn)
    before = Book.of_folder(bpmn)
    house = _house(bpmn, tmp_path / "before")
    certificates = {name: _examined(house, name).sha256 for name in before.procedures}
    house.close()

    folder = write_procedure(bpmn / "procedures", NAME)

    house = _house(bpmn, tmp_path / "after")
    assert folder == bpmn / "procedures" / NAME
    assert {path: content for path, content in house.book.items() if f"/{NAME}/" not in path} == dict(before)
    assert {name: _examined(house, name).sha256 for name in before.procedures} == certificates
    examined = _examined(house, NAME)
    assert examined.objections == ()
    assert [verdict.rule for verdict in examined.proof.verdicts if verdict.rule.startswith("garage")] == [
        "garage-arrears-looked-at-before-the-letter"
    ]
    assert rehearsed(house, NAME, house.book, examined).against == ()
    house.close()


@pytest.mark.parametrize("name", ["", "Garage", "ga rage", "../garage", "9lives", "a__b", "garage_", "a" * 41])
def test_a_name_that_is_none_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(NameNotUnderstood, match="small letters"):
        write_procedure(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "mine.txt").write_text("mine")
    with pytest.raises(FolderThere, match="nothing in it was changed"):
        write_procedure(tmp_path, NAME)
    assert [path.name for path in (tmp_path / NAME).iterdir()] == ["mine.txt"]
