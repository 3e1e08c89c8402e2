"""How a built-in function is declared, chosen and called (DMN 1.5, 10.3.4, 10.3.2.9.4 for the conversions)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from workflows.expressions.limits import spend
from workflows.expressions.values import kind_of

_PARAMETER = re.compile(r"(\*?)([\w? ]+?)(\?)?: ([\w ]+(?:\|[\w ]+)*)")
_NO = object()
_CALL_COST = 10

_ALLOWED: dict[str, frozenset[str]] = {
    "moment": frozenset({"date", "date and time"}),
    "clock": frozenset({"time", "date and time"}),
    "duration": frozenset({"days and time duration", "years and months duration"}),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a built-in.

    :ivar kinds: the FEEL types it takes; empty when it takes any value
    """

    name: str
    kinds: frozenset[str]
    optional: bool
    variadic: bool


@dataclass(frozen=True, slots=True)
class Form:
    """One way to call a built-in: parameters and the Python function behind them."""

    parameters: tuple[Parameter, ...]
    run: Callable[..., Any]
    cost: int

    def takes(self, count: int) -> bool:
        """Whether it can be called with so many positional arguments."""
        if self.parameters and self.parameters[-1].variadic:
            return count >= len(self.parameters)
        return sum(not each.optional for each in self.parameters) <= count <= len(self.parameters)

    def order(self, named: tuple[str, ...]) -> list[int | None] | None:
        """For each parameter the place of its argument among the named ones; None when the names do not fit."""
        names = [each.name for each in self.parameters]
        if not set(named) <= set(names):
            return None
        places = [named.index(name) if name in named else None for name in names]
        missing = any(at is None and not each.optional for at, each in zip(places, self.parameters, strict=True))
        return None if missing else places


BUILTINS: dict[str, list[Form]] = {}
"""Every built-in function by its name."""


def builtin(declaration: str, cost: int = _CALL_COST) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declares a built-in, for example ``substring(string: string, start position: number, length?: number)``.

    A function declared several times takes the first form that fits the arguments. Types are FEEL's, with ``|``
    between them, ``any``, or ``moment``, ``clock``, ``duration``. ``*`` before the last name takes any number.

    :param cost: steps of one call, besides one for each element or 64 characters of its arguments
    """
    name, parameters = _declared(declaration)

    def declare(run: Callable[..., Any]) -> Callable[..., Any]:
        BUILTINS.setdefault(name, []).append(Form(parameters, run, cost))
        return run

    return declare


def forms_of(*declared: tuple[str, Callable[..., Any]]) -> tuple[Form, ...]:
    """Forms that are not declared for everybody."""
    return tuple(Form(_declared(declaration)[1], run, _CALL_COST) for declaration, run in declared)


def _declared(declaration: str) -> tuple[str, tuple[Parameter, ...]]:
    name, _, inside = declaration.removesuffix(")").partition("(")
    return name, tuple(_parameter(each) for each in inside.split(", ") if each)


def _parameter(text: str) -> Parameter:
    found = _PARAMETER.fullmatch(text)
    if not found:
        raise ValueError(text)
    star, name, optional, kinds = found.groups()
    allowed: frozenset[str] = frozenset()
    if kinds != "any":
        for kind in kinds.split("|"):
            allowed |= _ALLOWED.get(kind, frozenset({kind}))
    return Parameter(name, allowed, bool(optional), bool(star))


def call(forms: tuple[Form, ...], arguments: list[Any]) -> Any:
    """The result of the first form whose types fit; null when none does, or when there is no result."""
    for form in forms:
        fitted = _fitted(form, arguments)
        if fitted is not None:
            spend(form.cost)
            try:
                return form.run(*fitted)
            except (ArithmeticError, ValueError):
                return None
    return None


def call_any(forms: tuple[Form, ...], arguments: list[Any]) -> Any:
    """The first result of the forms whose types fit; null when none has one."""
    for form in forms:
        result = call((form,), arguments)
        if result is not None:
            return result
    return None


def _fitted(form: Form, arguments: list[Any]) -> list[Any] | None:
    parameters = form.parameters
    last = len(parameters) - 1
    fitted = []
    for index, value in enumerate(arguments):
        parameter = parameters[min(index, last)]
        kinds = parameter.kinds
        if kinds and not (value is None and parameter.optional):
            value = _fit(kinds, value)  # noqa: PLW2901  # the converted argument takes its place
            if value is _NO:
                return None
        if type(value) is list:
            spend(len(value))
        elif type(value) is str:
            spend(len(value) >> 6)
        fitted.append(value)
    return fitted


def _fit(kinds: frozenset[str], value: Any) -> Any:
    kind = kind_of(value)
    if kind in kinds:
        return value
    if "list" in kinds:
        return [value] if value is not None else _NO
    if kind == "list" and len(value) == 1:
        return _fit(kinds, value[0])
    if kind == "date" and isinstance(value, date) and "date and time" in kinds:
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return _NO
