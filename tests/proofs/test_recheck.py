"""The second checker: it confirms what is proved, and no altered certificate convinces it of what is not true."""

import ast
import copy
import json
import random
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tasks.records import write_export
from tests.engine.drawing import Drawing
from tests.pace import stretched
from tests.proofs.artist import VOCABULARY, compiled
from tests.proofs.proving import graphs, law
from tests.proofs.test_flagship import some_rules
from tools.bench.proofs import possession
from workflows.diagrams.vocabulary import Step, Vocabulary
from workflows.engine import LintFailed
from workflows.proofs import closed
from workflows.proofs import recheck as program
from workflows.proofs.automata import After, AtMostOnce, Before, ByDifferentPerson, Exclusive, Never
from workflows.proofs.certificate import certificate_sha256
from workflows.proofs.net import Net, Transition
from workflows.proofs.proof import Proof, prove
from workflows.proofs.recheck import NOT_RECHECKED, recheck
from workflows.proofs.rules import Rule, Rules
from workflows.proofs.search import Automaton, Search
from workflows.proofs.sentences import Sentence
from workflows.proofs.states import explore

ON = date(2026, 3, 2)


def plain(proof: Proof) -> dict[str, Any]:
    """What of a certificate the checker reads."""
    return json.loads(json.dumps({"proof": proof.plain, "closed": proof.closed}))


def drawn() -> dict[str, Any]:
    """A procedure that keeps a rule of each kind: two branches side by side, a choice, a hold, two persons."""
    p = Drawing("p").user("ask", "look", "send", "write_off").user("check", properties={"differs_from": "ask"})
    p.parallel("fork", "join").xor("whether", "no").xor("met").start().end()
    p.chain("start", "fork", "ask", "check", "join", "whether").chain("fork", "look", "join")
    p.flow("whether", "send", "agreed").flow("whether", "write_off", ident="no")
    p.chain("send", "met", "end").chain("write_off", "met")
    steps = {"send": Step("send", "somebody", "means", enforcement=True)}
    rules = law(
        "before: send, require: [ask, [check, look]]",
        "after: ask, expect: [check]",
        "never: [send], between: [[breathing_space_began], [breathing_space_ended]]",
        "never: [ask], between: [[send], [look]]",
        "at_most_once: send",
        "by_different_person: [ask, check]",
        "exclusive: [send, write_off]",
    )
    made = prove(graphs(p), "p", rules, Vocabulary(steps=steps), ON, sets=True)
    assert {each.outcome for each in made.verdicts} == {"PROVED"}
    return plain(made)


