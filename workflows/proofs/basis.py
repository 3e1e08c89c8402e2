"""What a certificate rests on: of the rule book, the rows that are used, each by the hash of what it says.

Not the files: a comment, or a row that another procedure uses, changes no certificate.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from workflows.diagrams.graph import Graph
from workflows.diagrams.vocabulary import Step
from workflows.evidence.canonical import canonical
from workflows.proofs.on_facts import OnlyWhile
from workflows.proofs.proof import Proof
from workflows.proofs.rules import Rules
from workflows.proofs.times import Timed

_CALLED = re.compile(r"\b(period|limit)\s*\(\s*(\"|')?")
_WORKING_DAYS = re.compile(r"\bworking days?\b")
HOLIDAYS, ACTS, PERIODS = "bank_holidays", "acts", "periods"


@dataclass(frozen=True)
class Basis:
    """What procedures are examined with.

    :ivar steps: step id → step
    :ivar law: place in the tables of law (``periods/letter_1_reply``) → what they hold there
    :ivar software: name → version of what runs and checks it
    """

    rules: Rules = field(default_factory=Rules)
    steps: Mapping[str, Step] = field(default_factory=dict)
    law: Mapping[str, Any] = field(default_factory=dict)
    software: Mapping[str, str] = field(default_factory=dict)

    def used(self, proof: Proof, graphs: Mapping[str, Graph], files: Mapping[str, bytes]) -> dict[str, str]:
        """The rows that a procedure uses: place → SHA-256 of the row in canonical JSON.

        Of rules, those that concern it; of steps, those that are drawn; of the tables of law, the periods of those
        rules, the rows whose names its files, or a condition of those rules, hold in quotation marks, all of a table
        that is asked for a name that is worked out, and the bank holidays where working days are counted.
        """
        rows: dict[str, Any] = {}
        concerned = {each.rule for each in proof.verdicts}
        rows |= {f"rules/{rule.id}": rule.written for rule in self.rules.rules if rule.id in concerned}
        drawn = {node.id for graph in graphs.values() for _inside, node in graph.walk()} & self.steps.keys()
        rows |= {f"steps/{ident}": vars(self.steps[ident]) for ident in drawn}
        acts = {f"acts/{ident}" for ident in drawn} & self.law.keys()
        asked = {
            f"rule {rule.id}": rule.sentence.condition.encode()
            for rule in self.rules.rules
            if rule.id in concerned and isinstance(rule.sentence, OnlyWhile)
        }
        counted = {
            f"{PERIODS}/{name}"
            for rule in self.rules.rules
            if rule.id in concerned and isinstance(rule.sentence, Timed)
            for name in rule.sentence.lookup.names
        } & self.law.keys()
        rows |= {f"law/{place}": self.law[place] for place in {*self._named({**files, **asked}), *acts, *counted}}
        return {place: hashlib.sha256(canonical(row)).hexdigest() for place, row in sorted(rows.items())}

    def _named(self, files: Mapping[str, bytes]) -> Iterator[str]:
        text = "\n".join(unescape(content.decode("utf-8", "replace")) for content in files.values())
        counts_days = bool(_WORKING_DAYS.search(text))
        worked_out = {f"{found[1]}s" for found in _CALLED.finditer(text) if not found[2]}
        for place in self.law:
            table, _, name = place.partition("/")
            if table == HOLIDAYS:
                used = counts_days
            elif table == ACTS:
                used = False  # those of the steps that are drawn
            else:
                used = table in worked_out or f'"{name}"' in text or f"'{name}'" in text
            if used:
                yield place
