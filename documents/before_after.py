"""Documents before and after a change of the rule book, on made-up tenants: those that would be printed otherwise.

Every document of both rule books is made, whatever was changed: a paragraph of its own, a shared one, a row of law, the
landlord's details.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from cases.law import Law, Row
from documents.facts import must_be_made
from documents.kinds import DocumentKind
from documents.landlord import Landlords
from documents.letter import page_html, print_size
from documents.library import Library
from documents.paragraphs import Paragraph
from documents.passages import Pair, passages_of, side_by_side
from documents.samples import SITUATIONS, Situation, sample_facts
from documents.stated import must_be_owed
from workflows.confidence import marked
from workflows.errors import Refused

SPAN = "rent_statement_span"
_MOST_DAYS = 5
"""Days on which documents are compared: today, and the next ones on which something of what changed begins or ends."""
_FILLED = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}|£[\d,.]+\d")
"""A day or a sum as letters write them."""


@dataclass(frozen=True)
class Writing:
    """What a rule book writes with.

    :ivar name: of the organisation
    """

    library: Library
    law: Law
    landlords: Landlords
    name: str


@dataclass(frozen=True)
class Side:
    """A document on a made-up tenant, as one rule book makes it.

    :ivar html: its page, without marks; empty: it is not made
    :ivar sentence: why it is not made; empty where it is
    :ivar size: ``standard`` or ``large``
    :ivar paragraphs: what it says, itself as a whole the last
    :ivar rows: the rows of law by which its days are counted
    """

    html: str = ""
    sentence: str = ""
    size: str = ""
    paragraphs: tuple[Paragraph, ...] = field(default=(), compare=False)
    rows: tuple[Row, ...] = field(default=(), compare=False)

    @property
    def counted_by(self) -> tuple[str, ...]:
        """Those rows, each marked where it is to confirm."""
        return tuple(marked(row.name, row.confidence) for row in self.rows)


@dataclass(frozen=True)
class DocumentCompared:
    """A document that would be made otherwise in some situation.

    :ivar place: ``arrears.letter_1``
    :ivar title: as it would be called; as it was, where it is gone
    :ivar on: the day on which it is dated: today, or a later one on which the change takes effect
    :ivar pairs: the whole of it, passage by passage; where one side is not made, the other's
    """

    place: str
    title: str
    situation: Situation
    on: date
    before: Side
    after: Side
    pairs: tuple[Pair, ...]

    @property
    def changed(self) -> tuple[Pair, ...]:
        """The passages that are otherwise."""
        return tuple(pair for pair in self.pairs if pair.changed)

    @property
    def told(self) -> list[tuple[str, str]]:
        """The words of each of them, before and after; empty where there is none on that side."""
        return [
            (pair.before.text if pair.before else "", pair.after.text if pair.after else "") for pair in self.changed
        ]


def compare_documents(before: Writing, after: Writing, today: date) -> list[DocumentCompared]:
    """The documents that would be made otherwise, each in the situations in which something else of it changes."""
    found: list[DocumentCompared] = []
    days = [today, *_days_of_change(before, after, today)]
    for key in sorted({*before.library.kinds, *after.library.kinds}):
        told: set[tuple[str, ...]] = set()
        for on in days:
            for situation in SITUATIONS:
                compared = _compared(before, after, key, situation, on)
                if compared is not None and not (new := _essence(compared)) <= told:
                    told |= new
                    found.append(compared)
    return found


def side_of(
    writing: Writing, key: tuple[str, str], situation: Situation, on: date, marks: tuple[str, ...] = ()
) -> Side:
    """A document as a rule book makes it for a made-up tenant.

    :param key: procedure (empty: shared) and name
    :param marks: what each of its sheets says at the top
    """
    kind = writing.library.kinds.get(key)
    if kind is None:
        return Side(sentence="There is no such document.")
    try:
        facts = sample_facts(situation, kind, writing.law, writing.landlords.on(on, writing.name), on)
        must_be_made(kind, facts)
        must_be_owed(kind, writing.library, facts)
        html, paragraphs = page_html(facts, kind, writing.library, marks)
    except Refused as refused:
        return Side(sentence=refused.sentence)
    return Side(html, "", print_size(facts, kind), tuple(paragraphs), tuple(_rows(writing.law, kind, on)))


def _rows(law: Law, kind: DocumentKind, on: date) -> Iterator[Row]:
    for name in (kind.reply_by, SPAN if "statement" in kind.encloses else ""):
        if name:
            yield law.period_row(name, on)


def _compared(
    before: Writing, after: Writing, key: tuple[str, str], situation: Situation, on: date
) -> DocumentCompared | None:
    old, new = side_of(before, key, situation, on), side_of(after, key, situation, on)
    there = key in before.library.kinds and key in after.library.kinds
    if old == new or not (old.html or new.html or there):
        return None
    kind = after.library.kinds.get(key) or before.library.kinds[key]
    if old.html and new.html:
        pairs = tuple(side_by_side(old.html, new.html))
    else:  # nothing to compare it with
        pairs = tuple(Pair(each, None, False) for each in passages_of(old.html))
        pairs += tuple(Pair(None, each, False) for each in passages_of(new.html))
    return DocumentCompared(kind.place, kind.title, situation, on, old, new, pairs)


def _essence(compared: DocumentCompared) -> set[tuple[str, ...]]:
    """What is otherwise, whatever the day and the sums: the same change is shown once."""
    before, after = compared.before, compared.after
    if not (before.html and after.html):
        return {("made", *(_FILLED.sub("…", side.sentence) for side in (before, after)))}
    found = {
        tuple(_FILLED.sub("…", passage.text) if passage is not None else "" for passage in (pair.before, pair.after))
        for pair in compared.changed
    }
    if before.size != after.size:
        found.add(("size", before.size, after.size))
    if before.rows != after.rows:
        found.add(("rows", *(f"{row.name} {row.value}" for row in (*before.rows, *after.rows))))
    return found


def _days_of_change(before: Writing, after: Writing, today: date) -> list[date]:
    """The days to come on which something begins or ends in one of the rule books and not in the other."""
    old, new = ({*_spans(each)} for each in (before, after))
    days = {day for _, begins, ends in old ^ new for day in (begins, _after(ends))}
    return sorted(day for day in days if day > today)[: _MOST_DAYS - 1]


def _spans(writing: Writing) -> Iterator[tuple[str, date, date]]:
    paragraphs = [*writing.library.shared, *(each for kind in writing.library.kinds.values() for each in kind.own)]
    yield from ((each.sha256, each.begins, each.ends) for each in paragraphs)
    yield from ((f"{row.name} {row.value}", row.begins, row.ends) for row in writing.law.rows)
    yield from ((repr(details), begins, ends) for begins, ends, details in writing.landlords.rows)


def _after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else date.min
