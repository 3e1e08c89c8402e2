"""A diagram with the files beside it that it calls: checked together, as they would be published together."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from workflows.decisions import DecisionModel, NotADecisionModel
from workflows.diagrams import Diagram, Finding, Vocabulary, lint, read
from workflows.diagrams.finding import FILE as THE_FILE
from workflows.diagrams.fixing import Fixed, fixed, with_fixes
from workflows.engine.declared import FORMS, with_declared, with_forms
from workflows.engine.procedure import compile_each
from workflows.errors import Refused
from workflows.proofs.declarations import FILE

_OURS = re.compile(r"\.(BoundaryEventSplit|BoundaryEventJoin|EndJoin)\b")
"""What the engine puts behind the id of an element to name a part of it."""
SUFFIXES = (".bpmn", ".bpmn20.xml")
"""What diagrams are called."""
Given = Mapping[Path, bytes]
NOTHING: Given = MappingProxyType({})


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


def diagrams_in(folder: Path, *, deep: bool = True) -> list[Path]:
    """The diagrams of a folder, and of its subfolders where it is asked for them, in the order of their names."""
    found = folder.rglob("*") if deep else folder.glob("*")
    return sorted(path for path in found if path.is_file() and path.name.lower().endswith(SUFFIXES))


def check(path: Path, vocabulary: Vocabulary, given: Given = NOTHING) -> Checked:
    """Read, lint and compile a diagram with the neighbours that it calls; or read a decision model.

    :param given: files that are otherwise than on the disk
    :raises OSError: the file cannot be read
    """
    own = _content(path, given)
    if path.suffix.lower() == ".dmn":
        try:
            others = {each.name: _content(each, given) for each in sorted(path.parent.glob("*.dmn"))}
            model = DecisionModel.parse(own, vocabulary.functions, path.name, others=others)
        except Refused as refused:
            return Checked((), tuple(_findings(refused)))
        return Checked(model.dropped, ())
    try:
        vocabulary = _of_folder(path.parent, vocabulary)
        bundle = gather(path, vocabulary, given)
    except Refused as refused:
        return Checked((), tuple(with_fixes(own, path.name, [_finding(refused)])))
    findings = _linted(bundle, path, vocabulary, given)
    if any(finding.rule == "unknown-decision" for finding in findings):
        findings += bundle.broken
    if not findings:
        findings = _compile(bundle, vocabulary)
    return Checked(bundle.diagram.changes, tuple(with_fixes(own, path.name, findings)))


def fix(path: Path, vocabulary: Vocabulary, given: Given = NOTHING) -> Fixed:
    """Repair a diagram beside its neighbours as far as can be; nothing is written.

    :param given: files that are otherwise than on the disk
    :raises OSError: the file cannot be read
    """
    return fixed(_content(path, given), path.name, lambda now: check(path, vocabulary, {**given, path: now}).findings)


def fix_alone(content: bytes, name: str, vocabulary: Vocabulary) -> Fixed:
    """Repair a diagram that has no neighbours as far as can be."""

    def look(now: bytes) -> list[Finding]:
        try:
            return lint(read(now, name, not vocabulary.strict), vocabulary, {})
        except Refused as refused:
            return [_finding(refused)]

    made = fixed(content, name, look)
    return replace(made, findings=tuple(with_fixes(made.content, name, made.findings)))


def called_by(path: Path, vocabulary: Vocabulary) -> list[Path]:
    """The diagrams beside one that it calls, and those that they call; none if it cannot be read."""
    try:
        return [path.parent / each.name for each in gather(path, vocabulary).diagrams[1:]]
    except Refused:
        return []


def _content(path: Path, given: Given) -> bytes:
    return given[path] if path in given else path.read_bytes()


def _linted(bundle: Bundle, path: Path, vocabulary: Vocabulary, given: Given) -> list[Finding]:
    decisions: dict[str, DecisionModel | None] = {
        known: model for model in bundle.models for decision in model.asked for known in (decision.id, decision.name)
    }
    findings = lint(bundle.diagrams, vocabulary, decisions)
    if any(finding.rule == "error-not-caught" for finding in findings) and (callers := _callers(bundle, path, given)):
        # Whoever calls it may catch what it throws; what else is to say on those files is theirs.
        theirs = tuple(f"{each.name}, line " for each in callers)
        found = lint([*bundle.diagrams, *callers], vocabulary, decisions)
        findings = [finding for finding in found if not finding.text.startswith(theirs)]
    return findings


def _callers(bundle: Bundle, path: Path, given: Given) -> list[Diagram]:
    """The diagrams beside one that call a process of it."""
    own = {graph.id for graph in bundle.diagram.processes}
    found = []
    for each in diagrams_in(path.parent, deep=False):
        content = _content(each, given) if each.name not in bundle.files else b""
        if any(ident.encode() in content for ident in own):
            try:
                diagram = read(content, each.name, assumed=True)
            except Refused:
                continue
            found += [diagram] if own.intersection(_called(diagram)) else []
    return found


def _of_folder(folder: Path, vocabulary: Vocabulary) -> Vocabulary:
    """The vocabulary with what lies beside a diagram: its forms, where it has any, and the facts that it declares."""
    forms = {f"{FORMS}{each.name}": each.read_bytes() for each in sorted((folder / FORMS).glob("*.json"))}
    declared = folder / FILE
    known = with_forms(vocabulary, forms) if forms else vocabulary
    return with_declared(known, {FILE: declared.read_bytes()} if declared.is_file() else {})


def gather(path: Path, vocabulary: Vocabulary, given: Given = NOTHING) -> Bundle:
    """A diagram with the diagrams and decision tables of its folder that it calls, and those that they call.

    :param given: files that are otherwise than on the disk
    :raises BadDiagram: it cannot be read. A neighbour that cannot be read is as if it were not there
    :raises OSError: the file cannot be read
    """
    own = _content(path, given)
    # Whatever the file is called: that it is a diagram is known, and the compiler goes by the name.
    name = path.name if path.name.endswith((".bpmn", ".xml")) else f"{path.name}.bpmn"
    files, diagrams = {name: own}, [read(own, path.name, not vocabulary.strict)]
    todo = calls = _called(diagrams[0])
    beside = [each for each in diagrams_in(path.parent, deep=False) if each.name != path.name] if calls else []
    others: dict[Path, Diagram] = {}
    while todo:
        wanted = todo.pop()
        if any(diagram.process(wanted) for diagram in diagrams):
            continue
        for each in beside:
            if each not in others:
                try:
                    others[each] = read(_content(each, given), each.name, not vocabulary.strict)
                except Refused:
                    continue
            if others[each].process(wanted):
                diagrams.append(others[each])
                files[each.name] = _content(each, given)
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
    try:
        processes = [process.id for process in bundle.diagram.processes]
        compile_each(bundle.files, bundle.diagrams, processes, vocabulary)
    except Refused as refused:
        return [_finding(refused)]
    return []


def _findings(refused: Refused) -> list[Finding]:
    """A finding for each thing that a refusal names."""
    return [_finding(each) for each in (refused.each if isinstance(refused, NotADecisionModel) else [refused])]


def _finding(refused: Refused) -> Finding:
    """What was refused as a whole, at its place: the file, if no element is named."""
    line, element = refused.facts.get("line"), refused.facts.get("element") or refused.facts.get("process")
    at = line if isinstance(line, int) else 1
    return Finding(str(element or THE_FILE), max(at, 1), refused.slug, _OURS.sub("", refused.sentence))
