"""Diagrams as other tools write them, as a whole: samples, expressions, the command, damage."""

import json
from pathlib import Path
from random import Random

import pytest

from api.commands import main
from tests.diagrams.dialects import ASSUMED, SAMPLES, accepted, choice, task
from workflows.diagrams import lint, read
from workflows.engine.neighbours import check
from workflows.errors import Refused


@pytest.mark.parametrize("sample", sorted(p.name for p in SAMPLES.iterdir()))
def test_each_vendors_sample_is_accepted_and_compiled(sample: str) -> None:
    checked = check(SAMPLES / sample, ASSUMED)
    assert checked.findings == ()
    assert checked.changes or sample.endswith(".dmn")
    assert all(sentence.endswith(".") for sentence in checked.changes)


def test_what_a_camunda_7_diagram_becomes() -> None:
    (graph,) = read((SAMPLES / "camunda7.bpmn").read_bytes(), "camunda7.bpmn").processes
    triage, book, approve = (graph.nodes[f"Activity_{name}"] for name in ("triage", "book", "approve"))
    assert (triage.decision, triage.result) == ("urgency", "urgency")
    assert (book.operation, dict(book.outputs)) == ("book-contractor", {"cost": "(quote.total + 10)"})
    assert dict(book.parameters) == {"trade": "trade", "channel": '"portal"', "slots": '["morning", preferred]'}
    assert (approve.lane, dict(approve.properties)) == ("surveyors", {"form": "approve", "due": "P2D"})
    assert graph.nodes["Activity_remind"].operation == "reminder"
    loop = graph.nodes["Activity_visit"].loop
    assert loop is not None
    assert (loop.kind, loop.collection, loop.item) == ("sequential", "visits", "visit")
    assert [flow.condition for flow in graph.outgoing("Gateway_cost")] == [
        '((cost > 500) and (urgency != "emergency"))',
        '((cost <= 500) or (urgency = "emergency"))',
    ]
    assert graph.nodes["Event_told_send"].operation == "tell-tenant"
    assert [flow.target for flow in graph.outgoing("Event_told_send")] == ["Event_told"]


def test_what_a_camunda_8_diagram_becomes() -> None:
    (graph,) = read((SAMPLES / "camunda8.bpmn").read_bytes(), "camunda8.bpmn").processes
    ledger, sign, pay = (graph.nodes[f"Activity_{name}"] for name in ("ledger", "sign", "pay"))
    assert dict(ledger.parameters) == {"account": "customer.account", "ledger": '"rents"'}
    assert dict(ledger.outputs) == {"overpaid": "balance", "large": "balance > 100"}
    assert (sign.lane, sign.form) == ("managers", "UserTaskForm_1")
    assert pay.loop is not None
    assert (pay.loop.collection, pay.loop.item, pay.loop.output_collection, pay.loop.output_item) == (
        *("payees", "payee"),
        *("receipts", "receipt"),
    )
    sent = graph.node("Activity_send")
    assert sent is not None
    assert (sent.kind, sent.operation) == ("serviceTask", "pay")


def test_what_flowable_and_activiti_diagrams_become() -> None:
    (graph,) = read((SAMPLES / "flowable.bpmn20.xml").read_bytes(), "flowable.bpmn20.xml").processes
    assert graph.nodes["sign"].operation == "uk.example.lettings.Agreement"
    assert dict(graph.nodes["sign"].parameters) == {"template": '"garage"', "name": "tenant.name"}
    assert (graph.nodes["rent"].kind, graph.nodes["rent"].decision) == ("businessRuleTask", "garage_rent")
    assert graph.outgoing("startEvent1")[0].id == "startEvent1_to_offer"
    (called,) = read((SAMPLES / "garage_rent.bpmn").read_bytes(), "garage_rent.bpmn").processes
    assert called.nodes["remind"].lane == "accounts"
    assert called.nodes["late"].interrupting


def test_a_call_that_passes_nothing_is_told() -> None:
    drawn = task("callActivity", 'calledElement="q" camunda:asyncBefore="true"')
    assert any("sees all variables" in sentence for sentence in read(drawn, "p.bpmn").changes)
    mapped = task("callActivity", 'calledElement="q"', '<camunda:in variables="all"/><camunda:out variables="all"/>')
    assert not any("sees all variables" in sentence for sentence in read(mapped, "p.bpmn").changes)


def test_what_spiffarena_and_bpmn_io_diagrams_become() -> None:
    (graph,) = read((SAMPLES / "spiffarena.bpmn").read_bytes(), "spiffarena.bpmn").processes
    assert graph.nodes["Activity_form"].form == "expense"
    assert graph.outgoing("Gateway_1")[0].condition == '((found.body.ok = true) and (kind != "gift"))'
    (graph,) = read((SAMPLES / "bpmnio.bpmn").read_bytes(), "bpmnio.bpmn").processes
    assert graph.nodes["Activity_log_fork"].kind == "inclusiveGateway"
    assert [(f.target, f.condition) for f in graph.outgoing("Activity_log_fork")] == [
        ("Event_to", "true"),
        ("Activity_refund", "amount > 0"),
    ]
    assert [flow.target for flow in graph.outgoing("Event_to")] == ["Event_from"]


