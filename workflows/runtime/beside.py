"""What a changed rule book would do to procedures and cases that it leaves as they are."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session

from workflows.db import table
from workflows.editions import Book
from workflows.proofs.certificate import Examined
from workflows.proofs.journeys import Journeys
from workflows.proofs.proof import prove
from workflows.proofs.rules import Rules
from workflows.proofs.verdict import KEPT
from workflows.runtime.found import SENTENCES
from workflows.runtime.in_force import Reading
from workflows.runtime.legs import behind, journeys_of, starts_of
from workflows.runtime.means import Means
from workflows.runtime.of_law import frees
from workflows.runtime.procedures import Published
from workflows.runtime.tables import Instance
from workflows.runtime.words import InstanceStatus

_instance = table(Instance)
Prove = Callable[[Reading, Book, str, date, Journeys], Examined]
"""Examines a procedure under a rule book."""


@dataclass(frozen=True)
class Beside:
    """A changed rule book beside what is in force.

    :ivar reading: of the changed book
    :ivar anew: the procedures whose folder changes and that stay
    :ivar examined: how a procedure is examined
    """

    means: Means
    session: Session
    reading: Reading
    book: Book
    anew: frozenset[str]
    on: date
    journeys: Journeys
    examined: Prove

    def come_to_otherwise(self) -> Iterator[str]:
        """What would stand against procedures whose folders stay as they are, since cases come to them otherwise."""
        means, before = self.means, None
        for name in behind(self.book, self.anew):
            against = self.examined(self.reading, self.book, name, self.on, self.journeys).objections
            if against and name in means.book.procedures:
                before = before or journeys_of(means.in_force.reading, means.book)
                known = self.examined(means.in_force.reading, means.book, name, self.on, before).objections
                against = tuple(each for each in against if each not in known)
            for sentence in against:
                yield f"{name}, to which cases come from {' or '.join(sorted(self.anew))}: {sentence}"

    def still_needed(self) -> Iterator[str]:
        """Why rows and documents may not go yet: versions on which cases run speak of them."""
        means, book = self.means, self.book
        before, after = means.vocabulary.steps, self.reading.vocabulary.steps
        gone = before.keys() - after.keys()
        both = before.keys() & after.keys()
        tamed = {step for step in both if before[step].enforcement and not after[step].enforcement}
        documents = {path for path in means.book if "/documents/" in path and path not in book}
        rows = {f"law/{place}" for place in means.in_force.reading.law.keys() - self.reading.law.keys()}
        if not (gone or tamed or documents or rows):
            return
        for each, cases in self._versions_that_go_on():
            where = f"version {each.number} of {each.name}, on which {cases} open case{'' if cases == 1 else 's'} run"
            where += "s" if cases == 1 else ""
            graphs = means.procedures.compiled(self.session, each.id).graphs
            drawn = {node.id for graph in graphs.values() for _, node in graph.walk()}
            for step in sorted(gone & drawn):
                yield f"The step {step} would be gone from steps.yaml, and {where}, draws it. Leave its row there."
            for step in sorted(tamed & drawn):
                yield (
                    f"{step} would be no act any more that holds forbid, and {where}, draws it. Leave its row of "
                    "acts.yaml until they have ended."
                )
            for place in sorted(rows & means.procedures.certificate(self.session, each.id).get("basis", {}).keys()):
                yield (
                    f"{place.removeprefix('law/')} would be gone from the tables of law, and {where}, counts by it. "
                    "End the row (`until`) and add the next below; leave it there until they have ended."
                )
            for path in sorted(documents):
                own = path.removeprefix(f"procedures/{each.name}/")
                if own != path and own in means.procedures.files(self.session, each.id):
                    yield f"{path} would be gone, and {where}, may send it. Leave it there until they have ended."

    def no_longer_held(self) -> tuple[str, ...]:
        """The rules that versions with open cases kept because a hold stopped a step, which it would stop no more."""
        before, after = self.means.vocabulary.steps, self.reading.vocabulary.steps
        freed = {step for step in before.keys() & after.keys() if frees(before[step], after[step])}
        versions = [each for each, _cases in self._versions_that_go_on()] if freed else []
        return self._once("held", versions, lambda: (s for each in versions for s in self._freed(each, freed)))

    def told(self) -> tuple[str, ...]:
        """Rules that came or changed and that stand against a procedure whose folder stays as it is."""
        before = {rule.id: rule.written for rule in self.means.rules.rules}
        new = tuple(rule for rule in self.reading.rules.rules if before.get(rule.id) != rule.written)
        if not new:
            return ()
        procedures = self.means.procedures
        newest = [procedures.newest(self.session, name) for name in procedures.names(self.session)]
        versions = [each for each in newest if each is not None and each.name not in self.anew]
        rules = type(self.reading.rules)(new)
        return self._once("told", versions, lambda: (s for each in versions for s in self._against(each, rules)))

    def _once(self, what: str, versions: list[Published], find: Callable[[], Iterator[str]]) -> tuple[str, ...]:
        """Sentences that rest on both rule books, the day and some versions, found once."""
        looked_at = [f"{each.name} {each.number} {each.sha256}" for each in versions]
        key = (what, self.book.sha256, self.on.isoformat(), self.means.book.sha256, *looked_at)
        return SENTENCES.once(key, lambda: tuple(find()))

    def _freed(self, each: Published, freed: set[str]) -> Iterator[str]:
        means, session, reading = self.means, self.session, self.reading
        graphs = means.procedures.compiled(session, each.id).graphs
        if freed.isdisjoint(node.id for graph in graphs.values() for _inside, node in graph.walk()):
            return
        facts = means.procedures.facts(session, each.id)
        starts = starts_of(self.journeys, each.name, reading.rules)
        was = prove(graphs, each.name, means.rules, means.vocabulary, self.on, facts, starts=starts)
        kept = {verdict.rule for verdict in was.verdicts if verdict.outcome in KEPT}
        would = prove(graphs, each.name, reading.rules, reading.vocabulary, self.on, facts, starts=starts)
        for verdict in would.verdicts:
            if verdict.outcome not in KEPT and verdict.in_force and verdict.rule in kept:
                yield (
                    f"Version {each.number} of {each.name} keeps {verdict.rule} because a hold stops what it forbids, "
                    f"and would keep it no more: {verdict.sentence} Let the hold stop it (organisation/holds.yaml)."
                )

    def _against(self, each: Published, rules: Rules) -> Iterator[str]:
        looked_at = frozenset[str]().union(*(rule.alphabet for rule in rules.rules))
        compiled = self.means.procedures.compiled(self.session, each.id)
        if not looked_at & {node.id for graph in compiled.graphs.values() for _inside, node in graph.walk()}:
            return
        facts = self.means.procedures.facts(self.session, each.id)
        starts = starts_of(self.journeys, each.name, rules)
        proof = prove(compiled.graphs, each.name, rules, self.reading.vocabulary, self.on, facts, starts=starts)
        for verdict in proof.verdicts:
            if verdict.outcome not in KEPT and verdict.in_force:
                yield (
                    f"{each.name} does not keep {verdict.rule}: {verdict.sentence} Its cases are guarded step by step; "
                    "mend the diagram."
                )

    def _versions_that_go_on(self) -> Iterator[tuple[Published, int]]:
        """Each version on which cases run or may begin once the changes are published, and how many run on it."""
        running = select(_instance.c.version_id, func.count().label("cases")).where(
            _instance.c.status == InstanceStatus.RUNNING
        )
        counted = {
            row.version_id: int(row.cases) for row in self.session.execute(running.group_by(_instance.c.version_id))
        }
        for name in self.means.procedures.names(self.session):
            for number, each in enumerate(self.means.procedures.versions(self.session, name)):
                newest = number == 0 and name not in self.anew
                if newest or each.id in counted:
                    yield each, counted.get(each.id, 0)
