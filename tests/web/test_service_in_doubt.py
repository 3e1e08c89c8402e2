"""The page of documents whose service is in doubt, without scripts: seen, decided, and counted beside the steps."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml import html
from sqlalchemy import insert, select, update

from api.app import make_app
from cases.tables import Account, CaseAccount
from tasks.people import add_user
from tests.house import PASSWORD, council_book, make_landlord
from tests.tasks.test_served_or_not import NOTICE, _with_another_who_leads, decide, returned
from tests.tasks.test_service import Post, with_a_letter
from tests.web.conftest import HOSTILE, Browser
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.runtime.tables import CaseFile

PAGE = "/service-in-doubt"


@pytest.fixture
def post(database_url: str, tmp_path: Path, clock: SimulatedClock) -> Iterator[Post]:
    landlord = make_landlord(
        database_url, tmp_path / "store", clock, bpmn=council_book(), filled=_with_another_who_leads
    )
    yield with_a_letter(landlord)
    landlord.house.close()


def browser(post: Post, who: str) -> Browser:
    found = Browser(TestClient(make_app(post.landlord.house)))
    found.sign_in(who)
    return found


def came_back(post: Post) -> tuple[int, int]:
    """A notice that was posted and came back: its document, and its step."""
    notice = post.brought()
    step = post.record(NOTICE, notice).event
    returned(post, notice)
    return notice, step


def beside(page: Browser) -> list[str]:
    page.get("/")
    found: list[str] = page.tree().xpath("//*[@id='beside']//a[@href='/service-in-doubt']/text()")
    return found


def test_a_leader_decides_on_the_page_and_the_document_is_listed_and_counted_no_more(post: Post) -> None:
    tess = browser(post, "tess")
    assert beside(tess) == []
    notice, step = came_back(post)
    assert beside(tess) == ["1 document whose service is in doubt"]
    tess.get(PAGE)
    assert tess.tree().xpath(f"//*[@id='document-{notice}']//a[@href='/documents/{notice}/service']")
    assert "Somebody must decide whether it was served" in tess.words()
    assert tess.tree().xpath("//nav//a[@href='/service-in-doubt']")
    options = tess.tree().xpath(f"//*[@id='decide-{notice}-event']/option/@value")
    assert options == [str(step)]
    to = f"{PAGE}/documents/{notice}/served"
    refused = tess.send(to, event=str(step), served="no", reason=HOSTILE[:1])
    assert refused.status_code == 422
    assert "what proves it" in tess.tree().xpath(f"string(//*[@id='decide-{notice}-reason-error'])")
    assert tess.tree().xpath(f"//details[@id='form-decide-{notice}'][@open]")
    tess.send(to, event=str(step), served="no", reason=f"The envelope, unopened {HOSTILE}")
    assert "It is decided, and stands in the record" in tess.words()
    assert "<script>alert" not in tess.page.text
    assert "No document is in doubt." in tess.words()
    assert beside(tess) == []
    (entry,) = post.told("service decided")
    assert entry["content"]["of"] == step


def test_a_joint_tenant_who_was_not_served_is_named_and_two_are_counted(post: Post) -> None:
    came_back(post)
    post.joint()
    post.record(replace(NOTICE, tenant=1), post.brought("other.pdf"))
    tess = browser(post, "tess")
    assert beside(tess) == ["2 documents whose service is in doubt"]
    tess.get(PAGE)
    assert "Mr Bo Second: Not served" in tess.words()


def test_officers_and_compliance_read_and_are_offered_no_form_nor_counted_to(post: Post) -> None:
    notice, step = came_back(post)
    for who in ("olive", "cora"):
        reader = browser(post, who)
        reader.get(PAGE)
        assert reader.tree().xpath(f"//*[@id='document-{notice}']"), who
        assert reader.tree().xpath("//form[contains(@action, '/served')]") == []
        assert reader.tree().xpath("//nav//a[@href='/service-in-doubt']") == []
        assert beside(reader) == []
        (token,) = set(reader.tree().xpath("//input[@name='csrf']/@value"))
        sent = {"csrf": token, "event": str(step), "served": "no", "reason": "The envelope, unopened"}
        assert reader.client.post(f"{PAGE}/documents/{notice}/served", data=sent).status_code == 403
    assert browser(post, "pat").get(PAGE).status_code == 403
    assert post.told("service decided") == []


@pytest.mark.parametrize("said", [{"event": "x"}, {"event": "-1"}, {"event": "9" * 40}, {"event": "77777"}])
def test_a_step_that_is_none_is_not_there(post: Post, said: dict[str, str]) -> None:
    notice, _ = came_back(post)
    tess = browser(post, "tess")
    tess.get(PAGE)
    sent = {"served": "no", "reason": "The envelope, unopened", **said}
    assert tess.send(f"{PAGE}/documents/{notice}/served", **sent).status_code == 404
    assert post.told("service decided") == []


def test_a_document_that_is_not_there_and_one_of_another_patch_answer_alike(post: Post) -> None:
    notice, step = came_back(post)
    post.landlord.add_tenancy("3")
    wes = with_patch(post, "West 2")
    assert beside(wes) == []
    wes.get(PAGE)
    assert "No document is in doubt." in wes.words()
    (token,) = set(wes.tree().xpath("//input[@name='csrf']/@value"))
    said = {"csrf": token, "event": str(step), "served": "no", "reason": "The envelope, unopened"}
    answers = [wes.client.post(f"{PAGE}/documents/{each}/served", data=said) for each in (notice, 77_777)]
    assert [each.status_code for each in answers] == [404, 404]
    hers, nobodys = (words(each.text) for each in answers)
    assert hers == nobodys.replace("77777", str(notice))
    assert wes.client.post(f"{PAGE}/documents/0/served", data=said).status_code == 422


def test_who_did_it_themselves_and_what_was_decided_meanwhile_is_told_on_the_page(post: Post) -> None:
    notice = post.brought()
    step = post.record(replace(NOTICE, done_by="Tess"), notice).event
    returned(post, notice)
    tess, lena = browser(post, "tess"), browser(post, "lena")
    to = f"{PAGE}/documents/{notice}/served"
    tess.get(PAGE)
    assert tess.send(to, event=str(step), served="no", reason="The envelope, unopened").status_code == 403
    assert "somebody else who leads" in tess.words()
    lena.get(PAGE)
    decide(post, notice, step, who="lena")
    assert lena.send(to, event=str(step), served="no", reason="The envelope, unopened").status_code == 409
    assert "That was decided on" in lena.words()


def test_a_notice_of_a_closed_case_is_told_as_such_and_counted_while_another_may_rest_on_it(post: Post) -> None:
    came_back(post)
    with post.landlord.house.db.write() as session:
        session.execute(update(table(CaseFile)).values(status="closed"))
    tess = browser(post, "tess")
    tess.get(PAGE)
    assert "Case closed" in tess.words()
    assert beside(tess) == []
    with post.landlord.house.db.write() as session:
        row = dict(session.execute(select(table(CaseFile))).mappings().one())
        row |= {"id": 900, "reference": "NEXT-1", "status": "open"}
        session.execute(insert(table(CaseFile)).values(**row))
        session.execute(insert(table(CaseAccount)).values(case_id=900, account_id=post.account))
    assert beside(tess) == ["1 document whose service is in doubt"]


def with_patch(post: Post, patch: str) -> Browser:
    with post.landlord.house.db.write() as session:
        session.execute(update(table(Account)).where(table(Account).c.reference == "3").values(patch=patch))
        add_user(session, "wes", "Wes", PASSWORD, ["team_leader"], post.landlord.clock, patches=[patch])
    return browser(post, "wes")


def words(page: str) -> str:
    return " ".join(str(html.fromstring(page).text_content()).split())
