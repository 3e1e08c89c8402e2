"""The table of acts, asked: every role, every act, every door; one answer, whichever door is used."""

import contextlib
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import html
from sqlalchemy import func, select

from api.app import make_app
from api.commands import main
from cases.agreements.authority import NewParty
from cases.agreements.making import NewAgreement, make
from cases.agreements.starting import NewDebt
from cases.agreements.words import Frequency
from cases.permissions import Group
from tasks.acts.every import acts, as_markdown
from tasks.acts.table import ACTS, OPERATOR
from tasks.earlier import ARREARS
from tasks.people import ROLES
from tasks.signing import sign_in
from tests.conftest import MORNING
from tests.house import PASSWORD, USERS, Landlord, make_landlord, small_book
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.evidence.tables import Entry
from workflows.runtime.procedures import read_folder
from workflows.runtime.publishing import propose
from workflows.settings import HOUSE

WHO = {roles[0]: name for name, roles in USERS.items() if name != "sam"}
"""Role → somebody who has it alone."""


@dataclass
class Doors:
    """How each door does one act. ``{…}`` is filled in with what it is about, there or not there.

    :ivar page: method, path, and the fields of its form
    :ivar api: method, path, and the JSON of its body
    :ivar command: the arguments
    """

    page: tuple[str, str, dict[str, str]] | None = None
    api: tuple[str, str, dict[str, Any] | None] | None = None
    command: list[str] | None = None


HOLD = {"kind": "dispute", "begins_on": "2026-03-02", "accounts": ["none"]}
HELD = {"kind": "dispute", "covers": "customer-99999", "begins-day": "2", "begins-month": "3", "begins-year": "2026"}
WHY = {"reason": ""}  # a reason that is missing: asked after the role, and nothing is changed
USER = {"username": "new", "name": "New", "password": "short", "roles": ["officer"]}
TERMS = {"frequency": "weekly", "first_due": "2026-03-09"}
TYPED = {"frequency": "weekly", "first-day": "9", "first-month": "3", "first-year": "2026", "instalment-99999": "5"}
AGREED = {"parties": [{"person": 99999}], "debts": [{"account": 99999, "instalment_pence": 500}], **TERMS}
CLAIM = {"kind": "housing_benefit", "status": "claimed"}


LET = {"tenure": "secure", "from_on": "2026-03-06"}
WATER = {"part": "water", "period": "weekly"}
YEAR = {"calendar": "x", "year": 2026, "begins_on": "2026-04-06", "weeks": 52}


def typed_day(name: str) -> dict[str, str]:
    """A day as a page sends it."""
    return {f"{name}-day": "2", f"{name}-month": "3", f"{name}-year": "2026"}


def day(name: str) -> dict[str, str]:
    """The fields of a page's day."""
    return {f"{name}-day": "6", f"{name}-month": "3", f"{name}-year": "2026"}


