"""All rules over the record of a hundred thousand cases."""

import json
import random
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter

from sqlalchemy import insert

from tools.bench.figure import Figure
from workflows.db import Database, table
from workflows.editions import Book
from workflows.evidence.tables import Chain, Entry
from workflows.proofs.automata import Before
from workflows.proofs.law_book import read_law_book
from workflows.proofs.on_facts import OnlyWhile
from workflows.proofs.rules import Rule, Rules
from workflows.proofs.times import Timed
from workflows.runtime.conformance import follow_cases
from workflows.runtime.tables import CaseFile
from workflows.runtime.words import CaseStatus
from workflows.settings import HOUSE

CASES = 100_000
RULES = 30
BROKEN = 100
"""One case in so many has a second letter without a contact before it."""
DECIDES = 41
"""Who decides about notices, and does nothing else: another person than who completed the checklist."""
_WAY: tuple[str, ...] = (
    "read_facts",
    "decide_stage",
    "send_letter_1",
    "contact_customer",
    "record_contacts",
    "check_benefits",
    "send_letter_2",
)
_WAY += ("read_facts_again", "send_rent_statement")
_WAY += ("complete_pre_action_checklist", "decide_notice", "recommend_notice")


def figures(cases: int = CASES) -> Iterator[Figure]:
    """Seconds of one check of all cases' evidence."""
    rules = some_rules()
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{Path(folder) / 'cases.db'}")
        db.create_tables()
        entries = fill(db, cases)
        began = perf_counter()
        breaches = {}
        with db.read() as session:
            for case in follow_cases(session, rules):
                breaches[case.reference] = [(each.rule.id, each.step) for each in case.breaches]
        seconds = perf_counter() - began
        db.close()
    wrong = [reference for reference, found in breaches.items() if found]
    wanted = [f"case-{number}" for number in range(cases) if number % BROKEN == 0]
    if len(breaches) != cases or sorted(wrong) != sorted(wanted):
        raise AssertionError(f"{len(breaches)} cases were followed, {len(wrong)} breaches found")
    name = f"check of {cases:,} cases ({entries:,} entries) under {RULES} rules"
    yield Figure(name, round(seconds, 1), "s", "", seconds / 300, "≤ 300 s", seconds <= 300)


def some_rules() -> Rules:
    """Thirty rules that speak of steps: one that some cases break, and of the shipped ones those that none breaks."""
    mistake = Rule(
        "contact-first",
        "No second letter before a contact.",
        "",
        Before("send_letter_2", (frozenset({"contact_customer"}),)),
    )
    shipped = _shipped().rules
    others = [rule for rule in shipped if "contact_customer" not in rule.alphabet or rule.id.startswith("no-")]
    # Of these cases no ledger is kept, and nobody waits in them: what is asked of facts and of days most would break.
    others = [rule for rule in others if not isinstance(rule.sentence, OnlyWhile | Timed)]
    ordered = sorted(others, key=lambda rule: (rule.alphabet.isdisjoint(_WAY), rule.id))
    return Rules((mistake, *ordered[: RULES - 1]))


def fill(db: Database, cases: int) -> int:
    """Makes cases with their records, some twenty entries each; returns how many entries there are."""
    rows, chains, entry = table(CaseFile), table(Chain), table(Entry)
    rng = random.Random(1)
    began = datetime(2026, 1, 5, 9, tzinfo=UTC)
    count = 0
    numbers = iter(range(cases))
    while block := list(islice(numbers, 5_000)):
        files, heads, entries = [], [], []
        for number in block:
            bodies = list(_bodies(number, rng, began))
            heads.append({"id": number + 1, "name": f"case/case-{number}", "length": len(bodies), "head": ""})
            files.append(
                {
                    "reference": f"case-{number}",
                    "title": "",
                    "status": CaseStatus.OPEN,
                    "outcome": "",
                    "chain_id": number + 1,
                }
                | {"guard": {}, "opened_at": began}
            )
            entries += [
                {"chain_id": number + 1, "seq": seq, "body": body, "hash": f"{number}-{seq}"}
                for seq, body in enumerate(bodies, 1)
            ]
        with db.write() as session:
            session.execute(insert(chains), heads)
            session.execute(insert(rows), files)
            session.execute(insert(entry), entries)
        count += len(entries)
    return count


def _bodies(number: int, rng: random.Random, began: datetime) -> Iterator[str]:
    at = began + timedelta(minutes=number)
    left_out = {"contact_customer"} if number % BROKEN == 0 else set()
    happened = [("case opened", ""), ("procedure started", "")]
    for step in _WAY[: rng.randint(7, 12)]:
        if step not in left_out:
            happened += [("step opened", step), ("step completed", step)]
    if number % 7 == 0:
        happened += [("hold began", "breathing_space_began"), ("hold ended", "breathing_space_ended")]
    happened += [("case looked at", "")] * 3
    for seq, (kind, step) in enumerate(happened, 1):
        at += timedelta(hours=rng.randint(1, 90))
        who = DECIDES if step == "decide_notice" else rng.randint(2, 40)
        body = {"actor": f"user:{who}", "at": at.isoformat().replace("+00:00", "Z")}
        body |= {"chain": f"case/case-{number}", "kind": kind, "machine_at": body["at"], "payload": "0" * 64}
        yield json.dumps(body | {"prev": "0" * 64, "seq": seq, "v": 1} | ({"step": step} if step else {}))


def _shipped() -> Rules:
    book = Book.of_folder(HOUSE / "bpmn")
    return read_law_book(book.step_files, book.rule_files, book.act_files).rules
