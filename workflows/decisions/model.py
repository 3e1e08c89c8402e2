"""Decision models: what the rest of the house uses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from workflows.decisions.findings import findings_of
from workflows.decisions.logic import Logic, Reader, reads
from workflows.decisions.reading import Element, read
from workflows.decisions.refusals import NotADecisionModel, UnknownDecision
from workflows.decisions.table import DecisionTable, Matched
from workflows.decisions.types import Types
from workflows.expressions import FeelLimit, begin

_EMPTY: Mapping[str, Any] = MappingProxyType({})
_REFUSED = {
    "businessKnowledgeModel": "business knowledge models",
    "decisionService": "decision services",
    "import": "imports",
}


class DecisionResult(NamedTuple):
    """What was decided.

    :ivar value: a FEEL value; a context where the table has several outputs; a list for the hit policies that give one
    :ivar matched: what matched, the decisions that were required first
    """

    value: Any
    matched: tuple[Matched, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of a model.

    :ivar variable: the name under which decisions that require it read its result
    :ivar requires: ids of the decisions that it requires
    """

    id: str
    name: str
    variable: str
    requires: tuple[str, ...]
    logic: Logic


class DecisionModel:
    """A DMN model, compiled once. Immutable; threads may share it.

    :ivar name: the file's name
    :ivar decisions: id → decision
    """

    def __init__(self, name: str, decisions: Mapping[str, Decision]) -> None:
        self.name = name
        self.decisions = MappingProxyType(dict(decisions))
        self._orders = {each: _order(decisions, each) for each in decisions}

    @classmethod
    def parse(
        cls, xml: bytes, functions: Mapping[str, Callable[..., Any]] = _EMPTY, name: str = "The file"
    ) -> "DecisionModel":
        """Reads and compiles a model (DMN 1.1 to 1.5).

        :param functions: FEEL name → pure Python function of FEEL values
        :param name: the file's name, for refusals
        :raises NotADecisionModel: it is not DMN, or has something in it that cannot be run; the sentence says where
        """
        return cls(name, _Parser(read(xml, name), functions, name).decisions())

    def decide(self, decision: str, facts: Mapping[str, Any]) -> DecisionResult:
        """Decides, with all the decisions that are required.

        :param decision: its id or its name
        :param facts: name → FEEL value; a fact that is missing is null
        :raises UnknownDecision: the model has none of that id or name
        :raises FactRefused: a fact has the wrong type or a value that is not allowed
        :raises HitPolicyBroken: rules match together that must not
        :raises OutputRefused: a rule gives an output that is not allowed
        :raises FeelLimit: an expression asks for too much work
        """
        begin()
        trace: list[Matched] = []
        scope = facts
        *required, wanted = self._orders.get(decision) or self._orders[self._id(decision)]
        try:
            for each in required:
                scope = {**scope, each.variable: each.logic.decide(scope, trace)}
            value = wanted.logic.decide(scope, trace)
        except RecursionError:
            raise FeelLimit(f"{decision} is nested too deep to be decided.") from None
        return DecisionResult(value, tuple(trace))

    def inputs(self, decision: str) -> frozenset[str]:
        """The names of the facts that a decision needs, with those of the decisions that it requires.

        :raises UnknownDecision: the model has none of that id or name
        """
        needed: set[str] = set()
        for each in self._orders[self._id(decision)]:
            made = {self.decisions[required].variable for required in each.requires}
            needed |= reads(each.logic) - made
        return frozenset(needed)

    def outputs(self, decision: str) -> dict[str, tuple[Any, ...] | None]:
        """The outputs of a decision: name (the decision's variable where a table has but one) → the values it may
        give, or None where that cannot be told.

        :raises UnknownDecision: the model has none of that id or name
        """
        found = self.decisions[self._id(decision)]
        if not isinstance(found.logic, DecisionTable):
            return {found.variable: None}
        several = len(found.logic.outputs) > 1
        return {(column.name if several else found.variable): column.ordered for column in found.logic.outputs}

    @property
    def findings(self) -> list[str]:
        """What is suspicious in the tables, a sentence each: rules that overlap, cases without a rule."""
        tables = [each.logic for each in self.decisions.values() if isinstance(each.logic, DecisionTable)]
        return [sentence for table in tables for sentence in findings_of(table)]

    def _id(self, decision: str) -> str:
        if decision in self.decisions:
            return decision
        for each in self.decisions.values():
            if each.name == decision:
                return each.id
        names = ", ".join(each.name for each in self.decisions.values())
        raise UnknownDecision(f"{self.name} has no decision {decision}; it has {names}.")