PLAIN = {
    "${a}": "a",
    "#{ a.b == 'x' }": '(a.b = "x")',
    "${a gt 1 && !b || c ne null}": "(((a > 1) and not(b)) or (c != null))",
    "${not (a lt 1.5)}": "not((a < 1.5))",
    "${a['b'] <= -c * 2 + 1}": "(a.b <= ((-c * 2) + 1))",
    '${a ? "yes" : b}': '(if a then "yes" else b)',
    "${a == 'it\\'s'}": '(a = "it\'s")',
    "${a eq true and (b or c)}": "((a = true) and (b or c))",
}


@pytest.mark.parametrize("juel", PLAIN)
def test_plain_juel_becomes_feel(juel: str) -> None:
    escaped = juel.replace("&", "&amp;").replace("<", "&lt;")
    (graph,) = read(choice(escaped), "p.bpmn").processes
    assert next(flow for flow in graph.flows if flow.id == "f3").condition == PLAIN[juel]
    accepted(choice(escaped))


@pytest.mark.parametrize(
    "juel",
    [
        *("${bean.decide(execution)}", "${execution.getVariable('a')}", "${a} and ${b}", "${list[0] == 1}", "${a = 1}"),
        *("${a mod 2 == 0}", "${a instanceof b}", "${a lt b lt c}", "${}", "${a ==}", "${(a}", "yes ${a}", "${a ; b}"),
        *("${'open}", "${1e5 == a}", f"${{{'(' * 60}a{')' * 60}}}"),
    ],
)
def test_code_is_refused(juel: str) -> None:
    findings = lint(read(choice(juel.replace("&", "&amp;").replace("<", "&lt;")), "p.bpmn"), ASSUMED, {})
    assert [(finding.rule, finding.element) for finding in findings] == [("code", "f3")]


@pytest.mark.parametrize(
    ("python", "feel"),
    [
        ("a == 'x'", '(a = "x")'),
        ("not a", "not(a)"),
        ("not a == True and b != None", "(not((a = true)) and (b != null))"),
        ('a["b"] > 3', None),
        ("a = 'x'", None),
        ("len(a) == 3", None),
        ("[i for i in a if i == 1]", None),
    ],
)
def test_plain_python_of_spiffarena_becomes_feel_or_is_refused(python: str, feel: str | None) -> None:
    diagram = read(choice(python.replace(">", "&gt;")), "p.bpmn")
    found = lint(diagram, ASSUMED, {})
    if feel is None:
        # What is neither plain Python nor FEEL; the index by a text is FEEL, but gives null.
        assert [finding.rule for finding in found] in (["bad-expression"], [])
        assert next(f for f in diagram.processes[0].flows if f.id == "f3").condition == python
    else:
        assert found == []
        assert next(f for f in diagram.processes[0].flows if f.id == "f3").condition == feel


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "a" / "good.bpmn", tmp_path / "b" / "bad.bpmn"
    for path, data in ((good, task("serviceTask", 'camunda:topic="a"')), (bad, task("userTask", 'own:a="1"'))):
        path.parent.mkdir()
        path.write_bytes(data)
    monkeypatch.setattr("sys.argv", ["duecourse", "lint", str(tmp_path), "--json", "--assume-handlers"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 1
    first, second = json.loads(capsys.readouterr().out)
    assert (first["file"], first["verdict"], first["findings"]) == (str(good), "accepted", [])
    assert len(first["normalised"]) == 1
    assert (second["file"], second["verdict"]) == (str(bad), "refused")
    (finding,) = second["findings"]
    assert (finding["element"], finding["rule"], finding["count"]) == ("t", "unknown-extension", 1)
    assert finding.keys() == {"element", "line", "rule", "text", "fix", "count", "places"}
    monkeypatch.setattr("sys.argv", ["duecourse", "lint", str(good), "--json"])
    with pytest.raises(SystemExit) as left:
        main()
    (house,) = json.loads(capsys.readouterr().out)
    assert [found["rule"] for found in house["findings"]] == ["unknown-step", "unknown-operation"]


@pytest.mark.parametrize("seed", range(60))
def test_damaged_files_of_vendors_are_accepted_or_refused(seed: int, tmp_path: Path) -> None:
    """Words, lines and values changed at random: never anything but a sentence."""
    random = Random(seed)
    name = random.choice(["camunda7.bpmn", "camunda8.bpmn", "flowable.bpmn20.xml", "spiffarena.bpmn", "bpmnio.bpmn"])
    lines = (SAMPLES / name).read_text().split("\n")
    words = [w for line in lines for w in line.replace(">", " ").split(" ") if w and "<" not in w]
    for _ in range(random.randrange(1, 5)):
        at = random.randrange(2, len(lines) - 1)
        match random.randrange(3):
            case 0:
                lines[at] = lines[random.randrange(2, len(lines) - 1)]
            case 1:
                del lines[at]
            case 2:
                here = [w for w in lines[at].split(" ") if w]
                lines[at] = lines[at].replace(random.choice(here), random.choice(words), 1) if here else ""
    path = tmp_path / name
    path.write_text("\n".join(lines))
    try:
        findings = check(path, ASSUMED).findings
    except Refused as refused:
        pytest.fail(f"check tells refusals as findings: {refused}")
    assert all(finding.text.strip() for finding in findings)
