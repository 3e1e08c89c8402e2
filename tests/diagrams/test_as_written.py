"""A change of a diagram's file changes what it must, and no other character."""

import difflib

import pytest
from lxml import etree

from tests.book import BOOK
from workflows.diagrams.as_written import AsWritten
from workflows.diagrams.mending import Change, mended

ARREARS = BOOK["procedures/arrears/arrears.bpmn"]
APART = Change("apart", "check_benefits", beside="contact_customer")
WAIT = Change("wait", "wait_more", beside="decide_notice", name="Wait", text='period("letter_2_reply", facts_on)')
RETIME = Change("retime", "wait_after_letter_1", text='period("letter_2_reply", facts_on)')
WAY_OUT = Change("way out", "check_benefits")
INSERT = Change("insert", "look_once_more", beside="decide_notice", name="Look once more", lane="Income officer")


def lines(before: bytes, after: bytes) -> tuple[list[str], list[str]]:
    """The lines that went, and those that came."""
    both = list(difflib.ndiff(before.decode().splitlines(), after.decode().splitlines()))
    return [each for each in both if each.startswith("- ")], [each for each in both if each.startswith("+ ")]


def in_style(content: bytes, style: str) -> bytes:
    """The same diagram as another editor might have written it."""
    text = content.decode()
    if style == "single quotes":
        return text.replace('version="1.0" encoding="UTF-8"', "version='1.0' encoding='utf-8'").encode()
    if style == "windows":
        return text.replace("\n", "\r\n").replace(" />", "/>").encode()
    if style == "a mark of byte order":
        return b"\xef\xbb\xbf" + text.replace("Rent arrears", "Ôl-ddyledion rhent").encode()
    if style == "comments":
        return (
            text.replace("<bpmn:definitions", "<!-- drawn by hand -->\n<bpmn:definitions", 1).encode()
            + b"<!-- end -->\n"
        )
    if style == "cdata":
        return text.replace(">agreement_reached<", "><![CDATA[agreement_reached]]><").encode()
    return content


STYLES = ("shipped", "single quotes", "windows", "a mark of byte order", "comments", "cdata")


@pytest.mark.parametrize("style", STYLES)
def test_a_property_changes_one_line(style: str) -> None:
    before = in_style(ARREARS, style)
    after = mended(before, APART)
    old, new = before.decode().splitlines(keepends=True), after.decode().splitlines(keepends=True)
    assert len(old) == len(new)
    (changed,) = [(one, other) for one, other in zip(old, new, strict=True) if one != other]
    added = '<spiffworkflow:property name="differs_from" value="contact_customer" />'
    added = added.replace(" />", "/>") if style == "windows" else added
    assert added in changed[1]
    assert changed[1].replace(added, "") == changed[0]


@pytest.mark.parametrize(
    ("change", "went", "came"),
    [
        (RETIME, 1, 1),
        # A message, an event, its end, a flow: with their references, places in lanes and shapes.
        (WAY_OUT, 0, 24),
    ],
)
def test_a_change_touches_no_more_lines_than_it_needs(change: Change, went: int, came: int) -> None:
    gone, new = lines(ARREARS, mended(ARREARS, change))
    assert len(gone) <= went
    assert len(new) <= came


@pytest.mark.parametrize("change", [WAIT, INSERT])
def test_what_is_put_in_moves_what_stands_behind_it_and_nothing_else(change: Change) -> None:
    gone, _new = lines(ARREARS, mended(ARREARS, change))
    drawing = [line for line in gone if "bpmndi:" in line]
    assert len(gone) - len(drawing) <= 4
    assert all("_shape" in line or "_edge" in line for line in drawing)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("change", [APART, WAIT, RETIME, WAY_OUT, INSERT])
def test_it_says_what_the_tree_says(style: str, change: Change) -> None:
    before = in_style(ARREARS, style)
    after = mended(before, change)
    assert mended(after, Change("retime", "wait_after_letter_2", text="P1D")) != after
    assert after[:30] == before[:30]
    assert not any(line.rstrip() != line for line in after.decode().replace("\r\n", "\n").split("\n"))
    assert (b"\r\n" in after) is (style == "windows")
    assert after.count(b"\r\n") in {0, after.count(b"\n")}


def test_nothing_changed_is_written_as_it_was() -> None:
    odd = b"""<?xml version='1.0'?>
<!-- a --><a  b = "1>0"   c='"x"'
   xmlns:n="urn:u"><n:b></n:b ><c/><d>&amp;&#65;<![CDATA[<x>]]>t</d ><?p q?><!-- > < --><e   /></a  >
<!-- z -->
"""
    root = etree.fromstring(odd)
    written = AsWritten(odd, root)
    assert written.file() == odd
    root.set("b", '2 < "3"')
    root[1].text = "in & out"
    root.set("e", "new")
    root[-1].set("{urn:u}f", "1")
    assert written.file() == (
        odd.replace(b'"1>0"', b"'2 &lt; \"3\"'")
        .replace(b"""c='"x"'\n   xmlns:n="urn:u">""", b"""c='"x"'\n   xmlns:n="urn:u" e="new">""")
        .replace(b"<c/>", b"<c>in &amp; out</c>")
        .replace(b"<e   />", b'<e n:f="1"   />')
    )
