"""The machine's share: what fails keeps nothing else from being done, and what did not leave is told."""

from datetime import timedelta
from typing import Any

import pytest

from documents.register import documents_of_case
from tasks import nightly
from tasks.operations import sending
from tests.house import Landlord
from workflows.runtime.incidents import open_incidents


def test_an_account_that_cannot_be_dealt_with_keeps_no_other_waiting(
    landlord: Landlord, monkeypatch: pytest.MonkeyPatch
) -> None:
    landlord.add_tenancy("1")
    second = landlord.add_tenancy("2")
    opening = nightly.open_case

    def breaks(house: Any, session: Any, name: str, account: Any, why: dict[str, Any]) -> int:
        if account.reference == "1":
            raise RuntimeError("something unheard of")
        return opening(house, session, name, account, why)

    monkeypatch.setattr(nightly, "open_case", breaks)
    looked = nightly.look_at_accounts(landlord.house)
    assert (looked.opened, looked.failed) == (1, 1)
    assert landlord.case_of(second)


def test_a_letter_that_was_kept_until_it_was_stale_is_withdrawn_and_told(
    landlord: Landlord, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = landlord.add_tenancy("1")

    def full(*_file: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(sending, "hand_over", full)
        landlord.look()
    case = landlord.case_of(account)
    landlord.clock.move_to(landlord.clock.now() + timedelta(days=5))
    landlord.look()
    with landlord.house.db.read() as session:
        (letter,) = documents_of_case(session, case)
        (incident,) = open_incidents(session, case)
    assert letter.service_status == "withdrawn"
    assert incident.kind == "not sent"
    assert "was withdrawn" in incident.sentence
