"""A form as the page asks it: one question for each field, with what was answered and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from tasks.attaching import FileBrought
from tasks.form_answers import words_for
from tasks.form_files import accepted, asks_several, is_files, largest, size_in_words
from tasks.form_record import NO_RECORD, OfRecord, Taken, taken
from tasks.form_rows import captions, is_rows, row_of
from tasks.forms import Form
from web.visitors import Posted

NO_FILES: Mapping[str, FileBrought] = MappingProxyType({})


@dataclass(frozen=True)
class Question:
    """One field of a form.

    :ivar id: of its first control; several forms may stand on one page
    :ivar kind: ``radios``, ``checkboxes``, ``date``, ``area``, ``line``, ``rows``, ``file`` or ``files``
    :ivar options: value in the page, words, whether it is chosen
    :ivar value: text; of a date its day, month and year
    :ivar shown_if: the field and the page's value that lead to this question
    :ivar only_if: the same in words, for pages without script
    :ivar recorded: that its answer is the record's, and of which day; empty where it is not
    :ivar rows: of rows: each with what it is called and of whom it is
    :ivar accepts: of files: what a browser lets be chosen
    """

    name: str
    id: str
    kind: str
    title: str
    hint: str = ""
    prefix: str = ""
    options: list[tuple[str, str, bool]] = field(default_factory=list)
    value: Any = ""
    error: str = ""
    longest: int | None = None
    shown_if: tuple[str, str] | None = None
    only_if: str = ""
    recorded: str = ""
    rows: list["Row"] = field(default_factory=list)
    accepts: str = ""

    @property
    def address(self) -> str:
        """Where a link to the question leads: its first control."""
        return f"#{self.id}-day" if self.kind == "date" else f"#{self.id}"

    @property
    def places(self) -> dict[str, str]:
        """The names of its controls, and of those in its rows → where a link to each leads."""
        inside = {name: place for row in self.rows for asked in row.questions for name, place in asked.places.items()}
        return {self.name: self.address, **inside}


@dataclass(frozen=True)
class Row:
    """A row of questions.

    :ivar person: the reference of whom it is about; empty where it is about nobody
    """

    caption: str
    person: str
    questions: list[Question]


def questions(
    form: Form,
    prefix: str,
    answers: Mapping[str, Any],
    errors: Mapping[str, str],
    typed: Posted | None = None,
    record: OfRecord = NO_RECORD,
    files: Mapping[str, FileBrought] = NO_FILES,
) -> list[Question]:
    """The questions of a form in their order.

    :param prefix: of the controls' ids
    :param answers: from a draft or from a page, unchecked
    :param typed: the page that was sent; its dates are shown as they were typed
    :param record: what the record says: it stands in the questions that take it from there, until they are answered
    :param files: what answers can name → the file that was brought
    """
    already = taken(form.fields, record)
    made = []
    for name, described in form.fields.items():
        stands = typed is None and name not in answers and name in already
        answer = already[name].value if stands else answers.get(name)
        question = _question(form, name, prefix, described, answer, errors.get(name, ""), typed)
        if name in already:
            question = replace(question, recorded=_recorded(already[name], described, stands=stands))
        if is_files(described):
            question = _with_files(question, described, answer, files)
        if is_rows(described):
            question = replace(question, rows=_rows(form, name, prefix, described, answer, errors, record))
        made.append(question)
    return made


def _with_files(
    question: Question, described: Mapping[str, Any], answer: Any, files: Mapping[str, FileBrought]
) -> Question:
    """The question with the files that stand in it, to be kept or taken away, and what may be chosen beside."""
    names = answer if isinstance(answer, list) else [answer]
    several, kinds = asks_several(described), sorted(accepted(described))
    says = f"{', '.join(each.words for each in kinds)}; up to {size_in_words(largest(described))}"
    return replace(
        question,
        kind="files" if several else "file",
        options=[(name, files[name].words, True) for name in names if isinstance(name, str) and name in files],
        hint=" ".join(filter(None, [question.hint, f"{says}{' each' if several else ''}."])),
        accepts=",".join(kinds),
    )


def _rows(
    form: Form,
    name: str,
    prefix: str,
    described: Mapping[str, Any],
    answer: Any,
    errors: Mapping[str, str],
    record: OfRecord,
) -> list[Row]:
    made = []
    people = record.people if "x-for-each" in described else ()
    for number, caption in enumerate(captions(described, answer, record.people), 1):
        said = row_of(described, answer, number, record.people)
        within = f"{name}-{number}-"
        wrong = {key.removeprefix(within): text for key, text in errors.items() if key.startswith(within)}
        asked = questions(form.row(name), f"{prefix}-{name}-{number}", said, wrong)
        inside = [replace(each, name=f"{within}{each.name}", shown_if=_inside(each.shown_if, within)) for each in asked]
        made.append(Row(caption, people[number - 1].reference if people else "", inside))
    return made


def _inside(shown_if: tuple[str, str] | None, within: str) -> tuple[str, str] | None:
    return (f"{within}{shown_if[0]}", shown_if[1]) if shown_if is not None else None


def _recorded(already: Taken, described: Mapping[str, Any], *, stands: bool) -> str:
    """Whence an answer is, in words."""
    says = f"The record says {words_for(described, already.value)}, as of {already.as_of:%-d %B %Y}. {already.means}"
    return f"{says} Correct it if it is not so; both are kept." if stands else says


def _question(
    form: Form,
    name: str,
    prefix: str,
    described: Mapping[str, Any],
    answer: Any,
    error: str,
    typed: Posted | None,
) -> Question:
    kind, options, value = _control(name, described, answer, typed)
    condition = described.get("x-showIf")
    shown_if, only_if = None, ""
    if condition:
        other = form.fields[condition["field"]]
        shown_if = (condition["field"], _value(condition["equals"]))
        only_if = f"Only if the answer to “{other['title']}” is “{words_for(other, condition['equals'])}”."
    return Question(
        name=name,
        id=f"{prefix}-{name}",
        kind=kind,
        title=str(described["title"]),
        hint=str(described.get("x-hint", "")),
        prefix="£" if described.get("x-money") else str(described.get("x-prefix", "")),
        options=options,
        value=value,
        error=error,
        longest=described.get("maxLength"),
        shown_if=shown_if,
        only_if=only_if,
    )


def _control(
    name: str, described: Mapping[str, Any], answer: Any, typed: Posted | None
) -> tuple[str, list[tuple[str, str, bool]], Any]:
    if is_rows(described) or is_files(described):
        return "rows", [], ""  # said by what is asked in them
    if described["type"] == "array":
        chosen = answer if isinstance(answer, list) else []
        items = described.get("items", {}).get("enum", [])
        return "checkboxes", [(_value(v), words_for(described, v), v in chosen) for v in items], ""
    if described["type"] == "boolean":
        return "radios", [(_value(v), words_for({}, v), answer is v) for v in (True, False)], ""
    if "enum" in described:
        return "radios", [(_value(v), words_for(described, v), answer == v) for v in described["enum"]], ""
    if described.get("format") == "date":
        return "date", [], _date_parts(name, answer, typed)
    if described.get("x-money") and isinstance(answer, int):
        return "line", [], f"{answer // 100}.{answer % 100:02d}"
    return "area" if described.get("x-multiline") else "line", [], "" if answer is None else str(answer)


def _date_parts(name: str, answer: Any, typed: Posted | None) -> dict[str, str]:
    parts = ("year", "month", "day")
    if typed is not None:
        return {part: str(typed.get(f"{name}-{part}") or "") for part in parts}
    split = str(answer or "").split("-")
    if len(split) != 3:
        return dict.fromkeys(parts, "")
    return {part: text.lstrip("0") if part != "year" else text for part, text in zip(parts, split, strict=True)}


def _value(value: Any) -> str:
    """A value as the page sends it; ``tasks.forms`` reads it back."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
