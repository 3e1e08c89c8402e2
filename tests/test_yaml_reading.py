"""Reading YAML: a few lines cannot hold billions of values, nor a value itself."""

import pytest

from workflows.editions import Book
from workflows.editions.comparing import compare
from workflows.yaml_reading import NOT_YAML, load

LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
)


@pytest.mark.parametrize(
    "text",
    [LAUGHS, "a: &a [*a]", "a: &a {b: *a}", "[" * 5000, "[" * 60_000, "a: " + "{b: " * 40_000, "- " * 60_000],
)
def test_what_would_never_end_is_refused_at_once(text: str) -> None:
    with pytest.raises(NOT_YAML):
        load(text)
    assert [each.sentence for each in compare(Book({}), Book({"law/x.yaml": text.encode()}))] == ["is new"]


def test_an_alias_is_what_it_names() -> None:
    assert load("a: &a {b: 1}\nc: *a\nd: [*a, *a]") == {"a": {"b": 1}, "c": {"b": 1}, "d": [{"b": 1}, {"b": 1}]}
    assert load("") is None
    assert load("null") is None
    assert load("[]") == []
