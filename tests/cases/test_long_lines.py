"""A file in one line is refused before it fills the memory."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from cases.importing.mapping import Mapping
from cases.importing.reading import LONGEST_LINE, FileRefused, read_rows
from cases.importing.report import Report, Tally
from workflows.settings import HOUSE

MIB = 1 << 20
HEAD = "reference,title,given_name,family_name,date_of_birth,large_print"
READ = """
import resource, sys
from datetime import date
from pathlib import Path
from cases.importing.mapping import Mapping
from cases.importing.reading import FileRefused, read_rows
from cases.importing.report import Report, Tally
from workflows.settings import HOUSE
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 64 * (1 << 20),) * 2)
report = Report()
report.tallies["customers"] = Tally()
try:
    standard = Mapping.read(HOUSE / "bpmn" / "organisation" / "mappings" / "standard.yaml")
    list(read_rows(Path(sys.argv[1]), "customers", standard, report, date(2026, 3, 2)))
except FileRefused as refused:
    print(refused.sentence)
"""


def read(path: Path) -> list[tuple[int, dict[str, object]]]:
    report = Report()
    report.tallies["customers"] = Tally()
    standard = Mapping.read(HOUSE / "bpmn" / "organisation" / "mappings" / "standard.yaml")
    return list(read_rows(path, "customers", standard, report, date(2026, 3, 2)))


@pytest.mark.parametrize("begins", [b"", HEAD.encode() + b"\nC1,Ms,Ann,Ash,,\n", HEAD.encode() + b'\nC1,"'])
def test_two_hundred_megabytes_in_one_line_are_refused_in_little_memory(tmp_path: Path, begins: bytes) -> None:
    path = tmp_path / "customers.csv"
    with path.open("wb") as file:
        file.write(begins)
        for _ in range(200):
            file.write(b"x" * MIB)
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], capture_output=True, text=True, cwd=HOUSE, check=False
    )
    assert done.returncode == 0, done.stderr
    assert f"longer than {LONGEST_LINE:,} characters" in done.stdout
    assert f"line {begins.count(bytes([10])) + 1}:" in done.stdout


def test_a_line_of_just_that_length_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "customers.csv"
    row = "C1,Ms,Ann,Ash,,\n"
    path.write_text(f"{HEAD}\n{row}")
    monkeypatch.setattr("cases.importing.reading.LONGEST_LINE", len(HEAD) + 1)
    assert [number for number, _row in read(path)] == [2]
    monkeypatch.setattr("cases.importing.reading.LONGEST_LINE", len(HEAD))
    with pytest.raises(FileRefused, match="line 1:"):
        read(path)