CALLS = {
    "accounts.find": Doors(None, ("GET", "/accounts?reference={code}", None), ["why", "{code}"]),
    "accounts.look": Doors(("GET", "/accounts/{account}", {}), ("GET", "/accounts/{account}", None)),
    "accounts.why": Doors(None, ("GET", "/accounts/{account}/why", None), ["why", "{code}"]),
    "accounts.record_payment_days": Doors(
        ("POST", "/accounts/{account}/payment-days", {"method": "none", **WHY}),
        ("PUT", "/accounts/{account}/payment-days", {"method": "none", **WHY}),
    ),
    "consulting.ask": Doors(
        ("POST", "/cases/{case}/consultations", {"of": "nobody", "question": "x", **day("by")}),
        ("POST", "/cases/{case}/consultations", {"of": "nobody", "question": "x", "answer_by": "2026-03-06"}),
    ),
    "consulting.answer": Doors(
        ("POST", "/cases/{case}/consultations/99999/answer", {"words": "x"}),
        ("POST", "/cases/{case}/consultations/99999/answer", {"words": "x"}),
    ),
    "consulting.withdraw": Doors(
        ("POST", "/cases/{case}/consultations/99999/withdraw", {"reason": "x"}),
        ("POST", "/cases/{case}/consultations/99999/withdraw", {"reason": "x"}),
    ),
    "consulting.list": Doors(("GET", "/consultations", {}), ("GET", "/consultations", None)),
    "consulting.of_case": Doors(
        ("GET", "/cases/{case}/consultations", {}), ("GET", "/cases/{case}/consultations", None)
    ),
    "notices.of_account": Doors(
        ("GET", "/accounts/{account}/notices", {}), ("GET", "/accounts/{account}/notices", None)
    ),
    "notices.withdraw": Doors(
        ("POST", "/accounts/{account}/notices/99999/withdraw", {"reason": "x"}),
        ("POST", "/accounts/{account}/notices/99999/withdraw", {"reason": "x"}),
    ),
    "recommended.list": Doors(("GET", "/notices-recommended", {}), ("GET", "/notices-recommended", None)),
    "discrepancies.list": Doors(("GET", "/discrepancies", {}), ("GET", "/discrepancies", None)),
    "risks.list": Doors(("GET", "/risks", {}), ("GET", "/risks", None)),
    "risks.record": Doors(
        ("POST", "/risks", {"kind": "x", "what": "x", "owner": "x", **day("review")}),
        ("POST", "/risks", {"kind": "x", "what": "x", "owner": "x", "review_on": "2026-03-06"}),
    ),
    "risks.follow_up": Doors(
        ("POST", "/risks/99999/follow-up", {"words": "x", **day("review")}),
        ("POST", "/risks/99999/follow-up", {"words": "x", "review_on": "2026-03-06"}),
    ),
    "risks.close": Doors(
        ("POST", "/risks/99999/close", {"outcome": "x"}), ("POST", "/risks/99999/close", {"outcome": "x"})
    ),
    "tenancies.look": Doors(("GET", "/accounts/{account}/tenancy", {}), ("GET", "/accounts/{account}/tenancy", None)),
    "tenancies.correct_terms": Doors(
        ("POST", "/accounts/{account}/tenancy/terms", {"tenure": "secure", **day("from_on"), **WHY}),
        ("POST", "/accounts/{account}/tenancy/terms", {"terms": LET, **WHY}),
    ),
    "tenancies.correct_part": Doors(
        ("POST", "/accounts/{account}/tenancy/parts", {**WATER, "amount": "5", **day("part-from_on"), **WHY}),
        (
            "POST",
            "/accounts/{account}/tenancy/parts",
            {"part": {**WATER, "pence": 500, "from_on": "2026-03-06"}, **WHY},
        ),
    ),
    "tenancies.list_years": Doors(("GET", "/rent-years", {}), ("GET", "/rent-years", None)),
    "tenancies.correct_year": Doors(
        ("POST", "/rent-years", {"calendar": "x", "weeks": "52", **day("begins_on"), **WHY}),
        ("POST", "/rent-years", {"year": YEAR, **WHY}),
    ),
    "handing_over.look": Doors(("GET", "/hand-over", {}), ("GET", "/hand-over", None)),
    "handing_over.hand_over": Doors(
        ("POST", "/hand-over", {"patch": "", "to": "", **WHY}),
        ("POST", "/hand-over", {"to": "sam", "seal": "x", **WHY}),
    ),
    "benefits.list_to_chase": Doors(("GET", "/claims-to-chase", {}), ("GET", "/claims-to-chase", None)),
    "referrals.directory": Doors(None, ("GET", "/partners", None)),
    "statements.askers": Doors(("GET", "/accounts/{account}/statement", {})),
    "statements.give": Doors(
        ("POST", "/accounts/{account}/statement", {"for": "99999", "span": "x", "asked": ""}),
        ("POST", "/accounts/{account}/statements", {"tenant": 99999, "span": "x", "asked": ""}),
    ),
    "agreements.list": Doors(("GET", "/agreements", {}), ("GET", "/agreements", None)),
    "allocations.propose": Doors(
        ("POST", "/accounts/{account}/agreements/allocation", {"altogether": "5", "every": "weekly"}),
        ("POST", "/accounts/{account}/agreements/allocation", {"instalment_pence": 500, "frequency": "weekly"}),
    ),
    "instalments.due": Doors(("GET", "/instalments", {}), ("GET", "/instalments", None)),
    "agreements.look": Doors(("GET", "/agreements/{agreement}", {}), ("GET", "/agreements/{agreement}", None)),
    "agreements.of_account": Doors(
        ("GET", "/accounts/{account}/agreements", {}), ("GET", "/accounts/{account}/agreements", None)
    ),
    "agreements.make": Doors(
        ("POST", "/accounts/{account}/agreements", {**TYPED, "party": "99999"}),
        ("POST", "/accounts/{account}/agreements", AGREED),
    ),
    "agreements.vary": Doors(
        ("POST", "/agreements/{agreement}/vary", {**TYPED, **WHY}),
        ("POST", "/agreements/{agreement}/vary", {**TERMS, **WHY, "instalments": []}),
    ),
    "approving.approve": Doors(
        ("POST", "/agreements/{agreement}/approve", WHY), ("POST", "/agreements/{agreement}/approve", WHY)
    ),
    "approving.name_first_day": Doors(
        ("POST", "/agreements/{agreement}/first-day", {**TYPED, **WHY}),
        ("POST", "/agreements/{agreement}/first-day", {"first_due": "2026-03-09", **WHY}),
    ),
    "approving.decline": Doors(
        ("POST", "/agreements/{agreement}/decline", WHY), ("POST", "/agreements/{agreement}/decline", WHY)
    ),
    "agreements.end": Doors(("POST", "/agreements/{agreement}/end", WHY), ("POST", "/agreements/{agreement}/end", WHY)),
    "calculations.answer": Doors(None, ("POST", "/calculations/business_day", {"date": "2026-03-02"})),
    "calculations.list": Doors(None, ("GET", "/calculations", None)),
    "case_files.look": Doors(("GET", "/cases/{case}", {}), ("GET", "/cases/{case}", None)),
    "closing.close": Doors(
        ("POST", "/cases/{case}/close", {"because": "paid", **WHY}),
        ("POST", "/cases/{case}/close", {"because": "paid", **WHY}),
    ),
    "case_files.search": Doors(("GET", "/cases", {}), ("GET", "/cases", None)),
    "deaths.take_back": Doors(
        ("POST", "/persons/{customer}/death/take-back", {"reason": "x"}),
        ("POST", "/persons/{customer}/death/take-back", {"reason": "x"}),
    ),
    "holds.place": Doors(None, ("POST", "/holds", HOLD)),
    "holds.place_on_case": Doors(("POST", "/cases/{case}/holds", {**HELD, "reason": "x"})),
    "holds.release": Doors(("POST", "/cases/{case}/holds/{hold}/release", WHY), ("POST", "/holds/{hold}/release", WHY)),
    "benefits.look": Doors(("GET", "/accounts/{account}/benefits", {}), ("GET", "/accounts/{account}/benefits", None)),
    "benefits.record": Doors(
        ("POST", "/accounts/{account}/benefits", {"person": "99999", **CLAIM, **typed_day("claimed_on")}),
        ("POST", "/accounts/{account}/benefits", {"person": 99999, "claimed_on": "2026-03-02", **CLAIM}),
    ),
    "benefits.chase": Doors(
        (
            "POST",
            "/accounts/{account}/benefits/chasers",
            {"claim": "99999", "chaser_kind": "asked", **typed_day("on")},
        ),
        ("POST", "/accounts/{account}/benefits/chasers", {"claim": 99999, "kind": "asked", "on": "2026-03-02"}),
    ),
    "benefits.ask_direct_payment": Doors(
        (
            "POST",
            "/accounts/{account}/benefits/direct-payments",
            {"claim": "99999", "request_kind": "managed_payment"},
        ),
        ("POST", "/accounts/{account}/benefits/direct-payments", {"claim": 99999, "kind": "managed_payment"}),
    ),
    "benefits.answer": Doors(
        (
            "POST",
            "/accounts/{account}/benefits/direct-payments/99999/answer",
            {"outcome": "granted", **typed_day("answered_on")},
        ),
        (
            "POST",
            "/accounts/{account}/benefits/direct-payments/99999/answer",
            {"outcome": "granted", "on": "2026-03-02"},
        ),
    ),
    "budgets.look": Doors(("GET", "/persons/{customer}/budgets", {}), ("GET", "/persons/{customer}/budgets", None)),
    "budgets.print": Doors(
        ("GET", "/persons/{customer}/budgets/1/large.pdf", {}), ("GET", "/persons/{customer}/budgets/document", None)
    ),
    "budgets.record": Doors(
        ("POST", "/persons/{customer}/budgets", {"made_with": "", "adults": "1"}),
        ("POST", "/persons/{customer}/budgets", {"made_with": "", "adults": 1, "lines": []}),
    ),
    "beginning.list": Doors(("GET", "/begin", {}), ("GET", "/beginnings", None)),
    "beginning.begin": Doors(
        ("POST", "/begin/{procedure}", {"account": "1", "reason": ""}),
        ("POST", "/procedures/{procedure}/cases", {"account": "1", "reason": ""}),
    ),
    "holds.told": Doors(("GET", "/holds/{hold}", {}), ("GET", "/holds/{hold}/told", None)),
    "imports.bring_in": Doors(command=["import", "nowhere"]),
    "messages.tell": Doors(
        ("POST", "/cases/{case}/tell", {"message": "x", **WHY}), ("POST", "/cases/{case}/tell", {"message": "x", **WHY})
    ),
    "moving.preview": Doors(("GET", "/cases/{case}/version", {}), ("GET", "/cases/{case}/version", None)),
    "moving.move": Doors(("POST", "/cases/{case}/version", WHY), ("POST", "/cases/{case}/version", WHY)),
    "moving.take_back": Doors(("POST", "/cases/{case}/version/back", WHY), ("POST", "/cases/{case}/version/back", WHY)),
    "contacts.record": Doors(
        ("POST", "/persons/{person}/contacts", {"direction": "x", "said": "x", "outcome": "x", "reached": "no"}),
        ("POST", "/persons/{person}/contacts", {"direction": "out", "channel": "phone", "said": "x", "reached": False}),
    ),
    "contacts.list": Doors(("GET", "/persons/{person}/contacts", {}), ("GET", "/persons/{person}/contacts", None)),
    "contacts.take_promise": Doors(
        ("POST", "/persons/{person}/promises", {"amount": "0", **day("due_on")}),
        ("POST", "/persons/{person}/promises", {"amount_pence": 0, "due_on": "2026-03-06"}),
    ),
    "persons.find": Doors(("GET", "/persons?search=ann", {}), ("GET", "/persons?search=ann", None)),
    "persons.look": Doors(("GET", "/persons/{person}", {}), ("GET", "/persons/{person}", None)),
    "persons.keep_detail": Doors(
        ("POST", "/persons/{person}/details", {"kind": "phone", "value": "x"}),
        ("POST", "/persons/{person}/details", {"kind": "phone", "value": ""}),
    ),
    "persons.say_needs": Doors(
        ("POST", "/persons/{person}/needs", {"format": "x"}), ("POST", "/persons/{person}/needs", {"format": "x"})
    ),
    "persons.prefer": Doors(
        ("POST", "/persons/{person}/preferences", {"way": "x", "source": "x"}),
        ("POST", "/persons/{person}/preferences", {"way": "x", "wish": "x", "source": ""}),
    ),
    "persons.add_to_household": Doors(
        ("POST", "/persons/{person}/household", {"relation": "x", "born_year": "1"}),
        ("POST", "/persons/{person}/household", {"relation": "x", "born_year": 1}),
    ),
    "persons.take_from_household": Doors(
        ("POST", "/persons/{person}/household/77/end", {"reason": "x"}),
        ("POST", "/persons/{person}/household/77/end", {"reason": "x"}),
    ),
    "representatives.appoint": Doors(
        ("POST", "/persons/{person}/representatives", {"name": "x", "role": "x", "evidence": "x", **day("from_on")}),
        (
            "POST",
            "/persons/{person}/representatives",
            {"name": "x", "role": "x", "acts": [], "evidence": "", "from_on": "2026-03-02"},
        ),
    ),
    "representatives.end": Doors(
        ("POST", "/persons/{person}/representatives/77/end", {"reason": "x"}),
        ("POST", "/persons/{person}/representatives/77/end", {"reason": "x"}),
    ),
    "vulnerabilities.record": Doors(
        ("POST", "/persons/{person}/vulnerabilities", {"kind": "x", "detail": "x", "source": "x", **day("review_on")}),
        (
            "POST",
            "/persons/{person}/vulnerabilities",
            {"kind": "x", "detail": "", "source": "", "review_on": "2026-04-02"},
        ),
    ),
    "vulnerabilities.review": Doors(
        ("POST", "/persons/{person}/vulnerabilities/77/review", day("review_on")),
        ("POST", "/persons/{person}/vulnerabilities/77/review", {"review_on": "2026-04-02"}),
    ),
    "vulnerabilities.end": Doors(
        ("POST", "/persons/{person}/vulnerabilities/77/end", {"reason": "x"}),
        ("POST", "/persons/{person}/vulnerabilities/77/end", {"reason": "x"}),
    ),
    "referrals.list": Doors(("GET", "/referrals", {}), ("GET", "/referrals", None)),
    "referrals.make": Doors(
        ("POST", "/persons/{person}/referrals", {"partner": "x", "reason": "x"}),
        ("POST", "/persons/{person}/referrals", {"partner": "x", "reason": "x"}),
    ),
    "referrals.chase": Doors(
        ("POST", "/persons/{person}/referrals/77/chase", {"words": ""}),
        ("POST", "/persons/{person}/referrals/77/chase", {"words": ""}),
    ),
    "referrals.close": Doors(
        ("POST", "/persons/{person}/referrals/77/close", {"outcome": "x"}),
        ("POST", "/persons/{person}/referrals/77/close", {"outcome": "x"}),
    ),
    "referrals.take_back": Doors(
        ("POST", "/persons/{person}/referrals/77/take-back", {**typed_day("taken_back_on"), "how": "x"}),
        ("POST", "/persons/{person}/referrals/77/take-back", {"taken_back_on": "2026-03-02", "how": "x"}),
    ),
    "consent.restore": Doors(
        ("POST", "/persons/{person}/referrals/77/not-taken-back", {"reason": "x"}),
        ("POST", "/persons/{person}/referrals/77/not-taken-back", {"reason": "x"}),
    ),
    "referrals.partner_told": Doors(
        ("POST", "/persons/{person}/referrals/77/partner-told", {**typed_day("told_on"), "how": "x"}),
        ("POST", "/persons/{person}/referrals/77/partner-told", {"told_on": "2026-03-02", "how": "x"}),
    ),
    "records.look_at_person": Doors(("GET", "/persons/{person}/record", {}), ("GET", "/persons/{person}/record", None)),
    "records.export_person": Doors(
        ("POST", "/persons/{person}/record.json", {}), ("GET", "/persons/{person}/export", None)
    ),
    "law.list": Doors(("GET", "/law", {}), ("GET", "/law", None), ["law"]),
    "law.confirm": Doors(
        ("POST", "/law/confirm", {"row": "x", "sha256": "0" * 64}),
        ("POST", "/law/confirm", {"row": "x", "sha256": "0" * 64}),
    ),
    "rule_book.list": Doors(("GET", "/rule-book", {}), ("GET", "/editions", None), ["editions"]),
    "rule_book.look": Doors(("GET", "/rule-book/editions/1", {}), ("GET", "/editions/1", None), ["edition", "1"]),
    "rule_book.look_at_draft": Doors(("GET", "/rule-book/drafts/{proposal}", {}), ("GET", "/drafts/{proposal}", None)),
    "rule_book.try_on_cases": Doors(
        ("GET", "/proposals/{proposal}/cases", {}), ("GET", "/proposals/{proposal}/tried", None)
    ),
    "rule_book.cases_tried": Doors(None, ("GET", "/proposals/{proposal}/cases", None)),
    "rule_book.begin": Doors(("POST", "/rule-book/drafts", {"title": ""}), ("POST", "/drafts", {"title": " "})),
    "rule_book.save": Doors(
        ("POST", "/rule-book/drafts/{proposal}/file", {"path": "x", "content": "", "revision": "77"}),
        ("PUT", "/drafts/{proposal}", {"files": {}, "revision": 77}),
    ),
    "rule_book.bring_up": Doors(
        ("POST", "/rule-book/drafts/{proposal}/bring-up", {}), ("POST", "/drafts/{proposal}/bring-up", {})
    ),
    "rule_book.propose": Doors(
        ("POST", "/rule-book/drafts/{proposal}/propose", {"revision": "77"}),
        ("POST", "/drafts/{proposal}/propose", {"revision": 77}),
    ),
    "mending.look": Doors(
        ("GET", "/rule-book/drafts/{proposal}/mend/arrears", {}),
        ("GET", "/drafts/{proposal}/mend/arrears", None),
    ),
    "mending.take": Doors(
        ("POST", "/rule-book/drafts/{proposal}/mend/arrears", {"revision": "77"}),
        ("POST", "/drafts/{proposal}/mend/arrears", {"revision": 77}),
    ),
    "rule_book.discard": Doors(
        ("POST", "/rule-book/drafts/{proposal}/discard", WHY), ("POST", "/drafts/{proposal}/discard", WHY)
    ),
    "incidents.list": Doors(("GET", "/incidents", {}), ("GET", "/incidents", None)),
    "incidents.retry": Doors(
        ("POST", "/cases/{case}/incidents/{incident}/retry", WHY), ("POST", "/incidents/{incident}/retry", WHY)
    ),
    "service.look": Doors(("GET", "/documents/{document}/service", {}), ("GET", "/documents/{document}/service", None)),
    "service.record": Doors(
        ("POST", "/documents/{document}/service", {"delivery": "x", **day("on")}),
        ("POST", "/documents/{document}/service", {"delivery": "x"}),
    ),
    "service_decided.decide": Doors(
        ("POST", "/documents/{document}/served", {"event": "77777", "served": "no", **WHY}),
        ("POST", "/documents/{document}/served", {"event": 77777, "served": False, **WHY}),
    ),
    "service_decided.list": Doors(("GET", "/service-in-doubt", {}), ("GET", "/service-in-doubt", None)),
    "proofs.bring": Doors(None, ("POST", "/documents/{document}/proofs?name=x", None)),
    "returned_mail.record": Doors(
        ("POST", "/documents/{document}/returned", {"reason": "x"}),
        ("POST", "/documents/{document}/returned", {"reason": "x"}),
    ),
    "returned_mail.find": Doors(("GET", "/returned-mail/letters?search=x", {}), ("GET", "/letters?reference=x", None)),
    "returned_mail.list": Doors(("GET", "/returned-mail", {}), ("GET", "/returned-mail", None)),
    "letters.read": Doors(("GET", "/documents/{document}", {}), ("GET", "/documents/{document}", None)),
    "procedures.examine": Doors(
        ("GET", "/proposals/{proposal}", {}),
        ("GET", "/proposals/{proposal}/certificate", None),
        ["proposal", "{proposal}"],
    ),
    "procedures.list": Doors(("GET", "/procedures", {}), ("GET", "/procedures", None)),
    "procedures.look": Doors(
        ("GET", "/procedures/{procedure}", {}), ("GET", "/procedures/{procedure}/versions/1/certificate", None)
    ),
    "procedures.propose": Doors(
        None,
        ("POST", "/procedures/{procedure}/proposals", {"files": {"arrears.bpmn": "<x/>"}}),
        ["deploy", "arrears"],
    ),
    "procedures.publish": Doors(
        ("POST", "/proposals/{proposal}/publish", {"certificate": "of nothing at all"}),
        ("POST", "/proposals/{proposal}/publish", {"certificate": "of nothing at all"}),
        ["approve", "arrears", "--certificate", "of nothing at all"],
    ),
    "procedures.repair": Doors(None, ("POST", "/diagrams/repair", {"name": "a.bpmn", "content": "<x/>"})),
    "procedures.withdraw": Doors(
        ("POST", "/proposals/{proposal}/withdraw", WHY), ("POST", "/proposals/{proposal}/withdraw", WHY)
    ),
    "records.check": Doors(("POST", "/cases/{case}/record", {}), ("POST", "/cases/{case}/record/check", None)),
    "records.check_everything": Doors(),
    "records.rotate_key": Doors(command=["rotate-key"]),
    "records.export": Doors(
        ("POST", "/cases/{case}/record.json", {}),
        ("GET", "/cases/{case}/export", None),
        ["export", "{reference}", "out"],
    ),
    "records.look": Doors(("GET", "/cases/{case}/record", {}), ("GET", "/cases/{case}/record", None)),
    "rules.check_cases": Doors(),
    "rules.list": Doors(("GET", "/rules", {}), ("GET", "/rules", None)),
    "rules.stopped": Doors(
        ("GET", "/rules/p01-contact-before-notice", {}), ("GET", "/rules/p01-contact-before-notice/cases", None)
    ),
    "running.list_unbegun": Doors(("GET", "/running/unbegun", {}), ("GET", "/unbegun", None)),
    "running.look": Doors(("GET", "/running", {}), ("GET", "/running", None)),
    "sample_letters.of_draft": Doors(None, ("GET", "/drafts/{proposal}/letters", None)),
    "sample_letters.of_edition": Doors(None, ("GET", "/editions/1/letters", None)),
    "sample_letters.print_draft": Doors(
        ("GET", "/rule-book/drafts/{proposal}/letters/arrears.letter_1/after.pdf?on=2026-03-02&situation=ended", {}),
        ("GET", "/drafts/{proposal}/letters/arrears.letter_1/after?on=2026-03-02&situation=ended", None),
    ),
    "sample_letters.print_edition": Doors(
        ("GET", "/rule-book/editions/1/letters/arrears.letter_1/after.pdf?on=2026-03-02&situation=ended", {}),
        ("GET", "/editions/1/letters/arrears.letter_1/after?on=2026-03-02&situation=ended", None),
    ),
    "steps.list": Doors(("GET", "/", {}), ("GET", "/steps", None)),
    "steps.look": Doors(None, ("GET", "/steps/{step}", None)),
    "steps.claim": Doors(("POST", "/steps/{held}/claim", {}), ("POST", "/steps/{held}/claim", None)),
    "steps.release": Doors(("POST", "/steps/{held}/release", {}), ("POST", "/steps/{held}/release", None)),
    "steps.hand_over": Doors(
        ("POST", "/steps/{step}/hand-over", {"to": "sam", "reason": ""}),
        ("POST", "/steps/{step}/hand-over", {"to": "sam", "reason": ""}),
    ),
    "steps.save_draft": Doors(
        ("POST", "/steps/{step}/draft", {"revision": "77"}),
        ("PUT", "/steps/{step}/draft", {"answers": {}, "revision": 77}),
    ),
    "steps.bring": Doors(None, ("POST", "/steps/{step}/files?question=x", None)),
    "steps.complete": Doors(
        ("POST", "/steps/{step}/complete", {"revision": "77"}),
        ("POST", "/steps/{step}/complete", {"answers": {}, "revision": 77}),
    ),
    "steps.reopen": Doors(("POST", "/steps/{step}/reopen", WHY), ("POST", "/steps/{step}/reopen", WHY)),
    "undone.list": Doors(("GET", "/undone", {}), ("GET", "/undone", None)),
    "undone.send_back": Doors(("POST", "/cases/{case}/send-back", WHY), ("POST", "/cases/{case}/send-back", WHY)),
    "undone.settle": Doors(
        ("POST", "/cases/{case}/undone/77/settle", WHY), ("POST", "/cases/{case}/undone/77/settle", WHY)
    ),
    "users.list": Doors(("GET", "/people", {}), ("GET", "/users", None), ["users", "list"]),
    "users.add": Doors(
        ("POST", "/people", {**USER, "roles": "officer"}),
        ("POST", "/users", USER),
        ["users", "add", "new", "--name", "New", "--roles", "officer", "--password", "short"],
    ),
    "users.change": Doors(
        ("POST", "/people/{user}/change", WHY),
        ("POST", "/users/{user}/change", WHY),
        ["users", "change", "{user}", "--reason", ""],
    ),
    "users.end": Doors(
        ("POST", "/people/{user}/end", WHY),
        ("POST", "/users/{user}/end", WHY),
        ["users", "end", "{user}", "--reason", ""],
    ),
    "users.restore": Doors(
        ("POST", "/people/{user}/restore", WHY),
        ("POST", "/users/{user}/restore", WHY),
        ["users", "restore", "{user}", "--reason", ""],
    ),
    "users.reset_password": Doors(
        ("POST", "/people/{user}/password", {"password": "long enough indeed", "reason": ""}),
        ("POST", "/users/{user}/password", {"password": "long enough indeed", "reason": ""}),
        ["users", "password", "{user}", "--reason", "", "--new-password", "long enough indeed"],
    ),
    "users.change_own_password": Doors(
        ("POST", "/own-password", {"present": PASSWORD, "password": "short", "again": "short"}),
        ("POST", "/users/own-password", {"present": PASSWORD, "password": "short"}),
        ["users", "own-password", "--new-password", "short"],
    ),
    "users.end_all_sessions": Doors(
        ("POST", "/people/{user}/sign-out", WHY),
        ("POST", "/users/{user}/end-sessions", WHY),
        ["users", "sign-out", "{user}", "--reason", ""],
    ),
    "wording.list": Doors(("GET", "/wording", {}), ("GET", "/wording", None)),
    "wording.confirm": Doors(
        ("POST", "/wording/{paragraph}", {"sha256": "0" * 64}),
        ("POST", "/wording/{paragraph}/confirm", {"sha256": "0" * 64}),
    ),
}


