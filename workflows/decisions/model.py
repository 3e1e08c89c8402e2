"""Decision models: what the rest of the house uses."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from workflows.decisions.boxed import reads, tables
from workflows.decisions.findings import findings_of
from workflows.decisions.parser import ModelParser
from workflows.decisions.parts import Decision, Knowledge
from workflows.decisions.reading import read
from workflows.decisions.refusals import NotADecisionModel, OutputRefused, UnknownDecision, together
from workflows.decisions.table import DecisionTable
from workflows.decisions.trace import Broken, Matched, Trace
from workflows.decisions.types import ValueType
from workflows.expressions import FeelLimit, begin, written

_EMPTY: Mapping[str, Any] = MappingProxyType({})


class DecisionResult(NamedTuple):
    """What was decided.

    :ivar value: a FEEL value; a context where the table has several outputs; a list for the hit policies that give one
    :ivar matched: what matched, the decisions that were required first
    :ivar errors: what gave null and should not have; none where it is decided strictly
    """

    value: Any
    matched: tuple[Matched, ...]
    errors: tuple[Broken, ...] = ()


class DecisionModel:
    """A DMN model, compiled once. Immutable; threads may share it.

    :ivar name: the file's name
    :ivar decisions: id → decision
    :ivar knowledge: id → business knowledge model
    :ivar facts: the names of the input data → their types
    :ivar dropped: what vendors wrote into the file and is left aside, a sentence each
    :ivar broken: id and name of a decision that cannot be run → why; empty where the whole model was asked for
    """

    def __init__(
        self,
        name: str,
        parts: Mapping[str, Decision | Knowledge],
        facts: Mapping[str, ValueType],
        broken: Mapping[str, NotADecisionModel] = _EMPTY,
        dropped: Sequence[str] = (),
    ) -> None:
        self.name = name
        self.dropped = tuple(dropped)
        self.decisions = MappingProxyType({key: part for key, part in parts.items() if isinstance(part, Decision)})
        self.knowledge = MappingProxyType({key: part for key, part in parts.items() if isinstance(part, Knowledge)})
        self.facts = MappingProxyType(dict(facts))
        self.broken = MappingProxyType(dict(broken))
        self._orders = {each: (_order(parts, each), part) for each, part in self.decisions.items()}

    @classmethod
    def parse(
        cls,
        xml: bytes,
        functions: Mapping[str, Callable[..., Any]] = _EMPTY,
        name: str = "The file",
        whole: bool = True,
    ) -> "DecisionModel":
        """Reads and compiles a model (DMN 1.1 to 1.5).

        :param functions: FEEL name → pure Python function of FEEL values
        :param name: the file's name, for refusals
        :param whole: refuses the model where any part of it cannot be run; otherwise such a part is refused when it
            is to be decided, and the others are decided
        :raises NotADecisionModel: it is not DMN, or has something in it that cannot be run; the sentence says where,
            and ``each`` holds all that is wrong with it
        """
        parser = ModelParser(read(xml, name), functions, name)
        facts, parts = parser.facts(), parser.parts()
        if whole and parser.refusals:
            raise together(parser.refusals)
        broken = {key: error for each, error in parser.broken.items() for key in (each, parser.name_of(each))}
        return cls(name, parts, facts, broken, parser.dropped)

    def decide(self, decision: str, facts: Mapping[str, Any], strict: bool = True) -> DecisionResult:
        """Decides, with all the decisions that are required.

        :param decision: its id or its name
        :param facts: name → FEEL value; a fact that is missing is null
        :param strict: whether what the standard gives null for, and calls an error, is refused; otherwise it is null,
            and stands in the result's errors
        :raises UnknownDecision: the model has none of that id or name
        :raises NotADecisionModel: this decision, or one that it requires, cannot be run
        :raises FactRefused: a fact has the wrong type or a value that is not allowed
        :raises HitPolicyBroken: rules match together that must not
        :raises OutputRefused: a rule gives an output that is not allowed
        :raises FeelLimit: an expression asks for too much work
        """
        begin()
        trace = Trace(strict)
        scope, known = facts, dict[str, Any]()
        required, wanted = self._orders.get(decision) or self._orders[self._id(decision)]
        try:
            for each in required:
                # Knowledge sees only knowledge: the same arguments give the same result whoever calls.
                value = each.logic.decide(known if isinstance(each, Knowledge) else scope, trace)
                if isinstance(each, Knowledge):
                    known[each.variable] = value
                else:
                    value = _conforming(each, value, trace)
                scope = {**scope, each.variable: value}
            value = _conforming(wanted, wanted.logic.decide(scope, trace), trace)
        except RecursionError:
            raise FeelLimit(f"{decision} is nested too deep to be decided.") from None
        return DecisionResult(value, tuple(trace.matched), tuple(trace.errors))

    def inputs(self, decision: str) -> frozenset[str]:
        """The names of the facts that a decision needs, with those of the decisions that it requires.

        :raises UnknownDecision: the model has none of that id or name
        """
        needed: set[str] = set()
        required, wanted = self._orders[self._id(decision)]
        for each in (*required, wanted):
            if isinstance(each, Decision):
                needed |= reads(each.logic) - {self._part(required).variable for required in each.requires}
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

    def in_order(self, decision: str) -> tuple[Decision | Knowledge, ...]:
        """A decision after all that it requires, in the order in which they are decided.

        :raises UnknownDecision: the model has none of that id or name
        """
        required, wanted = self._orders[self._id(decision)]
        return (*required, wanted)

    @property
    def findings(self) -> list[str]:
        """What is suspicious in the tables, a sentence each: rules that overlap, cases without a rule."""
        parts: list[Decision | Knowledge] = [*self.decisions.values(), *self.knowledge.values()]
        return [sentence for part in parts for table in tables(part.logic) for sentence in findings_of(table)]

    def _part(self, each: str) -> Decision | Knowledge:
        return self.decisions[each] if each in self.decisions else self.knowledge[each]

    def _id(self, decision: str) -> str:
        if decision in self.decisions:
            return decision
        for each in self.decisions.values():
            if each.name == decision:
                return each.id
        if decision in self.broken:
            raise self.broken[decision]
        names = ", ".join(each.name for each in self.decisions.values())
        raise UnknownDecision(f"{self.name} has no decision {decision}; it has {names}.")


def _conforming(decision: Decision, value: Any, trace: Trace) -> Any:
    if decision.type.anything:
        return value
    fits, conformed = decision.type.conform(value)
    if not fits:
        trace.broken(
            OutputRefused(f"The decision {decision.name} must be {decision.type}, but it is {written(value)}.")
        )
        return None
    return conformed


def _order(parts: Mapping[str, Decision | Knowledge], wanted: str) -> tuple[Decision | Knowledge, ...]:
    """All that a decision requires, in the order in which it is decided. There are no cycles any more."""
    found: dict[str, Decision | Knowledge] = {}

    def visit(each: str) -> None:
        if each not in found:
            for required in parts[each].requires:
                visit(required)
            found[each] = parts[each]

    for required in parts[wanted].requires:
        visit(required)
    return tuple(found.values())
