"""The procedure that is shipped, and a larger one: proved; and every mistake that is put into them is found."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.book import SHIPPED_RULES as RULES_SHIPPED
from tools.bench.proofs import possession, shipped
from workflows.diagrams.graph import Flow, Graph, Node
from workflows.proofs.proof import Proof, prove

GRAPHS, PROCESS, RULES, VOCABULARY, ON = possession()
STEPS = sorted({step for rule in RULES.rules for step in rule.alphabet if not step.endswith(("_began", "_ended"))})


def judged(graphs: Mapping[str, Graph]) -> Proof:
    return prove(graphs, PROCESS, RULES, VOCABULARY, ON)


def outcomes(proof: Proof) -> dict[str, str]:
    return {each.rule: each.outcome for each in proof.verdicts}


def changed(process: str, **nodes: Node | None) -> dict[str, Graph]:
    """The procedure with some nodes of a process altered; ``None`` takes a node out and closes the gap."""
    graph = GRAPHS[process]
    kept = {ident: nodes.get(ident, node) for ident, node in graph.nodes.items()}
    flows = list(graph.flows)
    for ident in [ident for ident, node in kept.items() if node is None]:
        (onwards,) = [flow for flow in flows if flow.source == ident]
        flows = [replace(flow, target=onwards.target) if flow.target == ident else flow for flow in flows]
        flows.remove(onwards)
    made = {ident: node for ident, node in kept.items() if node is not None}
    return {**GRAPHS, process: Graph(graph.id, graph.name, made, tuple(flows))}


def steps() -> Iterator[tuple[str, str]]:
    for process, graph in GRAPHS.items():
        for node in graph.nodes.values():
            if node.id in STEPS and not graph.boundary(node.id):
                yield process, node.id


def test_what_is_shipped_is_proved() -> None:
    made = shipped()
    assert made.findings == ()
    found = outcomes(made)
    # That a ledger is late, or a day that was named not over, shows in no diagram: the guard asks, and the case has its
    # way on.
    assert {rule for rule, outcome in found.items() if outcome == "GUARDED"} == {
        "day-to-mend-before-letter-1",
        "day-to-mend-before-letter-2",
        "fresh-ledger-before-letter-1",
        "fresh-ledger-before-letter-2",
    }
    assert set(found.values()) == {"PROVED", "GUARDED"}
    assert {*found, *(each.rule for each in made.unconcerned)} == {rule.id for rule in RULES_SHIPPED.rules}


def test_the_larger_procedure_is_proved() -> None:
    made = judged(GRAPHS)
    assert made.findings == ()
    assert set(outcomes(made).values()) == {"PROVED"}
    assert len(made.verdicts) == 30


@pytest.mark.parametrize(("process", "step"), list(steps()))
def test_no_step_that_a_rule_speaks_of_can_be_left_out_unnoticed(process: str, step: str) -> None:
    concerned = {rule.id for rule in RULES.rules if step in rule.alphabet}
    found = outcomes(judged(changed(process, **{step: None})))
    # What a rule forbids altogether besides others, what only ends a ban, or what only makes something required anew,
    # may be missing without harm.
    harmless = {"no-claim-in-a-breathing-space", "no-notice-after-claim", "order-ends-chasing", "one-claim"}
    noticed = {rule for rule in concerned if found.get(rule) != "PROVED"}
    assert noticed, (step, found)
    harmless |= {rule.id for rule in RULES.rules if step in getattr(rule.sentence, "since", ())}
    assert concerned - noticed - harmless <= {"order-before-warrant"}, (step, concerned - noticed)
    assert all(found[rule] == "PROVED" for rule in found if rule not in concerned)


def rewired(process: str, *flows: tuple[str, str, str]) -> dict[str, Graph]:
    """The procedure with some flows led elsewhere: (source, old target, new target)."""
    graph = GRAPHS[process]
    ways = {(source, old): new for source, old, new in flows}
    made = [replace(flow, target=ways.get((flow.source, flow.target), flow.target)) for flow in graph.flows]
    return {**GRAPHS, process: Graph(graph.id, graph.name, graph.nodes, tuple(made))}


def test_a_shortcut_round_notice_and_protocol() -> None:
    graph = GRAPHS["possession"]
    urgent = {"urgent": Node("urgent", "exclusiveGateway", "Urgent?"), **graph.nodes}
    flows = [replace(flow, target="urgent") if flow.source == "start" else flow for flow in graph.flows]
    flows += [Flow("u1", "urgent", "again", None, True), Flow("u2", "urgent", "checked", "urgent_case")]
    made = {**GRAPHS, "possession": Graph("possession", "possession", urgent, tuple(flows))}
    (found,) = [each for each in judged(made).verdicts if each.rule == "notice-before-claim"]
    assert found.outcome == "BROKEN"
    assert found.path == ("start", "urgent", "checked", "moratorium_check", "moratorium", "issue_possession_claim")
    assert "Urgent? → checked" in found.sentence
    facts: Any = {"urgent_case": [False]}
    # Jobs and inline steps without a result variable may store anything: nothing is decided, and it is said.
    given = prove(made, PROCESS, RULES, VOCABULARY, ON, facts)
    assert outcomes(given)["notice-before-claim"] == "BROKEN"
    assert "urgent_case decides nothing" in given.notes[0]


def test_a_withdrawn_notice_that_is_not_served_again() -> None:
    found = judged(rewired("possession", ("withdraw_notice", "notice_again", "back"))).verdicts[0]
    assert found.outcome == "BROKEN"
    assert "withdraw_notice" in found.path
    assert found.path[-1] == "issue_possession_claim"


def test_no_time_between_notice_and_claim() -> None:
    (found,) = [
        each for each in judged(changed("notice", check_notice_period=None)).verdicts if each.rule == RULES.rules[0].id
    ]
    assert found.outcome == "BROKEN"
    assert found.path[-1] == "issue_possession_claim"


def test_a_certificate_that_is_left_out_is_owed_at_the_end() -> None:
    made = judged(changed("notice", record_certificate_of_service=None))
    (found,) = [each for each in made.verdicts if each.rule == "service-is-evidenced"]
    assert "can end without record_certificate_of_service" in found.sentence


def test_an_exclusive_gateway_where_a_parallel_join_was_meant() -> None:
    made = judged(changed("prepare", join=replace(GRAPHS["prepare"].nodes["join"], kind="exclusiveGateway")))
    assert made.findings[0].kind == "tokens multiply"
    assert not made.lawful
    assert "PROVED" not in outcomes(made).values()


def test_a_person_who_approves_their_own_draft() -> None:
    node = replace(GRAPHS["notice"].nodes["approve_notice"], properties={})
    assert outcomes(judged(changed("notice", approve_notice=node)))["two-people-approve"] == "BROKEN"


def test_a_proof_is_the_same_on_every_machine() -> None:
    program = "import json; from tools.bench.proofs import *; "
    program += "print(json.dumps([shipped().plain, prove(*possession()).plain]))"
    texts = set()
    for seed in ("0", "1", "17"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        ran = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        texts.add(ran.stdout)
    assert len(texts) == 1
    assert len(json.loads(texts.pop())[1]["verdicts"]) == 30
