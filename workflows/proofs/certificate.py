"""The certificate of a procedure: what was examined, with which law, and what was found. Anybody can make it again.

A procedure may be published when it is sound and every rule in force that concerns it is proved on every path. The
certificate lists by itself which rules do not concern it and why, and names everything that it rests on by its hash.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.diagrams.graph import Graph
from workflows.diagrams.vocabulary import Vocabulary
from workflows.evidence.canonical import canonical
from workflows.proofs.basis import Basis
from workflows.proofs.beginnings import Beginnings, read_beginnings
from workflows.proofs.court import Starts
from workflows.proofs.declarations import FILE, read_declarations
from workflows.proofs.journeys import JourneyBroken, Journeys
from workflows.proofs.proof import Proof, prove
from workflows.proofs.reading import rows_of, sentence_of
from workflows.proofs.verdict import KEPT

VERSION = 2
UNCONCERNED, CLOSED, BEGINS = "unconcerned", "closed", "begins"


@dataclass(frozen=True)
class Examined:
    """An examination.

    :ivar objections: why it may not be published, a sentence each; empty when it may
    :ivar announced: what stands against it under rules that are not in force yet
    :ivar certificate: as JSON
    """

    proof: Proof
    objections: tuple[str, ...]
    announced: tuple[str, ...]
    certificate: Mapping[str, Any]
    basis: Basis

    @property
    def sha256(self) -> str:
        """The hash of the certificate."""
        return certificate_sha256(self.certificate)

    def rests_on(self, name: str, files: Mapping[str, bytes], basis: Basis, on: date) -> bool:
        """Whether it is an examination of just this."""
        said = self.certificate
        if BEGINS in said:
            return False  # it rests on procedures before it as well
        same = said["procedure"] == name and said["on"] == on.isoformat() and said["files"] == hashes_of(files)
        return same and self.basis == basis


def examine(  # all that a certificate rests on
    name: str,
    files: Mapping[str, bytes],
    graphs: Mapping[str, Graph],
    vocabulary: Vocabulary,
    basis: Basis,
    on: date,
    journeys: Journeys | None = None,
) -> Examined:
    """Examines a procedure for a day.

    :param files: its files by path: diagrams, decisions, forms, rules
    :param graphs: what the engine runs (``Procedure.graphs``)
    :param journeys: says how cases stand that come from other procedures
    :raises DeclarationUnreadable: its declarations cannot be read
    :raises NotProvable: something is drawn of which the prover knows nothing
    """
    said, begins = read_declarations(files), read_beginnings(files)
    starts, broken = _starts(name, graphs, basis, begins, journeys)
    proof = prove(graphs, name, basis.rules, vocabulary, on, said.facts, sets=True, starts=starts)
    objections = [*broken, *_unguarded(name, files, basis), *(each.sentence for each in proof.findings)]
    announced: list[str] = []
    unsettled: list[str] = []
    for verdict in proof.verdicts:
        if verdict.outcome in KEPT:
            continue
        if verdict.in_force and any(each.sentence in verdict.sentence for each in proof.findings):
            unsettled.append(verdict.rule)  # That it is unsound is told once, and not for each rule.
        else:
            (objections if verdict.in_force else announced).append(f"{verdict.rule}: {verdict.sentence}")
    if unsettled:
        objections.append(f"As long as it is not sound, nothing is settled of {', '.join(unsettled)}.")
    certificate = {
        "v": VERSION,
        "procedure": name,
        "on": on.isoformat(),
        "files": hashes_of(files),
        "basis": basis.used(proof, graphs, files),
        "software": dict(sorted(basis.software.items())),
        "proof": proof.plain,
        CLOSED: proof.closed,
        **({BEGINS: begins.plain} if begins.after else {}),
        "lawful": not objections,
        UNCONCERNED: [each.plain for each in proof.unconcerned],
    }
    return Examined(proof, tuple(objections), tuple(announced), certificate, basis)


def _starts(
    name: str, graphs: Mapping[str, Graph], basis: Basis, begins: Beginnings, journeys: Journeys | None
) -> tuple[Starts, list[str]]:
    """How cases stand when it begins, by rule; and why nobody can say that, a sentence each."""
    if not begins.after:
        return {}, []
    drawn = {node.id for graph in graphs.values() for _inside, node in graph.walk()}
    concerned = [rule for rule in basis.rules.rules if not drawn.isdisjoint(rule.alphabet)]
    try:
        if journeys is None:
            raise JourneyBroken("What the procedures before it leave is not known here.")
        starts = journeys.starts(name, concerned)
    except JourneyBroken as refused:
        return {}, [refused.sentence]
    if concerned and not any(starts.values()):
        return starts, [f"No case ever comes to it: on no path does {' or '.join(begins.after)} end where it begins."]
    return starts, []


def _unguarded(name: str, files: Mapping[str, bytes], basis: Basis) -> list[str]:
    """The procedure's own rules that are not those of the rule book: no case would be guarded by them."""
    there = {rule.id: rule.sentence for rule in basis.rules.rules}
    kinds = {step.id: step.act for step in basis.steps.values()}
    found = []
    for row in rows_of(f"procedures/{name}/{FILE}", files[FILE]) if FILE in files else []:
        ident = row.get("id") if isinstance(row, Mapping) else None
        if not isinstance(row, Mapping) or there.get(str(ident)) != sentence_of(row, f"{FILE}, rule {ident}", kinds):
            found.append(
                f"{ident}: {FILE} says it otherwise than the rule book under which cases are worked. Put it into the "
                "rule book first, so that every case is guarded by it."
            )
    return found


def hashes_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """The hash of each file, by path."""
    return {path: hashlib.sha256(content).hexdigest() for path, content in sorted(files.items())}


def certificate_sha256(certificate: Mapping[str, Any]) -> str:
    """The hash of a certificate: of all but the list of the rules that do not concern it.

    That list grows with every rule of another procedure, which must change no certificate; anybody can make it again.
    """
    said = {name: value for name, value in certificate.items() if name != UNCONCERNED}
    return hashlib.sha256(canonical(said)).hexdigest()


def differences(one: Mapping[str, Any], other: Mapping[str, Any], where: str = "") -> list[str]:
    """The places in which two certificates differ (``files/arrears.bpmn``); the sets of states are one place."""
    found: list[str] = []
    for name in sorted({*one, *other}):
        mine, theirs, place = one.get(name), other.get(name), f"{where}{name}"
        if isinstance(mine, Mapping) and isinstance(theirs, Mapping) and place != CLOSED:
            found += differences(mine, theirs, f"{place}/")
        elif mine != theirs:
            found.append(place)
    return found
