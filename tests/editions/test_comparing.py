"""What changed is said in words, element by element: what a person must read before they publish."""

import pytest

from tests.book import BOOK
from workflows.editions import Book
from workflows.editions.comparing import compare, elements_changed

ARREARS = "procedures/arrears/arrears.bpmn"
TABLE = "procedures/arrears/arrears.dmn"
LETTER = "procedures/arrears/documents/letter_2.yaml"
FORM = "procedures/arrears/forms/contact_customer.json"
PERIODS = "law/periods.yaml"


def changed(path: str, *replaced: tuple[bytes, bytes]) -> Book:
    content = BOOK[path]
    for old, new in replaced:
        assert old in content
        content = content.replace(old, new, 1)
    return BOOK.with_changes({path: content})


def told(after: Book) -> list[str]:
    return [f"{each.element}: {each.sentence}" if each.element else each.sentence for each in compare(BOOK, after)]


def test_nothing_changed() -> None:
    assert compare(BOOK, BOOK) == []


def test_a_step_is_found_again_by_its_id_whatever_its_name() -> None:
    assert told(changed(ARREARS, (b'name="Contact the customer"', b'name="Speak with the customer"'))) == [
        "“Speak with the customer” (contact_customer): name: was Contact the customer, is Speak with the customer"
    ]


def test_a_condition_of_a_way() -> None:
    (said,) = told(changed(ARREARS, (b">agreement_reached<", b">not(agreement_reached)<")))
    assert said == (
        "the way from Agreement reached? to Record the agreement: taken when: was agreement_reached, is "
        "not(agreement_reached)"
    )


def test_a_wait_a_lane_and_a_property() -> None:
    after = changed(
        ARREARS,
        (b'period("letter_1_reply"', b'period("letter_2_reply"'),
        (b'name="due" value="P5D"', b'name="due" value="P50D"'),
    )
    said = told(after)
    assert any("waits for: was" in each and "letter_1_reply" in each and "letter_2_reply" in each for each in said)
    assert any(each.endswith("due: was P5D, is P50D") for each in said)


def test_where_something_is_drawn_is_no_change_of_what_it_says() -> None:
    assert told(changed(ARREARS, (b'<dc:Bounds x="', b'<dc:Bounds x="1'))) == [
        "says the same as before; its layout or a comment is changed"
    ]


def test_a_cell_of_a_table() -> None:
    after = changed(TABLE, (b'limit("letter_1_from_pence", facts_on)', b"1"))
    (said,) = told(after)
    assert said.startswith("Decide the stage, row too_small: where Overdue (pence) is: ")
    assert said.endswith('was < limit("letter_1_from_pence", facts_on), is < 1')


def test_a_period() -> None:
    value, in_place = told(changed(PERIODS, (b"value: P14D", b"value: P1D")))
    assert value == "period letter_1_reply: value: was P14D, is P1D"
    assert "what earlier dates decided would change too: end it" in in_place


def test_wording_before_and_after() -> None:
    (one,) = compare(BOOK, changed(LETTER, (b"Rent is still owed", b"Rent is owed, and you will be evicted")))
    assert (one.element, one.sentence) == ("paragraph second_opening", "text: the text is another")
    assert "Rent is still owed" in one.before
    assert "you will be evicted" in one.after


def test_of_two_paragraphs_of_one_name_the_day_tells_them_apart() -> None:
    two = b"- {id: a, text: old, from: 2020-01-13, until: 2026-01-01}\n- {id: a, text: %s, from: 2026-01-02}"
    path = "shared/paragraphs.yaml"
    before, after = (Book({path: b"paragraphs:\n" + two % text}) for text in (b"new", b"newer"))
    (one,) = compare(before, after)
    assert (one.element, one.sentence) == ("paragraph a (from 2026-01-02)", "text: was new, is newer")


def test_what_a_letter_says_and_in_which_order() -> None:
    assert told(changed(LETTER, (b"  - paragraph: second_key\n", b""))) == ["what it says: second_key: is gone"]
    line, other = b"  - paragraph: contact\n", b"  - paragraph: how_it_came\n"
    moved = changed(LETTER, (line, b""), (other, line + other))
    assert told(moved) == ["has its rows in another order, from what it says: contact on"]


def test_a_question_of_a_form() -> None:
    (said,) = told(changed(FORM, (b'"Phone",', b'"Telephone",')))
    assert said.startswith("question channel: enum: was Phone, Text message")