@dataclass
class Asked:
    """What a door answered: whether the role was refused, and with which sentence."""

    refused: bool
    sentence: str


@dataclass
class Town:
    """A landlord with one of each thing, and its doors."""

    landlord: Landlord
    folder: Path
    there: dict[str, str]
    client: TestClient
    tokens: dict[str, str]
    cookies: dict[str, tuple[str, str]]

    def page(self, role: str, call: tuple[str, str, dict[str, str]], about: dict[str, str]) -> Asked:
        """Asks a page."""
        method, path, fields = call
        cookie, csrf = self.cookies[role]
        self.client.cookies.set("duecourse", cookie)
        given = {"data": {**fields, "csrf": csrf}} if method == "POST" else {}
        answer = self.client.request(method, path.format(**about), follow_redirects=False, **given)
        assert answer.status_code < 500, answer.text
        self.client.cookies.clear()
        if answer.status_code != 403 or "json" in answer.headers["content-type"]:
            return Asked(False, "")
        words = unescape(re.sub(r"\s+", " ", html.fromstring(answer.text).text_content()))
        found = re.search(r"This is for the role .*?; yours is [^.]*\.", words)
        return Asked(found is not None, found[0] if found else "")

    def api(self, role: str, call: tuple[str, str, dict[str, Any] | None], about: dict[str, str]) -> Asked:
        """Asks the API."""
        method, path, body = call
        headers = {"Authorization": f"Bearer {self.tokens[role]}"}
        answer = self.client.request(method, f"/api{path.format(**about)}", headers=headers, json=body)
        assert answer.status_code < 500, answer.text
        said = answer.json() if answer.status_code == 403 else {}
        refused = said.get("type") == "urn:duecourse:not-your-role"
        return Asked(refused, said["detail"] if refused else "")

    def command(self, role: str, call: list[str], about: dict[str, str], monkeypatch: Any, capsys: Any) -> Asked:
        """Runs a command."""
        monkeypatch.chdir(self.folder)
        named = ["--user", WHO[role]] if role != OPERATOR else []
        arguments = [part.format(**about) for part in call]
        monkeypatch.setattr("sys.argv", ["duecourse", *arguments, *named])
        monkeypatch.setattr("api.commands.does.opening.asked", lambda: PASSWORD)
        if call[0] == "approve":
            monkeypatch.setattr("sys.argv", ["duecourse", *arguments, *named, "--password", PASSWORD])
        capsys.readouterr()
        with contextlib.suppress(SystemExit):
            main()
        read = capsys.readouterr()
        words = re.sub(r"\s+", " ", read.err + read.out)
        assert "Traceback" not in words
        found = re.search(r"This is for the role .*?; yours is [^.]*\.", words)
        return Asked(found is not None, found[0] if found else "")

    def refusals(self) -> int:
        """How many entries of all chains say that an act was refused."""
        entry = table(Entry)
        refused = select(func.count()).where(entry.c.body.contains('"kind":"act refused"'))
        with self.landlord.house.db.read() as session:
            return int(session.execute(refused).scalar_one())


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    yield from _town(tmp_path_factory.mktemp("town"), small_book())


