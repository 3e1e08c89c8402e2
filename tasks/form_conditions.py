"""What a form demands beside each answer's own form: bounds that name a fact or a day, and contradictions.

In a field: ``x-notBefore``, ``x-notAfter`` (FEEL that gives a date), ``x-atLeast``, ``x-atMost`` (FEEL that gives a
number). In the form: ``x-conflicts``, rows of ``when`` (FEEL), ``sentence`` and ``field`` (where it is shown). All
of them speak of the form's own answers, of the facts of the case, of ``today``, and of the answers of other forms that
``x-earlier`` names (:mod:`tasks.form_earlier`). A contradiction is told where its condition is true; a bound that is
not known lets no answer pass.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from cases.facts import FACTS, KNOWN
from tasks.form_answers import named
from tasks.form_types import as_feel, types_of
from workflows.expressions import Expression, FeelSyntaxError, compile_expression
from workflows.expressions.inference import mistakes
from workflows.expressions.inferred import BOOLEAN, DAY, NUMBER, UNKNOWN, Inferred, Known

BOUNDS = {
    "x-notBefore": ("date", "must not be before"),
    "x-notAfter": ("date", "must not be after"),
    "x-atLeast": ("integer", "must not be less than"),
    "x-atMost": ("integer", "must not be more than"),
}
_CONFLICT = {"when", "sentence", "field"}
LONGEST = 500
NOTHING: Mapping[str, Inferred] = MappingProxyType({})


def objections(schema: Mapping[str, Any]) -> Iterator[str]:
    """What of it is not written as it must be, each a sentence without its beginning."""
    fields = schema.get("properties", {})
    earlier = schema.get("x-earlier", [])
    if not isinstance(earlier, list) or not all(isinstance(name, str) for name in earlier):
        yield "x-earlier: it is a list of names of answers that other forms make facts"
        return
    if taken := sorted({*fields, *FACTS, "today"} & set(earlier)):
        yield f"x-earlier: {taken[0]!r} is a field of the form, or a fact, already"
    there = {*fields, *FACTS, *earlier, "today"}
    for key, field in fields.items():
        for bound, (kind, _) in BOUNDS.items():
            if bound in field:
                what = "date" if field.get("format") == "date" else field.get("type")
                if what != kind:
                    yield f"field {key}: {bound} belongs to a {'date' if kind == 'date' else 'whole number'}"
                yield from _expression(field[bound], there, f"field {key}, {bound}")
    conflicts = schema.get("x-conflicts", [])
    if not isinstance(conflicts, list):
        yield "x-conflicts: it is a list of rows with when, sentence and field"
        return
    for number, row in enumerate(conflicts, 1):
        where = f"x-conflicts, row {number}"
        if (
            not isinstance(row, dict)
            or set(row) != _CONFLICT
            or not all(isinstance(each, str) for each in row.values())
        ):
            yield f"{where}: it has when, sentence and field, and nothing else"
            continue
        if row["field"] not in fields:
            yield f"{where}: the form has no field {row['field'][:60]!r}"
        yield from _expression(row["when"], there, where)


def facts_in(schema: Mapping[str, Any]) -> set[str]:
    """The facts that its bounds and contradictions speak of."""
    texts = [field[bound] for field in schema["properties"].values() for bound in BOUNDS if bound in field]
    texts += [row["when"] for row in schema.get("x-conflicts", [])]
    return {name for text in texts for name in _compiled(text).names} & FACTS.keys()


def mistakes_in(schema: Mapping[str, Any], earlier: Mapping[str, Inferred] = NOTHING) -> Iterator[str]:
    """What in its bounds and contradictions is of a type that never fits, each a sentence without its beginning.

    :param schema: one against which there are no objections
    :param earlier: what is known of the answers of other forms; of those that are missing, nothing
    """
    asked = {**dict.fromkeys(schema.get("x-earlier", ()), UNKNOWN), **earlier}
    there = Known({**KNOWN, "today": DAY, **asked, **types_of(schema)}, closed=True)
    for key, field in schema["properties"].items():
        for bound, (kind, _) in BOUNDS.items():
            if bound in field:
                wanted = DAY if kind == "date" else NUMBER
                yield from _mistakes(field[bound], there, wanted, f"field {key}, {bound}")
    for number, row in enumerate(schema.get("x-conflicts", []), 1):
        yield from _mistakes(row["when"], there, BOOLEAN, f"x-conflicts, row {number}")


def _mistakes(text: str, there: Known, wanted: Inferred, where: str) -> Iterator[str]:
    for mistake in mistakes(_compiled(text).tree, there, wanted):
        yield f"{where}: in `{text}`, {mistake.rstrip('.')}"


def _expression(text: Any, there: set[str], where: str) -> Iterator[str]:
    if not isinstance(text, str) or len(text) > LONGEST:
        yield f"{where}: it is a text in FEEL of at most {LONGEST} characters"
        return
    try:
        names = compile_expression(text).names
    except FeelSyntaxError as error:
        yield f"{where}: {text!r} is not FEEL: {error}"
        return
    if unknown := sorted(names - there):
        yield f"{where}: {unknown[0]!r} is neither a field of the form nor a fact (see: duecourse facts)"


def errors(schema: Mapping[str, Any], answers: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with answers that are each in their form; field → sentence.

    :param facts: of the case, and ``today``
    """
    fields = schema["properties"]
    said = {key: as_feel(fields[key], answers.get(key)) for key in fields}
    scope = {**facts, **said}
    found: dict[str, str] = {}
    for key, value in said.items():
        for bound, (_, words) in BOUNDS.items():
            if value is None or bound not in fields[key]:
                continue
            limit = _compiled(fields[key][bound]).evaluate(scope)
            if limit is None:
                found[key] = f"{named(key, fields[key])} cannot be checked, because its bound is not known here"
            elif (value < limit) if bound in {"x-notBefore", "x-atLeast"} else (value > limit):
                found[key] = f"{named(key, fields[key])} {words} {_words(fields[key], limit)}"
    against: dict[str, list[str]] = {}
    for row in schema.get("x-conflicts", []):
        if _compiled(row["when"]).evaluate(scope) is True:
            against.setdefault(row["field"], []).append(row["sentence"].rstrip("."))
    return {**{field: ". ".join(sentences) for field, sentences in against.items()}, **found}


def _words(field: Mapping[str, Any], limit: Any) -> str:
    if isinstance(limit, date):
        return f"{limit:%-d %B %Y}"
    return f"£{limit / 100:,.2f}" if field.get("x-money") else str(limit)


@cache
def _compiled(text: str) -> Expression:
    return compile_expression(text)
