"""An agreement about court costs alone is confirmed in writing, and its breach is warned of, though no rent is owed."""

from pathlib import Path

from sqlalchemy import insert, select, update

from cases.agreements.starting import NewDebt
from cases.tables import Account, AccountTransaction
from documents.register import Document
from tasks.nightly import do_what_is_due
from tests.agreements.town import Town
from tests.conftest import MORNING
from tests.house import make_landlord, publish_folder
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.settings import HOUSE


def test_who_agreed_about_costs_alone_has_it_in_writing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'duecourse.db'}"
    landlord = make_landlord(url, tmp_path / "store", SimulatedClock(MORNING), bpmn=HOUSE / "bpmn")
    town = Town(landlord, landlord.add_tenancy("1", weeks_owed=0))
    publish_folder(landlord.house, "agreement")
    costs = {"account_id": town.account, "reference": "costs", "posted_on": town.today, "kind": "charge"}
    more = {"amount_pence": 30_000, "description": "Costs", "debt": "court_costs"}
    with landlord.house.db.write() as session:
        session.execute(insert(table(AccountTransaction)).values(**costs, **more))
        session.execute(update(table(Account)).values(balance_pence=30_000))
    landlord.bring_in()
    town.agree(debts=[NewDebt(town.account, 600, "court_costs")])
    landlord.look()
    do_what_is_due(landlord.house)
    documents = table(Document)
    with landlord.house.db.read() as session:
        kinds = session.execute(select(documents.c.kind)).scalars().all()
    assert kinds == ["agreement_letter"]
    landlord.house.close()
