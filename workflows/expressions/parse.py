"""Text → tree, or a sentence that says why not."""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from lark import Token, UnexpectedToken

from workflows.expressions import tree
from workflows.expressions.errors import FeelSyntaxError
from workflows.expressions.grammar import TooManyOperators, parser
from workflows.expressions.hints import word_hint
from workflows.expressions.lexer import KEYWORDS, Lexer
from workflows.expressions.limits import OPERATORS
from workflows.expressions.tree import Node
from workflows.expressions.types import Type
from workflows.expressions.words import Names

_NONE: Mapping[str, Type] = MappingProxyType({})

_LONGEST_KEPT = 1000
_TOO_MANY = f"More than {OPERATORS} operators stand inside one another: split the expression"
_OPERAND = "a value"
_OPERATOR = "an operator or the end"
_SHOWN = {
    "COMMA": "a comma",
    "RPAR": ")",
    "RSQB": "]",
    "RBRACE": "}",
    "DOTS": "..",
    "KEY": "a name with a colon",
    "BINDING": "a name",
    "NAME": "a name",
    "IN": "in",
    "THEN": "then",
    "ELSE": "else",
    "RETURN": "return",
    "SATISFIES": "satisfies",
    "LPAR": "(",
    "AND": "and",
}


def parse_expression(
    text: str,
    names: Collection[str],
    functions: Iterable[str],
    types: Mapping[str, Type] = _NONE,
    entries: Collection[str] = (),
    doubts: list[FeelSyntaxError] | None = None,
) -> Node:
    """The tree of an expression.

    :param doubts: takes what the standard gives null for; without it that is refused
    :raises FeelSyntaxError: the text is not a FEEL expression
    """
    node: Node = _parse("expression", text, names, functions, types, entries, doubts)
    return node


def parse_unary_tests(
    text: str,
    names: Collection[str],
    functions: Iterable[str],
    types: Mapping[str, Type] = _NONE,
    entries: Collection[str] = (),
    doubts: list[FeelSyntaxError] | None = None,
) -> tuple[bool, tuple[Node, ...] | None]:
    """The trees of unary tests: whether ``not`` stands before them, and the tests; None for ``-``, which all pass.

    :param doubts: as in ``parse_expression``
    :raises FeelSyntaxError: the text is not a list of FEEL unary tests
    """
    negated, tests = _parse("unary_tests", text, names, functions, types, entries, doubts)
    return negated, tests


def _parse(
    start: str,
    text: str,
    names: Collection[str],
    functions: Iterable[str],
    types: Mapping[str, Type],
    entries: Collection[str],
    doubts: list[FeelSyntaxError] | None,
) -> Any:
    if names or types or entries or doubts is not None or len(text) > _LONGEST_KEPT:
        return _checked(start, text, _parsed(start, text, names, functions, types, entries, doubts))
    return _plain(start, text, tuple(functions))


@lru_cache(maxsize=2048)
def _plain(start: str, text: str, functions: tuple[str, ...]) -> Any:
    """The tree of a text that knows no names but functions: several look at the same text, and trees are frozen."""
    return _checked(start, text, _parsed(start, text, (), functions, _NONE, ()))


def _checked(start: str, text: str, parsed: Any) -> Any:
    """What was parsed, if it is more than the grammar asks."""
    if start == "expression":
        _check([parsed], text)
    elif parsed[1] is not None:
        _check([test.bound if isinstance(test, tree.Compared) else test for test in parsed[1]], text)
    return parsed


def _parsed(
    start: str,
    text: str,
    names: Collection[str],
    functions: Iterable[str],
    types: Mapping[str, Type],
    entries: Collection[str],
    doubts: list[FeelSyntaxError] | None = None,
) -> Any:
    unary, known = start == "unary_tests", Names(list(functions))
    tokens = Lexer(text, Names(names), known, types, Names(entries), unary=unary, doubts=doubts).tokens()
    if not tokens:
        raise FeelSyntaxError("The expression is empty", text)
    try:
        return parser().parse(tokens, start=start)
    except TooManyOperators:
        raise FeelSyntaxError(_TOO_MANY, text) from None
    except UnexpectedToken as error:
        raise FeelSyntaxError(_sentence(error, tokens, text), text, _position(error.token, text)) from None


def _position(token: Token, text: str) -> int:
    return len(text) if token.type == "$END" else token.start_pos or 0


def _sentence(error: UnexpectedToken, tokens: list[Token], text: str) -> str:
    wrong = error.token
    index = next((i for i, each in enumerate(tokens) if each is wrong), len(tokens))
    before = tokens[index - 1] if index else None
    foreign = before is not None and before.type == "NAME" and word_hint(str(before))
    if foreign:
        return foreign
    if before == "not" and before.type == "NAME":
        return "not is a function: write not(…)"
    if wrong.type == "NAME" and wrong == "?" and before is not None:
        return "Write if … then … else … instead of … ? … : …"
    if wrong.type == "SIGN" and (before is None or before.type in {"LPAR", "COMMA", "AND", "OR"}):
        return f"Expected a value before {wrong}: a comparison without a left side stands only in a table's cell"
    what = "the end" if wrong.type == "$END" else f"`{text[wrong.start_pos : wrong.end_pos]}`"
    after = f" after `{text[before.start_pos : before.end_pos]}`" if before else ""
    keyword = f"; {wrong} is a word of FEEL and cannot be a name" if wrong in KEYWORDS and before is None else ""
    return f"Expected {_expected(error.accepts or error.expected)}{after}, but found {what}{keyword}"


def _expected(kinds: Iterable[str]) -> str:
    expected = set(kinds)
    words = []
    if "NUMBER" in expected:
        words.append(_OPERAND)
        expected -= {"NAME", "LPAR", "KEY"}
    elif "PLUS" in expected:
        words.append("an operator")
        expected -= {"LPAR", "IN", "AND"}
    words += [_SHOWN[kind] for kind in sorted(expected) if kind in _SHOWN]
    if "$END" in expected:
        words.append("the end")
    return " or ".join(words) or _OPERATOR


def _check(nodes: list[Node], text: str) -> None:
    """Refuses what the grammar lets through: trees too deep, and several tests where one value belongs."""
    waiting = [(node, 1) for node in nodes]
    while waiting:
        node, depth = waiting.pop()
        if depth > OPERATORS:
            raise FeelSyntaxError(_TOO_MANY, text)
        below: Iterable[Node] = tree.children(node)
        if isinstance(node, tree.Tests) and node.compared:
            below = (node.compared.bound,)
        elif isinstance(node, tree.Tests | tree.Compared):
            raise FeelSyntaxError(
                "A list in round brackets, or a comparison without a left side, stands only after `in`", text
            )
        if isinstance(node, tree.In):
            below = (part.bound if isinstance(part, tree.Compared) else part for part in below)
        if isinstance(node, tree.Name) and (wrong := word_hint(node.name)):
            raise FeelSyntaxError(wrong, text, node.at)
        waiting.extend((part, depth + 1) for part in below)
