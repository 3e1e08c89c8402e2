"""The grammar of FEEL, LALR(1), and the tree it builds (DMN 1.5, 10.3.1.2)."""

from collections.abc import Callable
from functools import cache
from typing import Any

from lark import Lark, Token, Transformer, v_args
from lark.lexer import Lexer as LarkLexer

from workflows.expressions import tree
from workflows.expressions.arithmetic import negated
from workflows.expressions.limits import OPERATORS
from workflows.expressions.temporal import date_from, datetime_from, duration_from, time_from
from workflows.expressions.tree import Node

GRAMMAR = """
expression: expr
unary_tests: tests | NOT LPAR tests RPAR -> negated | MINUS -> anything

tests: test (COMMA test)*
?test: expr | SIGN additive -> compared

?expr: disjunction
    | IF expr THEN expr ELSE expr -> conditional
    | FOR iterators RETURN expr -> iteration
    | SOME iterators SATISFIES expr -> some
    | EVERY iterators SATISFIES expr -> every
    | FUNCTION LPAR [parameters] RPAR expr -> function
iterators: iterator (COMMA iterator)*
iterator: BINDING IN expr [DOTS expr]
parameters: parameter (COMMA parameter)*
parameter: BINDING [TYPE]

?disjunction: conjunction | disjunction OR conjunction
?conjunction: comparison | conjunction AND comparison
?comparison: additive
    | comparison SIGN additive -> compare
    | comparison BETWEEN additive AND additive -> between
    | comparison IN additive -> within
    | comparison IN SIGN additive -> within_compared
    | comparison INSTANCE TYPE -> instance_of
?additive: multiplicative | additive (PLUS | MINUS) multiplicative -> arithmetic
?multiplicative: power | multiplicative (STAR | SLASH) power -> arithmetic
?power: unary | power POWER unary -> arithmetic
?unary: postfix | MINUS unary -> negation
?postfix: primary
    | postfix DOT NAME -> path
    | postfix LSQB expr RSQB -> filter
    | postfix LPAR [positional] RPAR -> call
    | postfix LPAR named RPAR -> call
positional: expr (COMMA expr)*
named: KEY expr (COMMA KEY expr)*

?primary: NUMBER -> literal
    | STRING -> literal
    | LITERAL -> literal
    | TRUE -> true
    | FALSE -> false
    | NULL -> null
    | NAME -> name
    | LPAR tests RPAR -> bracketed
    | LSQB [items] RSQB -> list_of
    | LBRACE [entry (COMMA entry)*] RBRACE -> context
    | (LPAR | LSQB | RANGE_START) expr DOTS expr (RPAR | RSQB | RANGE_END) -> interval
items: expr (COMMA expr)*
entry: KEY expr | STRING COLON expr

%declare NUMBER STRING LITERAL TRUE FALSE NULL NAME KEY BINDING TYPE NOT COLON
%declare LPAR RPAR LSQB RSQB LBRACE RBRACE RANGE_START RANGE_END COMMA DOT DOTS
%declare SIGN PLUS MINUS STAR SLASH POWER
%declare IF THEN ELSE FOR IN RETURN SOME EVERY SATISFIES FUNCTION OR AND BETWEEN INSTANCE
"""


class GivenTokens(LarkLexer):
    """Hands the parser tokens that were made before."""

    def __init__(self, lexer_conf: Any) -> None:
        pass

    def lex(self, data: Any) -> Any:  # type: ignore[override]  # lark hands on what parse() was given
        """The tokens, one by one."""
        return iter(data)


_CONSTRUCTORS: dict[str, Callable[[str], Any]] = {
    "date": date_from,
    "time": time_from,
    "date and time": datetime_from,
    "duration": duration_from,
}
"""Built-ins that make a literal: with a constant text, they are one."""


def _is_string(node: Node) -> bool:
    return isinstance(node, tree.Constant) and type(node.value) is str


class TooManyOperators(Exception):
    """A chain of operators that is longer than any tree may be deep: the rest of the text need not be read."""