@pytest.fixture(scope="module")
def widened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A landlord whose officers do what elsewhere only team leaders do, and whose compliance runs the installation."""
    folder = tmp_path_factory.mktemp("widened")
    shutil.copytree(small_book(), folder / "bpmn")
    path = folder / "bpmn" / "organisation" / "roles.yaml"
    said = path.read_text(encoding="utf-8")
    for old, new in WIDENED.items():
        assert said.count(old) == 1
        said = said.replace(old, new)
    path.write_text(said, encoding="utf-8")
    yield from _town(folder, folder / "bpmn")


WIDENED = {
    "does: [cases, casework, placing_holds]": (
        "does: [cases, casework, placing_holds, leading, answering, mending, moving, evidence]"
    ),
    "evidence, publishing, running, users]": "evidence, running, users]",
    "evidence, drafting, publishing, confirming]": "evidence, drafting, publishing, proposing, confirming, running]",
}


def _town(folder: Path, bpmn: Path) -> Iterator[Town]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUECOURSE_STORE", str(folder / "store"))
        patch.setenv("DUECOURSE_BPMN", str(bpmn))
        patch.setenv("DUECOURSE_DATABASE", f"sqlite:///{folder / 'store' / 'duecourse.db'}")
        clock = SimulatedClock(MORNING)
        landlord = make_landlord(f"sqlite:///{folder / 'store' / 'duecourse.db'}", folder / "store", clock, bpmn=bpmn)
        landlord.add_tenancy("1", representative_name="Helen Marsh", representative_role="deputy")
        landlord.look()
        house, case = landlord.house, landlord.case_of(1)
        step = landlord.step(case, "contact_customer")["task_id"]
        with house.db.write() as session:
            files = dict(read_folder(ARREARS))
            files["arrears.bpmn"] += b"<!-- another -->"
            proposal = propose(house.runtime, session, "arrears", files, "user:4").id
            content = b"%PDF-1.7 a letter"
            values = {
                **dict.fromkeys(("addressee", "template", "template_sha256", "wording_sha256"), ""),
                "facts_sha256": "",
                "service_method": "",
                "approval": "",
                "service_status": "kept",
                "case_id": case,
                "kind": "letter_1",
                "title": "Letter",
                "pages": 1,
                "specimen": True,
                "format": "standard",
                "enclosures": [],
                "dated": MORNING.date(),
                "made_at": MORNING,
            }
            document = house.store.keep(session, "k", content, values).id
        with house.db.write() as session:
            debts, first = [NewDebt(1, 500)], MORNING.date()
            new = NewAgreement([NewParty(1)], debts, Frequency.WEEKLY, first, without_budget="To be asked")
            agreement = make(session, new, house.standards, "user:1", MORNING)
        tokens, cookies = {}, {}
        for role, name in WHO.items():
            tokens[role], _ = sign_in(house.db, clock, name, PASSWORD, "test", "token")
            secret, person = sign_in(house.db, clock, name, PASSWORD, "test", "cookie")
            cookies[role] = (secret, person.csrf)
        there = {
            "case": str(case),
            "reference": "RA-1-1",
            "step": step,
            "held": step,
            "hold": "1",
            "incident": "1",
            "document": str(document),
            "proposal": str(proposal),
            "procedure": "arrears",
            "user": "sam",
            "account": "1",
            "code": "1",
            "customer": "1",
            "agreement": str(agreement),
            "paragraph": "letter_1_opening",
            "person": "1",
        }
        client = TestClient(make_app(house), raise_server_exceptions=False)
        yield Town(landlord, folder, there, client, tokens, cookies)
        house.close()


MISSING = {
    "case": "77777",
    "reference": "RA-77777-1",
    "step": "no-such-step",
    "held": "no-such-step",
    "hold": "77777",
    "incident": "77777",
    "document": "77777",
    "proposal": "77777",
    "procedure": "nothing",
    "user": "nobody",
    "account": "77777",
    "code": "A77777",
    "customer": "77777",
    "agreement": "77777",
    "paragraph": "nothing",
    "person": "77777",
}


def test_every_act_has_its_doors_here_and_every_call_is_an_act() -> None:
    assert set(CALLS) == set(ACTS) == {each.name for each in acts()}
    assert "``" not in as_markdown()
    assert as_markdown() in (HOUSE / "docs" / "acts.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(CALLS))
@pytest.mark.parametrize("role", ROLES)
def test_every_role_at_every_door(
    town: Town, name: str, role: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The role is asked first, so what is there and what is not answer alike; and each refusal is recorded."""
    _ask_every_door(town, name, role, role in ACTS[name].roles, monkeypatch, capsys)


