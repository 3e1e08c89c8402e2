"""Mending a procedure that breaks rules: the smallest changes that prove, tried on copies; nothing is published."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from time import process_time
from xml.sax.saxutils import quoteattr

from workflows.diagrams.changing import NotMended
from workflows.diagrams.mending import mended
from workflows.editions import Book
from workflows.engine import LintFailed, Procedure
from workflows.errors import Refused
from workflows.proofs.declarations import read_declarations
from workflows.proofs.proof import Proof, prove
from workflows.proofs.repairs import Changes, Site, in_words, repairs
from workflows.proofs.verdict import KEPT, Verdict
from workflows.runtime.accepting import compile_files
from workflows.runtime.in_force import Reading
from workflows.runtime.legs import journeys_of, starts_of

MOST_CHANGES, MOST_SECONDS = 60, 20.0
"""Of one procedure; seconds of CPU time."""
SEND, DOCUMENT = "send_document", "send_"


@dataclass(frozen=True)
class Mended:
    """A procedure mended, as far as that goes.

    :ivar files: of the procedure, with the changes
    :ivar changes: what was changed and for which rule, in words, in order
    :ivar left: the rules that it breaks still, each with how
    """

    files: Mapping[str, bytes]
    changes: tuple[tuple[str, str], ...]
    left: tuple[tuple[str, str], ...]


def mend(reading: Reading, book: Book, name: str, files: Mapping[str, bytes], on: date) -> Mended:
    """Looks for the smallest changes with which a procedure keeps the rules that it breaks.

    Rule by rule: of the changes that let it keep the one, that which leaves the fewest others broken. A step that is
    put in brings rules of its own, which are kept next.

    :param book: the rule book, for how cases come to the procedure
    :raises LintFailed: it does not even run as it is drawn; that is mended first
    """
    return _Mending(reading, book, name, on).run(dict(files))


class _Mending:
    def __init__(self, reading: Reading, book: Book, name: str, on: date) -> None:
        self.reading, self.book, self.name, self.on = reading, book, name, on
        self.until = process_time() + MOST_SECONDS
        self.kept: set[str] = set()

    def run(self, files: dict[str, bytes]) -> Mended:
        changes: list[tuple[str, str]] = []
        given_up: set[str] = set()
        procedure = self._compiled(files)
        broken = self._broken(procedure, files)
        while len(changes) < MOST_CHANGES and process_time() < self.until:
            verdict = next((each for each in broken.values() if each.rule not in given_up), None)
            if verdict is None:
                break
            best = self._best(files, procedure, verdict, set(broken))
            if best is None:
                given_up.add(verdict.rule)
                continue
            made, files, procedure, broken = best
            self.kept.add(verdict.rule)
            changes.append((verdict.rule, in_words(made)))
        left = tuple((rule, verdict.sentence) for rule, verdict in broken.items())
        return Mended(files, tuple(changes), left)

    def _best(
        self, files: dict[str, bytes], procedure: Procedure, verdict: Verdict, before: set[str]
    ) -> tuple[Changes, dict[str, bytes], Procedure, dict[str, Verdict]] | None:
        rule = self.reading.rules.named(verdict.rule)
        best, fewest = None, 1_000
        for changes in repairs(self._site(procedure), rule, verdict):
            if process_time() > self.until:
                break
            tried = self._tried(files, changes)
            if tried is None:
                continue
            made, compiled, broken = tried
            # What was mended already stays so, or two rules would be mended in turn for ever.
            if rule.id in broken or not self.kept.isdisjoint(broken):
                continue
            fresh = len(broken.keys() - before) + len(broken)
            if fresh < fewest:
                best, fewest = (changes, made, compiled, broken), fresh
            if not broken.keys() - before:
                break
        return best

    def _tried(
        self, files: dict[str, bytes], changes: Changes
    ) -> tuple[dict[str, bytes], Procedure, dict[str, Verdict]] | None:
        made = files
        for change in changes:
            found = None
            for path in sorted(path for path in made if path.endswith(".bpmn")):
                try:
                    found = {**made, path: mended(made[path], change, path)}
                except NotMended:
                    continue
                break
            if found is None:
                return None
            made = found
        try:
            procedure = self._compiled(made)
            return made, procedure, self._broken(procedure, made)
        except (LintFailed, Refused):
            return None

    def _compiled(self, files: Mapping[str, bytes]) -> Procedure:
        return compile_files(files, self.name, self.reading.vocabulary)

    def _broken(self, procedure: Procedure, files: Mapping[str, bytes]) -> dict[str, Verdict]:
        """The rules in force that it breaks; of an unsound one nothing would help.

        :raises NotMended: it is not sound
        """
        starts = starts_of(journeys_of(self.reading, self.book, {self.name: files}), self.name, self.reading.rules)
        facts = read_declarations(files).facts
        proof: Proof = prove(
            procedure.graphs, self.name, self.reading.rules, procedure.vocabulary, self.on, facts, starts=starts
        )
        if proof.findings:
            raise NotMended(proof.findings[0].sentence)
        return {each.rule: each for each in proof.verdicts if each.outcome not in KEPT and each.in_force}

    def _site(self, procedure: Procedure) -> Site:
        vocabulary = procedure.vocabulary
        documents = vocabulary.documents or frozenset()
        operations = dict(_operations(vocabulary.steps, frozenset(vocabulary.handlers), documents))
        return Site(procedure.graphs, vocabulary.steps, "facts_on", operations, frozenset(vocabulary.forms))


def _operations(
    steps: Mapping[str, object], handlers: frozenset[str], documents: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """Step → the XML of the operation of its own name, or of the sending of the document of its name."""
    for step in steps:
        kind = step.removeprefix(DOCUMENT)
        if step in handlers:
            yield step, _operation(step, "")
        elif kind != step and kind in documents and SEND in handlers:
            value = quoteattr(f'"{kind}"')
            yield step, _operation(SEND, f'<spiffworkflow:parameter id="document" type="any" value={value} />')


def _operation(name: str, parameters: str) -> str:
    return (
        f'<spiffworkflow:serviceTaskOperator id="op.{name}"><spiffworkflow:parameters>{parameters}'
        "</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>"
    )
