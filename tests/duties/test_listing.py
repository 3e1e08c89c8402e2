"""The list of duties in the documentation is that of the tests."""

from tests.duties.listing import FILE, as_markdown


def test_the_list_of_duties_is_that_of_the_tests() -> None:
    assert FILE.read_text(encoding="utf-8") == as_markdown(), "python -m tests.duties.listing writes it anew"