def net_of(data: dict[str, Any]) -> Net:
    """The net that a certificate holds, for the prover."""
    transitions = []
    for row in data["transitions"]:
        masks = {name: int(row.get(name, "0"), 16) for name in ("consume", "produce", "empty", "reset")}
        words = {name: row.get(name) for name in ("opens", "label", "apart_from", "throws", "catches")}
        last = tuple(int(mask, 16) for mask in row["last"]) if "last" in row else None
        more = {"by_person": "by_person" in row, "asked": "unasked" not in row, "last": last}
        transitions.append(Transition(row["path"], "", "", **masks, **words, **more))
    masks = [int(data[name], 16) for name in ("start", "done", "lasting")]
    longest = max([mask.bit_length() for mask in masks] + [each.produce.bit_length() for each in transitions])
    steps = {each.label: True for each in transitions if each.label}
    return Net(("",) * (longest // 2 + 2), tuple(transitions), masks[0], masks[1], 0, masks[2], steps)


def sentence_from(says: dict[str, Any]) -> Sentence:
    """The sentence that a certificate holds, for the prover; what is never asked for may have lost its name."""

    def choices(member: str) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(each) for each in says.get(member, []))

    def some(member: str) -> frozenset[str]:
        return frozenset(says.get(member, []))

    match says["sentence"]:
        case "Before":
            return Before(says["target"], choices("require"), says.get("in_order", False), some("since"))
        case "After":
            return After(says["trigger"], choices("expect"), some("unless"))
        case "Never":
            return Never(some("targets"), some("opening"), some("closing"))
        case "AtMostOnce":
            return AtMostOnce(says["target"], some("since"))
        case "Exclusive":
            return Exclusive(some("targets"))
    return ByDifferentPerson(tuple(says["steps"]), some("since"))


def holds(certificate: dict[str, Any], name: str) -> bool:
    """Whether what a certificate says of a rule is true: the prover judges, by a search of its own."""
    net, row = net_of(certificate["closed"]["net"]), certificate["closed"]["rules"][name]
    automaton = Automaton(Rule(name, "", "", sentence_from(row["says"])), net, dict.fromkeys(row["halted"][-1]))
    states = explore(net, 20_000)
    assert states.complete
    for way in row["ways"]:
        search = Search(automaton, net, frozenset(way["never"]))
        edges, ended = states.edges.__getitem__, [marking & net.done for marking in states.markings]
        if search.run(0, edges, ended.__getitem__, 200_000) is not None:
            return False
    return True


def flipped(text: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(text))
    return text[:at] + bytes([text[at] ^ 1 << rng.randrange(8)]) + text[at + 1 :]


def survives(text: bytes) -> bool:
    """Whether an altered certificate is accepted; then everything that it is said to prove must be true."""
    try:
        certificate = json.loads(text)
        proved, wrong = recheck(certificate)
    except (ValueError, TypeError, AttributeError):
        return False
    if wrong:
        return False
    for name in proved:
        assert holds(certificate, name), (name, certificate)
    return True


def test_what_is_proved_is_confirmed_and_each_way_to_break_it_is_seen() -> None:
    certificate = drawn()
    proved, wrong = recheck(certificate)
    assert (len(proved), wrong) == (7, [])
    assert all(holds(certificate, name) for name in proved)
    for name, says in (("r0", {"require": [["write_off"]]}), ("r1", {"expect": [["write_off"]]})):
        lying = copy.deepcopy(certificate)
        lying["closed"]["rules"][name]["says"] |= says
        assert not holds(lying, name)
        assert "is not proved" in recheck(lying)[1][0]
    for name, broken in (("r2", {"halted": [[], []]}), ("r0", {"ways": []})):
        lying = copy.deepcopy(certificate)
        lying["closed"]["rules"][name] |= broken
        assert f"{name} is not proved" in recheck(lying)[1][0]
    for row in certificate["closed"]["net"]["transitions"]:
        row.pop("by_person", None)
    assert "not drawn as a person's" in recheck(certificate)[1][0]


def test_a_state_that_is_left_out_is_missed() -> None:
    certificate = drawn()
    for name, rule in certificate["closed"]["rules"].items():
        sets = rule["ways"][0]["set"]
        for where in list(sets):
            lying = copy.deepcopy(certificate)
            del lying["closed"]["rules"][name]["ways"][0]["set"][where]
            assert recheck(lying)[1], (name, where)


def test_of_hundreds_of_flipped_bits_none_makes_it_believe_what_is_not_true() -> None:
    text, rng = json.dumps(drawn()).encode(), random.Random(7)
    accepted = sum(survives(flipped(text, rng)) for _ in range(400))
    assert 0 < accepted < 250, "names and notes may change; states, masks and sentences may not"


@pytest.mark.long
def test_of_ten_thousand_flipped_bits_none_makes_it_believe_what_is_not_true() -> None:
    text, rng = json.dumps(drawn()).encode(), random.Random(70)
    assert sum(survives(flipped(text, rng)) for _ in range(10_000)) < 6_000


def test_the_larger_procedure_is_rechecked_in_time_and_its_certificate_is_small() -> None:
    certificate = plain(prove(*possession(), sets=True))
    assert len(json.dumps(certificate)) < 2_000_000
    began = time.process_time()
    proved, wrong = recheck(certificate)
    took = time.process_time() - began
    assert took < stretched(5)
    assert (len(proved), wrong) == (len(certificate["proof"]["verdicts"]), [])


@pytest.mark.parametrize("seed", range(0, 120, 3))
def test_it_agrees_with_the_prover_on_random_procedures(seed: int) -> None:
    """Signals, errors, loops and everything that lint accepts: the two work successors out by different programs."""
    try:
        procedure = compiled(seed)
    except LintFailed:
        return
    steps = sorted(node.id for graph in procedure.graphs.values() for _, node in graph.walk() if node.is_step)
    rules = some_rules(random.Random(seed), steps) if len(set(steps)) > 1 else Rules()
    made = prove(procedure.graphs, "p", rules, VOCABULARY, ON, most=3_000, sets=True)
    certificate = plain(made)
    wanted = [each.rule for each in made.verdicts if each.outcome == "PROVED"]
    if wanted and not certificate["closed"]["rules"]:
        return  # too large
    assert recheck(certificate) == (wanted, [])


def side_by_side(branches: int, asked: str) -> dict[str, Any]:
    p = Drawing("p").parallel("fork", "join").start().end().chain("start", "fork").chain("join", "end")
    for branch in range(branches):
        steps = [f"u{branch}_{step}" for step in range(5)]
        p.user(*steps).chain("fork", *steps, "join")
    return plain(prove(graphs(p), "p", law(asked), Vocabulary(), ON, sets=True))


def test_of_many_branches_side_by_side_a_smaller_net_is_written_down() -> None:
    certificate = side_by_side(8, "before: u3_4, require: [u3_0]")
    assert certificate["closed"]["net"]["reduced"]
    assert recheck(certificate) == (["r0"], [])
    certificate = side_by_side(2, "before: u1_4, require: [u1_0]")
    assert not certificate["closed"]["net"]["reduced"]
    assert recheck(certificate) == (["r0"], [])


def test_where_no_set_is_small_enough_nothing_is_rechecked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closed, "MOST_DIGITS", 10)
    certificate = side_by_side(2, "before: u1_4, require: [u1_0]")
    assert certificate["closed"]["rules"] == {}
    proved, wrong = recheck(certificate)
    assert proved == []
    assert "holds no sets" in wrong[0]


