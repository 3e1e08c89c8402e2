"""Proving a drawing in a test: through the real compiler, so that what is proved is what would run."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import yaml

from tests.engine.drawing import Drawing
from workflows.diagrams.graph import Graph
from workflows.diagrams.vocabulary import Step, Vocabulary
from workflows.engine import compile_procedure
from workflows.proofs.compiling import compile_net
from workflows.proofs.net import Net
from workflows.proofs.proof import Proof, prove
from workflows.proofs.reading import sentence_of
from workflows.proofs.rules import Rule, Rules

ON = date(2026, 3, 2)
HANDLERS: Any = {"now": "inline", "later": "job"}


def period(name: str, on: date) -> None:
    """For lint, which asks what functions take; nothing runs here."""


def graphs(drawing: Drawing, *others: Drawing, **vocabulary: Any) -> Mapping[str, Graph]:
    """What the engine would run."""
    files = {"p.bpmn": drawing.xml(*others)}
    return compile_procedure(
        files, drawing.ident, Vocabulary(handlers=HANDLERS, functions={"period": period}, **vocabulary)
    ).graphs


def net(drawing: Drawing, *others: Drawing) -> Net:
    """Its net."""
    return compile_net(graphs(drawing, *others), drawing.ident, ["now"])


def law(*sentences: str) -> Rules:
    """Rules with the ids ``r0``, ``r1``, …, each a sentence in YAML: ``before: b, require: [a]``."""
    rules = []
    for number, text in enumerate(sentences):
        row = yaml.safe_load("{" + text + "}")
        rules.append(Rule(f"r{number}", "The law.", "Some Act s.1", sentence_of(row, "test")))
    return Rules(tuple(rules))


def proof(
    drawing: Drawing,
    *others: Drawing,
    rules: Rules,
    enforcement: Sequence[str] = (),
    facts: Mapping[str, Sequence[Any]] | None = None,
    **more: Any,
) -> Proof:
    """What is proved of a drawing."""
    made = graphs(drawing, *others)
    steps = {step: Step(step, "somebody", "means", enforcement=True) for step in enforcement}
    vocabulary = Vocabulary(steps=steps, handlers=HANDLERS)
    return prove(made, drawing.ident, rules, vocabulary, ON, facts or {}, **more)


def verdict(drawing: Drawing, sentence: str, *others: Drawing, **more: Any) -> tuple[str, str]:
    """(outcome, path with arrows) of one rule; the procedure must be sound."""
    made = proof(drawing, *others, rules=law(sentence), **more)
    assert not made.findings, made.findings
    (found,) = made.verdicts
    return found.outcome, " → ".join(found.path)


def unsound(drawing: Drawing, *others: Drawing) -> list[tuple[str, tuple[str, ...]]]:
    """(kind, elements) of what is unsound."""
    return [(each.kind, each.elements) for each in proof(drawing, *others, rules=Rules()).findings]
