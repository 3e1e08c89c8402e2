"""A form that did not come from a page of ours changes nothing."""

import pytest

from tests.web.conftest import Office


@pytest.mark.parametrize("csrf", ["", "of somebody else", "é"])
def test_a_form_without_the_sessions_own_mark_is_refused(office: Office, csrf: str) -> None:
    browser, task = office.browser("olive"), office.task("contact_customer")
    before = office.kinds()
    answer = browser.client.post(f"/steps/{task}/claim", data={"csrf": csrf}, follow_redirects=False)
    assert 400 <= answer.status_code < 500
    assert office.kinds() == before
    assert office.landlord.step(office.case, "contact_customer")["assignee"] is None
