"""Which types fit together: in comparisons, in arithmetic, and as arguments. What does not is null for ever."""

from collections.abc import Iterator, Sequence

from workflows.expressions import tree
from workflows.expressions.builtins import BUILTINS
from workflows.expressions.hints import nearest
from workflows.expressions.inferred import DURATIONS, Inferred, Signature, in_words
from workflows.expressions.text import written
from workflows.expressions.tree import Node
from workflows.expressions.values import ORDERED

_MOMENTS = frozenset({"date", "date and time", "time"})
_SHOWN = 12
Place = tuple[str, Inferred]
"""Something as it is written, and what is known of it."""


def said(node: Node) -> str:
    """A part of an expression, as a sentence speaks of it."""
    match node:
        case tree.Name():
            return node.name
        case tree.Constant():
            return written(node.value)
        case tree.Path():
            return f"{said(node.source)}.{node.name}"
        case tree.Call() if isinstance(node.function, tree.Name):
            return f"{node.function.name}(…)"
        case tree.Filter():
            return f"{said(node.source)}[…]"
    return "what stands there"


def uncomparable(sign: str, left: Place, right: Place) -> Iterator[str]:
    """Why a comparison is never true, or never anything else; a phrase each."""
    (text, one), (other_text, other) = left, right
    kinds, others = one.kinds - {"null"}, other.kinds - {"null"}
    if not kinds or not others:
        return
    if kinds.isdisjoint(others):
        advice = '; write a date like date("2026-01-31")' if kinds | others == {"string", "date"} else ""
        never = "equal" if sign in {"=", "!="} else "more or less than one another"
        yield f"{text} is {in_words(kinds)} and {other_text} is {in_words(others)}, which are never {never}{advice}"
    elif sign not in {"=", "!="}:
        if (kinds | others).isdisjoint(ORDERED):
            yield f"{text} is {in_words(kinds)}, of which none is more or less than another"
    else:
        yield from _never(left, right)
        yield from _never(right, left)


def _never(left: Place, right: Place) -> Iterator[str]:
    (text, one), (_, other) = left, right
    if not one.values or other.values is None or len(other.values) != 1 or not one.lacks(other.values[0]):
        return
    if [written(each) for each in one.values] == [text]:
        return  # a constant, which is compared with what it may never be
    value = other.values[0]
    texts = [each for each in one.values if isinstance(each, str)]
    there = ", ".join(written(each) for each in one.values[:_SHOWN])
    close = nearest(value, texts) if isinstance(value, str) else ""
    yield f"{text} is never {written(value)}: there is {there}{close}"


def combined(sign: str, left: str, right: str) -> set[str]:
    """The types that arithmetic gives for two types; none where it gives null always."""
    if left == right == "number":
        return {"number"}
    if sign == "+" and left == right == "string":
        return {"string"}
    if sign in {"+", "-"}:
        if left in DURATIONS and right in DURATIONS:
            return {left} if left == right else set()
        if right in DURATIONS and left in _MOMENTS:
            return {left}
        if sign == "+" and left in DURATIONS and right in _MOMENTS:
            return {right}
        if sign == "-" and left in _MOMENTS and right in _MOMENTS:
            return {"days and time duration"}
    if sign in {"*", "/"}:
        if left in DURATIONS and right == "number":
            return {left}
        if sign == "*" and left == "number" and right in DURATIONS:
            return {right}
        if sign == "/" and left == right and left in DURATIONS:
            return {"number"}
    return set()


def misfits(node: tree.Call, name: str, given: Sequence[Inferred], signature: Signature | None) -> Iterator[str]:
    """Which arguments of a call cannot fit, a phrase each.

    :param given: what is known of each argument
    :param signature: of a function of the house; ``None``: a built-in, or not known
    """
    if signature is not None:
        yield from _of_house(node, name, given, signature)
    elif name in BUILTINS and not node.named:
        yield from _of_builtin(node, name, given)


def _of_house(node: tree.Call, name: str, given: Sequence[Inferred], signature: Signature) -> Iterator[str]:
    places = {each.name: each for each in signature.arguments}
    wanted = [places.get(each) for each in node.named] if node.named else list(signature.arguments)
    for argument, value, taken in zip(node.arguments, given, wanted, strict=False):
        if taken is None:
            continue
        if not value.can_be(*taken.kinds, "null"):
            what = f"{name} takes {in_words(taken.kinds)} as its {taken.name}"
            yield f"{said(argument)} is {in_words(value.kinds)}, and {what}"
        for each in value.values or ():
            if taken.names is not None and isinstance(each, str) and each not in taken.names:
                close = nearest(each, sorted(taken.names))
                yield f"there is no {taken.what} called {written(each)}{close}. Correct the name, or add the row"


def _of_builtin(node: tree.Call, name: str, given: Sequence[Inferred]) -> Iterator[str]:
    said_of = ""
    for form in BUILTINS[name]:
        if not form.takes(len(given)):
            continue
        last, odd = len(form.parameters) - 1, ""
        for at, (argument, value) in enumerate(zip(node.arguments, given, strict=True)):
            kinds = form.parameters[min(at, last)].kinds
            if not _fits(value, kinds) and not odd:
                odd = f"{said(argument)} is {in_words(value.kinds)}, and {name} takes {in_words(kinds)} there"
        if not odd:
            return
        said_of = odd
    if said_of:
        yield said_of


def _fits(value: Inferred, kinds: frozenset[str]) -> bool:
    """Whether an argument can fit: a list of one stands for its item and an item for its list; a date for a time."""
    if not kinds or "list" in kinds or value.can_be(*kinds, "list", "null"):
        return True
    return "date and time" in kinds and value.can_be("date")
