"""Compiled expressions and unary tests: what the rest of the house uses."""

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from workflows.expressions import tree
from workflows.expressions.builtins import BUILTINS
from workflows.expressions.cells import asks_for_null, one_of, unary_test
from workflows.expressions.closures import Compiler
from workflows.expressions.comparisons import against
from workflows.expressions.errors import FeelLimit, FeelSyntaxError
from workflows.expressions.limits import STEPS, meter
from workflows.expressions.names import FreeNames, free_names
from workflows.expressions.parse import parse_expression, parse_unary_tests
from workflows.expressions.types import Type

EMPTY: Mapping[str, Any] = MappingProxyType({})
_TOO_DEEP = "The expression, or a value that it works on, is nested too deep to be evaluated."


class Expression:
    """A compiled expression. Immutable; threads may share it.

    :ivar text: what was compiled
    :ivar tree: its syntax tree, for analysis (``workflows.expressions.tree``)
    :ivar names: the variables that it reads
    :ivar perhaps: names inside filters, which may be variables or entries of the elements
    :ivar doubts: what in it the standard gives null for: parts that can have no value; none where that was refused
    :ivar run: the fast path: takes the scope; whoever calls it calls ``begin`` before
    """

    __slots__ = ("doubts", "names", "perhaps", "run", "text", "tree")

    def __init__(
        self,
        text: str,
        node: tree.Node,
        free: FreeNames,
        run: Callable[[Any], Any],
        doubts: Sequence[FeelSyntaxError] = (),
    ) -> None:
        self.text = text
        self.doubts = tuple(doubts)
        self.tree = node
        self.names = frozenset(free.sure)
        self.perhaps = frozenset(free.perhaps - free.sure)
        self.run = run

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def evaluate(self, context: Mapping[str, Any] = EMPTY) -> Any:
        """The expression's value.

        :param context: variable → FEEL value; a variable that is missing is null
        :raises FeelLimit: it would take too many steps, or make too large a value
        :raises NotFeel: it works on a value that FEEL does not have, a float above all
        """
        meter.left = STEPS
        try:
            return self.run(context)
        except RecursionError:
            raise FeelLimit(_TOO_DEEP) from None

    __call__ = evaluate


class UnaryTests:
    """A compiled cell of a decision table. Immutable; threads may share it.

    :ivar text: what was compiled
    :ivar negated: whether ``not(…)`` stands around the tests
    :ivar tests: the trees of the tests; None for ``-``, which every value passes
    :ivar names: the variables that it reads besides the value under test
    :ivar doubts: as of an expression
    :ivar test: the fast path: takes a value and a scope that is a mapping, gives True, False or None;
        whoever calls it calls ``begin`` before
    """

    __slots__ = ("doubts", "names", "negated", "test", "tests", "text")

    def __init__(
        self,
        text: str,
        negated: bool,
        tests: tuple[tree.Node, ...] | None,
        names: frozenset[str],
        test: Callable[[Any, Any], Any],
        doubts: Sequence[FeelSyntaxError] = (),
    ) -> None:
        self.text = text
        self.doubts = tuple(doubts)
        self.negated = negated
        self.tests = tests
        self.names = names
        self.test = test

    def __repr__(self) -> str:
        return f"UnaryTests({self.text!r})"

    def matches(self, value: Any, context: Mapping[str, Any] = EMPTY) -> bool:
        """Whether the value passes; null counts as not passed.

        :param value: the value under test, ``?``
        :param context: variable → FEEL value
        :raises FeelLimit: it would take too many steps
        :raises NotFeel: it works on a value that FEEL does not have
        """
        meter.left = STEPS
        try:
            return self.test(value, context) is True
        except RecursionError:
            raise FeelLimit(_TOO_DEEP) from None