def _ask_every_door(town: Town, name: str, role: str, may: bool, monkeypatch: Any, capsys: Any) -> None:
    doors = CALLS[name]
    for about in (MISSING, town.there):
        asked: dict[str, Callable[[], Asked]] = {}
        if doors.page:
            asked["page"] = lambda about=about: town.page(role, doors.page, about)
        if doors.api:
            asked["api"] = lambda about=about: town.api(role, doors.api, about)
        if doors.command:
            asked["command"] = lambda about=about: town.command(role, doors.command, about, monkeypatch, capsys)
        answers = {}
        for door, ask in asked.items():
            before = town.refusals()
            answers[door] = ask()
            if not may:
                assert town.refusals() == before + 1, f"{name} refused to a {role} by the {door} leaves no entry"
        assert {door: answer.refused for door, answer in answers.items()} == dict.fromkeys(answers, not may)
        assert len({answer.sentence for answer in answers.values()}) <= 1, answers


CHANGED = [
    (name, role)
    for name, each in sorted(ACTS.items())
    for role, groups in (
        ("officer", {Group.LEADING, Group.ANSWERING, Group.MENDING, Group.MOVING, Group.EVIDENCE}),
        ("compliance", {Group.PROPOSING, Group.RUNNING}),
        ("administrator", {Group.PUBLISHING}),
    )
    if not each.able.groups.isdisjoint(groups)
]
"""The acts and roles of which the widened rule book says otherwise."""
NARROWER = {"procedures.publish", "procedures.withdraw", "rule_book.try_on_cases"}
"""What administrators may not do there."""


