"""What every letter says, whatever procedure sends it, and that whoever gets it can read it."""

import re
from io import BytesIO

import pytest
from lxml import html as markup
from pypdf import PdfReader

from documents.kinds import DocumentKind
from documents.letter import page_html
from documents.printing import print_pdf
from documents.samples import SITUATIONS, Situation, sample_facts
from tests.documents.test_accessible import LANDLORD, LAW, LIBRARY, ON

LETTERS = [kind for kind in LIBRARY.kinds.values() if kind.layout == "letter"]
HARDEST, HARDEST_PARAGRAPH = 7, 10
"""The Flesch-Kincaid grade of a letter (as many years of school read it), and of one paragraph of it."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")


@pytest.mark.parametrize("size", ["standard", "large"])
@pytest.mark.parametrize("kind", LETTERS, ids=lambda kind: str(kind.place))
def test_each_letter_says_whom_to_ask_how_to_pay_and_where_to_complain(kind: DocumentKind, size: str) -> None:
    facts = sample_facts(SITUATIONS[0], kind, LAW, LANDLORD, ON)
    html, _ = page_html(facts, kind, LIBRARY, ())
    pages = PdfReader(BytesIO(print_pdf(html, size, b"0123456789abcdef").content)).pages
    text = re.sub(r"Page \d+ of \d+|•", "", " ".join(page.extract_text() for page in pages))
    text = " ".join(text.split())
    for words in (
        "You can complain to us by phone, by email or in writing",
        "Housing Ombudsman",
        "0300 111 3000",
        "use Relay UK: dial 18001 and then 01632 960100",
        "ask for Jo Sample, income manager",
        "Yours sincerely Jo Sample, income manager",
    ):
        assert words in text, words
    if "You can pay" in text:  # who is not asked to pay is not told how
        assert f"Please give your account number, {facts.account}." in text
    assert ("You can pay" in text) is any(each.paragraph == "ways_to_pay" for each in kind.says)


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda each: str(each.name))
@pytest.mark.parametrize("kind", LETTERS, ids=lambda kind: str(kind.place))
def test_each_letter_is_plain(kind: DocumentKind, situation: Situation) -> None:
    facts = sample_facts(situation, kind, LAW, LANDLORD, ON)
    html, _ = page_html(facts, kind, LIBRARY, ())
    main = markup.document_fromstring(html).find(".//main")
    said = [" ".join(each.text_content().split()) for each in main.iter("p", "li")]
    sentences = [each if each[-1] in ".!?" else f"{each}." for each in said if each]
    assert grade(" ".join(sentences)) <= HARDEST
    hard = {
        each: round(grade(each), 1) for each in sentences if len(each.split()) > 15 and grade(each) > HARDEST_PARAGRAPH
    }
    assert hard == {}


def test_hard_words_are_found_to_be_hard() -> None:
    assert grade("The cat sat on the mat. We can help you to pay.") < 2
    assert grade("Notwithstanding representations, proceedings may necessarily be instituted immediately.") > 15
    assert [syllables(word) for word in ("rent", "paid", "people", "arrears", "ombudsman", "asked")] == [
        1,
        1,
        2,
        2,
        3,
        1,
    ]


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text."""
    sentences = [each for each in _SENTENCE.split(text) if _WORD.search(each)]
    words = _WORD.findall(text)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """How many syllables a word has, near enough: groups of vowels, less an e that nobody hears."""
    small = word.lower()
    found = len(re.findall(r"[aeiouy]+", small))
    if found > 1 and (re.search(r"[^l]e$", small) or re.search(r"[^td]ed$", small)) and not small.endswith("ee"):
        found -= 1
    return max(found, 1)
