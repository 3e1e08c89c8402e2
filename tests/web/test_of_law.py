"""The page of a proposal that changes what cases are held to: said to all, published by compliance alone."""

import pytest
from fastapi.testclient import TestClient

from api.app import make_app
from tasks.acts import rule_book
from tasks.signing import sign_in
from tests.house import PASSWORD, Landlord
from tests.tasks.test_of_law import narrowed
from tests.tasks.test_rule_book import drafted


@pytest.mark.parametrize(("who", "may"), [("ada", False), ("cora", True)])
def test_it_is_said_and_only_compliance_has_the_button(
    landlord: Landlord, monkeypatch: pytest.MonkeyPatch, who: str, may: bool
) -> None:
    for room in ("rule_book", "procedures"):
        monkeypatch.setattr(f"tasks.acts.{room}.must_be_as_meant", lambda _house, _examination: None)
    house = landlord.house
    number = drafted(landlord, narrowed(landlord))
    rule_book.propose(house, landlord.person("pat"), number)
    secret, _ = sign_in(house.db, landlord.clock, who, PASSWORD, "here", "cookie")
    with TestClient(make_app(house), cookies={"duecourse": secret}) as client:
        page = client.get(f"/proposals/{number}").text
        assert "What cases would be held to otherwise" in page
        assert "The rule no-enforcement-in-breathing-space would read otherwise" in page
        assert "serve_notice would be done while there is breathing_space." in page
        assert (f'action="/proposals/{number}/publish"' in page) is may
        assert ("compliance must publish it" in page) is not may
