"""What a form may say: the keywords of JSON Schema that are known here, and patterns that are quickly tried.

A form is read when it is published and asked on every page; whoever writes one must not be able to stop the house with
it. So everything that is not known is refused by name: references, schemas in schemas, and patterns in which a text of
some dozen characters can be tried in millions of ways.
"""

import re
from collections.abc import Iterator, Mapping
from re import _constants as sre
from re import _parser as parser
from typing import Any

from tasks.form_rows import is_rows

OF_FORM = {"$schema", "title", "description", "type", "properties", "required", "x-order", "x-conflicts", "x-earlier"}
OF_FIELD = {
    *("title", "description", "type", "enum", "format", "pattern"),
    *("minLength", "maxLength", "minimum", "maximum", "items", "minItems", "maxItems", "uniqueItems"),
    *("x-notBefore", "x-notAfter", "x-atLeast", "x-atMost"),
    *("x-hint", "x-prefix", "x-multiline", "x-labels", "x-short", "x-errors", "x-showIf", "x-fact", "x-money"),
    *("x-from", "x-for-each", "x-accepts", "x-largest", "x-codes", "x-one-of"),
}
OF_ITEMS = {"type", "enum", "format"}
FORMATS = ("date", "x-file")
OF_ROWS = {"type", "properties", "required", "x-order", "x-conflicts"}
MOST_FIELDS = 200
MOST_BYTES = 200_000
LONGEST_PATTERN = 200
MOST_REPEATED = 1000
"""Times that a part of a pattern may be repeated where it says how often."""
MOST_WAYS = 1000
PLAIN_PARTS = {sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN, sre.AT, sre.CATEGORY, sre.RANGE}
REPEATS = {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}


def objections(schema: Mapping[str, Any]) -> Iterator[str]:
    """What a form says that is not known here, each a sentence without its beginning (``field x: …``)."""
    yield from _unknown(schema, OF_FORM, "the form")
    fields = schema.get("properties", {})
    if len(fields) > MOST_FIELDS:
        yield f"it has {len(fields)} fields, and a form has {MOST_FIELDS} at most. Make several forms of it"
    for key, field in fields.items():
        where = f"field {key}"
        if not isinstance(field, dict):
            yield f"{where}: it is no object"
            continue
        yield from _unknown(field, OF_FIELD, where)
        items = field.get("items", {})
        if isinstance(items, dict) and is_rows(field):
            yield from _unknown(items, OF_ROWS, f"{where}, items")
            if isinstance(items.get("properties"), dict):
                yield from (f"{where}, items, {each}" for each in objections({"properties": items["properties"]}))
        elif isinstance(items, dict):
            yield from _unknown(items, OF_ITEMS, f"{where}, items")
        else:
            yield f"{where}, items: it is no object"
        if "format" in field and field["format"] not in FORMATS:
            yield f"{where}: the format {str(field['format'])[:60]!r} is not known. There are: {', '.join(FORMATS)}"
        if isinstance(items, dict) and items.get("format", "x-file") != "x-file":
            yield f"{where}, items: the format {str(items['format'])[:60]!r} is not known. There is: x-file"
        if "pattern" in field and (why := slow(str(field["pattern"]))):
            yield f"{where}: its pattern {why}"


def _unknown(said: Mapping[str, Any], known: set[str], where: str) -> Iterator[str]:
    if odd := sorted(set(said) - known):
        yield f"{where}: {odd[0][:60]!r} is not a word of forms. These are: {', '.join(sorted(known))}"


