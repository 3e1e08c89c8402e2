"""One letter is no reason."""

import pytest

from cases.saying import LEAST_LETTERS, says_little


@pytest.mark.parametrize("words", ["", "  ", "x", "Paid.", "ok ok", ". . . . . . . . . . .", "1234567890 12"])
def test_too_few_letters_say_nothing(words: str) -> None:
    assert says_little(words)


@pytest.mark.parametrize("words", ["They paid in full", "Zażółć gęślą jaźń", "a" * LEAST_LETTERS])
def test_a_few_words_are_enough_in_any_script(words: str) -> None:
    assert not says_little(words)
