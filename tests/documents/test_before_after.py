"""Letters before and after a change of the rule book: which would be printed otherwise, and where."""

from datetime import date

import pytest

from documents.before_after import DocumentCompared, Writing, compare_documents, side_of
from documents.kinds import REPRESENTATIVES
from documents.landlord import Landlords
from documents.passages import Run, side_by_side
from documents.samples import SITUATIONS, sample_facts
from tasks.readings import law_of, library_of
from tests.book import BOOK

TODAY = date(2026, 3, 2)
LATER = {"s8_notice_3a": date(2026, 5, 1)}
"""Documents that there are no words for on that day, and the first on which there are."""
LETTER_1 = "procedures/arrears/documents/letter_1.yaml"
SHARED, PERIODS, LANDLORD = "shared/paragraphs.yaml", "law/periods.yaml", "organisation/landlord.yaml"
REPLY = "- name: letter_1_reply\n    value: P14D\n    from: 2020-01-13\n"
ROW = "    selected_by: x\n    counting: clear days\n    source: x\n    confidence: policy\n    kind: policy\n"


def writing(changes: dict[str, bytes | None]) -> Writing:
    book = BOOK.with_changes(changes)
    return Writing(library_of(book), law_of(book), Landlords.of_book(book, LANDLORD), "Newbridge Homes")


def compared(path: str, old: str, new: str) -> list[DocumentCompared]:
    text = BOOK[path].decode()
    assert old in text
    return compare_documents(writing({}), writing({path: text.replace(old, new, 1).encode()}), TODAY)


def who(found: list[DocumentCompared]) -> list[tuple[str, str, date]]:
    return [(each.place, each.situation.name, each.on) for each in found]


def test_a_made_up_tenancy_has_its_days_and_sums_in_order() -> None:
    on = date(2026, 3, 18)  # a Wednesday
    kind, law = library_of(BOOK).kind("arrears", "letter_1"), law_of(BOOK)
    landlord = Landlords.of_book(BOOK, LANDLORD).on(on, "Newbridge Homes")
    usual, _, never_paid, in_credit, ended = (sample_facts(each, kind, law, landlord, on) for each in SITUATIONS)
    assert (usual.tenancy_start, usual.tenancy_end) == (date(2022, 3, 6), None)
    assert (usual.known_until, usual.earlier_letter_on) == (date(2026, 3, 17), date(2026, 2, 25))
    assert (usual.arrears_pence, usual.last_payment_pence, usual.last_payment_on) == (56_250, 11_250, date(2026, 2, 10))
    assert (never_paid.arrears_pence, never_paid.last_payment_on) == (337_500, None)
    assert in_credit.arrears_pence == -11_250
    assert ended.tenancy_end == date(2026, 2, 18)


def test_a_changed_word_is_marked_where_it_stands() -> None:
    (one,) = compared(LETTER_1, "we would like to help you put it right", "we want to help you put it right")
    assert (one.place, one.title, one.situation.name, one.on) == (
        "arrears.letter_1",
        "Your rent account",
        "usual",
        TODAY,
    )
    ((before, after),) = one.told
    assert before.startswith("Your rent account is behind, and we would like to help you")
    assert after.startswith("Your rent account is behind, and we want to help you")
    (pair,) = one.changed
    assert pair.before is not None
    assert pair.after is not None
    assert [run.text for run in pair.before.cells[0] if run.other] == ["would like"]
    assert [run.text for run in pair.after.cells[0] if run.other] == ["want"]
    whole = [pair.after.text for pair in one.pairs if pair.after]
    assert whole[0] == "Newbridge Homes"
    assert "Dear Ms Sample" in whole
    assert any(text.startswith("9 February 2026; Rent; £112.50") for text in whole)  # the statement with it


def of_arrears(found: list[DocumentCompared]) -> list[tuple[str, str, date]]:
    """The same of the arrears letters alone."""
    return [each for each in who(found) if each[0].startswith("arrears.")]


def test_a_shared_paragraph_changes_every_letter_that_says_it() -> None:
    found = compared(SHARED, "Each joint tenant is", "Every joint tenant is")
    assert of_arrears(found) == [("arrears.letter_1", "joint", TODAY), ("arrears.letter_2", "joint", TODAY)]
    assert len(who(found)) > 2, "and letters of other procedures"
    found = compared(SHARED, "We have no record of a payment yet", "We have had no payment yet")
    assert who(found) == [("arrears.letter_1", "never_paid", TODAY), ("arrears.letter_2", "never_paid", TODAY)]


def test_a_row_of_law_changes_the_days_that_are_counted_by_it() -> None:
    (one,) = compared(PERIODS, "- name: letter_1_reply\n    value: P14D", "- name: letter_1_reply\n    value: P21D")
    assert one.told[0] == ("Please contact us by: 16 March 2026", "Please contact us by: 23 March 2026")
    assert len(one.told) == 3
    assert [row.name for row in one.after.rows] == ["letter_1_reply", "rent_statement_span"]
    span = compared(PERIODS, "value: P91D", "value: P84D")
    assert of_arrears(span) == [("arrears.letter_1", "usual", TODAY), ("arrears.letter_2", "usual", TODAY)]


