"""Procedures as they are seen: all of them, one version, one proposal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tasks.to_confirm import basis_of
from workflows.decisions.table import DecisionTable
from workflows.diagrams import Graph
from workflows.diagrams.vocabulary import Step
from workflows.editions import Book
from workflows.editions.comparing import Changed
from workflows.editions.proposals import Proposal
from workflows.proofs.rules import Rule
from workflows.runtime.examining import Examination
from workflows.runtime.procedures import Published


@dataclass(frozen=True)
class Listed:
    """All published procedures by name, each with its versions, and the proposals that wait for a second person.

    :ivar graphs: of each procedure's newest version
    """

    procedures: dict[str, list[Published]]
    graphs: dict[str, Graph]
    proposals: list[Proposal]
    names: dict[str, str]


@dataclass(frozen=True)
class VersionSeen:
    """One version of a procedure, with all that stands in it.

    :ivar files: its files by path
    :ivar tables: its decision tables by id: name and table
    :ivar rules: the rules of the house by id
    :ivar vocabulary: the steps of the house by id
    :ivar book: the rule book in force
    :ivar to_confirm: what its certificate rests on that is still to confirm, by places in the rule book
    """

    version: Published
    versions: list[Published]
    files: dict[str, bytes]
    graph: Graph
    tables: dict[str, tuple[str, DecisionTable]]
    certificate: dict[str, Any]
    rules: dict[str, Rule]
    vocabulary: Mapping[str, Step]
    names: dict[str, str]
    book: Book
    to_confirm: list[str]

    def basis(self, step: str, basis: str) -> str:
        """The legal basis of a step as it is shown."""
        return basis_of(self.book, step, basis)


@dataclass(frozen=True)
class ProposalSeen:
    """A proposal, examined as the law stands today.

    :ivar changes: path → the content that it would have; ``None``: the file would go
    :ivar changed: the paths of those that differ from the edition that was changed; in the procedure's folder, where
        that alone changes
    :ivar newest: the newest version of the procedure, where one procedure's folder alone changes
    :ivar told: what would be otherwise than in the edition in force, in words
    :ivar rules: as they would be, by id
    :ivar to_confirm: what its certificates rest on that is still to confirm, by places in the rule book
    :ivar may_decide: whether this person may publish or withdraw it
    :ivar own: whether they proposed it themselves
    """

    proposal: Proposal
    examined: Examination
    changes: dict[str, bytes | None]
    changed: list[str]
    newest: Published | None
    told: list[Changed]
    rules: dict[str, Rule]
    to_confirm: list[str]
    names: dict[str, str]
    may_decide: bool
    own: bool
