"""The operation that drafts a notice: by the tenancy's own terms, with its date and figure worked out."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import insert, select, update

from cases.landlord_kinds import ASSOCIATION, COUNCIL
from cases.law import Law
from cases.notices.tables import Notice, NoticeCopy
from cases.notices.words import SERVED_AS, NoticeKind
from cases.tables import Account, AccountParty, Customer
from cases.tenancies.tables import TenancyTerms
from documents.library import Library
from documents.register import Store, documents_of_case
from tasks.acts import beginning
from tasks.assembly import build, install
from tasks.operations.noticing import _DOCUMENTS
from tasks.people import add_user
from tests.book import SHIPPED
from tests.conftest import MORNING
from tests.engine.drawing import Drawing
from tests.house import PASSWORD, USERS, Landlord, small_book
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.evidence import timeline
from workflows.runtime.publishing import put_in_force
from workflows.runtime.tables import Incident
from workflows.runtime.working import drain
from workflows.settings import HOUSE, Settings

STEPS = """
steps:
  - {id: try_choice, who: system, means: "A notice is chosen."}
  - {id: try_draft, who: system, means: "A notice is drafted."}
"""
ACTS = """
acts:
  - {step: try_draft, kind: prepare, source: "Housing Act 1985 s.83", confidence: to confirm}
"""
ABOUT = """
title: Try a notice
means: Tries the operation.
owner: The tests
reference: TN
debts: [rent, garage]
begins:
  - {by: person, roles: [officer]}
