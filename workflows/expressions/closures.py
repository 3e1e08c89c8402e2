"""Tree → Python closures. Each takes the scope, a mapping of names to values, and gives a FEEL value.

What the tree already decides is decided here, once: constants are bound, functions and their forms are chosen,
unknown functions are refused. Nothing is ever handed to ``eval``, ``exec`` or ``compile``.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from workflows.expressions import calls, cells, comparisons, loops, tree
from workflows.expressions.arithmetic import arithmetic, negated
from workflows.expressions.builtins import BUILTINS
from workflows.expressions.errors import FeelSyntaxError
from workflows.expressions.inference import Inference
from workflows.expressions.inferred import Known, feel_of, of_feel
from workflows.expressions.instances import conform, is_instance
from workflows.expressions.limits import spend
from workflows.expressions.names import free_names
from workflows.expressions.paths import read
from workflows.expressions.tree import Node
from workflows.expressions.types import ANY
from workflows.expressions.values import FeelFunction, Range, kind_of

Run: TypeAlias = Callable[[Any], Any]


class Compiler:
    """Compiles the trees of one text.

    :param text: the text, for the places in refusals
    :param functions: registered functions; they come before the built-ins
    :param names: variables that may hold functions, besides those that the expression introduces
    :param doubts: takes what the standard gives null for; without it that is refused
    """

    def __init__(
        self,
        text: str,
        functions: Mapping[str, Callable[..., Any]],
        names: frozenset[str],
        doubts: list[FeelSyntaxError] | None = None,
    ) -> None:
        self.text = text
        self.functions = functions
        self.names = names
        self.doubts = doubts

    @property
    def standard(self) -> bool:
        """Whether it is compiled as the standard says, and not as procedures need it."""
        return self.doubts is not None

    def null(self, sentence: str, at: int = 0) -> Run:
        """What has no value: null, where that may be.

        :raises FeelSyntaxError: it may not
        """
        wrong = FeelSyntaxError(sentence, self.text, at)
        if self.doubts is None:
            raise wrong
        self.doubts.append(wrong)
        return lambda _scope: None

    def run(self, node: Node) -> Run:
        """The closure of a node.

        :raises FeelSyntaxError: it calls an unknown function, or calls one in a way that can give no value
        """
        compiled: Run = _COMPILE[type(node)](self, node)
        return compiled

    def binding(self, *names: str) -> "Compiler":
        """A compiler for a part in which these names are introduced."""
        return Compiler(self.text, self.functions, self.names | set(names), self.doubts)

    def constant(self, node: tree.Constant) -> Run:
        value = node.value
        return lambda _scope: value

    def name(self, node: tree.Name) -> Run:
        name = node.name
        if self.standard and name in BUILTINS and name not in self.names:
            # In a procedure a fact that is missing and happens to be called so must be null.
            function = calls.as_value(name)
            return lambda scope: scope.get(name, function)
        return lambda scope: scope.get(name)

    def path(self, node: tree.Path) -> Run:
        source, name = self.run(node.source), node.name

        def run(scope: Any) -> Any:
            value = source(scope)
            return value.get(name) if type(value) is dict else read(value, name)

        return run

    def negation(self, node: tree.Negation) -> Run:
        operand = self.run(node.operand)
        return lambda scope: negated(operand(scope))

    def arithmetic(self, node: tree.Arithmetic) -> Run:
        left, right, work = self.run(node.left), self.run(node.right), arithmetic(node.sign)
        return lambda scope: work(left(scope), right(scope))

    def conjunction(self, node: tree.And) -> Run:
        return comparisons.all_of(tuple(self.run(item) for item in node.items))

    def disjunction(self, node: tree.Or) -> Run:
        return comparisons.any_of(tuple(self.run(item) for item in node.items))

    def condition(self, node: tree.If) -> Run:
        condition, yes, no = self.run(node.condition), self.run(node.yes), self.run(node.no)
        return lambda scope: yes(scope) if condition(scope) is True else no(scope)

    def interval(self, node: tree.Interval) -> Run:
        low, high = self.run(node.low), self.run(node.high)
        low_included, high_included = node.low_included, node.high_included
        # An end that says null is open. One that is worked out and is null is not known, so nothing lies within.
        below_open, above_open = cells.says_null(node.low), cells.says_null(node.high)

        def run(scope: Any) -> Any:
            least, most = low(scope), high(scope)
            if (least is None and not below_open) or (most is None and not above_open):
                return None
            if least is None and most is None:
                return None
            if least is not None and most is not None and kind_of(least) != kind_of(most):
                return None
            return Range(least, most, low_included and least is not None, high_included and most is not None)

        return run

    def list_of(self, node: tree.List) -> Run:
        items = tuple(self.run(item) for item in node.items)
        return lambda scope: [item(scope) for item in items]

    def context(self, node: tree.Context) -> Run:
        entries: list[tuple[str, Run]] = []
        compiler = self
        seen: set[str] = set()
        sees = False
        for name, value in node.entries:
            if name in seen:
                return self.null(f"The context has two entries named {name}")
            entries.append((name, compiler.run(value)))
            free = free_names(value)
            sees = sees or bool(seen & (free.all | free.called))
            seen.add(name)
            compiler = compiler.binding(name)

        def run(scope: Any) -> Any:
            return {name: value(scope) for name, value in entries}

        def run_in_order(scope: Any) -> Any:
            inner = dict(scope)
            made = {}
            for name, value in entries:
                made[name] = inner[name] = value(inner)
            return made

        return run_in_order if sees else run

    def function(self, node: tree.Function) -> Run:
        names = tuple(name for name, _ in node.parameters)
        body = self.binding(*names).run(node.body)
        cost = sum(1 for _ in tree.walk(node.body)) + 5
        types = tuple(kind or ANY for _, kind in node.parameters)
        given = Known({name: of_feel(kind) for name, kind in zip(names, types, strict=True)})
        gives = feel_of(Inference(given).of(node.body))

        def run(scope: Any) -> Any:
            captured = dict(scope)

            def invoke(*arguments: Any) -> Any:
                spend(cost + len(captured))
                inner = {**captured}
                for name, kind, argument in zip(names, types, arguments, strict=True):
                    fitting, inner[name] = conform(argument, kind)
                    if not fitting:
                        return None
                return body(inner)

            return FeelFunction(names, invoke, types, gives)

        return run

    def instance_of(self, node: tree.InstanceOf) -> Run:
        value, kind = self.run(node.value), node.type
        return lambda scope: is_instance(value(scope), kind)


_COMPILE: dict[type, Callable[[Compiler, Any], Run]] = {
    tree.Constant: Compiler.constant,
    tree.Name: Compiler.name,
    tree.Path: Compiler.path,
    tree.Negation: Compiler.negation,
    tree.Arithmetic: Compiler.arithmetic,
    tree.Comparison: comparisons.comparison,
    tree.Between: comparisons.between,
    tree.In: cells.within,
    tree.Tests: comparisons.beyond,
    tree.And: Compiler.conjunction,
    tree.Or: Compiler.disjunction,
    tree.If: Compiler.condition,
    tree.Interval: Compiler.interval,
    tree.List: Compiler.list_of,
    tree.Context: Compiler.context,
    tree.Function: Compiler.function,
    tree.InstanceOf: Compiler.instance_of,
    tree.Call: calls.call,
    tree.For: loops.iteration,
    tree.Quantified: loops.quantified,
    tree.Filter: loops.filtered,
}
