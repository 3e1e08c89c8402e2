"""What a certificate rests on: the rows that a procedure uses, not the files in which they lie."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.book import BOOK
from workflows.diagrams import read
from workflows.diagrams.vocabulary import Vocabulary
from workflows.editions import Book
from workflows.proofs.basis import Basis
from workflows.proofs.certificate import Examined, examine
from workflows.proofs.law_book import read_law_book

ON = date(2026, 11, 22)


def examined(book: Book) -> Examined:
    """The arrears procedure with what the book holds."""
    law = read_law_book(book.step_files, book.rule_files, book.act_files)
    files = book.procedure("arrears")
    graphs = {graph.id: graph for graph in read(files["arrears.bpmn"], "arrears.bpmn").processes}
    handlers = {node.operation: "job" for graph in graphs.values() for _, node in graph.walk() if node.operation}
    basis = Basis(law.rules, law.steps, book.law)
    return examine("arrears", files, graphs, Vocabulary(steps=law.steps, handlers=handlers), basis, ON)


def changed(path: str, old: str, new: str) -> Book:
    text = BOOK[path].decode()
    assert text.count(old) == 1, old
    return Book({**BOOK, path: text.replace(old, new).encode()})


def added(path: str, text: str) -> Book:
    return Book({**BOOK, path: BOOK[path] + text.encode()})


STEP = '  - {id: %s, who: Income officer, means: "Something else is done."}\n'
RULE = """  - {id: of-another, text: t, law: l, before: evict, require: [read_facts],
     right: ["read_facts, evict"], wrong: [evict]}
"""
PERIOD = "  - {name: another, value: P1D, from: 2020-01-01, source: Some Act, confidence: to confirm}\n"


@pytest.mark.parametrize(
    "book",
    [
        changed("shared/steps.yaml", "steps:\n", "steps:\n" + STEP % "do_something_else"),
        added("shared/rules/arrears.yaml", RULE),
        added("law/periods.yaml", PERIOD),
        added("law/periods.yaml", "# a comment\n"),
        changed("law/periods.yaml", "name: breathing_space\n    value: P60D", "name: breathing_space\n    value: P61D"),
        changed("shared/rules/possession.yaml", "No second claim while one is before the court.", "No second one."),
    ],
)
def test_what_a_procedure_does_not_use_changes_no_certificate(book: Book) -> None:
    assert examined(book).sha256 == examined(BOOK).sha256


@pytest.mark.parametrize(
    ("book", "place"),
    [
        (
            lambda: changed("law/periods.yaml", "policy; Pre-Action Protocol 2.2 and 2.9", "x"),
            "law/periods/letter_2_reply",
        ),
        (lambda: changed("law/limits.yaml", "value: 1000", "value: 1001"), "law/limits/letter_1_from_pence"),
        (
            lambda: changed("shared/steps.yaml", "Benefits are checked and help is offered.", "Benefits are checked."),
            "steps/check_benefits",
        ),
        (
            lambda: changed("shared/rules/arrears.yaml", "Pre-Action Protocol 2.1, 2.4", "Protocol 2.1"),
            "rules/contact-before-benefits",
        ),
    ],
)
def test_what_it_uses_is_named_and_changes_it(book: Callable[[], Book], place: str) -> None:
    then, now = examined(BOOK).certificate["basis"], examined(book()).certificate["basis"]
    assert [each for each in {*then, *now} if then.get(each) != now.get(each)] == [place]
    assert examined(book()).sha256 != examined(BOOK).sha256


def test_a_row_of_law_whose_name_is_worked_out_may_be_any() -> None:
    basis = Basis(law=BOOK.law)
    proof = examined(BOOK).proof

    def used(text: bytes) -> set[str]:
        return {place for place in basis.used(proof, {}, {"p.bpmn": text}) if place.startswith("law/")}

    def of(table: str) -> set[str]:
        return {f"law/{each}" for each in BOOK.law if each.startswith(table)}

    assert used(b'period(if urgent then "letter_1_reply" else x, on)') == of("periods/")
    assert used(b"add working days(facts_on, 2)") == of("bank_holidays/")
    assert used(b"period(&quot;letter_1_reply&quot;, on)") == {"law/periods/letter_1_reply"}