"""
NOTICES = ("nosp_s83", "s128_notice", "s143e_notice", "s8_notice", "ntq", "ntq_garage")
REASON = "You have paid no rent since January, though we wrote to you on 5 January and spoke with you on 12 January."


@pytest.fixture
def town(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Landlord]:
    bpmn, clock = tmp_path / "bpmn", SimulatedClock(MORNING)
    shutil.copytree(small_book(), bpmn)
    of: dict[str, str] = getattr(request, "param", {})
    if kind := of.get("landlord"):
        said = bpmn / "organisation" / "landlord.yaml"
        said.write_text(said.read_text().replace("    sample: true\n", f"    sample: true\n    kind: {kind}\n", 1))
    folder = bpmn / "procedures" / "try_notice"
    folder.mkdir(parents=True)
    made = Drawing("try_notice")
    made.service("try_choice", "choose_notice", "chosen")
    made.service("try_draft", "draft_notice", "drafted", reason=of.get("reason", f'"{REASON}"')).start("begun").end(
        "over"
    )
    drawn = made.chain("begun", "try_choice", "try_draft", "over").xml()
    for name, content in {
        "steps.yaml": STEPS,
        "acts.yaml": ACTS,
        "procedure.yaml": ABOUT,
        "try_notice.bpmn": drawn.decode(),
    }.items():
        (folder / name).write_text(content)
    house = build(
        Settings(f"sqlite:///{tmp_path / 'd.db'}", tmp_path / "store", bpmn=bpmn, secure_cookies=False), clock
    )
    install(house.db, "Test Homes", clock, demo=True)
    with house.db.write() as session:
        for username, roles in USERS.items():
            add_user(session, username, username.title(), PASSWORD, roles, clock)
        put_in_force(house.runtime, session, "try_notice", house.book.procedure("try_notice"), "user:1", "user:2")
    landlord = Landlord(house, clock)
    landlord.add_tenancy("1")
    yield landlord
    house.close()


Let = Callable[..., None]


@pytest.fixture
def let(town: Landlord) -> Let:
    """Says how the home of account 1 is let."""

    def say(tenure: str, **more: Any) -> None:
        values = {"account_id": 1, "tenure": tenure, "from_on": date(2025, 9, 1), "rent_begins": date(2026, 3, 2)}
        by = {"told": True, "recorded_by": "user:1", "recorded_at": MORNING}
        with town.house.db.write() as session:
            session.execute(insert(table(TenancyTerms)).values(**values | by | more))

    return say


def drafted(town: Landlord) -> tuple[dict[str, Any] | None, str, list[str]]:
    """The notice of a new case, what kept it from being drafted, and its copies as they are read."""
    house = town.house
    case = beginning.begin(house, town.person("olive"), "try_notice", account="1", reason="To see")
    drain(house.runtime)
    notice, incident = table(Notice), table(Incident)
    with house.db.read() as session:
        row = session.execute(select(notice).where(notice.c.case_id == case)).mappings().one_or_none()
        why = session.execute(select(incident.c.sentence).where(incident.c.case_id == case)).scalar() or ""
        lines = list(timeline(session, house.runtime.chain_of(session, case)))
        store = Store(house.settings.store / "documents")
        copies = [store.read(session, each.id)[1] for each in documents_of_case(session, case)]
    texts = [
        " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(each)).pages).split()) for each in copies
    ]
    if row is None and not why:
        (said,) = [
            each["content"] for each in lines if each["kind"] == "step completed" and each["step"] == "try_draft"
        ]
        assert said["result"]["notice_written"] is False
        why = said["result"]["notice_because"]
    return (dict(row) if row else None), str(why), texts


def choice(town: Landlord) -> dict[str, Any]:
    """What was said in the newest case of which notice is open."""
    house = town.house
    with house.db.read() as session:
        lines = list(timeline(session, house.runtime.chain_of(session, town.case_of(1))))
    done = [each for each in lines if each["kind"] == "step completed" and each.get("step") == "try_choice"]
    (said,) = [each["content"]["result"] for each in done]
    return dict(said)


def test_a_secure_tenant_gets_the_notice_of_section_83(town: Landlord, let: Let) -> None:
    let("secure", from_on=date(2020, 4, 6))
    notice, why, (text,) = drafted(town)
    assert why == ""
    assert notice is not None
    # It may be served until Monday 9 March; by post on that day it arrives by Wednesday 11. 28 days lead to 8 April,
    # and the week in which that lies ends on Sunday 12: the next begins on Monday 13 April.
    assert (notice["kind"], notice["named_on"], notice["grounds"]) == ("nosp_s83", date(2026, 4, 13), ["1"])
    assert choice(town)["notice_would_be"] == "nosp_s83"
    # Six weeks are owed; that of 2 March itself is not late before it is over.
    assert (notice["arrears_pence"], notice["struck_on"], notice["drafted_by"]) == (50_000, date(2026, 3, 1), "system")
    for words in (
        "Notice of seeking possession",
        "Ms Ann Tenant1",
        "Rent lawfully due from the tenant has not been paid",
        REASON,
        "was late at the end of 1 March 2026 came to £500.00",
        "will not be asked before 13 April 2026 is over",
        "twelve months after 13 April 2026",
        # Whether 13 April 2027 itself still counts need not be argued.
        "Proceedings may begin on 12 April 2027 at the latest",
    ):
        assert words in text, words


def test_each_joint_tenant_has_a_copy_that_names_both(town: Landlord, let: Let) -> None:
    let("secure", from_on=date(2020, 4, 6))
    with town.house.db.write() as session:
        second = insert(table(Customer)).values(reference="C2", title="Mr", given_name="Bob", family_name="Second")
        other = session.execute(second.returning(table(Customer).c.id)).scalar_one()
        session.execute(insert(table(AccountParty)).values(account_id=1, customer_id=other))
    notice, _why, texts = drafted(town)
    assert notice is not None
    with town.house.db.read() as session:
        copies = session.execute(select(table(NoticeCopy).c.customer_id).order_by(table(NoticeCopy).c.customer_id))
        assert list(copies.scalars()) == [1, other]
    assert len(texts) == 2
    for text in texts:
        assert "Ms Ann Tenant1" in text
        assert "Mr Bob Second" in text


@pytest.mark.parametrize(
    ("town", "tenure", "more", "kind", "named", "words"),
    [
        # Two weeks after 11 March are the 25th, safe is the 26th.
        ({}, "assured_social", {}, "s8_notice", date(2026, 3, 26), ["Form 3", "not begin earlier than 26 March 2026"]),
        (
            {"landlord": COUNCIL},
            "introductory",
            {},
            "s128_notice",
            date(2026, 4, 13),
            ["section 128", "within 14 days", "may begin on 31 August 2026 at the latest"],
        ),
        (
            {"landlord": ASSOCIATION},
            "demoted",
            {"demoted_on": date(2025, 9, 1)},
            "s8_notice",
            date(2026, 3, 26),
            ["Form 3"],
        ),
        (
            {"landlord": COUNCIL},
            "demoted",
            {"demoted_on": date(2025, 9, 1)},
            "s143e_notice",
            date(2026, 4, 13),
            ["section 143E", "no proceedings on this notice after 31 August 2026"],
        ),
        # A notice to quit may name the Sunday that ends the week, too.
        (
            {},
            "non_secure",
            {},
            "ntq",
            date(2026, 4, 12),
            ["must get an order for possession from the court", "four weeks"],
        ),
    ],
    indirect=["town"],
)
def test_by_the_tenancys_terms(
    town: Landlord, let: Let, tenure: str, more: dict[str, Any], kind: str, named: date, words: list[str]
) -> None:
    let(tenure, **more)
    notice, why, (text,) = drafted(town)
    assert why == ""
    assert notice is not None
    assert (notice["kind"], notice["named_on"]) == (kind, named)
    for each in (*words, REASON):
        assert each in text, each
    assert ("came to £500.00" in text) is (kind != "ntq")


@pytest.mark.parametrize(
    ("weeks", "grounds"), [(6, ["10"]), (8, ["10"]), (9, ["8", "10"])]
)  # ground 8 wants eight weeks of rent, and of nine that are owed that of today is not late
def test_ground_8_is_relied_on_where_as_much_is_owed(town: Landlord, let: Let, weeks: int, grounds: list[str]) -> None:
    let("assured_social")
    more = 10_000 * (weeks - 6)
    with town.house.db.write() as session:
        Landlord._line(session, 1, "more", date(2026, 1, 5), "rent", more)
        accounts = table(Account)
        session.execute(update(accounts).where(accounts.c.id == 1).values(balance_pence=60_000 + more))
    notice, why, (text,) = drafted(town)
    assert why == ""
    assert notice is not None
    assert notice["grounds"] == grounds
    assert ("at least eight weeks' rent is unpaid" in text.replace("’", "'")) is (weeks == 9)


@pytest.mark.parametrize(
    ("tenure", "more", "sentence"),
    [
        ("shared_ownership", {}, "ended by forfeiture of its lease alone"),
        ("secure", {"rent_begins": None}, "no day on which a rent period begins is known. Write one"),
        ("garage", {}, "says a garage, and the account is of rent"),
        ("flexible", {"fixed_until": date(2030, 1, 1)}, "Have a lawyer read the clause"),
        ("secure", {"until_on": date(2026, 3, 5)}, "No terms of the tenancy stand on Wednesday 11 March 2026"),
        ("secure", {"from_on": date(2026, 3, 5)}, "No terms of the tenancy stand on Monday 2 March 2026"),
        # The trial ends on 1 April: no claim could begin in time.
        ("introductory", {"from_on": date(2025, 4, 2)}, "on no day after"),
        ("introductory", {"from_on": date(2024, 4, 2)}, "It was introductory until"),
    ],
)
def test_what_is_not_open_is_an_incident_with_its_sentence(
    town: Landlord, let: Let, tenure: str, more: dict[str, Any], sentence: str
) -> None:
    let(tenure, **more)
    notice, why, texts = drafted(town)
    assert notice is None
    assert texts == []
    assert sentence in why
    chosen = choice(town)
    if tenure != "secure_fixed":  # it is open, and would have to be drafted elsewhere
        assert (chosen["notice_open"], chosen["notice_would_be"]) == (False, "")
        assert sentence in chosen["notice_because"]


def test_since_may_2026_a_home_that_is_not_social_takes_form_3a(town: Landlord, let: Let) -> None:
    town.clock.move_to(MORNING + timedelta(days=90))
    town.bring_in()
    let("assured_non_social")
    notice, why, (text,) = drafted(town)
    assert why == ""
    assert notice is not None
    # Six weeks are owed, and ground 8 wants thirteen. Served by 7 June, by post on the 9th: four weeks, and a day.
    assert (notice["form"], notice["grounds"], notice["named_on"]) == ("Form 3A", ["10"], date(2026, 7, 8))
    for words in (
        "Form 3A (to the same effect)",
        "Some rent lawfully due",
        "Breathing space",
        "With this notice: Notes",
    ):
        assert words in text, words
    assert "thirteen weeks' rent" not in text.replace("’", "'")


def test_each_form_that_the_law_knows_has_its_document() -> None:
    library = Library(SHIPPED)
    kinds = {"form_s8": NoticeKind.SECTION_8, "form_s21": NoticeKind.SECTION_21}
    forms = {
        (kinds[row.name.removesuffix("_non_social").removesuffix("_social")], str(row.value))
        for row in Law.of_folder(HOUSE / "bpmn" / "law").rows
        if row.name.startswith("form_s")
    }
    assert {form for _, form in forms} == {"Form 3", "Form 3A", "Form 6A"}
    for kind, form in forms:
        document = library.kinds["", _DOCUMENTS[kind, form]]
        assert document.form == f"{form} (to the same effect)"
        assert document.served_as is SERVED_AS[kind]


@pytest.mark.parametrize("paid", [60_000, 50_000])
def test_where_nothing_is_late_none_for_rent_is_drafted(town: Landlord, let: Let, paid: int) -> None:
    """Today's charge is no arrears: the day on which it may be paid is not over."""
    let("secure", from_on=date(2020, 4, 6))
    town.pay(1, paid)
    notice, why, texts = drafted(town)
    assert (notice, texts) == (None, [])
    assert "Nothing is late, by what was known to the end of Sunday 1 March 2026" in why
    assert choice(town)["notice_open"] is False


