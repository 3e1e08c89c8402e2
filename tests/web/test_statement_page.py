"""The page on which a statement is given: to whom, of which days, and the sentence where it is not."""

from datetime import timedelta

import pytest

from tests.web.conftest import Browser, Office
from workflows.clock import london_date

HERE = "/accounts/1/statement"
DAY = {"from_on-day": "2", "from_on-month": "2", "from_on-year": "2026"}
ASKED = {"for": "1", "asked": "At the counter, with her passport", "span": "last_weeks"}


@pytest.fixture
def olive(office: Office) -> Browser:
    """The officer's browser."""
    return office.browser("olive")


def test_a_statement_is_asked_for_and_saved(olive: Browser) -> None:
    assert HERE in olive.get("/accounts/1").text
    olive.get(HERE)
    made = olive.send(HERE, **ASKED)
    assert made.headers["content-type"] == "application/pdf"
    assert made.headers["content-disposition"].startswith('attachment; filename="statement-1-')
    assert made.content.startswith(b"%PDF-")


def test_what_is_refused_stands_on_the_page_with_what_was_typed(office: Office, olive: Browser) -> None:
    olive.get(HERE)
    refused = olive.send(HERE, **{**ASKED, "asked": " "})
    assert refused.status_code == 422
    assert "Say how it was asked for" in refused.text
    olive.get(HERE)
    tomorrow = london_date(office.landlord.clock.now()) + timedelta(days=1)
    days = {"since-day": "1", "since-month": "2", "since-year": "2026"}
    days |= {"until-day": str(tomorrow.day), "until-month": str(tomorrow.month), "until-year": str(tomorrow.year)}
    refused = olive.send(HERE, **{**ASKED, "span": "between", **days})
    assert "has not come yet" in refused.text
    assert 'value="2026"' in refused.text
    assert "passport" in refused.text
    olive.get(HERE)
    assert "is no tenant of account" in olive.send(HERE, **{**ASKED, "for": "77"}).text


def test_somebody_without_authority_is_not_offered(olive: Browser) -> None:
    said = {"name": "Ms Robin Lane", "role": "deputy", "evidence": "Order, seen"}
    olive.get("/persons/1")
    olive.send("/persons/1/representatives", **said, **DAY, acts="receive_letters")
    assert "Robin Lane" not in olive.get(HERE).text
    olive.get("/persons/1")
    olive.send("/persons/1/representatives", **{**said, "name": "Mr Sam Reed"}, **DAY, acts="discuss")
    assert "Sam Reed" in olive.get(HERE).text
