"""The command line: wrong inputs give a sentence, never a traceback."""

import contextlib
import copy
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from api.commands import GROUPS, load, main
from api.commands.does.tracing import NotAScript
from api.commands.door import app
from cases.tables import Customer
from tasks.acts.rules import CaseBreach, CasesChecked, CaseThreatened
from tasks.assembly import build, install
from tests.conftest import MORNING
from tests.engine.drawing import Drawing
from tests.house import small_book
from workflows.clock import MachineClock, SimulatedClock
from workflows.db import table
from workflows.diagrams.mending import Change, mended
from workflows.editions import Book
from workflows.errors import Refused
from workflows.proofs import recheck
from workflows.runtime.publishing import NotLawful
from workflows.settings import SettingNotUnderstood, Settings


@pytest.mark.parametrize(
    ("arguments", "settings"),
    [
        (["deploy", "nothing"], {}),
        (["import", "no-such-folder"], {}),
        (["import", ".", "--mapping", "no-such-file.yaml"], {}),
        (["verify", "no-such-record.json"], {}),
        (["verify", "broken.json"], {}),
        (["verify", "list.json"], {}),
        (["verify", "--head", "no-such-heads.jsonl"], {}),
        (["export", "RA-1", "out"], {}),
        (["restore", "broken.json"], {}),
        (["restore", "store/duecourse.db"], {}),
        (["lint", "no-such.bpmn"], {}),
        (["clock", "+xd"], {}),
        (["law", "--on", "soon"], {}),
        (["why", "no-such-account"], {}),
        (["add-user", "a b", "--name", "A", "--roles", "officer", "--password", "long enough indeed"], {}),
        (["deploy"], {"DUECOURSE_PORT": "many"}),
        (["deploy"], {"DUECOURSE_DATABASE": "no-database"}),
        (["deploy"], {"DUECOURSE_DATABASE": "postgresql+psycopg://127.0.0.1:1/x?connect_timeout=2"}),
    ],
)
def test_wrong_inputs_give_a_sentence(
    arguments: list[str],
    settings: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "list.json").write_text("[]")
    monkeypatch.setenv("DUECOURSE_STORE", str(tmp_path / "store"))
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.argv", ["duecourse", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code in {1, 2}
    said = capsys.readouterr()
    assert "Traceback" not in said.err + said.out
    assert (said.err + said.out).strip()


def _said(arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setattr("sys.argv", ["duecourse", *arguments])
    with contextlib.suppress(SystemExit):
        main()
    read = capsys.readouterr()
    return " ".join((read.err + read.out).split())


def test_a_refusal_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DUECOURSE_STORE", str(tmp_path / "store"))
    monkeypatch.delenv("DUECOURSE_DATABASE", raising=False)
    said = _said(["users", "list"], monkeypatch, capsys)
    assert said.count("This database is not set up yet.") == 1


def test_looking_at_what_is_not_there_makes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DUECOURSE_DATABASE", raising=False)
    monkeypatch.setenv("DUECOURSE_STORE", str(tmp_path / "store"))
    assert f"There is nothing at {tmp_path / 'store'}" in _said(["verify"], monkeypatch, capsys)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "store").mkdir()
    assert "so nothing was looked at or made" in _said(["verify"], monkeypatch, capsys)
    assert list((tmp_path / "store").iterdir()) == []


