"""Proving procedures lawful: the shipped one, and a larger one with thirty rules."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tools.bench.figure import Figure, median_of
from workflows.diagrams import Step, Vocabulary, read
from workflows.editions import Book
from workflows.proofs.law_book import read_law_book
from workflows.proofs.proof import Proof, prove
from workflows.proofs.rules import Rules, read_rules
from workflows.settings import HOUSE

CASE = Path(__file__).parent / "case_proofs"
ON = date(2026, 3, 2)
ENFORCEMENT = ("serve_notice", "issue_possession_claim", "request_warrant", "evict")
EVENTS = [f"{kind}_{what}" for kind in ("breathing_space", "mental_health_crisis") for what in ("began", "ended")]


def shipped() -> Proof:
    """The procedure of early intervention with all the landlord's rules, from the bytes of its diagrams."""
    rules, steps = _law()
    folder = HOUSE / "bpmn" / "procedures" / "early_intervention"
    processes = [
        each for path in sorted(folder.glob("*.bpmn")) for each in read(path.read_bytes(), path.name).processes
    ]
    handlers: Any = {node.operation: "job" for graph in processes for _, node in graph.walk() if node.operation}
    graphs = {graph.id: graph for graph in processes}
    return prove(graphs, "early_intervention", rules, Vocabulary(steps=steps, handlers=handlers), ON)


@cache
def _law() -> tuple[Rules, dict[str, Step]]:
    book = Book.of_folder(HOUSE / "bpmn")
    read = read_law_book(book.step_files, book.rule_files, book.act_files)
    return read.rules, dict(read.steps)


def possession() -> tuple[Any, ...]:
    """What :func:`prove` needs for the larger procedure: 3 processes with 68 nodes, 3 call sites, 30 rules."""
    diagram = read((CASE / "possession.bpmn").read_bytes(), "possession.bpmn")
    graphs = {graph.id: graph for graph in diagram.processes}
    names = [node.id for graph in diagram.processes for _, node in graph.walk() if node.is_step]
    steps = {name: Step(name, "somebody", "is done", enforcement=name in ENFORCEMENT) for name in names}
    rules = read_rules({path.name: path.read_bytes() for path in CASE.glob("*.yaml")}, [*names, *EVENTS])
    return graphs, "possession", rules, Vocabulary(steps=steps, handlers={"now": "inline", "later": "job"}), ON


def figures() -> Iterator[Figure]:
    """Milliseconds of the processor's time for a whole proof."""
    made = shipped()
    if made.findings or any(each.outcome in {"BROKEN", "NOT SETTLED"} for each in made.verdicts):
        raise AssertionError(f"the shipped procedure is not proved: {made.plain}")
    millis = median_of(shipped, 9, cpu=True) * 1e3
    name = f"proof of the arrears procedure from its diagram, {len(made.verdicts)} rules"
    yield Figure(name, round(millis, 1), "ms", "", millis / 200, "≤ 200 ms", millis <= 200)
    given = possession()
    made = prove(*given)
    if not made.lawful:
        raise AssertionError(f"the possession procedure is not proved: {made.plain}")
    nodes = sum(1 for graph in given[0].values() for _ in graph.walk())
    millis = median_of(lambda: prove(*given), 21, cpu=True) * 1e3
    name = f"proof of a possession procedure of {nodes} nodes, {len(made.verdicts)} rules"
    yield Figure(name, round(millis, 1), "ms", "", millis / 50, "≤ 50 ms", millis <= 50)
