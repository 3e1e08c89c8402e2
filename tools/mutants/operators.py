"""Small faults that are made in a function by rule: a comparison turned, a statement gone, a constant one more."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tools.mutants.sources import Function, first_line, functions

FLIPS: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.LtE(),
    ast.LtE: ast.Lt(),
    ast.Gt: ast.GtE(),
    ast.GtE: ast.Gt(),
    ast.Eq: ast.NotEq(),
    ast.NotEq: ast.Eq(),
    ast.Is: ast.IsNot(),
    ast.IsNot: ast.Is(),
    ast.In: ast.NotIn(),
    ast.NotIn: ast.In(),
}
SUMS: dict[type[ast.operator], ast.operator] = {
    ast.Add: ast.Sub(),
    ast.Sub: ast.Add(),
    ast.BitAnd: ast.BitOr(),
    ast.BitOr: ast.BitAnd(),
}
EVERYBODY = 'frozenset({"officer", "team_leader", "process_owner", "compliance", "administrator", "operator"})'
SILENT = frozenset({"log", "logging", "print"})
"""Calls that tell a programmer something and change nothing: they are not removed."""
LOCKS = frozenset({"with_for_update", "lock_accounts", "lock_case"})
"""Calls that do no more than to lock rows."""


@dataclass(frozen=True)
class Mutant:
    """One fault.

    :ivar function: in which (``tasks/people.py:Person.must``); empty: in none
    :ivar line: its number in the file, from 1
    :ivar text: the line as it stands
    :ivar change: what is done to it
    :ivar source: the whole file with the fault in it
    """

    path: str
    function: str
    line: int
    operator: str
    text: str
    change: str
    source: str


@dataclass(frozen=True)
class Change:
    """A part of the source that is written otherwise."""

    operator: str
    node: ast.expr | ast.stmt
    by: str


def mutants(path: str, source: str) -> list[Mutant]:
    """Every fault that the operators make in the functions of a file."""
    lines = source.encode().splitlines(keepends=True)
    found = []
    tree = ast.parse(source)
    for name, function in functions(tree, path):
        for change in _changes(function):
            node = change.node
            start = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
            end = sum(map(len, lines[: (node.end_lineno or 0) - 1])) + (node.end_col_offset or 0)
            content = b"".join(lines)
            made = (content[:start] + change.by.encode() + content[end:]).decode()
            was = " ".join(content[start:end].decode().split())
            text = lines[node.lineno - 1].decode().strip()
            said = f"{was[:90]} → {' '.join(change.by.split())[:90]}"
            found.append(Mutant(path, name, node.lineno, change.operator, text, said, made))
    return found


def function_at(path: str, source: str, line: int) -> str:
    """The innermost function that a line belongs to; empty where it is in none."""
    found = ""
    for name, function in functions(ast.parse(source), path):
        if first_line(function) <= line <= (function.end_lineno or 0):
            found = name
    return found


def _changes(function: Function) -> Iterator[Change]:
    for decorator in function.decorator_list:
        named = isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == "act"
        if named and isinstance(decorator, ast.Call) and decorator.args and _narrow(decorator.args[0]):
            yield Change("roles widened", decorator.args[0], EVERYBODY)
    last = function.body[-1]
    for statement in function.body:
        yield from _in_statement(statement, last)


def _narrow(roles: ast.expr) -> bool:
    written = ast.unparse(roles)
    return "EVERYBODY" not in written and "process_owner" not in written


def _in_statement(statement: ast.stmt, last: ast.stmt) -> Iterator[Change]:
    """The changes of a statement and all that is in it, but not of functions inside: these are asked by themselves."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call) and _is_silent(statement.value.func):
        return
    yield from _of_statement(statement, last)
    for field, value in ast.iter_fields(statement):
        if field == "annotation":
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.stmt):
                yield from _in_statement(child, last)
            elif isinstance(child, ast.ExceptHandler | ast.match_case):
                for inner in child.body:
                    yield from _in_statement(inner, last)
            elif isinstance(child, ast.withitem):
                yield from _in_expression(child.context_expr)
            elif isinstance(child, ast.expr):
                yield from _in_expression(child)


def _of_statement(statement: ast.stmt, last: ast.stmt) -> Iterator[Change]:
    match statement:
        case ast.Return(value=value):
            if value is not None and not _is_nothing(value):
                yield Change("return nothing", value, "None")
            if statement is not last:
                yield Change("early return removed", statement, "pass")
        case ast.Expr(value=ast.Call() as call) if not _only_locks(call):
            yield Change("call removed", statement, "pass")
        case ast.Raise():
            yield Change("refusal removed", statement, "pass")
        case ast.Assign() | ast.AugAssign():
            yield Change("assignment removed", statement, "pass")
        case ast.If(test=test):
            yield Change("condition true", test, "True")
            yield Change("condition false", test, "False")
        case ast.While(test=test) if not isinstance(test, ast.Constant):
            yield Change("condition false", test, "False")
        case _:
            pass


def _is_nothing(value: ast.expr) -> bool:
    """Whether who asks is told as much as by ``None``; that ``False`` may not become ``True`` is asked elsewhere."""
    return isinstance(value, ast.Constant) and (value.value is None or value.value is False)


def _only_locks(call: ast.Call) -> bool:
    """Whether a statement reads rows for no more than to lock them, by itself or by one of :data:`LOCKS`.

    Faults are tried on SQLite, which lets one writer in at a time and locks no rows; the tests of two at once on
    PostgreSQL are those that would notice.
    """
    named = (each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in ast.walk(call))
    return not LOCKS.isdisjoint(named)


def _is_silent(called: ast.expr) -> bool:
    while isinstance(called, ast.Attribute):
        called = called.value
    return isinstance(called, ast.Name) and called.id in SILENT


def _in_expression(expression: ast.expr) -> Iterator[Change]:
    if isinstance(expression, ast.JoinedStr):
        return  # Python 3.11 does not know where the parts of an f-string stand
    yield from _of_expression(expression)
    for child in ast.iter_child_nodes(expression):
        if isinstance(child, ast.expr):
            yield from _in_expression(child)
        elif isinstance(child, ast.keyword):
            yield from _in_expression(child.value)
        elif isinstance(child, ast.comprehension):
            for inner in (child.iter, *child.ifs):
                yield from _in_expression(inner)


def _of_expression(node: ast.expr) -> Iterator[Change]:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=others):
            for place, op in enumerate(ops):
                turned = [*ops[:place], FLIPS[type(op)], *ops[place + 1 :]]
                yield Change("comparison turned", node, _written(ast.Compare(left, turned, others)))
        case ast.BoolOp(op=joined, values=values):
            other = ast.Or() if isinstance(joined, ast.And) else ast.And()
            yield Change("and for or", node, _written(ast.BoolOp(other, values)))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield Change("not removed", node, _written(operand))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in SUMS and not _is_text(left, right):
            yield Change("sum turned", node, _written(ast.BinOp(left, SUMS[type(op)], right)))
        case ast.Constant(value=bool(value)):
            yield Change("constant", node, str(not value))
        case ast.Constant(value=int(value)):
            yield Change("constant", node, str(value + 1))
        case _:
            pass


def _is_text(*nodes: ast.expr) -> bool:
    """Whether something is put together that is no number: to take it apart only breaks the program."""
    for node in nodes:
        if isinstance(node, ast.JoinedStr | ast.List | ast.Tuple):
            return True
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            return True
    return False


def _written(node: ast.expr) -> str:
    return f"({ast.unparse(node)})"
