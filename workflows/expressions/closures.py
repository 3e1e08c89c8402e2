"""Tree → Python closures. Each takes the scope, a mapping of names to values, and gives a FEEL value.

What the tree already decides is decided here, once: constants are bound, functions and their forms are chosen,
unknown functions are refused. Nothing is ever handed to ``eval``, ``exec`` or ``compile``.
"""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from workflows.expressions import cells, comparisons, loops, tree
from workflows.expressions.arithmetic import arithmetic, negated
from workflows.expressions.builtins import BUILTINS, FAR
from workflows.expressions.errors import FeelSyntaxError
from workflows.expressions.hints import nearest
from workflows.expressions.inference import Inference
from workflows.expressions.inferred import Known, feel_of, of_feel
from workflows.expressions.instances import conform, is_instance
from workflows.expressions.limits import spend
from workflows.expressions.names import free_names
from workflows.expressions.paths import read
from workflows.expressions.patterns import is_pattern
from workflows.expressions.signature import call, call_any
from workflows.expressions.tree import Node
from workflows.expressions.types import ANY
from workflows.expressions.values import FeelFunction, Range, kind_of

Run: TypeAlias = Callable[[Any], Any]
_ABSENT = object()
_LITERALS = {
    "date": "a date such as 2026-01-31",
    "time": "a time such as 09:30:00 or 09:30:00Z",
    "date and time": "a date and time such as 2026-01-31T09:30:00Z",
    "duration": "a duration such as P14D, PT2H or P1Y6M",
}
_PATTERNED = {"matches": 2, "replace": 3, "split": 2}
"""Functions whose second argument is a pattern, and where its flags stand."""


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
            function = _as_value(name)
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

    def call(self, node: tree.Call) -> Run:
        arguments = tuple(self.run(argument) for argument in node.arguments)
        function = node.function
        if not isinstance(function, tree.Name) or function.name in self.names:
            return self._called_value(self.run(function), arguments, node.named)
        name = function.name
        if name in self.functions:
            return self._registered(node, name, self.functions[name], arguments)
        if name not in BUILTINS:
            known = {*self.functions, *BUILTINS, *self.names}
            return self.null(f"There is no function {name}{nearest(name, known)}", node.at)
        return self._builtin(node, name, arguments)

    def _called_value(self, function: Run, arguments: tuple[Run, ...], named: tuple[str, ...]) -> Run:
        def run(scope: Any) -> Any:
            called = function(scope)
            if type(called) is not FeelFunction:
                return None
            values = [argument(scope) for argument in arguments]
            if named:
                if set(named) != set(called.parameters):
                    return None
                values = [values[named.index(parameter)] for parameter in called.parameters]
            return called(*values)

        return run

    def _registered(self, node: tree.Call, name: str, function: Callable[..., Any], arguments: tuple[Run, ...]) -> Run:
        named = tuple(each.replace(" ", "_") for each in node.named)
        try:
            signature = inspect.signature(function)
        except (TypeError, ValueError):  # some functions written in C do not say
            signature = None
        if signature:
            try:
                signature.bind(*(() if named else arguments), **dict(zip(named, arguments, strict=False)))
            except TypeError as error:
                shown = f"{name}({', '.join(each.replace('_', ' ') for each in signature.parameters)})"
                return self.null(f"{shown} cannot be called so: {error}", node.at)

        def run(scope: Any) -> Any:
            values = [argument(scope) for argument in arguments]
            result = function(**dict(zip(named, values, strict=True))) if named else function(*values)
            kind_of(result)
            return list(result) if isinstance(result, tuple) else result

        return run

    def _builtin(self, node: tree.Call, name: str, arguments: tuple[Run, ...]) -> Run:
        given = node.arguments[0] if len(arguments) == 1 and not node.named else None
        if name in _LITERALS and isinstance(given, tree.Constant) and type(given.value) is str:
            # The parser has made a constant of every text that has this form.
            if self.standard and (far := call_any(FAR.get(name, ()), [given.value])) is not None:
                return lambda _scope: far
            return self.null(f'"{given.value}" is not {_LITERALS[name]}', node.at)
        if name in _PATTERNED and not node.named and (wrong := _no_pattern(node, _PATTERNED[name])):
            return self.null(wrong, node.at)
        if name == "not" and given:
            return comparisons.not_of(arguments[0])
        if node.named:
            return self._builtin_named(node, name, arguments)
        forms = tuple(form for form in BUILTINS[name] if form.takes(len(arguments)))
        if self.standard and name in FAR and forms:
            forms += tuple(form for form in FAR[name] if form.takes(len(arguments)))
            return lambda scope: call_any(forms, [argument(scope) for argument in arguments])
        if not forms:
            return self.null(f"{_usage(name)} cannot take {len(arguments)} arguments", node.at)
        if len(arguments) == 1:
            only = arguments[0]
            return lambda scope: call(forms, [only(scope)])
        return lambda scope: call(forms, [argument(scope) for argument in arguments])

    def _builtin_named(self, node: tree.Call, name: str, arguments: tuple[Run, ...]) -> Run:
        beyond = FAR.get(name, ()) if self.standard else ()
        ordered = [(form, form.order(node.named)) for form in (*BUILTINS[name], *beyond)]
        fitting = [(form, places) for form, places in ordered if places is not None]
        if not fitting or len(set(node.named)) != len(node.named):
            return self.null(f"{_usage(name)} has no arguments named {', '.join(node.named)}", node.at)

        # Where two forms have the same names, as before(point, range) and before(range, point), the order tells.
        fitting.sort(key=lambda each: each[1] != list(range(len(node.named))))

        def run(scope: Any) -> Any:
            values = [argument(scope) for argument in arguments]
            for form, places in fitting:
                result = call((form,), [None if at is None else values[at] for at in places])
                if result is not None:
                    return result
            return None

        return run


def _as_value(name: str) -> FeelFunction:
    """A built-in function as a value."""
    forms = tuple(BUILTINS[name])

    def run(*arguments: Any) -> Any:
        return call_any(tuple(form for form in forms if form.takes(len(arguments))), list(arguments))

    return FeelFunction(tuple(each.name for each in forms[0].parameters), run, any_number=True)


def _no_pattern(node: tree.Call, flags_at: int) -> str:
    """Why a constant text is no pattern, which would give null for ever; empty where it is one, or is not constant."""
    given = [each.value if isinstance(each, tree.Constant) else None for each in node.arguments]
    pattern = given[1] if len(given) > 1 else None
    flags = given[flags_at] if len(given) > flags_at else ""
    broken = isinstance(pattern, str) and isinstance(flags, str) and not is_pattern(pattern, flags)
    return f'"{str(pattern)[:40]}" is not a regular expression' if broken else ""


def _usage(name: str) -> str:
    forms = [", ".join(each.name for each in form.parameters) for form in BUILTINS[name]]
    return " or ".join(f"{name}({form})" for form in dict.fromkeys(forms))


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
    tree.Call: Compiler.call,
    tree.For: loops.iteration,
    tree.Quantified: loops.quantified,
    tree.Filter: loops.filtered,
}