def test_an_import_finds_its_report_before_it_begins_and_counts_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url, store, exports = f"sqlite:///{tmp_path / 'd.db'}", tmp_path / "store", tmp_path / "exports"
    house = build(Settings(database_url=url, store=store), SimulatedClock(MORNING))
    install(house.db, "Test Homes", MachineClock())
    exports.mkdir()
    (exports / "customers.csv").write_text("reference,family_name\nC1,Ash\nC2,\n", encoding="utf-8")
    (exports / "accounts.csv").write_text(
        "reference,tenure,address,tenancy_start,rent,rent_period,balance,balance_on,tenants\n"
        "A1,secure,1 High Street,2020-04-06,112.50,weekly,12.50,2026-03-01,C1\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("DUECOURSE_STORE", str(store))
    monkeypatch.setenv("DUECOURSE_DATABASE", url)
    said = _said(["import", str(exports), "--report", str(tmp_path / "nowhere" / "r.csv")], monkeypatch, capsys)
    assert "so nothing was imported. Give another place with --report." in said
    with house.db.read() as session:
        assert session.execute(select(table(Customer).c.id)).first() is None
    house.close()
    said = _said(["import", str(exports), "--report", str(tmp_path / "r.csv")], monkeypatch, capsys)
    assert "1 refused row and 1 balance that disagrees with its ledger are listed in" in said
    assert "There is no folder" in _said(["import", str(tmp_path / "nowhere")], monkeypatch, capsys)


def test_the_database_is_not_restored_over_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUECOURSE_STORE", str(tmp_path))
    monkeypatch.setenv("DUECOURSE_BPMN", str(small_book()))
    present = tmp_path / "duecourse.db"
    for arguments, code in ((["deploy"], 0), (["restore", str(present)], 1)):
        monkeypatch.setattr("sys.argv", ["duecourse", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        assert (left.value.code or 0) == code
    assert present.exists()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Runs a command in a store of its own; gives its exit code and what it printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DUECOURSE_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("DUECOURSE_BPMN", str(small_book()))

    def command(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["duecourse", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out + said.err

    return command


PASSWORD = "long enough indeed"  # of users who live for one test


def test_a_simulated_clock_is_moved_by_at_most_a_thousand(
    run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved: list[datetime] = []
    monkeypatch.setattr("tasks.nightly.move_clock", lambda _house, to: moved.append(to))
    url = f"sqlite:///{tmp_path / 'store' / 'duecourse.db'}"
    house = build(Settings(database_url=url, store=tmp_path / "store"), SimulatedClock(MORNING))
    install(house.db, "Test Homes", house.runtime.clock)
    house.close()
    for wrong in ("+1001h", "+h", "+1m", "+-1d"):
        code, said = run("clock", wrong)
        assert (code, "say how far like this: +1d, +2w or +3h" in " ".join(said.split())) == (2, True), (wrong, said)
    assert "stands at Monday 2 March 2026" in run("clock")[1]
    assert moved == []
    assert [run("clock", move)[0] for move in ("+1000h", "+2w")] == [0, 0]
    assert moved == [MORNING + timedelta(hours=1000), MORNING + timedelta(weeks=2)]


def approve(run: Callable[..., Any], number: str = "1", user: str = "cora") -> Any:
    """Somebody looks at a proposal and publishes it."""
    certificate = run("proposal", number)[1].split("Certificate, as the law stands today: ")[1].split()[0]
    return run("approve", number, "--user", user, "--password", PASSWORD, "--certificate", certificate)


def test_a_procedure_is_deployed_by_one_person_and_approved_by_another(run: Callable[..., Any]) -> None:
    assert run("deploy", "--organisation", "Test Homes")[0] == 0
    for name in ("pat", "cora"):
        role = "process_owner" if name == "pat" else "compliance"
        assert run("add-user", name, "--name", name.title(), "--roles", role, "--password", PASSWORD)[0] == 0
    code, said = run("deploy", "arrears", "--user", "pat", "--password", PASSWORD)
    assert code == 0
    assert "arrears is proved and proposed" in said
    number = said.splitlines()[-2].split()[-1]
    assert said.splitlines()[-2:] == [
        f"  duecourse proposal {number}",
        f"  duecourse approve {number} --user NAME --certificate THE-ONE-THAT-IT-SHOWS",
    ]
    code, said = run("approve", "arrears", "--user", "cora", "--password", PASSWORD)
    assert (code, f"`duecourse proposal {number}`" in " ".join(said.split())) == (1, True), said
    code, said = run("proposal", number, "--user", "cora", "--password", PASSWORD)
    assert (code, "proposed by Pat" in said, "arrears, decision-before-notice [to confirm]: proved" in said) == (
        0,
        True,
        True,
    )
    last = said.splitlines()[-1].split()
    assert last[:6] == ["duecourse", "approve", number, "--user", "NAME", "--certificate"]
    code, said = run("approve", "arrears", "--user", "cora", "--password", PASSWORD, "--certificate", "0" * 12)
    assert (code, "Look at the proposal again" in " ".join(said.split())) == (1, True)
    code, said = approve(run, number, "pat")
    assert code == 1
    assert "Ask a colleague to publish it" in said
    assert run("approve", "arrears", "--user", "cora", "--password", "wrong")[0] == 1
    code, said = run("approve", "arrears", "--user", "cora", "--password", PASSWORD, "--certificate", last[-1])
    assert code == 0, said
    assert "version 1 is published" in said
    assert "the same, file by file" in run("deploy", "arrears", "--user", "pat", "--password", PASSWORD)[1]
    assert "Say who proposes it" in run("deploy", "arrears")[1]
    assert run("approve", "arrears", "--user", "cora", "--password", PASSWORD)[0] == 1


def test_mending_is_told_and_written_only_when_asked(
    run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bpmn = tmp_path / "bpmn"
    shutil.copytree(small_book(), bpmn)
    path = bpmn / "procedures/arrears/arrears.bpmn"
    without = mended(path.read_bytes(), Change("remove", "check_benefits"))
    path.write_bytes(without)
    monkeypatch.setenv("DUECOURSE_BPMN", str(bpmn))
    code, said = run("mend", "arrears")
    assert (code, "check_benefits" in said, "Nothing is written" in said) == (0, True, True)
    assert path.read_bytes() == without
    assert "is written" in " ".join(run("mend", "arrears", "--write")[1].split())
    assert path.read_bytes() != without
    assert "keeps every rule as it is" in run("mend", "arrears")[1]
    assert "no procedure 'nothing'" in run("mend", "nothing")[1]


def test_a_story_that_cannot_be_read_is_said_by_check(
    run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bpmn = tmp_path / "bpmn"
    shutil.copytree(small_book(), bpmn)
    (bpmn / "procedures/arrears/stories/odd.yaml").write_text("story: It is odd\nhappens: [{dances: true}]\n")
    monkeypatch.setenv("DUECOURSE_BPMN", str(bpmn))
    code, said = run("check", "arrears")
    assert code == 1
    assert "stories/odd.yaml" in said


def test_the_rule_book_goes_out_as_files_and_comes_back_as_an_edition(run: Callable[..., Any], tmp_path: Path) -> None:
    run("deploy", "--organisation", "Test Homes")
    assert "No edition is published yet" in run("editions")[1]
    for name, role in (("pat", "process_owner"), ("cora", "compliance")):
        run("add-user", name, "--name", name.title(), "--roles", role, "--password", PASSWORD)
    approve(run)
    assert "A version of arrears (Cora)" in run("editions")[1]
    folder = tmp_path / "book"
    code, said = run("edition", "--to", str(folder))
    assert (code, f"Edition 1 is in {folder}" in said) == (0, True)
    shipped = Book.of_folder(small_book())
    assert Book.of_folder(folder) == shipped  # byte for byte
    assert "is not empty, so nothing was written" in " ".join(run("edition", "1", "--to", str(folder))[1].split())
    by = ("--title", "A day less", "--user", "pat", "--password", PASSWORD)
    code, said = run("propose-book", str(folder), *by)
    assert (code, "changes nothing" in said) == (1, True)
    periods = folder / "law" / "periods.yaml"
    text = periods.read_text(encoding="utf-8")
    periods.write_text(text.replace("value: P28D", "value: no", 1), encoding="utf-8")
    assert "periods.yaml, row 3 (agreement_review)" in " ".join(run("propose-book", str(folder), *by)[1].split())
    periods.write_text(text.replace("value: P28D", "value: P27D", 1), encoding="utf-8")
    shared = folder / "shared" / "paragraphs.yaml"
    shared.write_text(shared.read_text(encoding="utf-8").replace("Each joint tenant is", "Every joint tenant is"))
    code, said = run("propose-book", str(folder), *by)
    assert (code, "law/periods.yaml, period agreement_review: value: was P28D, is P27D." in said) == (0, True), said
    assert "letter arrears.letter_1, Your rent account. Two joint tenants" in " ".join(said.split())
    number = said.split("duecourse approve ")[1].split()[0]
    assert f"open {number}: A day less" in run("editions")[1]
    code, said = run("proposal", number, "--letters", str(tmp_path / "printed"))
    assert (code, "4 letters on made-up tenants in" in " ".join(said.split())) == (0, True), said
    printed = sorted(path.name[:24] for path in (tmp_path / "printed").iterdir())
    assert printed == ["arrears.letter_1-joint-2"] * 2 + ["arrears.letter_2-joint-2"] * 2
    assert "is not empty" in " ".join(run("proposal", number, "--letters", str(tmp_path / "printed"))[1].split())
    assert "Edition 2 of the rule book is in force." in approve(run, number)[1]
    assert "after: You hold this tenancy together with Mr Sam Sample. Every joint" in " ".join(
        run("edition", "2", "--letters", str(tmp_path / "again"))[1].split()
    )
    assert len(list((tmp_path / "again").iterdir())) == 4
    told = run("edition", "2")[1]
    assert "was P28D, is P27D" in told
    for words, each in (("before", "Each"), ("after", "Every")):
        line = f"\n      {words}: You hold this tenancy together with {{{{ other_tenants }}}}. {each} joint tenant is"
        assert line in told
    assert not re.search(r"(before|after):\s*$", told, re.MULTILINE)  # a number has no words of its own
    assert "was P27D, is P28D" in run("edition", "1", "--against", "2")[1]
    assert "There is no edition before it." in run("edition", "1")[1]
    assert "Nothing changed since edition 2." in run("edition", "2", "--against", "2")[1]
    assert "Nothing changed" not in told
    assert run("edition", "9")[0] == 1


def test_a_certificate_is_made_again_elsewhere(run: Callable[..., Any], tmp_path: Path) -> None:
    run("deploy")
    run("add-user", "cora", "--name", "Cora", "--roles", "compliance", "--password", PASSWORD)
    approve(run)
    code, printed = run("certificate", "arrears")
    assert code == 0
    kept = json.loads(printed[printed.index("{") : printed.rindex("}") + 1])
    (tmp_path / "certificate.json").write_text(json.dumps(kept))
    code, said = run("check", "--certificate", "certificate.json")
    assert code == 0
    assert kept["sha256"] in said
    assert f"{len(PROVED)} rules rechecked" in said
    assert recheck.main("certificate.json") == 0, "a stranger works out the same hash with the second checker alone"
    lying = copy.deepcopy(kept)
    lying["certificate"]["closed"]["rules"]["decision-before-notice"]["ways"][0]["set"].popitem()
    (tmp_path / "certificate.json").write_text(json.dumps(lying))
    code, said = run("check", "--certificate", "certificate.json")
    assert code == 1
    assert "decision-before-notice is not proved" in said
    kept["certificate"]["files"]["arrears.bpmn"] = "0" * 64
    (tmp_path / "certificate.json").write_text(json.dumps(kept))
    code, said = run("check", "--certificate", "certificate.json")
    assert code == 1
    assert "files/arrears.bpmn differs" in said
    (tmp_path / "certificate.json").write_text("[]")
    assert run("check", "--certificate", "certificate.json")[0] == 1


PROVED = {
    "letter-1-time-before-second-letter",
    "letter-2-time-before-checklist",
    "facts-before-first-letter",
    "facts-before-contact",
    "agreement-recorded-before-arrangement",
    "agreement-is-carried-out",
    "letter-before-second-letter-or-contact",
    "benefits-before-second-letter",
    "contact-before-benefits",
    "letter-2-before-checklist",
    "checklist-before-decision",
    "decision-before-notice",
    "no-enforcement-in-breathing-space",
    "no-enforcement-in-a-mental-health-crisis",
    "no-letters-after-a-death",
    "decision-by-another-person",
    "no-notice-in-a-safeguarding-concern",
}


def matrix(said: str) -> list[tuple[str, str]]:
    """The table of rules and verdicts: the cells of its two columns."""
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in said.splitlines() if line.startswith("│")]
    return [(rule.removesuffix(" [to confirm]"), word) for rule, word in rows]


def test_nothing_is_declared_not_applicable_any_more(run: Callable[..., Any], tmp_path: Path) -> None:
    own = shutil.copytree(small_book(), tmp_path / "bpmn")
    with (own / "procedures" / "arrears" / "rules.yaml").open("a") as rules:
        rules.write("not_applicable:\n  - {reason: Nothing is sent here., rules: [decision-before-notice]}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUECOURSE_BPMN", str(own))
        code, said = run("check", "--on", "2026-11-22")
    assert code == 1
    assert "`not_applicable` is not needed any more" in said


def test_an_example_that_comes_out_otherwise_is_told(run: Callable[..., Any], tmp_path: Path) -> None:
    own = shutil.copytree(small_book(), tmp_path / "bpmn")
    rules = own / "procedures" / "arrears" / "rules.yaml"
    text = rules.read_text(encoding="utf-8")
    assert "      - contact_customer, send_letter_2\n" in text
    rules.write_text(text.replace("      - contact_customer, send_letter_2\n", "      - send_letter_2\n"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUECOURSE_BPMN", str(own))
        code, said = run("check", "--on", "2026-11-22")
    assert code == 1
    assert "letter-before-second-letter-or-contact: it must let send_letter_2 happen, and catches it at" in said


def test_check_prints_procedures_and_rules(run: Callable[..., Any]) -> None:
    code, said = run("check", "--on", "2026-11-22")
    assert code == 0
    assert "arrears may be published on 22 November 2026" in said
    assert {rule for rule, word in matrix(said) if word == "proved"} == PROVED
    assert {word for _rule, word in matrix(said)} == {"proved", "guarded", "not drawn"}
    guarded = {rule for rule, word in matrix(said) if word == "guarded"}
    what = ("fresh-ledger", "day-to-mend")
    assert guarded == {f"{each}-before-letter-{number}" for each in what for number in (1, 2)}
    assert dict(matrix(said))["breach-is-answered"] == "not drawn"
    code, said = run("check", "--json")
    (told,) = json.loads(said[said.index("[") : said.rindex("]") + 1])
    assert (code, told["procedure"], told["objections"]) == (0, "arrears", [])
    assert json.dumps([told], indent=1, ensure_ascii=False) + "\n" in said
    assert run("check", "nothing")[0] == 1
    assert run("check", "--on", "tomorrow")[0] == 2


def test_check_of_cases_finds_nothing_in_an_empty_house(run: Callable[..., Any]) -> None:
    assert run("check", "--cases")[0] == 1  # nobody's house yet
    assert run("deploy")[0] == 0
    code, said = run("check", "--cases")
    assert code == 0
    assert re.search(
        "^0 cases under [0-9]+ rules: 0 breaches; 0 steps of open cases that a rule would stop", said, re.MULTILINE
    )
    code, said = run("check", "--cases", "--json")
    assert (code, said) == (0, '{\n "cases": 0,\n "breaches": [],\n "threatened": []\n}\n')


BREACHES = [
    CaseBreach("RA-1-1", "one-claim", "claim", 7, ("notice", "review or order"), "to confirm"),
    CaseBreach("RA-2-1", "b", "", 0, ()),
]
STOPPED = [CaseThreatened("RA-3-1", "c", "send", ("visit",)), CaseThreatened("RA-3-1", "d", "", ())]


def test_check_of_cases_tells_of_each_breach_and_of_what_would_be_refused(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("deploy")
    asked: list[Any] = []

    def found(*breaches: CaseBreach) -> None:
        def check_cases(_house: Any, _person: Any, *, on: Any) -> CasesChecked:
            asked.append(on)
            return CasesChecked(1234, list(breaches), STOPPED)

        monkeypatch.setattr("tasks.acts.rules.check_cases", check_cases)

    found(*BREACHES)
    code, said = run("check", "--cases", "--on", "2026-11-22")
    assert code == 1
    first, second, third, fourth, last = said.splitlines()
    assert first == "RA-1-1: claim (entry 7) went against one-claim [to confirm]; lacking: notice, review or order."
    assert second == "RA-2-1: the end of the case went against b; lacking: nothing can help."
    assert third == "RA-3-1: send would be refused by c; lacking: visit."
    assert fourth == "RA-3-1: it would end too early by d; lacking: nothing can help."
    assert last.startswith("1,234 cases under ")
    assert last.endswith(": 2 breaches; 2 steps of open cases that a rule would stop on 22 November 2026.")
    code, said = run("check", "--cases", "--json")
    told = json.loads(said)
    assert (code, told["cases"], told["breaches"][0]["lacking"]) == (1, 1234, ["notice", "review or order"])
    assert told["breaches"][1] == {
        "case": "RA-2-1",
        "rule": "b",
        "step": "",
        "entry": 0,
        "lacking": [],
        "confidence": "",
    }
    assert told["threatened"][0] == {
        "case": "RA-3-1",
        "rule": "c",
        "step": "send",
        "lacking": ["visit"],
        "confidence": "",
    }
    assert said == json.dumps(told, indent=1) + "\n"
    found()  # what would be stopped is no breach
    assert run("check", "--cases")[0] == 0
    assert run("check", "--cases", "--json")[0] == 0
    assert asked[0] == date(2026, 11, 22)


def test_an_import_says_what_it_did_and_writes_down_what_it_refused(run: Callable[..., Any], tmp_path: Path) -> None:
    run("deploy")
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "customers.csv").write_text("reference,given_name,family_name\nC1,Ann,Ash\nC2,Bo,Birch\nC3,Cy,\n")
    (exports / "accounts.csv").write_text(
        "reference,tenure,address,tenancy_start,rent,rent_period,balance,balance_on,tenants\n"
        "A1,secure,1 High Street,2020-04-06,112.50,weekly,12.50,2026-03-01,C1;C2\n"
    )
    code, said = run("import", "exports", "--report", "refused.csv")
    assert code == 0
    assert [line.split(" 0:")[0].split() for line in said.splitlines() if "/?" in line] == [
        ["customers", "3/?"],
        ["accounts", "1/?"],
    ]
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in said.splitlines() if line.startswith("│")]
    assert rows == [["customers", "3", "2", "0", "0", "1"], ["accounts", "1", "1", "0", "0", "0"]]
    assert said.splitlines()[-1] == (
        "1 refused row and 1 balance that disagrees with its ledger are listed in refused.csv."
    )
    assert (tmp_path / "refused.csv").read_text().splitlines() == [
        '"file","row","column","reason"',
        '"customers","4","family_name","is empty"',
        '"accounts","","balance","account A1: the export says 12.50, the ledger adds up to 0.00"',
    ]
    (exports / "accounts.csv").unlink()
    (exports / "customers.csv").write_text("reference,given_name,family_name\nC1,Ann,Oak\nC2,Bo,Birch\n")
    code, said = run("import", "exports")
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in said.splitlines() if line.startswith("│")]
    assert rows == [["customers", "2", "0", "1", "1", "0"]]
    assert (tmp_path / "import-report.csv").exists()  # the balance still disagrees


MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="urn:t">
<inputData id="i" name="began"><variable name="began" typeRef="date"/></inputData>
<decision id="last" name="Last day"><informationRequirement><requiredInput href="#i"/></informationRequirement>
<literalExpression><text>began + @"P14D"</text></literalExpression></decision>
<decision id="bad" name="Bad"><variable name="bad" typeRef="number"/>
<literalExpression><text>"a"</text></literalExpression></decision></definitions>"""


@pytest.mark.parametrize(
    ("arguments", "code", "wanted"),
    [
        (("last", '{"began": "2026-03-02"}'), 0, {"type": "date", "value": {"@date": "2026-03-16"}}),
        (("Last day", "{}"), 0, {"type": "null", "value": None, "feel": "null"}),
        (("last", '{"began": 7}'), 1, {"error": {"kind": "fact-refused", "text": "began must be date, but it is 7."}}),
        (("last", '{"begin": 7}'), 1, {"error": {"kind": "fact-refused"}}),
        (("bad", "{}"), 1, {"error": {"kind": "output-refused"}}),
        (("none", "{}"), 1, {"error": {"kind": "unknown-decision"}}),
    ],
)
def test_any_model_decides(
    run: Callable[..., Any], tmp_path: Path, arguments: tuple[str, str], code: int, wanted: dict[str, Any]
) -> None:
    (tmp_path / "m.dmn").write_text(MODEL)
    decision, given = arguments
    left, said = run("decide", "m.dmn", "--decision", decision, "--input", given, "--json")
    told = json.loads(said)
    assert left == code, said
    for name, value in wanted.items():
        assert told[name].items() >= value.items() if name == "error" else told[name] == value
    assert run("decide", "m.dmn", "--decision", decision, "--input", given)[0] == code


def test_an_input_that_is_not_json_is_refused(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "m.dmn").write_text(MODEL)
    for given in ("[1]", "{", '{"a": NaN}', '{"began": 1, "began": 2}', "@none.json", '{"began": 1e7000}'):
        assert run("decide", "m.dmn", "--decision", "last", "--input", given)[0] == 1
        code, said = run("decide", "m.dmn", "--decision", "last", "--input", given, "--json")
        assert (code, json.loads(said).keys()) == (1, {"decision", "error"})
    code, said = run("decide", "none.dmn", "--decision", "last", "--json")
    assert (code, json.loads(said)["error"]["kind"]) == (1, "file-unreadable")
    twice = '{"began": "2026-03-02", "began": "2026-03-02"}'
    assert "began is given twice" in run("decide", "m.dmn", "--decision", "last", "--input", twice)[1]


def test_a_result_is_shown_whole(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "m.dmn").write_text(MODEL.replace('began + @"P14D"', "[for i in 1..60 return i, (&lt; 9)]"))
    code, said = run("decide", "m.dmn", "--decision", "last", "--json")
    told = json.loads(said)
    assert code == 0
    assert told["value"][0] == list(range(1, 61))
    assert told["value"][1]["@range"] == {"start": None, "end": 9, "start included": False, "end included": False}
    assert told["feel"].endswith("59, 60], (null..9)]")


def test_each_command_is_loaded_with_its_group_alone() -> None:
    load([])
    found: dict[str, set[str]] = {}
    for group in app.registered_groups:
        assert group.typer_instance is not None
        (first, *_others) = group.typer_instance.registered_commands
        assert first.callback is not None
        found.setdefault(first.callback.__module__.rpartition(".")[2], set()).add(str(group.name))
    for command in app.registered_commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__
        found.setdefault(command.callback.__module__.rpartition(".")[2], set()).add(name)
    assert found == {group: set(commands) for group, commands in GROUPS.items()}


def test_linting_a_strangers_diagram_does_not_load_what_prints_letters(tmp_path: Path) -> None:
    (tmp_path / "p.bpmn").write_bytes(Drawing("p").chain("start", "a", "end").xml())
    program = "import sys; from api.commands import main\ntry: main()\nfinally: print('weasyprint' in sys.modules)"
    command = [sys.executable, "-c", program, "lint", str(tmp_path), "--assume-handlers"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines() == [f"{tmp_path / 'p.bpmn'}: accepted", "False"]


def test_the_record_is_kept_from_the_command_line(
    run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUECOURSE_BACKUP_PASSPHRASE", "four words and a comma")
    heads = ("--head", "store/heads.jsonl")
    run("deploy", "--organisation", "Test Homes")
    assert run("backup", "first")[0] == 0
    code, said = run("verify", *heads)
    assert (code, "In order" in said) == (0, True)
    code, said = run("rotate-key")
    assert code == 0
    assert "The signing key is now" in said
    run("add-user", "cora", "--name", "Cora", "--roles", "compliance", "--password", PASSWORD)
    assert "exists already" in run("backup", "first")[1]
    assert run("backup", "second")[0] == 0
    code, said = run("verify", *heads)
    assert code == 0, said
    run("add-user", "olive", "--name", "Olive", "--roles", "officer", "--password", PASSWORD)
    code, said = run("restore", "second")
    assert code == 0, said
    assert "Lost: user/olive, entries 1 to 1." in said
    code, said = run("verify", *heads)
    assert code == 0, said
    assert "restored from a backup" in said
    assert "user/olive, entry 1" in said
    code, said = run("restore", "first")  # made before the key was changed; the present store has the new one
    assert code == 0, said
    code, said = run("verify", *heads)
    assert code == 1  # the entry of the change of keys was lost with the rest, and that is named
    assert "stands in the heads, and not in an entry" in said
    assert "knows no roles" in run("grant", "somebody")[1]


def waiting(body: str) -> str:
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:t">'
        f'<process id="p" isExecutable="true"><startEvent id="a"/>{body}<endEvent id="z"/>'
        '<sequenceFlow id="f1" sourceRef="a" targetRef="w"/><sequenceFlow id="f2" sourceRef="w" targetRef="z"/>'
        "</process></definitions>"
    )


A_FORTNIGHT = waiting(
    '<intermediateCatchEvent id="w"><timerEventDefinition><timeDuration>P14D</timeDuration></timerEventDefinition>'
    "</intermediateCatchEvent>"
)


@pytest.mark.parametrize(
    ("start", "clock", "ended"),
    [
        ("2026-03-02T09:00:00Z", (), False),
        ("2026-03-02T09:00:00Z", ("2026-03-15",), False),
        ("2026-03-02T09:00:00Z", ("P13D",), False),
        ("2026-03-02T09:00:00Z", ("P13D", "P1D"), True),
        ("2026-03-02", ("+P14D",), True),
        ("2026-03-02T09:00:00+00:00", ("2026-03-17",), True),
    ],
)
def test_a_trial_waits_as_long_as_it_is_told(
    run: Callable[..., Any], tmp_path: Path, start: str, clock: tuple[str, ...], ended: bool
) -> None:
    (tmp_path / "w.bpmn").write_text(A_FORTNIGHT)
    told = [part for each in clock for part in ("--clock", each)]
    code, said = run("run", "w.bpmn", "--start", start, *told, "--trace")
    assert code == 0, said
    assert json.loads(said)["ended"] is ended
    code, said = run("run", "w.bpmn", "--start", start, *told)
    assert ("Ended at z." in said, "Waits: " in said) == (ended, not ended)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--start", "soon"), "'soon' is no moment"),
        (("--clock", "later"), "'later' is no moment"),
        (("--clock", "P9"), "--clock P9"),
        (("--data", "[1]"), "--data must be a JSON object"),
        (("--answers", "{"), "--answers is not JSON"),
        (("--data", '{"a": NaN}'), "--data is not JSON"),
        (("--message", "m={"), "--message m is not JSON"),
    ],
)
def test_what_a_trial_cannot_read_is_a_sentence(
    run: Callable[..., Any], tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    (tmp_path / "w.bpmn").write_text(A_FORTNIGHT)
    code, said = run("run", "w.bpmn", *arguments)
    assert code == 1
    assert sentence in " ".join(said.split())


NOWHERE = waiting('<task id="w"/>').replace('targetRef="z"', 'targetRef="nowhere"')


def test_a_diagram_that_would_be_refused_is_not_run(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "w.bpmn").write_text(NOWHERE)
    code, said = run("run", "w.bpmn")
    assert code == 1
    lines = said.splitlines()
    assert "w.bpmn, line 1: the flow f2 leads to nowhere, which is not in p. Connect it, or delete it." in lines
    assert all(line.startswith("w.bpmn, line 1: ") for line in lines)
    code, said = run("run", "w.bpmn", "--trace")
    told = json.loads(said)
    assert (code, told["file"], told["verdict"], "events" in told) == (1, "w.bpmn", "refused", False)
    assert [finding["text"] for finding in told["findings"]] == lines


def test_a_model_of_decisions_is_no_diagram(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "m.dmn").write_text(MODEL)
    code, said = run("run", "m.dmn")
    assert code == 1
    assert said == "m.dmn is a model of decisions and no diagram. Try it with: duecourse decide m.dmn\n"
    code, said = run("run", "m.dmn", "--trace")
    assert (code, json.loads(said)["verdict"]) == (1, "refused")


FIVE = [SimpleNamespace(text=f"finding {number}") for number in range(1, 6)]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            NotAScript("It is [bold]no[/bold] number 7."),
            "What is given to the trial cannot be read. It is [bold]no[/bold] number 7.\n",
        ),
        (SettingNotUnderstood("DUECOURSE_PORT is 'many'."), "DUECOURSE_PORT is 'many'.\n"),
        (
            FileNotFoundError(2, "No such file", "[x].csv"),
            "A file cannot be read or written. [Errno 2] No such file: '[x].csv'\n",
        ),
        (
            OperationalError("SELECT 1", {}, ValueError("no disk\nmore")),
            "The database cannot be used. (builtins.ValueError) no disk\n",
        ),
    ],
)
def test_what_ends_a_command_is_a_plain_sentence_beside_its_output(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr("api.commands.app", fail)
    monkeypatch.setattr("sys.argv", ["duecourse", "acts"])
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 1
    assert tuple(capsys.readouterr()) == ("", said)


def listed(refused: Refused, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What the command line prints below the sentence of a refusal."""

    def fail() -> None:
        raise refused

    monkeypatch.setattr("api.commands.app", fail)
    monkeypatch.setattr("sys.argv", ["duecourse", "acts"])
    with pytest.raises(SystemExit):
        main()
    return capsys.readouterr().err.splitlines()[1:]


def test_findings_beyond_those_of_the_sentence_are_listed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = NotAScript("Finding 1. Finding 2. Finding 3.")
    refused.findings = FIVE  # type: ignore[attr-defined]

    assert listed(refused, monkeypatch, capsys) == ["  finding 4", "  finding 5"]


def test_objections_beyond_that_of_the_sentence_are_listed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = NotLawful("It may not be published. One. And 2 more.", findings=("One.", "Two.", "Three."))

    assert listed(refused, monkeypatch, capsys) == ["  Two.", "  Three."]


def test_a_fault_of_the_program_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise KeyError("a fault")

    monkeypatch.setattr("api.commands.app", fail)
    monkeypatch.setattr("sys.argv", ["duecourse", "acts"])
    with pytest.raises(KeyError):
        main()


def test_brackets_are_shown_as_they_were_written(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    run("deploy")
    name, patches = "O [b]M", "E [a]"
    given = ("--name", name, "--roles", "officer", "--patches", patches, "--password", PASSWORD)
    assert run("add-user", "olive", *given)[0] == 0
    cells = [[each.strip() for each in line.split("│")] for line in run("users", "list")[1].splitlines()]
    assert ["olive", name, "officer", patches] in [row[1:5] for row in cells]
    found = CasesChecked(1, [CaseBreach("RA-[a]-1", "one-claim", "", 7, ())], [])
    monkeypatch.setattr("tasks.acts.rules.check_cases", lambda *_of, **_more: found)
    assert "RA-[a]-1: the end of the case went against one-claim" in run("check", "--cases")[1]