def test_what_came_since_the_ledger_was_counted_is_taken_off(town: Landlord, let: Let) -> None:
    let("secure", from_on=date(2020, 4, 6))
    town.pay(1, 20_000)
    with town.house.db.write() as session:
        session.execute(update(table(Account)).where(table(Account).c.id == 1).values(balance_pence=40_000))
    notice, _why, (text,) = drafted(town)
    assert notice is not None
    assert (notice["arrears_pence"], notice["struck_on"]) == (30_000, date(2026, 3, 1))
    assert "came to £300.00" in text
    assert "takes off what we know to have come since" in text


def test_charges_are_counted_to_the_day_to_which_payments_are(town: Landlord, let: Let) -> None:
    """The export is of Friday: the week that was over on Sunday may have been paid at its end."""
    let("secure", from_on=date(2020, 4, 6))
    with town.house.db.write() as session:
        accounts = table(Account)
        as_of = {"balance_on": date(2026, 2, 27), "balance_pence": 50_000}
        session.execute(update(accounts).where(accounts.c.id == 1).values(**as_of))
    notice, why, texts = drafted(town)
    assert why == ""
    (text,) = texts
    assert notice is not None
    assert (notice["arrears_pence"], notice["struck_on"]) == (40_000, date(2026, 2, 27))
    assert "was late at the end of 27 February 2026 came to £400.00" in text