def slow(pattern: str) -> str:
    """Why a pattern is not taken, in words; empty where trying it takes a time that grows with the text alone.

    It may hold characters, classes and alternatives, and repeat a character or a class. Two parts that repeat without
    end and stand in one pattern must have nothing in common, or a text could be divided between them in many ways.
    """
    if len(pattern) > LONGEST_PATTERN:
        return f"is longer than {LONGEST_PATTERN} characters. Write a shorter one"
    try:
        read = parser.parse(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return f"cannot be read: {error}"
    return _slow_within(read, repeated=False) or _overlapping(read) or _too_many_ways(read)


def _slow_within(parts: Any, *, repeated: bool) -> str:
    for kind, value in parts:
        if kind in PLAIN_PARTS:
            continue
        if kind in REPEATS:
            low, high, inner = value
            if repeated:
                return "repeats what is repeated already, which may take for ever. Repeat characters or classes only"
            if max(low, 0 if high == sre.MAXREPEAT else high) > MOST_REPEATED:
                return f"repeats something more than {MOST_REPEATED} times. Use maxLength"
            why = _slow_within(inner, repeated=high > 1)
        elif kind == sre.SUBPATTERN:
            why = _slow_within(value[3], repeated=repeated)
        elif kind == sre.BRANCH:
            if repeated:
                return "repeats alternatives, which may take for ever. Repeat characters or classes only"
            why = next((said for each in value[1] if (said := _slow_within(each, repeated=False))), "")
        else:
            words = {
                sre.GROUPREF: "refers back to what it found",
                sre.ASSERT: "looks ahead or behind",
                sre.ASSERT_NOT: "looks ahead or behind",
            }
            return f"{words.get(kind, 'uses ' + str(kind).lower())}, which is not known here. Write it without"
        if why:
            return why
    return ""


def _overlapping(read: Any) -> str:
    endless = list(_endless(read))
    for at, one in enumerate(endless):
        for other in endless[at + 1 :]:
            if one & other:
                return (
                    "has two parts without end that take the same characters, so a text can be divided between them "
                    "in too many ways. Say how often, or keep their characters apart"
                )
    return ""


def _too_many_ways(read: Any) -> str:
    if any(True for _ in _endless(read)) and not (len(read) and read[0] == (sre.AT, sre.AT_BEGINNING)):
        return "has a part without end and does not begin with ^, so it is tried at every place. Begin it with ^"
    if _ways(read) > MOST_WAYS:
        return f"can take a text in more than {MOST_WAYS} ways. Say more narrowly how often each part is there"
    return ""


def _ways(parts: Any) -> int:
    """In how many ways the parts that repeat so or so often can divide a text."""
    ways = 1
    for kind, value in parts:
        if kind in REPEATS:
            low, high, inner = value
            ways *= (1 if high == sre.MAXREPEAT else high - low + 1) * _ways(inner)
        elif kind == sre.SUBPATTERN:
            ways *= _ways(value[3])
        elif kind == sre.BRANCH:
            ways *= sum(_ways(each) for each in value[1])
    return ways


PROBED = [*map(chr, range(256)), "–", "€", "ſ", "İ", "٣", "字"]
"""Characters by which it is told whether two parts take the same: ASCII, Latin, and one of some other kinds."""


def _endless(parts: Any) -> Iterator[frozenset[str]]:
    """The characters that each part which repeats without end, or very often, takes."""
    for kind, value in parts:
        if kind in REPEATS and value[1] > 20:  # "without end" is written as a large number
            yield frozenset(char for char in PROBED if any(_takes(part, char) for part in value[2]))
        elif kind == sre.SUBPATTERN:
            yield from _endless(value[3])
        elif kind == sre.BRANCH:
            for each in value[1]:
                yield from _endless(each)
        elif kind in REPEATS:
            yield from _endless(value[2])


def _takes(part: tuple[Any, Any], char: str) -> bool:
    kind, value = part
    if kind == sre.SUBPATTERN:
        return any(_takes(each, char) for each in value[3])
    if kind in {sre.LITERAL, sre.RANGE, sre.CATEGORY}:
        return _in_class([part], char)
    if kind == sre.NOT_LITERAL:
        return bool(value != ord(char))
    if kind == sre.IN:
        return _in_class(value, char)
    return bool(kind == sre.ANY)


def _in_class(members: list[tuple[Any, Any]], char: str) -> bool:
    negated = bool(members) and members[0][0] == sre.NEGATE
    found = False
    for kind, value in members:
        if kind == sre.LITERAL:
            found |= value == ord(char)
        elif kind == sre.RANGE:
            found |= value[0] <= ord(char) <= value[1]
        elif kind == sre.CATEGORY:
            found |= re.fullmatch(CATEGORIES[value], char) is not None
    return found is not negated


CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}
