"""The wheel: what an installation gets, and that it runs by itself."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from workflows.settings import HOUSE

ROOMS = {"workflows", "cases", "documents", "tasks", "api", "web", "bpmn"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as `pip wheel` would, without asking for anything from outside."""
    folder = tmp_path_factory.mktemp("wheel")
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", build, str(folder)], cwd=HOUSE, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


def test_it_holds_the_rooms_and_nothing_that_no_installation_needs(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == ROOMS
    assert "workflows/migrations/versions/v0001_the_spine.py" in names
    assert "bpmn/procedures/early_intervention/early_intervention.bpmn" in names
    assert not [name for name in names if "bench" in name or "demo" in name or name.endswith("test.py")]


def test_it_runs_by_itself(wheel: Path, tmp_path: Path) -> None:
    """Unpacked where nothing else of ours is, it deploys, adds a user, and refuses what it must."""
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)

    def duecourse(*arguments: str) -> subprocess.CompletedProcess[str]:
        program = "import sys; sys.path.insert(0, sys.argv.pop(1)); from api.commands import main; main()"
        environment = {**os.environ, "DUECOURSE_STORE": str(tmp_path / "store"), "PYTHONPATH": ""}
        environment.pop("DUECOURSE_DATABASE", None)
        environment.pop("DUECOURSE_BPMN", None)
        return subprocess.run(
            [sys.executable, "-P", "-c", program, str(site), *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    where = "import sys; sys.path.insert(0, sys.argv[1]); import api; print(api.__file__)"
    found = subprocess.run([sys.executable, "-P", "-c", where, str(site)], capture_output=True, text=True, check=True)
    assert str(site) in found.stdout
    said = duecourse("deploy", "--organisation", "Wheel Homes")
    assert said.returncode == 0, said.stderr
    assert "early_intervention is proved and proposed" in said.stdout
    said = duecourse("add-user", "ada", "--name", "Ada", "--roles", "administrator", "--password", "long enough indeed")
    assert "ada may sign in" in said.stdout, said.stderr
    assert "ada" in duecourse("users", "list").stdout
    assert "In order" in duecourse("verify").stdout
    assert duecourse("deploy").returncode == 1  # where people work, somebody must say who proposes
