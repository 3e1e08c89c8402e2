"""A diagram with the files beside it that it calls: checked together, as they would be published together."""

from dataclasses import dataclass
from pathlib import Path

from workflows.decisions import DecisionModel, NotADecisionModel
from workflows.diagrams import Diagram, Finding, Vocabulary, lint, read
from workflows.engine.declared import FORMS, with_declared, with_forms
from workflows.engine.procedure import compile_procedure
from workflows.engine.refusals import LintFailed
from workflows.errors import Refused
from workflows.proofs.declarations import FILE

SUFFIXES = (".bpmn", ".bpmn20.xml")
"""What diagrams are called."""


@dataclass(frozen=True)
class Checked:
    """What there is to say on one file.

    :ivar changes: what the normaliser changed in it, one sentence each
    :ivar findings: what is wrong in it or in what it calls; empty if it is accepted
    """

    changes: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Bundle:
    """A diagram and what it calls.

    :ivar diagram: the diagram itself
    :ivar files: file name → bytes, its own first
    :ivar diagrams: with the called ones
    :ivar broken: findings on decision tables beside it that cannot be read
    """

    diagram: Diagram
    files: dict[str, bytes]
    diagrams: tuple[Diagram, ...]
    models: tuple[DecisionModel, ...]
    broken: tuple[Finding, ...]


def diagrams_in(folder: Path) -> list[Path]:
    """The diagrams of a folder and its subfolders, in the order of their names."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name.lower().endswith(SUFFIXES))


def check(path: Path, vocabulary: Vocabulary) -> Checked:
    """Read, lint and compile a diagram with the neighbours that it calls; or read a decision model.

    :raises OSError: the file cannot be read
    """
    if path.suffix.lower() == ".dmn":
        try:
            others = {each.name: each.read_bytes() for each in sorted(path.parent.glob("*.dmn"))}
            model = DecisionModel.parse(path.read_bytes(), vocabulary.functions, path.name, others=others)
        except Refused as refused:
            return Checked((), tuple(_findings(refused)))
        return Checked(model.dropped, ())
    try:
        vocabulary = _of_folder(path.parent, vocabulary)
        bundle = gather(path, vocabulary)
    except Refused as refused:
        return Checked((), (_finding(refused),))
    decisions: dict[str, DecisionModel | None] = {
        known: model for model in bundle.models for decision in model.asked for known in (decision.id, decision.name)
    }
    findings = lint(bundle.diagrams, vocabulary, decisions)
    if any(finding.rule == "unknown-decision" for finding in findings):
        findings += bundle.broken
    if not findings:
        findings = _compile(bundle, vocabulary)
    return Checked(bundle.diagram.changes, tuple(findings))


def _of_folder(folder: Path, vocabulary: Vocabulary) -> Vocabulary:
    """The vocabulary with what lies beside a diagram: its forms, where it has any, and the facts that it declares."""
    forms = {f"{FORMS}{each.name}": each.read_bytes() for each in sorted((folder / FORMS).glob("*.json"))}
    declared = folder / FILE
    known = with_forms(vocabulary, forms) if forms else vocabulary
    return with_declared(known, {FILE: declared.read_bytes()} if declared.is_file() else {})


def gather(path: Path, vocabulary: Vocabulary) -> Bundle:
    """A diagram with the diagrams and decision tables of its folder that it calls, and those that they call.

    :raises BadDiagram: it cannot be read. A neighbour that cannot be read is as if it were not there
    :raises OSError: the file cannot be read
    """
    own = path.read_bytes()
    # Whatever the file is called: that it is a diagram is known, and the compiler goes by the name.
    name = path.name if path.name.endswith((".bpmn", ".xml")) else f"{path.name}.bpmn"
    files, diagrams = {name: own}, [read(own, path.name, not vocabulary.strict)]
    beside = [each for each in diagrams_in(path.parent) if each.parent == path.parent and each.name != path.name]
    others: dict[Path, Diagram] = {}
    todo = _called(diagrams[0])
    while todo:
        wanted = todo.pop()
        if any(diagram.process(wanted) for diagram in diagrams):
            continue
        for each in beside:
            if each not in others:
                try:
                    others[each] = read(each.read_bytes(), each.name, not vocabulary.strict)
                except Refused:
                    continue
            if others[each].process(wanted):
                diagrams.append(others[each])
                files[each.name] = each.read_bytes()
                todo += _called(others[each])
                break
    models, broken = [], list[Finding]()
    decisions = {node.decision for d in diagrams for graph in d.processes for _, node in graph.walk() if node.decision}
    beside_it = {each.name: each.read_bytes() for each in sorted(path.parent.glob("*.dmn"))} if decisions else {}
    for found, content in beside_it.items():
        try:
            model = DecisionModel.parse(content, vocabulary.functions, found, others=beside_it)
        except Refused as refused:
            broken += _findings(refused)
            continue
        named = {name for decision in model.asked for name in (decision.id, decision.name)}
        if named & decisions:
            models.append(model)
            files.update({name: beside_it[name] for name in (found, *model.imports)})
    return Bundle(diagrams[0], files, tuple(diagrams), tuple(models), tuple(broken))


def _called(diagram: Diagram) -> list[str]:
    return [node.called for graph in diagram.processes for _, node in graph.walk() if node.called]


def _compile(bundle: Bundle, vocabulary: Vocabulary) -> list[Finding]:
    for process in bundle.diagram.processes:
        try:
            compile_procedure(bundle.files, process.id, vocabulary)
        except LintFailed as failed:
            return list(failed.findings)
        except Refused as refused:
            return [_finding(refused)]
    return []


def _findings(refused: Refused) -> list[Finding]:
    """A finding for each thing that a refusal names."""
    return [_finding(each) for each in (refused.each if isinstance(refused, NotADecisionModel) else [refused])]


def _finding(refused: Refused) -> Finding:
    line = refused.facts.get("line")
    return Finding(
        str(refused.facts.get("element", "")), line if isinstance(line, int) else 0, refused.slug, refused.sentence
    )