def test_what_takes_effect_later_is_shown_on_that_day() -> None:
    later = f"{REPLY}    until: 2026-04-30\n{ROW}  - name: letter_1_reply\n    value: P21D\n    from: 2026-05-01\n"
    (one,) = compared(PERIODS, REPLY, later)
    assert one.on == date(2026, 5, 1)
    assert one.told[0] == ("Please contact us by: 15 May 2026", "Please contact us by: 22 May 2026")
    ends = compared(SHARED, "id: ways_to_pay\n", "id: ways_to_pay\n    until: 2026-06-30\n")
    assert of_arrears(ends) == [
        (place, "usual", date(2026, 7, 1)) for place in ("arrears.letter_1", "arrears.letter_2")
    ]
    assert all("has no words for 1 July 2026" in each.after.sentence for each in ends)
    assert "has no words for 1 July 2026" in ends[0].after.sentence
    past = f"{REPLY}    until: 2025-04-30\n{ROW}  - name: letter_1_reply\n    value: P14D\n    from: 2025-05-01\n"
    assert compared(PERIODS, REPLY, past) == []  # nothing that anybody is still written


def test_when_a_letter_is_not_made_any_more() -> None:
    (one,) = compared(LETTER_1, "when: balance <= 0", "when: balance <= 100000")
    assert (bool(one.before.html), one.after.html, one.told) == (True, "", [])
    assert one.after.sentence.startswith("Account 100000 stands at £562.50 on 2 March 2026: there are no arrears")
    (other,) = compared(LETTER_1, "when: balance <= 0", "when: balance < -100000")
    assert (other.situation.name, other.before.html) == ("in_credit", "")


def test_a_letter_that_is_new_or_gone() -> None:
    path = LETTER_1.replace("letter_1", "letter_3")
    after = writing({path: BOOK[LETTER_1].replace(b"Your rent account", b"A third letter", 1)})
    (new,) = compare_documents(writing({}), after, TODAY)
    assert (new.place, new.title, new.before.sentence) == (
        "arrears.letter_3",
        "A third letter",
        "There is no such document.",
    )
    assert [pair.before for pair in new.pairs if pair.before] == []
    assert len(new.pairs) > 50
    (gone,) = compare_documents(after, writing({}), TODAY)
    assert (gone.title, gone.after.sentence) == ("A third letter", "There is no such document.")


def test_layout_size_and_the_landlords_details() -> None:
    found = compared(LETTER_1, "layout: letter", "layout: notice")
    assert found[0].place == "arrears.letter_1"
    assert "Signature:" in {after for _, after in found[0].told}
    (size,) = compared(LETTER_1, "formats: [standard, large]", "formats: [standard]")
    assert (size.situation.name, size.before.size, size.after.size) == ("joint", "large", "standard")
    assert len(compared(LANDLORD, "01632 960100", "01632 960111")) == len(writing({}).library.kinds) - len(LATER)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (LETTER_1, "# The first letter", "# A letter"),
        (LETTER_1, "source: Pre-Action Protocol 2.1 and 2.2\n", "source: Pre-Action Protocol 2.1\n"),
        (PERIODS, "- name: agreement_review\n    value: P28D", "- name: agreement_review\n    value: P27D"),
    ],
)
def test_what_changes_no_letter_shows_none(path: str, old: str, new: str) -> None:
    assert compared(path, old, new) == []


def test_every_situation_makes_the_shipped_letters_or_says_why_not() -> None:
    there = writing({})
    for key in there.library.kinds:
        on = LATER.get(key[1], TODAY)
        made = {each.name: side_of(there, key, each, on) for each in SITUATIONS}
        to = there.library.kinds[key].to
        of_tenants = to == "each tenant"
        owed = {"usual", "joint", "never_paid"}
        assert owed <= {name for name, side in made.items() if side.html} <= {each.name for each in SITUATIONS}
        answers = key[1] in {"requested_statement", "full_statement", "statement_on_demand"}  # to a former tenant, too
        answers |= there.library.kinds[key].layout == "schedule"  # it goes with what asks
        assert ("The tenancy ended" in made["ended"].sentence) is (
            to in {"each tenant", REPRESENTATIVES} and not answers
        ), key
        assert made["joint"].size == ("large" if of_tenants else "standard")
        if key[0] == "arrears":
            assert {name for name, side in made.items() if side.html} == owed


def test_a_page_of_thousands_of_passages_is_compared_at_once() -> None:
    old, new = (
        "<body>" + "".join(f"<p>{word} {n} and more words of it</p>" for n in range(3000)) + "</body>"
        for word in ("old", "new")
    )
    assert len(side_by_side(old, new)) == 6000
    one, other = (f"<body><p>{word * 30_000}</p></body>" for word in ("a b ", "a c "))
    assert [pair.before is None for pair in side_by_side(one, other)] == [False, True]


def test_words_beside_each_other_are_marked_as_one_and_cells_stay_apart() -> None:
    (pair,) = side_by_side(
        "<body><p>pay it all at once</p></body>", "<body><p>pay it bit by bit, not at once</p></body>"
    )
    assert pair.after is not None
    assert [run for run in pair.after.cells[0] if run.other] == [Run("bit by bit, not", other=True)]
    row = "<body><table><tr><th>2 March</th><td>{}</td><td></td></tr></table></body>"
    (pair,) = side_by_side(row.format("Rent due"), row.format("Rent paid"))
    assert pair.after is not None
    assert pair.after.text == "2 March; Rent paid;"
    assert len(pair.after.cells) == 3
