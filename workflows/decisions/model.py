"""Decision models: what the rest of the house uses."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, NamedTuple

from workflows.decisions.boxed import reads, tables
from workflows.decisions.deciding import Home, Homes, decide_all
from workflows.decisions.findings import findings_of
from workflows.decisions.imports import Neighbours
from workflows.decisions.parser import ModelParser
from workflows.decisions.parts import Decision, Knowledge, Part, Service, in_order
from workflows.decisions.reading import read
from workflows.decisions.refusals import NotADecisionModel, UnknownDecision, together
from workflows.decisions.table import DecisionTable
from workflows.decisions.trace import Broken, Matched, Trace
from workflows.expressions import FeelLimit, begin

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
    :ivar services: id → decision service
    :ivar facts: the names of the input data → their types
    :ivar homes: the same for what the model imports, by the names of the imports through which it comes
    :ivar imports: the names of the files that it imports, and of those that they import
    :ivar dropped: what vendors wrote into the file and is left aside, a sentence each
    :ivar broken: id and name of a part that cannot be run → why; empty where the whole model was asked for
    """

    def __init__(
        self,
        name: str,
        parts: Mapping[str, Part],
        homes: Homes,
        broken: Mapping[str, NotADecisionModel] = _EMPTY,
        dropped: Sequence[str] = (),
        imports: Sequence[str] = (),
        missing: Mapping[str, NotADecisionModel] = _EMPTY,
        unread: Sequence[str] = (),
    ) -> None:
        self.name = name
        self._missing = missing
        self._unread = unread
        self.imports = tuple(imports)
        self.dropped = tuple(dropped)
        own = {key: part for key, part in parts.items() if not part.home}
        self.decisions = MappingProxyType({key: part for key, part in own.items() if isinstance(part, Decision)})
        self.knowledge = MappingProxyType({key: part for key, part in own.items() if isinstance(part, Knowledge)})
        self.services = MappingProxyType({key: part for key, part in own.items() if isinstance(part, Service)})
        self.homes = MappingProxyType(dict(homes))
        self.facts = MappingProxyType(dict(homes[()]))
        self.broken = MappingProxyType(dict(broken))
        self._parts = parts
        self._orders = {each: in_order(parts, (each,)) for each in own}

    @property
    def asked(self) -> tuple[Decision | Service, ...]:
        """What a procedure may ask: its decisions and its decision services."""
        return (*self.decisions.values(), *self.services.values())

    @classmethod
    def parse(
        cls,
        xml: bytes,
        functions: Mapping[str, Callable[..., Any]] = _EMPTY,
        name: str = "The file",
        whole: bool = True,
        others: Mapping[str, bytes] = _EMPTY,
    ) -> "DecisionModel":
        """Reads and compiles a model (DMN 1.1 to 1.5).

        :param functions: FEEL name → pure Python function of FEEL values
        :param name: the file's name, for refusals
        :param whole: refuses the model where any part of it cannot be run, or can have no value; otherwise such a part
            is refused when it is to be decided, and the others are decided; and what is FEEL but can have no value, a
            call of an unknown function or a date that there is not, is null, as the standard says
        :param others: the files that it may import: name → content; those that it does not import are not read whole
        :raises NotADecisionModel: it is not DMN, or has something in it that cannot be run; the sentence says where,
            and ``each`` holds all that is wrong with it
        """
        files = {key: content for key, content in others.items() if key != name}
        neighbours = Neighbours(files, lambda root, file: ModelParser(root, functions, file, neighbours, whole))
        parser = ModelParser(read(xml, name), functions, name, neighbours, whole)
        if whole and parser.refusals:
            raise together(parser.refusals)
        broken = {key: error for each, error in parser.broken.items() for key in (each, parser.structure.name(each))}
        imports, structure = parser.imports, parser.structure
        unread = [structure.name(each) for each in parser.broken if structure.tag(each) != "inputData"]
        return cls(name, parser.parts, parser.homes, broken, parser.dropped, imports.files, imports.missing, unread)

    def decide(self, decision: str, facts: Mapping[str, Any], strict: bool = True) -> DecisionResult:
        """Decides, with all the decisions that are required.

        :param decision: the id or the name of a decision; of a decision service or a business knowledge model, which
            is then called with the facts of its parameters' names
        :param facts: name → FEEL value; a fact that is missing is null
        :param strict: whether what the standard gives null for, and calls an error, is refused; otherwise it is null,
            and stands in the result's errors. A decision whose result is among the facts is not taken then
        :raises UnknownDecision: the model has none of that id or name
        :raises NotADecisionModel: this decision, or one that it requires, cannot be run
        :raises FactRefused: a fact has the wrong type or a value that is not allowed
        :raises HitPolicyBroken: rules match together that must not
        :raises OutputRefused: a rule gives an output that is not allowed
        :raises FeelLimit: an expression asks for too much work
        """
        begin()
        trace = Trace(strict)
        order = self._orders.get(decision) or self._orders[self._id(decision)]
        if not strict:
            if given := self._given(order[:-1], facts):
                order = in_order(self._parts, (order[-1].id,), given)
            trace.doubt(list(self._nobodys(order, facts)))
        *required, wanted = order
        try:
            if wanted.closed:
                if strict and isinstance(wanted, Service):
                    wanted.logic.check(facts)
                function = decide_all(order, self.homes, facts, trace).at(())[wanted.variable]
                value = function(*(facts.get(each) for each in function.parameters))
            else:
                alone = not required and len(self.homes) == 1
                scope = facts if alone else decide_all(required, self.homes, facts, trace).at(())
                value = wanted.value(scope, trace)
        except RecursionError:
            raise FeelLimit(f"{decision} is nested too deep to be decided.") from None
        return DecisionResult(value, tuple(trace.matched), tuple(trace.errors))

    def inputs(self, decision: str) -> frozenset[str]:
        """The names of the facts that a decision needs, with those of the decisions that it requires.

        :raises UnknownDecision: the model has none of that id or name
        """
        needed: set[str] = set()
        for each in self._orders[self._id(decision)]:
            if isinstance(each, Decision):
                needed |= self._asks(each)
                for home in self._brought(each):
                    if home[-1] in reads(each.logic) or not home[-1]:
                        needed |= self.homes[home].keys()
            elif isinstance(each, Service) and len(self._orders[self._id(decision)]) == 1:
                needed |= {taken.name for taken in each.logic.takes}
        return frozenset(needed)

    def outputs(self, decision: str) -> dict[str, tuple[Any, ...] | None]:
        """The outputs of a decision: name (the decision's variable where a table has but one) → the values it may
        give, or None where that cannot be told.

        :raises UnknownDecision: the model has none of that id or name
        """
        found = self._parts[self._id(decision)]
        if not isinstance(found, Decision) or not isinstance(found.logic, DecisionTable):
            return {found.variable: None}
        several = len(found.logic.outputs) > 1
        return {(column.name if several else found.variable): column.ordered for column in found.logic.outputs}

    def in_order(self, decision: str) -> tuple[Part, ...]:
        """A decision after all that it requires, in the order in which they are decided.

        :raises UnknownDecision: the model has none of that id or name
        """
        return self._orders[self._id(decision)]

    @property
    def findings(self) -> list[str]:
        """What is suspicious in the tables, a sentence each: rules that overlap, cases without a rule."""
        parts: list[Decision | Knowledge] = [*self.decisions.values(), *self.knowledge.values()]
        return [sentence for part in parts for table in tables(part.logic) for sentence in findings_of(table)]

    def _brought(self, part: Decision | Knowledge) -> list[Home]:
        """The places that are imported where a part stands."""
        return [home for home in self.homes if home and home[:-1] == part.home]

    def _asks(self, part: Decision | Knowledge, *, sure: bool = False) -> frozenset[str]:
        """The names that a part reads and that neither what it requires nor an import gives.

        :param sure: only those that are certainly no entries of what is filtered
        """
        known = {self._parts[required].variable for required in part.requires}
        return reads(part.logic, sure=sure) - known - {home[-1] for home in self._brought(part)}

    def _nobodys(self, order: Sequence[Part], facts: Mapping[str, Any]) -> Iterator[NotADecisionModel]:
        """What is null because nobody gives it: names that are no facts of the model and were not given, or the imports
        that they mean and that there are not; of knowledge, which sees no facts, names that are no parameters."""
        for each in order:
            if isinstance(each, Service):
                continue
            plain = [home for home in self._brought(each) if not home[-1]]
            seen = {name for home in (each.home, *plain) for name in self.homes.get(home, ())} | facts.keys()
            seen = set() if isinstance(each, Knowledge) else seen
            brought = {part.variable for part in self._parts.values() if part.home in plain}
            unknown = self._asks(each, sure=True) - seen - brought
            missing = {} if each.home else self._missing
            yield from (missing[name] for name in sorted(missing.keys() & {*unknown, ""}))
            what = "no parameter of it" if isinstance(each, Knowledge) else "no input of the model and was not given"
            for name in sorted(unknown - missing.keys()):
                near = get_close_matches(name, list(seen), 1)
                meant = f" Is {near[0]} meant?" if near else ""
                yield NotADecisionModel(
                    f"{self.name}: {each.name} reads {name}, which is {what}, so it is null.{meant}",
                    file=self.name,
                    element=each.id,
                )

    @staticmethod
    def _given(parts: Sequence[Part], facts: Mapping[str, Any]) -> frozenset[str]:
        """The ids of the decisions whose results are given. In a procedure a name in the data says no such thing."""
        return frozenset(
            each.id for each in parts if isinstance(each, Decision) and not each.home and each.variable in facts
        )

    def _id(self, decision: str) -> str:
        own: list[Part] = [*self.decisions.values(), *self.services.values(), *self.knowledge.values()]
        for each in own:
            if each.id == decision:
                return decision
        for each in own:
            if each.name == decision:
                return each.id
        if decision in self.broken:
            raise self.broken[decision]
        names = ", ".join(dict.fromkeys((*(each.name for each in own), *self._unread)))
        raise UnknownDecision(f"{self.name} has no decision {decision}; it has {names or 'none'}.")