def test_each_transition_names_an_element_of_the_diagram() -> None:
    graphs_, *_ = possession()
    elements = {node.id for graph in graphs_.values() for _, node in graph.walk()} | set(graphs_)
    made = prove(*possession(), sets=True)
    for row in made.closed["net"]["transitions"]:
        assert set(row["path"].split("/")) <= elements, row


def test_it_is_one_small_file_that_needs_nothing_of_ours(tmp_path: Path) -> None:
    source = Path(program.__file__).read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 200
    named = [each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.Import | ast.ImportFrom)]
    modules = {name.name for each in named for name in each.names if isinstance(each, ast.Import)}
    modules |= {each.module or "" for each in named if isinstance(each, ast.ImportFrom)}
    assert {module.split(".")[0] for module in modules} <= sys.stdlib_module_names
    certificate, path = drawn(), tmp_path / "certificate.json"
    for lying in (False, True):
        if lying:
            certificate["closed"]["rules"]["r0"]["says"]["require"] = [["write_off"]]
        path.write_text(json.dumps(certificate))
        command = [sys.executable, "-I", program.__file__, str(path)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (ran.returncode, NOT_RECHECKED in ran.stdout) == (int(lying), True), ran
    given = {"certificate": drawn(), "sha256": "0" * 64}
    path.write_text(json.dumps(given))
    ran = subprocess.run([sys.executable, program.__file__, str(path)], capture_output=True, text=True, check=False)
    assert "not the one whose hash is given" in ran.stdout
    path.write_text(json.dumps({**given, "sha256": certificate_sha256(given["certificate"])}))
    assert program.main(str(path)) == 0


def test_it_goes_into_every_pack_that_holds_a_certificate(tmp_path: Path) -> None:
    published = {"body": '{"seq": 4}', "content": json.dumps({"certificate": drawn()})}
    other = {"body": '{"seq": 5}', "content": json.dumps({"reason": "none"})}
    write_export(tmp_path / "with", {"entries": [other, published, {"body": "{}", "content": None}]})
    assert {path.name for path in (tmp_path / "with").iterdir()} == {
        "record.json", "verify.py", "recheck.py", "certificate-4.json",
    }  # fmt: skip
    command = [sys.executable, "-I", "recheck.py", "certificate-4.json"]
    ran = subprocess.run(command, cwd=tmp_path / "with", capture_output=True, text=True, check=False)
    assert (ran.returncode, "7 rules rechecked" in ran.stdout) == (0, True), ran
    write_export(tmp_path / "without", {"entries": [other]})
    assert not (tmp_path / "without" / "recheck.py").exists()
