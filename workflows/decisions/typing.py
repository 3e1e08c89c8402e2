"""The types of decisions, before they are taken: what each gives, and what in it can only be a mistake."""

from collections.abc import Generator, Iterator
from dataclasses import replace

from workflows.decisions.boxed import BoxedContext, Literal, Logic, Typed
from workflows.decisions.choosing import BoxedConditional, BoxedFilter, BoxedFor, BoxedQuantified
from workflows.decisions.findings import findings_of
from workflows.decisions.model import DecisionModel
from workflows.decisions.parts import Decision
from workflows.decisions.policies import SINGLE
from workflows.decisions.table import DecisionTable, Input, Output
from workflows.decisions.types import ValueType
from workflows.expressions import Expression, tree, written
from workflows.expressions.inference import Inference, mistakes
from workflows.expressions.inferred import BOOLEAN, NUMBER, UNKNOWN, Inferred, Known, either, in_words, list_of, of_feel


def complaints_of(model: DecisionModel, decision: str, known: Known) -> list[str]:
    """What can only be a mistake in a decision and in those that it requires, a sentence each.

    :param decision: its id or name
    :param known: what the decision can read
    :raises UnknownDecision: the model has none of that id or name
    """
    found = [
        f"{model.name}: the input data {name} is declared as {kind}, and here it is {in_words(given.kinds)}. "
        "Declare it so, or correct its name."
        for name, kind in model.facts.items()
        if (given := known.variables.get(name)) is not None and kind.kind and not given.can_be(_kind(kind))
    ]
    for each, scope in _in_order(model, decision, known):
        found += [f"{model.name}: {sentence}" for sentence in _complaints(each.logic, each, scope)]
    return list(dict.fromkeys(found))


def given_by(model: DecisionModel, decision: str, known: Known) -> tuple[str, Inferred]:
    """The variable of a decision, and what is known of what it gives.

    :raises UnknownDecision: the model has none of that id or name
    """
    wanted = model.in_order(decision)[-1]
    if not isinstance(wanted, Decision):
        return wanted.variable, UNKNOWN
    *_, (last, scope) = _in_order(model, decision, known)
    return last.variable, _gives(last, scope)


def _in_order(model: DecisionModel, decision: str, known: Known) -> Iterator[tuple[Decision, Known]]:
    """A decision after those that it requires, each with what it can read."""
    known = known.besides({home[0]: UNKNOWN for home in model.homes if home})
    for part in model.in_order(decision):
        if any(part.home):  # looked at in its own file
            continue
        if isinstance(part, Decision) and not part.home:
            yield part, known
            known = known.besides({part.variable: _gives(part, known)})
        else:
            known = known.besides({part.variable: UNKNOWN})


def _gives(decision: Decision, known: Known) -> Inferred:
    given = _of_logic(decision.logic, known)
    return given if given.is_known or decision.type.anything else _of_type(decision.type)


def _of_logic(logic: Logic, known: Known) -> Inferred:
    match logic:
        case DecisionTable():
            return _of_table(logic, known)
        case Literal():
            return Inference(known).of(logic.expression.tree)
        case Typed():
            inner = _of_logic(logic.logic, known)
            return inner if inner.is_known else _of_type(logic.type)
        case BoxedContext() if logic.result is None:
            parts: dict[str, Inferred] = {}
            for name, part in logic.entries:
                parts[name] = _of_logic(part, known.besides(parts))
            return Inferred(frozenset({"context"}), parts=parts)
        case BoxedConditional():
            return either([_of_logic(logic.yes, known), _of_logic(logic.no, known)])
        case BoxedFor():
            return list_of([_of_logic(logic.body, _turn(logic, known))])
        case BoxedQuantified():
            return BOOLEAN
    return UNKNOWN


def _turn(logic: BoxedFor | BoxedQuantified, known: Known) -> Known:
    """What is known in one turn of what repeats."""
    source = _of_logic(logic.source, known)
    item = source.item or UNKNOWN if source.kinds <= {"list", "range"} else UNKNOWN
    return known.besides({logic.variable: item, **({"partial": UNKNOWN} if isinstance(logic, BoxedFor) else {})})


def _of_table(table: DecisionTable, known: Known) -> Inferred:
    columns = [_of_column(table, at, column, known) for at, column in enumerate(table.outputs)]
    if len(columns) == 1:
        given = columns[0]
    else:
        names = [column.name for column in table.outputs]
        given = Inferred(frozenset({"context"}), parts=dict(zip(names, columns, strict=True)))
    if table.aggregation:
        return NUMBER if table.aggregation == "COUNT" else replace(given, values=None)
    return given if table.hit_policy in SINGLE else list_of([given])


def _of_column(table: DecisionTable, at: int, column: Output, known: Known) -> Inferred:
    cells = [rule.outputs[at] for rule in table.rules] + ([column.default] if column.default else [])
    given = either(Inference(known).of(cell.tree) for cell in cells)
    return given if given.is_known else _of_type(column.type, column.ordered)


