"""Letters before and after a change, in the pages: of a draft, a proposal and an edition; and as they are printed."""

from io import BytesIO
from typing import Any

from pypdf import PdfReader

from tests.web.conftest import Browser, Office

SHARED = "shared/paragraphs.yaml"


def text_of(answer: Any) -> str:
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).split())


def links(browser: Browser) -> list[str]:
    return [str(a.get("href")) for a in browser.tree().iter("a") if ".pdf" in str(a.get("href"))]


def test_from_the_draft_to_the_edition(office: Office) -> None:
    pat, cora = office.browser("pat"), office.browser("cora")
    pat.get("/rule-book")
    pat.send("/rule-book/drafts", title="A friendlier paragraph")
    draft = pat.page.url.path
    assert "Letters before and after" not in pat.words()
    pat.get(f"{draft}/file?path={SHARED}")
    written = str(pat.tree().get_element_by_id("content").text).removeprefix("\n")
    pat.send(f"{draft}/file", path=SHARED, content=written.replace("Each joint tenant is", "Every joint tenant is"))
    pat.get(draft)
    assert "Letters before and after" in pat.words()
    assert "Two joint tenants; a deputy acts for this one" in pat.words()
    marked = [(mark.tag, mark.text_content()) for mark in pat.tree().iter("ins", "del")]
    assert marked == [("del", "Each"), ("ins", "Every")] * 2
    assert pat.tree().xpath("//tr[.//ins]//span[@class='govuk-visually-hidden']/text()") == ["No longer: ", "Now: "] * 2
    assert "Tenant100" not in pat.page.text  # nobody of the landlord's own
    before, after, *_ = links(pat)
    assert "Each joint tenant is" in text_of(pat.get(before))
    printed = text_of(pat.get(after))
    assert "Every joint tenant is" in printed
    assert "SAMPLE: a made-up person, not a real letter · SPECIMEN: wording not confirmed" in printed
    pat.get(draft)
    pat.send(f"{draft}/propose")
    proposal = pat.page.url.path
    cora.get(proposal)
    assert "Letters before and after" in cora.words()
    assert links(cora) == [before, after, *links(cora)[2:]]
    cora.send(f"{proposal}/publish")
    cora.get("/rule-book/editions/2")
    assert "Letters before and after" in cora.words()
    old, new, *_ = links(cora)
    assert ("Each joint" in text_of(cora.get(old)), "Every joint" in text_of(cora.get(new))) == (True, True)
    cora.get(before)  # the links of the proposal go on showing what it changed
    assert "Each joint tenant is" in text_of(cora.page)


def test_what_is_no_sample_is_not_there(office: Office) -> None:
    pat = office.browser("pat")
    base = "/rule-book/editions/1/letters"
    for address in (
        f"{base}/arrears.letter_1/after.pdf?on=2026-03-02&situation=ended",  # it is not made of a former tenant
        f"{base}/arrears.letter_9/after.pdf?on=2026-03-02",
        f"{base}/arrears.letter_1/beside.pdf?on=2026-03-02",
        f"{base}/arrears.letter_1/after.pdf?on=2026-03-02&situation=none",
        f"{base}/arrears.letter_1/after.pdf?on=1999-03-02",
        "/rule-book/drafts/77/letters/arrears.letter_1/after.pdf?on=2026-03-02",
    ):
        assert pat.get(address).status_code == 404, address


def test_a_draft_that_cannot_be_read_says_so_and_still_shows_its_changes(office: Office) -> None:
    pat = office.browser("pat")
    pat.get("/rule-book")
    pat.send("/rule-book/drafts", title="Half written")
    draft = pat.page.url.path
    path = "procedures/arrears/documents/letter_1.yaml"
    pat.get(f"{draft}/file?path={path}")
    pat.send(f"{draft}/file", content="title: Only a title\n")
    pat.get(draft)
    assert pat.page.status_code == 200
    assert "The letters cannot be compared: procedures/arrears/documents/letter_1.yaml" in pat.words()