@v_args(inline=True)
class Builder(Transformer[Token, Any]):
    """Builds the tree while the parser reduces."""

    def expression(self, node: Node) -> Node:
        return node

    def unary_tests(self, tests: tuple[Node, ...]) -> tuple[bool, tuple[Node, ...]]:
        return False, tests

    def negated(self, _not: Token, _open: Token, tests: tuple[Node, ...], _close: Token) -> tuple[bool, Any]:
        return True, tests

    def anything(self, _minus: Token) -> tuple[bool, None]:
        return False, None

    @v_args(inline=False)
    def tests(self, parts: list[Any]) -> tuple[Node, ...]:
        return tuple(parts[::2])

    items = positional = iterators = parameters = tests

    @v_args(inline=False)
    def named(self, parts: list[Any]) -> list[tuple[str, Node]]:
        return [(str(key), value) for key, value in zip(parts[::3], parts[1::3], strict=True)]

    def compared(self, sign: Any, bound: Node) -> Node:
        return tree.Compared(sign.value, bound)

    def conditional(self, _if: Token, condition: Node, _then: Token, yes: Node, _else: Token, no: Node) -> Node:
        return tree.If(condition, yes, no)

    def iteration(self, _for: Token, iterators: tuple[tree.Iterated, ...], _return: Token, body: Node) -> Node:
        return tree.For(iterators, body)

    def some(self, _some: Token, iterators: tuple[tree.Iterated, ...], _satisfies: Token, body: Node) -> Node:
        return tree.Quantified(False, iterators, body)

    def every(self, _every: Token, iterators: tuple[tree.Iterated, ...], _satisfies: Token, body: Node) -> Node:
        return tree.Quantified(True, iterators, body)

    def iterator(self, name: Token, _in: Token, source: Node, _dots: Token | None, until: Node | None) -> tree.Iterated:
        return tree.Iterated(str(name), source, until)

    def parameter(self, name: Token, kind: Any) -> tuple[str, Any]:
        return str(name), kind and kind.value

    def function(self, _function: Token, _open: Token, parameters: Any, _close: Token, body: Node) -> Node:
        return tree.Function(parameters or (), body)

    def disjunction(self, left: Node, _or: Token, right: Node) -> Node:
        return tree.Or((*left.items, right) if isinstance(left, tree.Or) else (left, right))

    def conjunction(self, left: Node, _and: Token, right: Node) -> Node:
        return tree.And((*left.items, right) if isinstance(left, tree.And) else (left, right))

    def compare(self, left: Node, sign: Any, right: Node) -> Node:
        return tree.Comparison(sign.value, _no_long_chain(left), right)

    def between(self, value: Node, _between: Token, low: Node, _and: Token, high: Node) -> Node:
        return tree.Between(value, low, high)

    def within(self, value: Node, _in: Token, test: Node) -> Node:
        return tree.In(value, test.items if isinstance(test, tree.Tests) else (test,))

    def within_compared(self, value: Node, _in: Token, sign: Any, bound: Node) -> Node:
        return tree.In(value, (tree.Compared(sign.value, bound),))

    def instance_of(self, value: Node, _of: Token, kind: Any) -> Node:
        return tree.InstanceOf(value, kind.value)

    def arithmetic(self, left: Node, sign: Any, right: Node) -> Node:
        return tree.Arithmetic(sign.value, _no_long_chain(left), right)

    def negation(self, _minus: Token, operand: Node) -> Node:
        if isinstance(operand, tree.Constant) and type(operand.value) not in {str, bool, type(None)}:
            opposite = negated(operand.value)
            if opposite is not None:
                return tree.Constant(opposite)
        return tree.Negation(operand)

    def path(self, source: Node, _dot: Token, name: Token) -> Node:
        return tree.Path(source, str(name))

    def filter(self, source: Node, _open: Token, predicate: Node, _close: Token) -> Node:
        return tree.Filter(source, predicate)

    def call(self, function: Node, opened: Token, arguments: Any, _close: Token) -> Node:
        at = function.at if isinstance(function, tree.Name) else opened.start_pos or 0
        if isinstance(arguments, list):
            return tree.Call(function, tuple(v for _, v in arguments), tuple(k for k, _ in arguments), at)
        if isinstance(function, tree.Name) and function.name in _CONSTRUCTORS and len(arguments or ()) == 1:
            text = arguments[0]
            value = _CONSTRUCTORS[function.name](text.value) if _is_string(text) else None
            if value is not None:
                return tree.Constant(value)
        return tree.Call(function, arguments or (), (), at)

    def literal(self, token: Any) -> Node:
        return tree.Constant(token.value)

    def true(self, _true: Token) -> Node:
        return tree.Constant(True)

    def false(self, _false: Token) -> Node:
        return tree.Constant(False)

    def null(self, _null: Token) -> Node:
        return tree.Constant(None)

    def name(self, token: Token) -> Node:
        return tree.Name(str(token), token.start_pos or 0)

    def bracketed(self, _open: Token, tests: tuple[Node, ...], _close: Token) -> Node:
        if len(tests) == 1 and not isinstance(tests[0], tree.Compared):
            return tests[0]
        return tree.Tests(tests)

    def list_of(self, _open: Token, items: tuple[Node, ...] | None, _close: Token) -> Node:
        return tree.List(items or ())

    def entry(self, key: Any, *rest: Any) -> tuple[str, Node]:
        return str(key.value), rest[-1]

    @v_args(inline=False)
    def context(self, parts: list[Any]) -> Node:
        return tree.Context(tuple(part for part in parts if isinstance(part, tuple)))

    def interval(self, opened: Token, low: Node, _dots: Token, high: Node, closed: Token) -> Node:
        return tree.Interval(low, high, opened.type == "LSQB", closed.type == "RSQB")


def _no_long_chain(left: Node) -> Node:
    """What an operator stands behind, unless it ends a chain as long as a tree may be deep.

    A chain of a thousand is refused at its hundred and twentieth, and not once all of it was read.
    """
    length, node = 1, left
    while isinstance(node, tree.Comparison | tree.Arithmetic):
        length, node = length + 1, node.left
    if length > OPERATORS:
        raise TooManyOperators
    return left


@cache
def parser() -> Lark:
    """The parser; made once, at first use."""
    return Lark(
        GRAMMAR,
        parser="lalr",
        lexer=GivenTokens,
        transformer=Builder(),
        start=["expression", "unary_tests"],
        maybe_placeholders=True,
    )