def _of_type(kind: ValueType, ordered: tuple[object, ...] | None = None) -> Inferred:
    made = of_feel(kind.feel)
    return replace(made, values=ordered) if ordered and not kind.many else made


def _kind(kind: ValueType) -> str:
    return "list" if kind.many else kind.kind


def _complaints(logic: Logic, decision: Decision, known: Known) -> Iterator[str]:
    where = f"the decision {decision.name}"
    match logic:
        case DecisionTable():
            yield from _in_table(logic, known)
        case Literal():
            yield from _in_expression(logic.expression, where, known)
        case Typed():
            yield from _complaints(logic.logic, decision, known)
            given = _of_logic(logic.logic, known)
            if logic.type.kind and not given.can_be(_kind(logic.type), "list", "null"):
                yield f"{where} gives {in_words(given.kinds)}, and is declared as {logic.type}. Correct one of them."
        case BoxedContext():
            parts: dict[str, Inferred] = {}
            for name, part in logic.entries:
                yield from _complaints(part, decision, known.besides(parts))
                parts[name] = _of_logic(part, known.besides(parts))
            if logic.result is not None:
                yield from _complaints(logic.result, decision, known.besides(parts))
        case BoxedConditional():
            for part in logic.parts:
                yield from _complaints(part, decision, known)
        case BoxedFor() | BoxedQuantified():
            yield from _complaints(logic.source, decision, known)
            yield from _complaints(logic.parts[-1], decision, _turn(logic, known))
        case BoxedFilter():  # what its match reads may be an entry of an element, of which too little is known
            yield from _complaints(logic.source, decision, known)


def _in_table(table: DecisionTable, known: Known) -> Iterator[str]:
    told, columns = 0, list[Inferred]()
    for sentence in _misfits(table, known, columns):
        told += 1
        yield sentence
    if not told:
        yield from findings_of(table, columns)


def _misfits(table: DecisionTable, known: Known, columns: list[Inferred]) -> Iterator[str]:
    """What does not fit in a table; notes what is known of each input's values."""
    for column in table.inputs:
        given = yield from _asked(column, f"{table.name}, input {column.label}", known)
        columns.append(given)
    for rule in table.rules:
        for column, given, cell in zip(table.inputs, columns, rule.cells, strict=True):
            looks = Inference(known)
            for test in cell.tests or ():
                looks.test(test, column.label, given)
            for phrase in looks.complaints:
                yield f"{table.name}, rule {rule.number}, input {column.label}: in `{cell.text}`, {_ended(phrase)}"
        for output, entry in zip(table.outputs, rule.outputs, strict=True):
            yield from _in_output(entry, output, f"{table.name}, rule {rule.number}, output {output.label}", known)
    for output in table.outputs:
        if output.default is not None:
            yield from _in_output(output.default, output, f"{table.name}, default of {output.label}", known)


def _asked(column: Input, where: str, known: Known) -> Generator[str, None, Inferred]:
    """Complaints of the head of a column; returns what is known of the values that it tests."""
    yield from _in_expression(column.expression, where, known)
    given = Inference(known).of(column.expression.tree)
    declared = _of_type(column.type)
    allowed = column.values or column.type.allowed
    if not declared.is_known and allowed is None:
        return given
    if declared.is_known and not given.can_be(*declared.kinds, "null"):
        yield (
            f"{where} is declared as {column.type}, and {column.expression.text} is {in_words(given.kinds)}. Declare "
            "it so, or ask for something else."
        )
        return declared
    outside = [each for each in given.values or () if allowed is not None and not allowed.matches(each)]
    if outside:
        yield f"{where} does not allow {written(outside[0])}, which {column.expression.text} can be. Allow it too."
    return given if given.is_known else declared


def _in_output(entry: Expression, column: Output, where: str, known: Known) -> Iterator[str]:
    node = entry.tree
    word = entry.text.strip()
    if isinstance(node, tree.Name) and known.closed and node.name not in known.variables:
        yield f'{where}: {word} stands without quotation marks, and there is no fact of that name. Write "{word}".'
        return
    if isinstance(node, tree.Name) and column.ordered and word in column.ordered and node.name not in known.variables:
        yield f'{where}: {word} stands without quotation marks, so that nothing is given. Write "{word}".'
        return
    yield from _in_expression(entry, where, known)
    given = Inference(known).of(node)
    if column.type.kind and not given.can_be(_kind(column.type), "list", "null"):
        yield f"{where}: `{entry.text}` is {in_words(given.kinds)}, and the column is {column.type}. Correct it."


def _in_expression(expression: Expression, where: str, known: Known) -> Iterator[str]:
    for sentence in mistakes(expression.tree, known):
        yield f"{where}: in `{expression.text}`, {sentence}"


def _ended(phrase: str) -> str:
    return phrase if phrase.endswith("?") else f"{phrase}."
