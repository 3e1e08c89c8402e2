"""The catalogue: a fact is one function of its noun, and everything else finds it."""

import json
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlmodel import Session

import cases
from api.commands.does.authoring import facts as list_facts
from cases import catalogue
from cases.catalogue import About, Age, Fact, FactUnreadable, Source, declared, fact
from cases.facts import CATALOGUE, COPIED, FACTS, KNOWN, facts_of_accounts, facts_of_case
from cases.ledger.lines import sums
from cases.tables import Account
from tasks.catalogue import CASE
from tasks.catalogue import catalogue as listed
from tasks.operations.ledger import READ_FACTS
from tests.calculating import STANDARDS
from tests.house import Landlord
from workflows.db import table
from workflows.prepared import Prepared
from workflows.settings import HOUSE

TODAY = date(2026, 3, 2)


def about_nothing(about: About) -> int:
    """What nobody asks."""
    return about.account.id


def test_every_fact_says_what_it_means_what_gives_it_and_how_old_it_is() -> None:
    assert CATALOGUE.keys() == FACTS.keys() == KNOWN.keys()
    assert (
        READ_FACTS.results.keys()
        == COPIED.keys()
        == {name for name, each in CATALOGUE.items() if not each.lists_choices}
    )
    for each in CATALOGUE.values():
        assert each.means.endswith(".")
        assert each.words == f"{each.means} From {each.source}."
        assert (HOUSE / "cases" / each.noun / "facts.py").is_file()
    assert (CATALOGUE["arrears_pence"].source, CATALOGUE["arrears_pence"].age) == (Source.LEDGER, Age.EXPORT)
    assert (CATALOGUE["arrangement_live"].source, CATALOGUE["arrangement_live"].age) == (Source.RECORD, Age.DAY)
    assert CATALOGUE["facts_missing"].type == "list"


def test_a_function_in_a_noun_is_a_fact_of_every_case_and_nothing_else_is_touched(
    landlord: Landlord, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    room = tmp_path / "weathers"
    room.mkdir()
    (room / "__init__.py").write_text('"""Weathers."""\n')
    (room / "facts.py").write_text(
        "from cases.catalogue import About, Age, Source, fact\n"
        "from cases.debts.facts import arrears_pence  # of another noun, and so no fact of this one\n\n\n"
        "@fact(Source.WORD, Age.DAY)\n"
        "def umbrella(about: About) -> str | None:\n"
        '    """Whether somebody said that it rains.\n\n    Nobody ever did.\n    """\n'
        "    return None if arrears_pence(about) else about.account.reference\n"
    )
    monkeypatch.setattr(cases, "__path__", [*cases.__path__, str(tmp_path)])
    declared.cache_clear()
    try:
        found = declared()
        umbrella = found["umbrella"]
        assert found.keys() - CATALOGUE.keys() == {"umbrella"}
        assert (umbrella.noun, umbrella.type, umbrella.nullable) == ("weathers", "string", True)
        assert umbrella.words == "Whether somebody said that it rains. From what a person said."
        monkeypatch.setattr("cases.facts.CATALOGUE", found)
        monkeypatch.setattr("tasks.catalogue.CATALOGUE", found)
        account = landlord.add_tenancy("1")
        landlord.look()
        with landlord.house.db.read() as session:
            assert facts_of_case(session, landlord.case_of(account), TODAY, STANDARDS)["umbrella"] is None
        said = next(each for each in listed() if each.name == "umbrella")
        assert (said.of, said.type) == (f"{CASE}: weathers", "string or null")
        assert (said.source, said.as_of) == ("what a person said", "the day itself")
    finally:
        declared.cache_clear()
        for name in [name for name in sys.modules if name.startswith("cases.weathers")]:
            del sys.modules[name]


def test_two_nouns_with_a_fact_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    one: Fact[Any] = CATALOGUE["tenure"]
    monkeypatch.setattr(catalogue, "_of_every_noun", lambda: iter([one, one]))
    declared.cache_clear()
    try:
        with pytest.raises(FactUnreadable, match="tenure is a fact of tenancies and of tenancies"):
            declared()
    finally:
        declared.cache_clear()


def test_a_fact_that_says_nothing_or_gives_what_feel_does_not_know_is_refused() -> None:
    def silent(about: About) -> int:
        return 1

    def odd(about: About) -> ModuleType:
        """It gives a module."""
        return sys

    with pytest.raises(FactUnreadable, match=r"silent .* does not say what it means"):
        fact(Source.RECORD, Age.DAY)(silent)
    with pytest.raises(FactUnreadable, match=r"no type of FEEL\. Let it give one of int, str"):
        fact(Source.RECORD, Age.DAY)(odd)


def test_thousands_of_accounts_take_no_more_queries_than_one(
    landlord: Landlord, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    counts = set[int]()
    event.listen(landlord.house.db._reading, "before_cursor_execute", lambda *_: asked.append(1))
    by_driver = Prepared.all  # what is prepared is handed to the driver itself

    def counted(statement: Prepared, session: Session, parameters: Mapping[str, Any]) -> list[Any]:
        asked.append(1)
        return by_driver(statement, session, parameters)

    monkeypatch.setattr(Prepared, "all", counted)
    for number in range(1, 4):
        landlord.add_tenancy(str(number))
        with landlord.house.db.read() as session:
            asked.clear()
            assert len(list(facts_of_accounts(session, TODAY, STANDARDS))) == number
        counts.add(len(asked))
    assert len(counts) == 1, "of one account as many as of thousands"
    assert counts.pop() < 30


def test_what_an_export_said_is_as_old_as_the_export(landlord: Landlord) -> None:
    one, other = landlord.add_tenancy("1"), landlord.add_tenancy("2")
    accounts = table(Account)
    with landlord.house.db.write() as session:
        old = update(accounts).where(accounts.c.id == one).values(balance_on=TODAY - timedelta(days=9))
        session.execute(old)
        session.execute(update(accounts).where(accounts.c.id == other).values(balance_on=TODAY + timedelta(days=1)))
    with landlord.house.db.read() as session:
        found = {account.id: facts for account, facts in facts_of_accounts(session, TODAY, STANDARDS)}
    assert (found[one]["ledger_as_of"], found[one]["ledger_age_days"]) == (date(2026, 2, 21), 9)
    assert found[other]["ledger_age_days"] == 0
    assert CATALOGUE["arrears_pence"].as_of(found[one]) == date(2026, 2, 21)
    assert CATALOGUE["arrangement_live"].as_of(found[one]) == TODAY
    assert CATALOGUE["arrears_pence"].as_of({}) is None


def test_a_reading_leaves_out_accounts_of_which_there_is_nothing(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    with landlord.house.db.read() as session:
        assert sums(session, TODAY, account)[account] == {"rent": 60_000}
        assert sums(session, date(2000, 1, 1), None) == {}


def test_the_command_lists_facts_by_noun_with_their_source(capsys: pytest.CaptureFixture[str]) -> None:
    list_facts(True)
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["arrears_pence"]["of"].endswith(": debts")
    assert rows["arrears_pence"]["source"] == "the ledger"
    assert rows["tenure"]["as_of"] == "the last export that held the account"
    list_facts(False)
    said = capsys.readouterr().out
    assert said.index(": debts") < said.index(": people")
    assert "the ledger" in said
