"""A process owner changes the rule book in the pages; a colleague reads what changed and publishes it."""

from tests.web.conftest import Browser, Office


def content(browser: Browser) -> str:
    """What the page's file says, as a browser would send it."""
    text = str(browser.tree().get_element_by_id("content").text).removeprefix("\n")
    return text.replace("\n", "\r\n")


def test_a_period_is_changed_from_the_draft_to_the_edition(office: Office) -> None:
    pat, cora, olive = office.browser("pat"), office.browser("cora"), office.browser("olive")
    assert "Rule book" in (pat.get("/rule-book"), pat.words())[1]
    pat.send("/rule-book/drafts", title="The agreement is looked at after four weeks less a day")
    draft = pat.page.url.path
    assert "Nothing yet. Choose a file below." in pat.words()
    pat.get(f"{draft}/file?path=law/periods.yaml")
    written = content(pat)
    assert written.count("value: P28D") >= 1
    pat.send(f"{draft}/file", content=written.replace("value: P28D", "value: P27D", 1))
    assert "period agreement_review: value: was P28D, is P27D." in pat.words()
    assert b"\r" not in office.landlord.house.book["law/periods.yaml"]
    olive.get(draft)
    assert "Check and propose it" not in olive.words()
    assert "is P27D" in olive.words()
    pat.send(f"{draft}/propose")
    proposal = pat.page.url.path
    assert "You wrote this change yourself: a colleague must publish it." in pat.words()
    assert "Against edition 1, these files are new, changed or gone: law/periods.yaml." in pat.words()
    cora.get("/procedures")
    assert "Pat proposed a change of the rule book (The agreement is looked at after" in cora.words()
    cora.get("/rule-book")
    assert "Pat proposed “The agreement is looked at after" in cora.words()
    cora.get(proposal)
    assert "period agreement_review: value: was P28D, is P27D." in cora.words()
    cora.send(f"{proposal}/publish", certificate="0" * 64)
    assert "Look at the proposal again before you publish it" in cora.words()
    cora.get(proposal)
    cora.send(f"{proposal}/publish")
    cora.get("/rule-book")
    assert "Edition 2 is in force." in cora.words()
    cora.get("/rule-book/editions/2")
    assert "period agreement_review: value: was P28D, is P27D." in cora.words()
    assert "The first edition" not in cora.words()
    cora.get("/rule-book/editions/1")
    assert "It is the first edition." in cora.words()
    assert (cora.get("/rule-book/editions/9").status_code, "no edition 9" in cora.words()) == (404, True)


def test_two_people_at_once_and_a_file_taken_out(office: Office) -> None:
    pat, cora = office.browser("pat"), office.browser("cora")
    pat.get("/rule-book")
    pat.send("/rule-book/drafts", title="Two at once")
    draft = pat.page.url.path
    for each in (pat, cora):
        each.get(f"{draft}/file?path=shared/paragraphs.yaml")
    kept = content(pat)
    pat.send(f"{draft}/file", content=kept.replace("Our records say", "Our papers say"))
    cora.send(f"{draft}/file", content=kept + "# another\r\n")
    assert "Nothing of yours was saved: open it again" in cora.words()
    assert cora.page.status_code == 409
    pat.get(f"{draft}/file?path=procedures/arrears/stories/two_tenants.yaml")
    pat.send(f"{draft}/file", content=content(pat), gone="1")
    assert "two_tenants.yaml" in pat.words()
    assert "is gone" in pat.words()
    pat.get(f"{draft}/file?path=procedures/arrears/stories/two_tenants.yaml")
    assert content(pat) == ""  # and may be put back
    pat.get(f"{draft}/file?path=procedures/arrears/stories/one_more.yaml")
    assert "There is no such file yet." in pat.words()
    assert pat.get(f"{draft}/file?path=no/such.py").status_code == 404
    assert pat.get(f"{draft}/file?path=../../etc/passwd").status_code == 404
    pat.get(draft)
    pat.send(f"{draft}/discard", reason="")
    assert "Say why" in pat.words()
    pat.get(draft)
    pat.send(f"{draft}/discard", reason="It was only tried")
    assert "Two at once" not in pat.words()


def test_what_is_wrong_is_told_where_it_stands_and_nothing_is_lost(office: Office) -> None:
    pat = office.browser("pat")
    pat.get("/rule-book")
    pat.send("/rule-book/drafts", title="With a mistake")
    draft = pat.page.url.path
    pat.get(f"{draft}/file?path=law/periods.yaml")
    pat.send(f"{draft}/file", content=content(pat).replace("value: P14D", "value: 10 days", 1))
    pat.send(f"{draft}/propose")
    assert pat.page.status_code == 422
    assert "periods.yaml, row 1 (letter_1_reply): '10 days' is not an ISO 8601 duration" in pat.words()
    pat.get(draft)
    assert "value: was P14D, is 10 days" in pat.words()
    pat.get(f"{draft}/file?path=law/periods.yaml")
    pat.send(f"{draft}/file", content='<script>alert("x")</script>')
    assert "<script>alert" not in pat.page.text
    pat.get(f"{draft}/file?path=law/periods.yaml")
    assert content(pat) == '<script>alert("x")</script>'


def test_a_draft_that_was_overtaken_is_brought_up(office: Office) -> None:
    pat, cora = office.browser("pat"), office.browser("cora")
    drafts = []
    for days in ("P27D", "P26D"):
        pat.get("/rule-book")
        pat.send("/rule-book/drafts", title=f"Now {days}")
        drafts.append(pat.page.url.path)
        pat.get(f"{drafts[-1]}/file?path=law/periods.yaml")
        pat.send(f"{drafts[-1]}/file", content=content(pat).replace("value: P28D", f"value: {days}", 1))
    pat.get(drafts[0])
    pat.send(f"{drafts[0]}/propose")
    proposal = pat.page.url.path
    cora.get(proposal)
    cora.send(f"{proposal}/publish")
    pat.get(drafts[1])
    assert "It was begun against edition 1, and edition 2 is in force." in pat.words()
    assert "in it both change period agreement_review" in pat.words()
    pat.send(f"{drafts[1]}/bring-up")
    assert "Say of law/periods.yaml that your content stays" in pat.words()
    pat.get(drafts[1])
    pat.send(f"{drafts[1]}/bring-up", mine="law/periods.yaml")
    assert "value: was P27D, is P26D" in pat.words()
    assert "is in force. Bring it up" not in pat.words()


def test_law_is_confirmed_row_by_row(office: Office) -> None:
    cora, olive = office.browser("cora"), office.browser("olive")
    olive.get("/law")
    assert "Letter 1 reply" in olive.words()
    assert "Confirm these words" not in olive.words()
    cora.get("/law")
    before = cora.words().count("To be confirmed")
    form = next(f for f in cora.tree().iter("form") if f.get("action") == "/law/confirm")
    row = next(each.get("value") for each in form.iter("input") if each.get("name") == "row")
    cora.send("/law/confirm")
    assert cora.words().count("To be confirmed") == before - 1
    assert "Cora, 2 March 2026" in cora.words()
    cora.page = cora.client.post(
        "/law/confirm", data={**{i.get("name"): i.get("value") for i in form.iter("input")}, "sha256": "0" * 64}
    )
    assert f"The row '{row}' is not what your page showed" in cora.words()
    olive.get("/rules")
    assert "Not confirmed by compliance yet" in olive.words()
