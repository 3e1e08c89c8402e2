"""Reading YAML: a few lines cannot hold billions of values, nor a value itself; and what is wrong is said in words."""

import pytest

from cases.importing.mapping import Mapping
from documents.landlord import Landlords
from tasks.about import read_about
from tasks.readings import law_of, read_vocabulary
from tasks.stories.reading import read_story
from tests.book import BOOK
from workflows.editions import Book
from workflows.editions.comparing import compare
from workflows.errors import Refused
from workflows.yaml_reading import NOT_YAML, NotYaml, load

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


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: 1\n\tb: 2", "line 2: it is indented with a tab, and YAML takes blanks only. Put blanks in its place."),
        ("a:\n  b: >\n\t  c", "line 3: it is indented with a tab"),
        ("a:\n- b\n-\tc: 1\n\t  d: 1", "line 3: it is indented with a tab"),
        ("a: 1\nb: c: d", "line 2: a colon stands where none can. Put the text in quotation marks"),
        ("a: 1\nb\nc: 2", "line 2: a name without its colon"),
        ("a:\n  - x\n  y: 1", "line 3: a row begins without its dash"),
        ("a: 1\nb: [1, 2\n", "line 2: a list that begins with [ is not closed"),
        ("a: {b: 1\n\n", "line 1: a set that begins with { is not closed"),
        ("a: 1\nb: 'x\nc: 1\n", "line 2: a text in quotation marks is not closed"),
        ('a: "\\q"', "line 1: a backslash in double quotation marks"),
        ("a: @x", "line 1: a sign stands where none can begin"),
        ("a: *x", "line 1: an alias (*name) names nothing that stands above"),
        ("a: !foo 1", "line 1: a tag (!name) is not known here"),
        ("a: 1\n---\nb: 2", "line 2: a second text begins here (---)"),
        ("a: 1\nb: \x01", "line 2: a sign that nobody sees stands in it. Take it out."),
        ("a: 1\nb: 2026-02-30", "line 2: '2026-02-30' is no value of its kind (day is out of range for month)"),
        ("a: 1\nb: !!int ''", "line 2: '' is no value of its kind"),
        ("a: 1\nb: 2\na: 3", "line 3: 'a' stands twice. Take one of the two out."),
        (b"a: 1\nb: \xff", "line 2: it is not in UTF-8. Save the file as UTF-8."),
    ],
)
def test_what_is_no_yaml_is_said_with_its_line_and_in_words(text: str | bytes, says: str) -> None:
    with pytest.raises(NotYaml) as refused:
        load(text)
    said = str(refused.value)
    assert said.startswith(says.rstrip("."))
    assert not [word for word in ("scalar", "token", "<byte string>", "block mapping", "octet") if word in said]
    assert "\n" not in said


def read_again(book: Book, path: str) -> None:
    """Reads a file of a rule book in YAML by what reads it: by itself, or with all that speaks of steps."""
    content = book[path]
    if path.endswith("procedure.yaml"):
        read_about(path, content)
    elif "/stories/" in path:
        read_story(path, content)
    elif "/mappings/" in path:
        Mapping.of_content(path, content)
    elif path.endswith("landlord.yaml"):
        Landlords(path, content)
    else:
        read_vocabulary(book, law_of(book))


WRITTEN = [path for path in BOOK if path.endswith(".yaml")]


@pytest.mark.parametrize("path", WRITTEN)
def test_every_file_of_a_rule_book_is_named_with_the_line_of_a_tab(path: str) -> None:
    lines = BOOK[path].decode().split("\n")
    indented = [number for number, line in enumerate(lines) if line.startswith("  ") and line.lstrip()[:1] != "#"]
    if not indented:  # a file of a few texts
        lines.append("  more: x")
    at = indented[0] if indented else len(lines) - 1
    lines[at] = "\t" + lines[at].lstrip()
    with pytest.raises(Refused) as refused:
        read_again(BOOK.with_changes({path: "\n".join(lines).encode()}), path)
    assert path.rpartition("/")[2] in refused.value.sentence
    assert f"line {at + 1}: it is indented with a tab" in refused.value.sentence
