"""Calls as closures: of functions that values hold, of registered functions and of built-ins (DMN 1.5, 10.3.2.13)."""

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from workflows.expressions import comparisons, signature, tree
from workflows.expressions.builtins import BUILTINS, FAR
from workflows.expressions.hints import nearest
from workflows.expressions.patterns import is_pattern
from workflows.expressions.signature import call_any
from workflows.expressions.values import FeelFunction, kind_of

if TYPE_CHECKING:
    from workflows.expressions.closures import Compiler, Run

_LITERALS = {
    "date": "a date such as 2026-01-31",
    "time": "a time such as 09:30:00 or 09:30:00Z",
    "date and time": "a date and time such as 2026-01-31T09:30:00Z",
    "duration": "a duration such as P14D, PT2H or P1Y6M",
}
_PATTERNED = {"matches": 2, "replace": 3, "split": 2}
"""Functions whose second argument is a pattern, and where its flags stand."""


def call(compiler: "Compiler", node: tree.Call) -> "Run":
    """The closure of a call.

    :raises FeelSyntaxError: it calls an unknown function, or calls one in a way that can give no value
    """
    arguments = tuple(compiler.run(argument) for argument in node.arguments)
    function = node.function
    if not isinstance(function, tree.Name) or function.name in compiler.names:
        return _called_value(compiler.run(function), arguments, node.named)
    name = function.name
    if name in compiler.functions:
        return _registered(compiler, node, name, compiler.functions[name], arguments)
    if name not in BUILTINS:
        known = {*compiler.functions, *BUILTINS, *compiler.names}
        return compiler.null(f"There is no function {name}{nearest(name, known)}", node.at)
    return _builtin(compiler, node, name, arguments)


def _called_value(function: "Run", arguments: tuple["Run", ...], named: tuple[str, ...]) -> "Run":
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


def _registered(
    compiler: "Compiler", node: tree.Call, name: str, function: Callable[..., Any], arguments: tuple["Run", ...]
) -> "Run":
    named = tuple(each.replace(" ", "_") for each in node.named)
    try:
        taken = inspect.signature(function)
    except (TypeError, ValueError):  # some functions written in C do not say
        taken = None
    if taken:
        try:
            taken.bind(*(() if named else arguments), **dict(zip(named, arguments, strict=False)))
        except TypeError as error:
            shown = f"{name}({', '.join(each.replace('_', ' ') for each in taken.parameters)})"
            return compiler.null(f"{shown} cannot be called so: {error}", node.at)

    def run(scope: Any) -> Any:
        values = [argument(scope) for argument in arguments]
        result = function(**dict(zip(named, values, strict=True))) if named else function(*values)
        kind_of(result)
        return list(result) if isinstance(result, tuple) else result

    return run


def _builtin(compiler: "Compiler", node: tree.Call, name: str, arguments: tuple["Run", ...]) -> "Run":
    given = node.arguments[0] if len(arguments) == 1 and not node.named else None
    if name in _LITERALS and isinstance(given, tree.Constant) and type(given.value) is str:
        # The parser has made a constant of every text that has this form.
        if compiler.standard and (far := call_any(FAR.get(name, ()), [given.value])) is not None:
            return lambda _scope: far
        return compiler.null(f'"{given.value}" is not {_LITERALS[name]}', node.at)
    if name in _PATTERNED and not node.named and (wrong := _no_pattern(node, _PATTERNED[name])):
        return compiler.null(wrong, node.at)
    if name == "not" and given:
        return comparisons.not_of(arguments[0])
    if node.named:
        return _builtin_named(compiler, node, name, arguments)
    forms = tuple(form for form in BUILTINS[name] if form.takes(len(arguments)))
    if compiler.standard and name in FAR and forms:
        forms += tuple(form for form in FAR[name] if form.takes(len(arguments)))
        return lambda scope: call_any(forms, [argument(scope) for argument in arguments])
    if not forms:
        return compiler.null(f"{_usage(name)} cannot take {len(arguments)} arguments", node.at)
    if len(arguments) == 1:
        only = arguments[0]
        return lambda scope: signature.call(forms, [only(scope)])
    return lambda scope: signature.call(forms, [argument(scope) for argument in arguments])


def _builtin_named(compiler: "Compiler", node: tree.Call, name: str, arguments: tuple["Run", ...]) -> "Run":
    beyond = FAR.get(name, ()) if compiler.standard else ()
    ordered = [(form, form.order(node.named)) for form in (*BUILTINS[name], *beyond)]
    fitting = [(form, places) for form, places in ordered if places is not None]
    if not fitting or len(set(node.named)) != len(node.named):
        return compiler.null(f"{_usage(name)} has no arguments named {', '.join(node.named)}", node.at)

    # Where two forms have the same names, as before(point, range) and before(range, point), the order tells.
    fitting.sort(key=lambda each: each[1] != list(range(len(node.named))))

    def run(scope: Any) -> Any:
        values = [argument(scope) for argument in arguments]
        for form, places in fitting:
            result = signature.call((form,), [None if at is None else values[at] for at in places])
            if result is not None:
                return result
        return None

    return run


def as_value(name: str) -> FeelFunction:
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
