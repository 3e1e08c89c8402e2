"""A letter with its rent statement, against WeasyPrint alone on the same page."""

import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select
from sqlmodel import Session

from cases.facts import account_of_case, tenants_of
from cases.people.correspondence import correspondence_of
from cases.rows import AccountRow
from cases.tables import Account, AccountTransaction, CaseAccount
from documents.addressee import in_person
from documents.bare import bare_pdf, marked_html
from documents.facts import stated_facts
from documents.landlord import Landlords
from documents.letter import Letter, write_letter
from documents.named import Named
from documents.printing import print_pdf
from documents.statement import statement_between
from tasks.assembly import House
from tasks.operations import LANDLORD
from tasks.operations.sending import SEND
from tools.bench.completing import make_house
from tools.bench.figure import Figure, median_of
from workflows.clock import london_date
from workflows.db import table
from workflows.runtime.handlers import StepWork

ROUNDS = 15
WEEKS = 104


def figures() -> Iterator[Figure]:
    """Milliseconds of processor time of one letter: facts, wording, page and PDF/UA."""
    with tempfile.TemporaryDirectory() as folder:
        house = make_house(Path(folder))
        try:
            with_two_years(house)
            sender = house.runtime.handlers.jobs[SEND.name]
            with house.db.read() as session:
                case = session.execute(select(table(CaseAccount).c.case_id).limit(1)).scalar_one()
                work = StepWork(
                    case, 1, "send_letter_1", 1, {"document": "letter_1"}, {}, house.runtime.clock.now(), True
                )

                def ours() -> Any:
                    return sender.make(session, work)

                letter = ours()[0]
                first = _against_bare(ours, letter, house)
                account = account_of_case(session, case)
                longer = two_years_of(session, house, account)
                longest = longer()
                second = _against_bare(longer, longest, house)
        finally:
            house.close()
    yield _figure(f"letter with rent statement, {letter.printed.pages} pages, PDF/UA-1", first)
    yield _figure(f"rent statement over two years, {longest.printed.pages} pages, PDF/UA-1", second)


def with_two_years(house: House) -> None:
    """Gives every account a charge and a payment in each of the weeks before its ledger began."""
    line, account = table(AccountTransaction), table(Account)
    with house.db.write() as session:
        began = session.execute(select(func.min(line.c.posted_on))).scalar_one()
        first = session.execute(select(account.c.id).order_by(account.c.id)).scalars().all()
        rows = [
            {"account_id": number, "reference": f"{kind}{week}", "posted_on": began - timedelta(weeks=week)}
            | {"kind": kind, "amount_pence": pence, "description": ""}
            for number in first
            for week in range(1, WEEKS)
            for kind, pence in (("rent", 10_000), ("payment", -10_000))
        ]
        session.execute(insert(line), rows)


def two_years_of(session: Session, house: House, account: AccountRow) -> Callable[[], Letter]:
    """Draws up a statement of two years of an account; what is kept of it afterwards is not measured."""
    today = london_date(house.runtime.clock.now())
    since = today - timedelta(weeks=WEEKS)
    landlord = Landlords.of_book(house.book, LANDLORD).on(today, "Bench")
    kind, tenant = house.library.kind("", "statement_on_demand"), tenants_of(session, account.id)[0]
    who = in_person(tenant, correspondence_of(session, tenant.id))

    def drawn() -> Letter:
        statement = statement_between(session, account, since, today)
        about = (account, account.reference)
        facts = stated_facts(
            session, house.standards, landlord, about, kind, today, None, [who], who, Named(), statement
        )
        return write_letter(session, facts, kind, house.library, print_pdf, demo=True, simulated=True)

    return drawn


def _against_bare(ours: Callable[[], Any], letter: Letter, house: House) -> tuple[float, float]:
    """Seconds of processor time of a letter, and of WeasyPrint alone on the same page: medians, taken in turn."""
    html = marked_html(letter, house.library)
    if print_pdf(html, letter.format, b"x" * 16).pages != letter.printed.pages:
        raise AssertionError("the page that is measured is not the letter's")
    pairs = [
        (median_of(ours, 1, cpu=True), median_of(lambda: bare_pdf(html, letter.format), 1, cpu=True))
        for _ in range(ROUNDS)
    ]
    mine, bare = (sorted(column)[ROUNDS // 2] for column in zip(*pairs, strict=True))
    return mine, bare


def _figure(name: str, taken: tuple[float, float]) -> Figure:
    mine, bare = taken
    against = f"bare WeasyPrint, the same page: {bare * 1000:.0f} ms"
    return Figure(name, round(mine * 1000), "ms CPU", against, mine / bare, "≤ 1.15 ×", mine / bare <= 1.15)
