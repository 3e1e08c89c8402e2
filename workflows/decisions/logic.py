"""XML of a decision's logic → something that decides: a table or another boxed expression."""

from collections.abc import Callable, Mapping
from typing import Any

from workflows.decisions.boxed import (
    BoxedContext,
    BoxedFunction,
    BoxedInvocation,
    BoxedList,
    BoxedRelation,
    Literal,
    Logic,
    Typed,
)
from workflows.decisions.choices import ChoiceReader
from workflows.decisions.reading import Element
from workflows.decisions.table import DecisionTable
from workflows.expressions import FeelSyntaxError, compile_expression


class Reader(ChoiceReader):
    """Reads the logic of one decision or business knowledge model.

    :param knowledge: the business knowledge models that it requires: name → their parameters
    :param common: what :class:`TableReader` takes
    """

    def __init__(self, knowledge: Mapping[str, tuple[str, ...]], *common: Any) -> None:
        super().__init__(*common)
        self.knowledge = knowledge

    def logic(self, element: Element, where: str) -> Logic:
        """The logic inside a decision, a context entry, a binding or a function."""
        self._reads(element)
        child = element.child(*_KINDS)
        if child is None:
            return self.null(f"{where} has no logic: give it a decision table or a literal expression.")
        return self.boxed(child, where)

    def null(self, sentence: str) -> Literal:
        """What has no value: null, where that may be.

        :raises NotADecisionModel: it may not
        """
        wrong = self.fail(sentence)
        if self._strict:
            raise wrong
        self.doubts.append(wrong)
        return Literal(self.decision, compile_expression("null"))

    def boxed(self, element: Element, where: str) -> Logic:
        """One boxed expression."""
        self._reads(element)
        logic = _KINDS[element.tag](self, element, where)
        return logic if isinstance(logic, DecisionTable) else self.typed(logic, element, where)

    def typed(self, logic: Logic, element: Element, where: str) -> Logic:
        """The logic, checked against the ``typeRef`` of an element. Not that of a function: some tools write there
        its own type, others that of its result.
        """
        if isinstance(logic, BoxedFunction):
            return logic
        kind = self.types.of(element, where)
        known = isinstance(logic, Typed) and logic.type == kind
        return logic if kind.anything or known else Typed(where, kind, logic)

    def literal(self, element: Element, where: str) -> Literal:
        """A literal expression."""
        return Literal(self.decision, self.expression(element, where))

    def context(self, element: Element, where: str) -> BoxedContext:
        """A boxed context."""
        entries: list[tuple[str, Logic]] = []
        result = None
        outer = self.names
        for number, entry in enumerate(element.children("contextEntry"), 1):
            variable = entry.child("variable")
            name = variable.get("name") if variable else ""
            if result or name in dict(entries):
                raise self.fail(f"{where}: entry {number} comes after the result or repeats a name.")
            place = f"{where}, entry {name or number}"
            part = self.logic(entry, place)
            if variable:
                part = self.typed(part, variable, place)
            if name:
                entries.append((name, part))
                self._knows(self.names | {name})
            else:
                result = part
        self._knows(outer)
        return BoxedContext(tuple(entries), result)

    def list(self, element: Element, where: str) -> BoxedList:
        """A boxed list."""
        parts = enumerate(element.children(*_KINDS), 1)
        return BoxedList(tuple(self.boxed(part, f"{where}, item {number}") for number, part in parts))

    def relation(self, element: Element, where: str) -> BoxedRelation:
        """A boxed relation."""
        columns = tuple(column.get("name") for column in element.children("column"))
        if not columns or "" in columns or len(set(columns)) < len(columns):
            raise self.fail(f"{where}: each column of a relation needs a name of its own.")
        rows = []
        for number, row in enumerate(element.children("row"), 1):
            place = f"{where}, row {number}"
            cells = tuple(self.boxed(cell, place) for cell in row.children(*_KINDS))
            if len(cells) != len(columns):
                raise self.fail(f"{place} has {len(cells)} cells for {len(columns)} columns.")
            rows.append(cells)
        return BoxedRelation(columns, tuple(rows))

    def invocation(self, element: Element, where: str) -> BoxedInvocation | Literal:
        """A boxed invocation; null where its bindings do not fit."""
        function = element.child("literalExpression")
        name = function.text() if function else ""
        if not name:
            raise self.fail(f"{where} invokes nothing: name a business knowledge model or a function.")
        bindings: list[tuple[str, Logic]] = []
        for number, binding in enumerate(element.children("binding"), 1):
            parameter = binding.child("parameter")
            bound = parameter.get("name") if parameter else ""
            if not bound or bound in dict(bindings):
                raise self.fail(f"{where}: binding {number} names no parameter, or one that is bound already.")
            bindings.append((bound, self.logic(binding, f"{where}, binding {bound}")))
        wanted, given = self.knowledge.get(name), tuple(bound for bound, _ in bindings)
        if wanted is not None and set(wanted) != set(given):
            takes = ", ".join(wanted) or "nothing"
            return self.null(f"{where}: {name} takes {takes}, but is given {', '.join(given) or 'nothing'}.")
        with self.within(frozenset(given)):
            try:
                # By position where the order is known: a parameter's name may hold what no named argument can.
                arguments = wanted or [f"{bound}: {bound}" for bound in given]
                text = f"{name}({', '.join(arguments)})"
                known = self.types.entries
                call = compile_expression(text, self.functions, self.names, entries=known, strict=self._strict)
                self._doubts(call, element, where)
            except FeelSyntaxError as error:
                raise self.fail(f"{where}: {error.sentence}.") from None
        return BoxedInvocation(call, tuple(bindings))

    def function(self, element: Element, where: str) -> BoxedFunction:
        """A boxed function, or the logic of a business knowledge model."""
        self._reads(element)
        if element.get("kind", "FEEL") != "FEEL":
            raise self.fail(f"{where} is a function in {element.get('kind')}; only FEEL is run.")
        parameters = tuple(
            (each.get("name"), self.types.of(each, f"{where}, parameter {each.get('name')}"))
            for each in element.children("formalParameter")
        )
        names = frozenset(name for name, _ in parameters)
        if "" in names or len(names) < len(parameters):
            raise self.fail(f"{where}: each parameter needs a name of its own.")
        with self.within(names):
            return BoxedFunction(parameters, self.logic(element, where))


_KINDS: dict[str, Callable[[Reader, Element, str], Logic]] = {
    "decisionTable": Reader.table,
    "literalExpression": Reader.literal,
    "context": Reader.context,
    "list": Reader.list,
    "relation": Reader.relation,
    "invocation": Reader.invocation,
    "functionDefinition": Reader.function,
    "conditional": Reader.conditional,
    "filter": Reader.filter,
    "for": Reader.iterator,
    "some": Reader.quantified,
    "every": Reader.quantified,
}