@pytest.mark.parametrize(("name", "role"), CHANGED)
def test_a_role_that_the_rule_book_widens_is_wider_at_every_door(
    widened: Town, name: str, role: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And narrower where it takes something away: administrators publish nothing here."""
    may = role in ACTS[name].able.roles(widened.landlord.house.organisation.permissions)
    assert may is (not (role == "administrator" and name in NARROWER))
    _ask_every_door(widened, name, role, may, monkeypatch, capsys)


def test_some_acts_are_wider_there_than_as_shipped(widened: Town) -> None:
    permissions = widened.landlord.house.organisation.permissions
    wider = {name for name, role in CHANGED if role in ACTS[name].able.roles(permissions) - ACTS[name].roles}
    assert {"steps.reopen", "moving.move", "incidents.retry", "records.export", "running.look"} <= wider
    narrower = {name for name, role in CHANGED if role in ACTS[name].roles - ACTS[name].able.roles(permissions)}
    assert narrower == NARROWER


def test_what_the_operator_may_not(
    town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, doors in CALLS.items():
        if doors.command and doors.command[0] not in {"approve", "deploy", "rotate-key"}:
            said = town.command(OPERATOR, doors.command, MISSING, monkeypatch, capsys)
            assert said.refused is (OPERATOR not in ACTS[name].roles)
