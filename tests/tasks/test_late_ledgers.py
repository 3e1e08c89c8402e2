"""A ledger that is late: nothing is stated from it, whoever looks is told, and all goes on with the next import."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from pypdf import PdfReader
from sqlalchemy import select, update

from api.app import make_app
from cases.facts import facts_of_accounts
from cases.law import Law, NoSuchNumber
from cases.ledger.lateness import FRESH, late_ledgers, ledger_is_late
from cases.rows import AccountRow
from cases.tables import Account
from documents.register import documents_of_case
from tasks import ledgers, nightly
from tasks.acts import beginning, incidents, running
from tasks.health import findings
from tasks.opening import open_case
from tests.book import BOOK
from tests.calculating import LAW, STANDARDS
from tests.house import Landlord
from tests.tasks.test_journeys import folder_with_letter
from tests.tasks.test_rule_book import published
from tests.web.conftest import Browser
from workflows.clock import london_date
from workflows.db import table
from workflows.rows import row_of
from workflows.runtime.incidents import open_incidents
from workflows.runtime.tables import WorkItem
from workflows.runtime.waking import wake

TODAY = date(2026, 3, 2)
_account, _item = table(Account), table(WorkItem)
NO_POLICY = Law({**BOOK.under("law"), "limits.yaml": BOOK["law/limits.yaml"].replace(FRESH.encode(), b"other_days")})


def age(landlord: Landlord, account: int, days: int) -> None:
    """The account's last export is so many days old, and agrees with its ledger."""
    with landlord.house.db.write() as session:
        on = TODAY - timedelta(days=days)
        values = {"balance_on": on, "balance_pence": 60_000 if days == 0 else 50_000}
        session.execute(update(_account).where(_account.c.id == account).values(**values))


@pytest.mark.parametrize(("days", "late"), [(0, False), (7, False), (8, True), (400, True)])
def test_a_ledger_is_late_after_the_days_of_the_policy(days: int, late: bool) -> None:
    assert LAW.limit(FRESH, TODAY) == 7
    assert ledger_is_late({"ledger_age_days": days, "facts_on": TODAY}, LAW) is late


def test_of_what_nothing_is_known_is_late_and_without_a_policy_nobody_can_tell() -> None:
    assert ledger_is_late({"facts_on": TODAY}, LAW)
    assert ledger_is_late({"ledger_age_days": 1}, LAW)
    with pytest.raises(NoSuchNumber):
        ledger_is_late({"ledger_age_days": 1, "facts_on": TODAY}, NO_POLICY)


def test_late_ledgers_are_counted_of_tenancies_that_run(landlord: Landlord) -> None:
    fresh, late, ended = (landlord.add_tenancy(number) for number in "123")
    age(landlord, fresh, 7)
    age(landlord, late, 8)
    age(landlord, ended, 99)
    with landlord.house.db.write() as session:
        gone = update(_account).where(_account.c.id == ended).values(tenancy_end=TODAY - timedelta(days=1))
        session.execute(gone)
    with landlord.house.db.read() as session:
        assert late_ledgers(session, LAW, TODAY) == (1, date(2026, 2, 22))
        assert late_ledgers(session, LAW, TODAY - timedelta(days=1)) == (1, TODAY - timedelta(days=99))
        read = facts_of_accounts(session, TODAY, STANDARDS)
        both = {account.id: ledger_is_late(facts, LAW) for account, facts in read}
    assert both == {fresh: False, late: True, ended: True}


