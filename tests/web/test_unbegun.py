"""The page of what should have begun a procedure and has not."""

import re

from fastapi.testclient import TestClient

from api.app import make_app
from tasks.signing import sign_in
from tests.house import PASSWORD, Landlord
from tests.tasks.test_causes import RULES
from tests.tasks.test_journeys import folder
from tests.tasks.test_rule_book import published
from tests.tasks.test_unbegun import STANDS, dispute


def test_what_waits_and_what_has_lapsed_is_shown(landlord: Landlord) -> None:
    published(landlord, folder([{"by": "event", "event": "dispute_ended"}], RULES))
    account = landlord.add_tenancy("1")
    landlord.look()
    secret, _ = sign_in(landlord.house.db, landlord.clock, "tess", PASSWORD, "here", "cookie")
    with TestClient(make_app(landlord.house), cookies={"duecourse": secret}) as client:
        assert "whatever should have begun a procedure has" in client.get("/running/unbegun").text
        dispute(landlord, account)
        landlord.pass_days(2)
        shown = re.sub(r"<[^>]+>", " ", client.get("/running/unbegun").text)
        assert re.search(r"1\s+Follow up\s+Dispute ended\s+3 March 2026\s+3 April 2026\s+A case about the debt", shown)
        landlord.pass_days(STANDS.days)
        shown = re.sub(r"<[^>]+>", " ", client.get("/running/unbegun").text)
        assert re.search(r"3 April 2026\s+Lapsed\s+Its days are over", shown)
