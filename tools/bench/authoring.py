"""Forty procedures in one rule book: how long their author waits."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml
from fastapi.testclient import TestClient

from api.app import make_app
from tasks.acts import procedures
from tasks.assembly import House, build, install
from tasks.people import Person, add_user
from tasks.rehearsing import forget, rehearsed
from tasks.scaffold import write_procedure
from tasks.signing import sign_in
from tools.bench.figure import Figure, median_of
from tools.demo.book import person
from workflows.clock import MachineClock
from workflows.runtime.examining import examine_files
from workflows.settings import HOUSE, Settings

PROCEDURES, RULES, PARAGRAPHS = 40, 200, 600
NAMES = [f"procedure_{number:02}" for number in range(PROCEDURES)]
PASSWORD = "a long enough password"


def figures() -> Iterator[Figure]:
    """Seconds of processor time: checking all of them, publishing one that was changed, the page Wording."""
    with tempfile.TemporaryDirectory() as folder:
        bpmn = Path(folder) / "bpmn"
        shutil.copytree(HOUSE / "bpmn", bpmn)
        _write(bpmn)
        house = build(
            Settings(f"sqlite:///{folder}/bench.db", Path(folder), bpmn=bpmn, secure_cookies=False), MachineClock()
        )
        try:
            install(house.db, "Bench", house.runtime.clock, demo=True)
            with house.db.write() as session:
                for name, role in (("pat", "process_owner"), ("cora", "compliance")):
                    add_user(session, name, name.title(), PASSWORD, [role], house.runtime.clock)
            seconds = median_of(lambda: _check(house), 3, cpu=True)
            many = f"check of {PROCEDURES} procedures with {len(house.runtime.rules.rules)} rules and their stories"
            yield Figure(many, round(seconds, 1), "s CPU", "", seconds / 5, "≤ 5 s", seconds <= 5)
            seconds = median_of(lambda: _publish(house), 1, cpu=True)
            yield Figure(
                "proposing and publishing one changed procedure among them",
                *(round(seconds, 2), "s CPU", "", seconds, "≤ 1 s", seconds <= 1),
            )
            seconds = _wording(house)
            shown = f"the page Wording with {len(house.library.all_on(house.runtime.clock.now().date()))} paragraphs"
            yield Figure(shown, round(seconds * 1000), "ms CPU", "", seconds / 0.06, "≤ 60 ms", seconds <= 0.06)
        finally:
            house.close()


def _write(bpmn: Path) -> None:
    """The procedures, with as many rules and paragraphs as are asked for."""
    standing = sum(path.read_text().count("  - id: ") for path in bpmn.rglob("rules*/*.yaml"))
    standing += sum(path.read_text().count("  - id: ") for path in bpmn.glob("procedures/*/rules.yaml"))
    more = -(-(RULES - standing) // PROCEDURES)
    for name in NAMES:
        folder = write_procedure(bpmn / "procedures", name)
        rules = yaml.safe_load((folder / "rules.yaml").read_text())["rules"]
        rules = [{**rules[0], "id": f"{rules[0]['id']}-{number}"} for number in range(max(more, 1))]
        (folder / "rules.yaml").write_text(yaml.safe_dump({"rules": rules}))
        path = folder / "documents" / f"{name}_letter.yaml"
        letter = yaml.safe_load(path.read_text())
        one = letter["paragraphs"][0]
        letter["paragraphs"] += [{**one, "id": f"more_{number}"} for number in range(PARAGRAPHS // PROCEDURES - 2)]
        path.write_text(yaml.safe_dump(letter))


def _check(house: House) -> None:
    forget()  # what was told is not told again in a process, and an author's command is a process of its own
    for name in NAMES:
        files = house.book.procedure(name)
        examined = examine_files(house.runtime, name, files)
        against = [*examined.objections, *rehearsed(house, name, house.book, examined).against]
        if against:
            raise AssertionError(against[0])


def _publish(house: House) -> None:
    files = dict(house.book.procedure(NAMES[0]))
    files[f"{NAMES[0]}.bpmn"] = files[f"{NAMES[0]}.bpmn"].replace(b"Look at the account", b"Look at the debt")
    proposal = procedures.propose(house, _person(house, "pat"), NAMES[0], files=files)
    cora = _person(house, "cora")
    looked_at = procedures.examine(house, cora, proposal.id).examined.sha256
    procedures.publish(house, cora, proposal.id, seen=looked_at)


def _wording(house: House) -> float:
    secret, _ = sign_in(house.db, house.runtime.clock, "cora", PASSWORD, "bench", "cookie")
    with TestClient(make_app(house), cookies={"duecourse": secret}) as client:

        def look() -> None:
            answer = client.get("/wording")
            if answer.status_code != 200 or answer.text.count("To be confirmed") < PARAGRAPHS:
                raise AssertionError(f"the page was answered with {answer.status_code}")

        look()
        return median_of(look, 7, cpu=True)


def _person(house: House, name: str) -> Person:
    with house.db.read() as session:
        return person(session, name)
