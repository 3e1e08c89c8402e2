"""Compliance confirms the wording of letters."""

from tests.web.conftest import Office


def test_a_paragraph_is_confirmed_word_for_word(office: Office) -> None:
    officer, cora = office.browser("olive"), office.browser("cora")
    officer.get("/wording")
    assert "Confirm these words" not in officer.words()
    cora.get("/wording")
    before = cora.words().count("To be confirmed")
    assert before > 5
    forms = [form for form in cora.tree().iter("form") if (form.get("action") or "").startswith("/wording/")]
    assert len(forms) == before
    page = cora.send(forms[0].get("action"))
    assert page.history[-1].headers["location"] == f"/wording#{forms[0].get('action').rpartition('/')[2]}"
    assert cora.words().count("To be confirmed") == before - 1
    cora.get("/wording")
    assert "It encloses: statement." in cora.words()
    assert "first_opening (edition 1, from 13 January 2020)" in cora.words()
    whole = "/wording/arrears.letter_2.whole"
    page = cora.send(whole)
    assert page.history[-1].headers["location"] == "/wording#arrears.letter_2.whole"
    cora.get("/wording")
    assert whole not in {form.get("action") for form in cora.tree().iter("form")}
    before -= 1
    stale = next(form for form in cora.tree().iter("form") if (form.get("action") or "").startswith("/wording/"))
    hidden = {each.get("name"): each.get("value") for each in stale.iter("input")}
    cora.page = cora.client.post(stale.get("action"), data={**hidden, "sha256": "0" * 64})
    assert "has changed since your page was made" in cora.words()
    cora.get("/wording")
    assert cora.words().count("To be confirmed") == before - 1
