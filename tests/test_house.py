"""The house itself: names, doors, files that must not say what they must not."""

import re
import subprocess
from importlib.metadata import distributions
from pathlib import Path

import pytest

from tasks.earlier import ARREARS
from workflows.settings import HOUSE

ROOMS = ("workflows", "cases", "documents", "tasks", "api", "web", "bpmn")


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=HOUSE, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [HOUSE / name for name in listed.stdout.splitlines()]


def test_no_other_distribution_brings_a_package_of_our_names() -> None:
    for distribution in distributions():
        if distribution.metadata["Name"] == "duecourse":
            continue
        top = {str(file).split("/")[0] for file in distribution.files or ()}
        assert not top & set(ROOMS), distribution.metadata["Name"]


def test_no_module_bears_a_rooms_name() -> None:
    for room in ROOMS:
        for path in (HOUSE / room).rglob("*.py"):
            assert path.stem not in ROOMS, path


def test_commits_and_the_machines_clock_each_stand_in_one_file() -> None:
    commits, clocks = set(), set()
    for room in ROOMS:
        for path in (HOUSE / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            name = path.relative_to(HOUSE).as_posix()
            if re.search(r"\.commit\(\)", text):
                commits.add(name)
            if re.search(r"datetime\.now\(|time\.time\(|date\.today\(", text):
                clocks.add(name)
    assert commits == {"workflows/db.py"}
    assert clocks == {"workflows/clock.py"}


def test_no_committed_file_names_an_index_host() -> None:
    hosts = re.compile("|".join(("pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.(org|com)")))
    for path in _tracked():
        if path.suffix in {".ttf", ".woff2", ".png", ".pdf"} or not path.is_file():
            continue
        found = hosts.search(path.read_text(encoding="utf-8", errors="ignore"))
        assert found is None, f"{path.name}: {found}"


def test_the_committed_picture_is_the_drawn_procedure() -> None:
    from workflows.diagrams import read
    from workflows.diagrams.picture import draw_alone

    path = HOUSE / "bpmn" / "procedures" / "early_intervention" / "early_intervention.bpmn"
    drawn = draw_alone(read(path.read_bytes(), path.name), "early_intervention", "The procedure early_intervention")
    assert drawn == (HOUSE / "docs" / "early_intervention.svg").read_text(encoding="utf-8")


def test_every_picture_element_is_escaped() -> None:
    from workflows.diagrams import read
    from workflows.diagrams.picture import draw

    path = ARREARS / "arrears.bpmn"
    content = path.read_bytes().replace(b"Send letter 1", b"&lt;script&gt;x&lt;/script&gt;")
    picture = draw(read(content, path.name), "arrears", title='"><script>', status={"send_letter_1": "done"})
    assert "<script" not in picture
    assert "System action: &lt;script&gt;x&lt;/script&gt;. Done." in picture