def test_where_its_terms_change_while_it_may_be_served_none_is_drafted(town: Landlord, let: Let) -> None:
    """It may be served until 9 March and reach them by the 11th: whichever Act it is by must be right on each day."""
    let("introductory", from_on=date(2025, 3, 10), until_on=date(2026, 3, 9))
    let("secure", from_on=date(2026, 3, 10))
    notice, why, texts = drafted(town)
    assert (notice, texts) == (None, [])
    assert "The terms of the tenancy change on Tuesday 10 March 2026, while the notice may be served" in why


def test_terms_that_say_the_same_anew_are_no_change(town: Landlord, let: Let) -> None:
    let("secure", from_on=date(2020, 4, 6), until_on=date(2026, 3, 9))
    let("secure", from_on=date(2026, 3, 10))
    notice, why, _texts = drafted(town)
    assert why == ""
    assert notice is not None
    assert notice["kind"] == "nosp_s83"


SAYS_LITTLE = [{"reason": each} for each in ('"n/a"', '"  "', '""', '"1 2 3 4 5 6 7 8 9 10"')]


@pytest.mark.parametrize("town", SAYS_LITTLE, indirect=True)
def test_a_reason_that_says_nothing_is_refused_with_what_to_do(town: Landlord, let: Let) -> None:
    let("secure", from_on=date(2020, 4, 6))
    notice, why, texts = drafted(town)
    assert (notice, texts) == (None, [])
    assert why.startswith("Say in a few words why the notice is given")


def test_where_no_tenant_lives_none_is_open(town: Landlord, let: Let) -> None:
    """What stands against a notice is asked before the terms are: no hold need have been placed yet."""
    let("secure", from_on=date(2020, 4, 6))
    with town.house.db.write() as session:
        session.execute(update(table(Customer)).values(date_of_death=date(2026, 3, 1)))
    notice, why, _texts = drafted(town)
    assert notice is None
    assert "No tenant lives" in why
    assert choice(town)["notice_open"] is False
    assert "No tenant lives" in choice(town)["notice_because"]
