"""Which ways a procedure can take when facts of the case are known.

A condition is decided only if it is ``true`` or ``false`` itself, or speaks of declared facts alone that nothing in the
procedure can change. Every other condition may go either way.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

from workflows.diagrams.graph import Graph, Node
from workflows.diagrams.vocabulary import Vocabulary
from workflows.expressions import Expression, FeelLimit, FeelSyntaxError, NotFeel, compile_expression
from workflows.proofs.net import Net

MOST_COMBINATIONS = 64
Facts = Mapping[str, Sequence[Any]]
"""Fact → the values that it can have in a case; each a FEEL value that JSON can hold."""


class Decided:
    """The combinations of facts, and what each rules out.

    :ivar notes: why some declared facts decide nothing, one sentence each
    :ivar stable: the declared facts that nothing in the procedure can change, with their values
    """

    def __init__(self, net: Net, graphs: Mapping[str, Graph], vocabulary: Vocabulary, facts: Facts) -> None:
        self.net = net
        self.notes: list[str] = []
        self.stable = stable = {
            name: list(values) for name, values in facts.items() if self._stable(name, graphs, vocabulary)
        }
        self.conditions: dict[str, Expression] = {}
        for text in sorted({text for each in net.transitions for text, _ in each.asks} if stable else ()):
            read = _compiled(text, vocabulary)
            if read is not None and read.names and read.names <= stable.keys() and not read.perhaps:
                self.conditions[text] = read
        names = sorted({name for read in self.conditions.values() for name in read.names})
        self.facts = {name: stable[name] for name in names}
        count = prod(len(values) for values in self.facts.values())
        if count > MOST_COMBINATIONS:
            self.notes.append(
                f"The facts {', '.join(names)} have {count:,} combinations, more than {MOST_COMBINATIONS}; their "
                "conditions are taken to go either way."
            )
            self.facts, self.conditions = {}, {}

    def combinations(self) -> Iterator[tuple[dict[str, Any], frozenset[tuple[str, bool]]]]:
        """Each combination, and the answers that no condition gives under it; one where no fact decides anything."""
        for values in product(*self.facts.values()):
            combination = dict(zip(self.facts, values, strict=True))
            given = {text: _answer(read, combination) for text, read in self.conditions.items()}
            against = {(text, not answer) for text, answer in given.items() if answer is not None}
            yield combination, frozenset({("true", False), ("false", True), *against})

    def _stable(self, name: str, graphs: Mapping[str, Graph], vocabulary: Vocabulary) -> bool:
        for graph in graphs.values():
            for _, node in graph.walk():
                why = _writes(node, name, vocabulary)
                if why:
                    text = f"The fact {name} decides nothing: {node.name or node.id} {why}."
                    self.notes.append(text)
                    return False
        return True


def ruled_out(net: Net, answers: frozenset[tuple[str, bool]]) -> frozenset[int]:
    """The transitions whose way is not taken where no condition gives these answers."""
    return frozenset(n for n, each in enumerate(net.transitions) if not answers.isdisjoint(each.asks))


def _compiled(text: str, vocabulary: Vocabulary) -> Expression | None:
    """A condition that may be decided; not one that asks the house, whose tables change from day to day."""
    if any(re.search(rf"\b{re.escape(name)}\s*\(", text) for name in vocabulary.functions):
        return None
    try:
        return compile_expression(text)
    except FeelSyntaxError:
        return None


def _answer(read: Expression, facts: Mapping[str, Any]) -> bool | None:
    try:
        value = read.evaluate(facts)
    except (FeelLimit, NotFeel):
        return None
    return value if isinstance(value, bool) else None


def _writes(node: Node, name: str, vocabulary: Vocabulary) -> str:
    """How a node may change a fact, in words; empty if it cannot."""
    if node.form is not None and name in vocabulary.forms.get(node.form, frozenset()):
        return "asks for it"
    passing = node.passing
    if passing is not None:
        if name in passing.out or passing.all_out:
            return "takes it back from what it calls"
        if passing.into.get(name, name if passing.all_in else "").strip() != name:
            return "does not pass it on as it is"
    loop = node.loop
    if name in {node.result, *node.outputs, *((loop.item, loop.output_collection) if loop is not None else ())}:
        return "stores it"
    if node.kind in {"serviceTask", "businessRuleTask"} and node.result is None and not node.outputs:
        return "has no result variable and may store anything"
    for event in node.events:
        if node.kind != "startEvent" and event.kind in {"message", "error"}:
            if event.variable == name:
                return "receives it"
            if event.variable is None and (event.kind == "error" or node.kind != "endEvent"):
                return f"takes over whatever comes with its {event.kind}"
    return ""