def test_a_file_that_is_new_or_gone_and_one_that_nobody_can_read() -> None:
    without = BOOK.with_changes({"shared/rules/agreements.yaml": None})
    assert all(each.startswith("rule ") and each.endswith(": is gone") for each in told(without))
    assert [each.sentence.partition(":")[0] for each in compare(without, BOOK)] == ["is new"] * len(told(without))
    for path, content in ((ARREARS, b"<no"), (TABLE, b"<no"), (FORM, b"{"), (PERIODS, b"a: [")):
        assert told(BOOK.with_changes({path: content})) == ["is changed"]
    assert told(BOOK.with_changes({"a.bpmn": b"<no"})) == ["is new"]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("law/x.yaml", b"[1, 2]"),
        ("law/x.yaml", b"just a text"),
        ("law/x.yaml", b""),
        ("law/x.yaml", b"rows: [{a: 1}, {a: 1}, {id: x}, {id: x}, {id: x, from: 2020-01-01}]"),
        ("forms/x.json", b"null"),
        ("forms/x.json", b"\xff"),
        ("forms/x.json", b"[" * 100_000),
    ],
)
def test_whatever_a_file_holds_it_is_told(path: str, content: bytes) -> None:
    assert compare(Book({}), Book({path: content}))
    assert compare(Book({path: b"{}"}), Book({path: content}))


def test_which_elements_two_people_changed() -> None:
    mine = changed(PERIODS, (b"value: P14D", b"value: P1D"))
    theirs = changed(PERIODS, (b"value: P28D", b"value: P27D"))
    named = [elements_changed(PERIODS, BOOK[PERIODS], book[PERIODS]) for book in (mine, theirs)]
    assert named == [frozenset({"period letter_1_reply"}), frozenset({"period agreement_review"})]
    assert elements_changed(PERIODS, BOOK[PERIODS], b"a: [") == frozenset({""})


def test_what_a_table_asks_is_told_whatever_its_label_says() -> None:
    """A table asked for another fact under the old label, and the second person was told of its layout."""
    (said,) = told(changed(TABLE, (b"<text>arrangement_live</text>", b"<text>all_tenants_died</text>")))
    assert "asks: was arrangement_live" in said
    assert "is all_tenants_died" in said


def test_no_property_puts_a_lane_in_the_shade() -> None:
    content = BOOK[ARREARS]
    place = content.index(b"<spiffworkflow:properties>") + len(b"<spiffworkflow:properties>")
    shade = b'<spiffworkflow:property name="done_by" value="Somebody"/>'
    (said,) = told(BOOK.with_changes({ARREARS: content[:place] + shade + content[place:]}))
    assert "property done by: now Somebody" in said


def test_a_second_list_of_another_name_hides_nothing() -> None:
    before = Book({PERIODS: b"periods:\n- {name: a, value: P28D}\n"})
    after = Book({PERIODS: b"periods:\n- {name: a, value: P1D}\nperiod:\n- {name: a, value: P28D}\n"})
    said = [f"{each.element}: {each.sentence}" for each in compare(before, after)]
    assert "period a: value: was P28D, is P1D" in said
    assert any(each.startswith("period a: is new") for each in said)


def test_an_order_is_told_beside_other_changes() -> None:
    path = "shared/steps.yaml"
    before, after = (Book({path: b"steps:\n- {id: a, x: %s}\n- {id: %s}\n- {id: %s}\n" % each}) for each in
                     ((b"1", b"b", b"c"), (b"2", b"c", b"b")))  # fmt: skip
    said = [each.sentence for each in compare(before, after)]
    assert said == ["x: was 1, is 2", "has its rows in another order, from step c on"]


def test_no_and_nought_are_two_things_and_what_cannot_be_seen_is_shown() -> None:
    path = "a.json"
    pairs = ((b"false", b"0", "was no, is 0"), (b'"a"', '"a\u200b"'.encode(), "was a, is a⟨U+200B⟩"))
    for old, new, says in pairs:
        (one,) = compare(Book({path: b'{"x": %s}' % old}), Book({path: b'{"x": %s}' % new}))
        assert one.sentence == f"x: {says}"
    (one,) = compare(Book({path: b'{"x": "a"}'}), Book({path: b'{"x": "\\ud800"}'}))
    assert one.sentence == "is changed"