def test_whoever_runs_the_installation_is_told_and_it_stays_ready(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    ada = landlord.person("ada")

    def told() -> list[str]:
        return [each for each in running.look(landlord.house, ada).warnings if "ledger" in each]

    assert told() == []
    age(landlord, account, 9)
    (said,) = told()
    assert said.startswith("1 ledger of tenancies that run is late, the oldest of 21 February 2026")
    assert "Import the newest export" in said
    assert not any("ledger" in each.sentence for each in findings(landlord.house))
    old = {"ledger_age_days": 9, "facts_on": TODAY}
    assert ledgers.is_late(landlord.house, old)
    landlord.house.law = NO_POLICY
    assert told() == []
    assert not ledgers.is_late(landlord.house, old)


def test_no_letter_goes_out_on_a_late_ledger_and_the_next_import_lets_it_go(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    age(landlord, account, 8)
    with landlord.house.db.write() as session:  # by hand: by night nothing is begun on such a ledger
        row = session.execute(select(_account).where(_account.c.id == account)).mappings().one()
        case = open_case(landlord.house, session, "arrears", row_of(AccountRow, row), {"reason": "They asked"})
    landlord.look()
    with landlord.house.db.read() as session:
        assert documents_of_case(session, case) == []
    page = Browser(TestClient(make_app(landlord.house)))
    assert page.sign_in("tess").status_code == 200
    page.get(f"/cases/{case}")
    words = page.words()
    assert "Late ledger: of 22 February 2026" in words
    assert "£600.00as of 22 February 2026" in words
    assert "The first letter does not go out on a ledger that is late." in words
    age(landlord, account, 0)
    wake(landlord.house.runtime)
    landlord.look()
    with landlord.house.db.read() as session:
        (letter,) = documents_of_case(session, case)
    assert letter.kind == "letter_1"
    page.get(f"/cases/{case}")
    assert "Late ledger" not in page.words()
    with landlord.house.db.read() as session:
        assert session.execute(select(_item.c.status).where(_item.c.case_id == case)).all() == []


def test_a_letter_says_until_when_payments_are_known(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    age(landlord, account, 3)
    landlord.look()
    with landlord.house.db.read() as session:
        (letter,) = documents_of_case(session, landlord.case_of(account))
        made = landlord.house.store.read(session, letter.id)[1]
    words = " ".join(PdfReader(BytesIO(made)).pages[0].extract_text().split())
    assert "This counts what had reached us by the end of 27 February 2026." in words


def test_by_night_nothing_is_begun_on_a_late_ledger(landlord: Landlord) -> None:
    late, fresh = landlord.add_tenancy("1"), landlord.add_tenancy("2")
    day = london_date(landlord.clock.now()) - timedelta(days=8)
    with landlord.house.db.write() as session:
        session.execute(update(table(Account)).where(table(Account).c.id == late).values(balance_on=day))
    looked = nightly.look_at_accounts(landlord.house)
    assert (looked.accounts, looked.late, looked.opened) == (2, 1, 1)
    assert landlord.case_of(fresh)
    with landlord.house.db.write() as session:
        today = day + timedelta(days=8)
        session.execute(update(table(Account)).where(table(Account).c.id == late).values(balance_on=today))
    looked = nightly.look_at_accounts(landlord.house)
    assert (looked.late, looked.opened) == (0, 1), "once the export has come it is begun"


def test_any_letter_that_states_a_sum_waits_for_a_fresh_ledger_whatever_its_rules_say(landlord: Landlord) -> None:
    published(landlord, folder_with_letter("You owe {{ arrears }}."))
    account = landlord.add_tenancy("1")
    case = beginning.begin(landlord.house, landlord.person("olive"), "follow_up", account="1", reason="They asked")
    age(landlord, account, 8)
    with landlord.house.db.write() as session:  # what its lines come to by then
        session.execute(update(_account).where(_account.c.id == account).values(balance_pence=40_000))
    looked_at = {"what_was_found": "Something", "write_to_them": True}
    landlord.complete("olive", case, "follow_up_look", **looked_at)
    landlord.look()
    with landlord.house.db.read() as session:
        assert documents_of_case(session, case) == []
        (incident,) = open_incidents(session, case)
    assert "what was paid since is not known" in incident.sentence
    age(landlord, account, 0)
    incidents.retry(landlord.house, landlord.person("tess"), incident.id, reason="The export came")
    landlord.look()
    with landlord.house.db.read() as session:
        assert [each.kind for each in documents_of_case(session, case)] == ["follow_up_letter"]