def compile_expression(
    text: str,
    functions: Mapping[str, Callable[..., Any]] = EMPTY,
    names: Collection[str] = (),
    types: Mapping[str, Type] = EMPTY,
    entries: Collection[str] = (),
    strict: bool = True,
) -> Expression:
    """Compiles an expression (DMN 1.5, 10.3.1.2, grammar rule 1).

    :param functions: FEEL name → pure Python function of FEEL values; may hide a built-in
    :param names: variables known to the caller: needed only for names with spaces or signs in them, and for
        variables that hold functions
    :param types: the types that a model defines, by their names
    :param entries: names of entries of contexts: needed only for those with spaces or signs in them
    :param strict: refuses what is FEEL but can have no value: unknown functions, other arguments than a function takes,
        literals of dates that there are not, broken patterns. Otherwise that is null, as the standard says, and stands
        in the expression's doubts
    :raises FeelSyntaxError: it is not FEEL, or can have no value
    """
    known = _known(functions)
    doubts: list[FeelSyntaxError] | None = None if strict else []
    node = parse_expression(text, names, known, types, entries, doubts)
    free = free_names(node)
    free.sure |= free.perhaps & set(names)
    run = Compiler(text, functions, frozenset(names), doubts).run(node)
    return Expression(text, node, free, run, doubts or ())


def compile_unary_tests(
    text: str,
    functions: Mapping[str, Callable[..., Any]] = EMPTY,
    names: Collection[str] = (),
    types: Mapping[str, Type] = EMPTY,
    entries: Collection[str] = (),
    strict: bool = True,
) -> UnaryTests:
    """Compiles unary tests, the cell of a decision table (DMN 1.5, 10.3.1.2, grammar rules 7 to 17).

    A test passes when the value equals it, lies in it (list, range), compares as it says (``< 5``) or, where the
    test reads ``?``, when it is true.

    :param functions: as in ``compile_expression``
    :param names: as in ``compile_expression``
    :param types: as in ``compile_expression``
    :param entries: as in ``compile_expression``
    :param strict: as in ``compile_expression``
    :raises FeelSyntaxError: it is not a list of FEEL unary tests
    """
    doubts: list[FeelSyntaxError] | None = None if strict else []
    negated, tests = parse_unary_tests(text, names, _known(functions), types, entries, doubts)
    if tests is None:
        return UnaryTests(text, False, None, frozenset(), lambda _value, _scope: True)
    compiler = Compiler(text, functions, frozenset(names), doubts)
    test = _strings(tests, negated, strict) or one_of(tuple(unary_test(compiler, each) for each in tests))
    if negated and not _only_strings(tests):
        test = _negation(test, asks=not strict or asks_for_null(*tests))
    free = free_names(*tests)
    return UnaryTests(text, negated, tests, frozenset(free.all - {"?"}), test, doubts or ())


def _known(functions: Mapping[str, Any]) -> list[str]:
    return [*BUILTINS, "not", *functions]


def _negation(test: Callable[[Any, Any], Any], *, asks: bool) -> Callable[[Any, Any], Any]:
    def negated(value: Any, scope: Any) -> Any:
        if value is None and not asks:
            return None
        answer = test(value, scope)
        return None if answer is None else not answer

    return negated


def _only_strings(tests: tuple[tree.Node, ...]) -> bool:
    return all(isinstance(each, tree.Constant) and type(each.value) is str for each in tests)


def _strings(tests: tuple[tree.Node, ...], negated: bool, strict: bool) -> Callable[[Any, Any], Any] | None:
    """A list of texts is by far the most frequent cell: one look into a set."""
    if not _only_strings(tests):
        return None
    texts = frozenset(each.value for each in tests if isinstance(each, tree.Constant))

    def test(value: Any, _scope: Any) -> Any:
        if type(value) is str:
            return (value in texts) is not negated
        if value is None:
            return None if strict else negated
        return _otherwise(value)

    def _otherwise(value: Any) -> bool | None:
        answer = against("=", next(iter(texts)))(value)
        return None if answer is None else answer is not negated

    return test
