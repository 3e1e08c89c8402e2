"""What is written down in words so that somebody who was not there can follow it: one letter is no reason."""

LEAST_LETTERS = 10
"""The fewest letters of a reason in a few words; no law says how many, but one word explains nothing."""


def says_little(words: str) -> bool:
    """Whether words are too few to say why or how something was done."""
    return sum(each.isalpha() for each in words) < LEAST_LETTERS