def _order(decisions: Mapping[str, Decision], wanted: str) -> tuple[Decision, ...]:
    """A decision and all that it requires, those required first. There are no cycles any more."""
    found: dict[str, Decision] = {}

    def visit(each: str) -> None:
        if each not in found:
            for required in decisions[each].requires:
                visit(required)
            found[each] = decisions[each]

    visit(wanted)
    return tuple(found.values())


class _Parser:
    def __init__(self, root: Element, functions: Mapping[str, Callable[..., Any]], name: str) -> None:
        self.root, self.functions, self.name = root, functions, name
        for element in root.children(*_REFUSED):
            raise self.fail(f"Duecourse does not run {_REFUSED[element.tag]} (line {element.line}).")
        self.elements: dict[str, Element] = {}
        for element in root.children("decision", "inputData"):
            each = element.get("id")
            if not each or each in self.elements:
                raise self.fail(f"The {element.tag} in line {element.line} has no id, or one that is not its own.")
            self.elements[each] = element
        self.types = Types(root, self.fail)

    def fail(self, sentence: str) -> NotADecisionModel:
        return NotADecisionModel(f"{self.name}: {sentence}")

    def decisions(self) -> dict[str, Decision]:
        wanted = {each: element for each, element in self.elements.items() if element.tag == "decision"}
        if not wanted:
            raise self.fail("The model has no decision.")
        requires = {each: self._required(each) for each in wanted}
        self._refuse_cycle({each: [to for to in requires[each] if to in wanted] for each in wanted})
        return {each: self._decision(each, element, requires[each]) for each, element in wanted.items()}

    def _required(self, each: str) -> list[str]:
        """Ids of the decisions and input data that a decision requires."""
        found = []
        element = self.elements[each]
        if element.child("knowledgeRequirement"):
            raise self.fail(f"The decision {element.get('name')} requires knowledge, which Duecourse does not run.")
        for requirement in element.children("informationRequirement"):
            reference = requirement.child("requiredDecision", "requiredInput")
            target = reference.get("href").rpartition("#")[2] if reference else ""
            if target not in self.elements:
                raise self.fail(
                    f"The decision {element.get('name')} requires {target or 'nothing'}, which is not there."
                )
            found.append(target)
        return found

    def _refuse_cycle(self, requires: Mapping[str, list[str]]) -> None:
        remaining = {each: set(targets) for each, targets in requires.items()}
        while ready := [each for each, targets in remaining.items() if not targets]:
            for each in ready:
                del remaining[each]
            for targets in remaining.values():
                targets.difference_update(ready)
        if remaining:
            names = ", ".join(self.elements[each].get("name", each) for each in remaining)
            raise self.fail(f"The decisions {names} require one another in a circle.")

    def _variable(self, each: str) -> str:
        element = self.elements[each]
        variable = element.child("variable")
        return (variable.get("name") if variable else "") or element.get("name") or each

    def _decision(self, each: str, element: Element, requires: list[str]) -> Decision:
        name = element.get("name") or each
        names = frozenset(self._variable(required) for required in requires)
        inputs = frozenset(self._variable(to) for to, other in self.elements.items() if other.tag == "inputData")
        shown = f"the decision {name}"
        reader = Reader(each, shown, self.types, self.functions, names | inputs, self.fail)
        needed = tuple(to for to in requires if self.elements[to].tag == "decision")
        return Decision(each, name, self._variable(each), needed, reader.logic(element, f"The decision {name}"))
