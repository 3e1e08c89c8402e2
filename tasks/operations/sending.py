"""The operation that sends documents: one to each of those to whom its kind goes."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from cases.facts import account_of_case, facts_of_case
from cases.referrals.passing_on import NotPassedOn, partner_told
from cases.rows import CustomerRow
from cases.service.recording import note_given
from cases.standards import Standards
from cases.statements.sent import note_sent
from cases.tables import Customer
from documents.addressee import Addressee, FactMissing
from documents.facts import facts_of_document
from documents.handing import Carrier, HeldBack, Outgoing, Parcel, hand_over
from documents.kinds import BROKEN_AGREEMENT, ELSEWHERE, PARTNER
from documents.landlord import LandlordIsSample, Landlords
from documents.letter import Letter, Press, write_letter
from documents.library import Library
from documents.named import Named
from documents.register import (
    DocumentRow,
    ServiceStatus,
    Store,
    documents_of_case,
    documents_of_key,
    place_of,
    set_service,
)
from documents.stated import must_be_fresh, must_be_owed
from tasks.operations.leaving import NOT_AGREED, why_not
from workflows.clock import london_date, start_of_day
from workflows.db import table
from workflows.diagrams.operations import Operation, Parameter, TypeName
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind
from workflows.rows import row_of
from workflows.runtime.handlers import Kept, Released, StepWork
from workflows.runtime.procedures import procedure_of
from workflows.runtime.tables import CaseFile, Installation

_case, _installation, _customer = table(CaseFile), table(Installation), table(Customer)
POST = "first-class post by the print house"
_RESULTS: dict[str, TypeName] = {"sent_on": "date", "documents": "list", "statement_until": "date"}
_ASKED = (
    Parameter("document", "string", "The kind of document, as its file is called.", of="document"),
    Parameter("day", "date", "The day that it names, as `named_day`.", required=False),
    Parameter("last_day", "date", "The last day of what it names, as `named_last_day`.", required=False),
    Parameter("sum", "number", "The sum that it names, in pence, as `named_sum`.", required=False),
    Parameter("words", "string", "The words that it names, as `named_words`.", required=False),
    Parameter("reason", "string", "Why, as `named_reason`.", required=False),
    Parameter("remedy", "string", "What is put right or wanted, as `named_remedy`.", required=False),
    Parameter("large", "boolean", "Whether somebody named reads large print.", required=False),
    Parameter("to_name", "string", "To whom it goes, where it goes to somebody named.", required=False),
    Parameter("referral", "string", "The number of the referral, where it goes to its partner.", required=False),
    Parameter("to_address", "string", "Where, a line each or divided by commas.", required=False),
)
SEND = Operation(
    "send_document",
    "job",
    "Makes a document to each of those to whom it goes, keeps them, and hands them to the print house.",
    parameters=_ASKED,
    results=_RESULTS,
    effect="send",
)
MAKE = Operation(
    "make_document",
    "job",
    "Makes a document for each of those to whom it goes and keeps them in the register; nothing is sent.",
    parameters=_ASKED,
    results={"made_on": "date", "documents": "list"},
)
LETTER = Operation(
    "send_letter",
    "job",
    "Sends a letter of the procedure.",
    parameters=(Parameter("letter", "string", "The kind of document, as its file is called.", of="document"),),
    results=_RESULTS,
    effect="send",
    instead="send_document",
)
"""As versions that were published before it call :data:`SEND`."""


_BROKEN = frozenset({"agreement_behind_pence", "agreement_warned_until", "agreement_behind_in_words"})
NOT_SENT = "kept, not sent"


class SendDocument:
    """Makes a document to each tenant of a case, keeps them, and hands them to the print house.

    A rent statement that a letter encloses follows it in the same PDF: it cannot be parted from it in the envelope, has
    the same print size, and whoever reads by ear opens one file.

    :param store: the folder of documents and of what leaves the house
    :param standards: the law, and the directory of partners
    :param press: what prints pages
    """

    _posts = True

    def __init__(self, store: Path, standards: Standards, library: Library, landlords: Landlords, press: Press) -> None:
        self._press = press
        self._standards, self._law = standards, standards.law
        self._store = Store(store / "documents")
        self._print_house: Carrier = Outgoing(store / "outgoing")
        self._library = library
        self._landlords = landlords

    def make(self, session: Session, work: StepWork) -> list[Letter]:
        """The documents, printed; nothing is written.

        :raises Refused: a fact is missing or contradicts another, or the wording is not confirmed: none is made
        """
        name = work.parameters.get("document", work.parameters.get("letter"))
        kind = self._library.kind(procedure_of(session, work.instance_id), str(name))
        house = session.execute(select(_installation)).mappings().one()
        on = london_date(work.now)
        landlord = self._landlords.on(on, house["organisation"])
        if landlord.sample and not house["demo"]:
            raise LandlordIsSample("landlord.yaml still holds the sample's address and telephone. Put in your own.")
        reference = session.execute(select(_case.c.reference).where(_case.c.id == work.case_id)).scalar_one()
        sent = [row for row in documents_of_case(session, work.case_id) if row.left_at is not None]
        earlier = sent[-1].dated if sent else None
        case, named = (work.case_id, reference), Named.by(work.parameters)
        if kind.to == PARTNER:
            named = self._to_partner(session, work, named)
        if kind.warns_of == BROKEN_AGREEMENT:
            known = facts_of_case(session, work.case_id, on, self._standards, _BROKEN)
            if not known["agreement_behind_pence"] or known["agreement_warned_until"] is None:
                return []  # it was mended, or agreed otherwise, before the letter could go: there is nothing to warn of
            # As it stands now: a letter that is tried again names no day that has passed.
            named = replace(
                named,
                day=known["agreement_warned_until"],
                sum_pence=known["agreement_behind_pence"],
                words=known["agreement_behind_in_words"] or "",
            )
        stated = facts_of_document(
            session, self._standards, landlord, case, kind, on, earlier, posted=self._posts, named=named
        )
        for each in stated:
            must_be_fresh(kind, self._library, each, self._law)
            must_be_owed(kind, self._library, each)
        return [
            write_letter(
                session,
                facts,
                kind,
                self._library,
                self._press,
                demo=house["demo"],
                simulated=house["simulated_at"] is not None or work.simulated,
            )
            for facts in stated
        ]

    def _why_not(self, session: Session, work: StepWork, row: DocumentRow, today: date) -> str:
        """Why a letter that was kept may not leave any more; empty: it may."""
        within = timedelta(days=self._landlords.on(row.dated, "").leaves_within_days)
        return why_not(session, row, today, within) or self._not_agreed(session, work, row)

    def _not_agreed(self, session: Session, work: StepWork, row: DocumentRow) -> str:
        """Why a letter about a referral may not leave; empty: it may, or it is about none."""
        if not work.parameters.get("referral"):
            return ""
        try:
            self._to_partner(session, replace(work, now=start_of_day(row.dated)), Named.by(work.parameters))
        except NotPassedOn:
            return NOT_AGREED
        return ""

    def _to_partner(self, session: Session, work: StepWork, named: Named) -> Named:
        """What a step names for a letter about a referral, and to whom it goes by the record and the directory.

        :raises FactMissing: the step says no referral, or no day on which they agreed
        :raises NotPassedOn: nothing may be passed on by it
        """
        number = str(work.parameters.get("referral") or "")
        if not number or named.day is None:
            missing = "which referral it is" if not number else "on which day they agreed"
            raise FactMissing(f"It is not said {missing}, so nothing is passed on. Go back a step, and say it.")
        account = account_of_case(session, work.case_id)
        told = partner_told(session, account.id, number, named.day, london_date(work.now), self._standards)
        return replace(named, to_name=told.name, to_address=told.address, about_id=told.customer_id)

    def keep(self, session: Session, work: StepWork, made: Sequence[Letter]) -> Kept:
        """Keeps the files and their rows; the same step in the same round finds those that it kept before."""
        if not made:
            today = london_date(work.now)
            return Kept({"sent_on": today, "documents": [], "statement_until": today}, {"documents": []})
        kept = [(letter, self._keep(session, work, letter)) for letter in made]
        dated = kept[0][1].dated  # from the register: an earlier try may have kept them
        result = {"sent_on": dated, "documents": [row.id for _, row in kept], "statement_until": dated}
        return Kept(result, {"documents": [_evidence(letter, row) for letter, row in kept]})

    def release(self, session: Session, work: StepWork, may_leave: Callable[[], bool]) -> Released:
        """Hands the letters to the print house, which finds them in ``outgoing/<date>/``: each once.

        A letter that a hold kept in the house until its dates were stale does not leave, nor one to somebody who is to
        be written to in another way since it was made: it is withdrawn, and the sentence says so.
        """
        today, withdrawn, entries = london_date(work.now), list[str](), list[NewEntry]()
        for row in documents_of_key(session, f"{work.key}:"):
            if row.service_status is not ServiceStatus.KEPT:
                continue
            dated = row.dated
            left = self._print_house.left_at(row.id, row.sha256)  # before a crash, it may be
            if left is None and (why := self._why_not(session, work, row, today)):
                set_service(session, row.id, ServiceStatus.WITHDRAWN, None)
                withdrawn.append(f"document {row.id} ({row.title}) of {dated:%-d %B %Y} to {row.addressee}: {why}")
                said = {"document": row.id, "sha256": row.sha256, "sentence": f"{why[:1].upper()}{why[1:]}."}
                entries.append(NewEntry(Kind.DOCUMENT_WITHDRAWN, "system", work.step, said))
                continue
            _, content = self._store.read(session, row.id)
            parcel = Parcel(row.id, f"{dated.isoformat()}/{row.id:08d}-{row.kind}.pdf", content)
            try:
                left = left or hand_over(self._print_house, parcel, work.now, may_leave)
            except HeldBack:
                return Released(entries, held=True)
            self._note_left(session, row, left, work.now)
            said = {"document": row.id, "sha256": row.sha256, "method": row.service_method, "left_at": left}
            entries.append(NewEntry(Kind.DOCUMENT_SENT, "system", work.step, said, about=left))
        if not withdrawn:
            return Released(entries)
        return Released(
            entries,
            f"Not sent: {'; '.join(withdrawn)}, so it was withdrawn. The case goes on as if it had been sent: "
            "decide what the tenant must be told now.",
        )

    @staticmethod
    def _note_left(session: Session, row: DocumentRow, left: datetime, now: datetime) -> None:
        """Notes that the print house has a letter: it is neither posted by that nor served."""
        set_service(session, row.id, ServiceStatus.GIVEN_TO_PRINT_HOUSE, left)
        note_given(session, row.id, row.served_on, place_of(session, row.id), row.served_as, left, now)
        if "statement" in row.enclosures and row.customer_id is not None:
            note_sent(session, row.case_id, row.customer_id, london_date(left), row.id)

    @staticmethod
    def _service(letter: Letter) -> str:
        """How it leaves the house."""
        return letter.kind.service

    def _keep(self, session: Session, work: StepWork, letter: Letter) -> DocumentRow:
        person = letter.facts.addressee
        values = {
            "case_id": work.case_id,
            "customer_id": person.customer_id,
            "kind": letter.facts.letter,
            "title": letter.title,
            "addressee": person.on_envelope,
            "format": letter.format,
            "enclosures": list(letter.kind.encloses),
            "pages": letter.printed.pages,
            "template": letter.facts.letter,
            "template_sha256": letter.template_sha256,
            "wording_sha256": letter.wording_sha256,
            "facts_sha256": letter.facts_sha256,
            "dated": letter.facts.on,
            "made_at": work.now,
            "specimen": letter.specimen,
            "approval": "",
            "service_method": self._service(letter),
            "service_status": ServiceStatus.KEPT,
            "place": "" if person.confidential else "\n".join(person.address),
            "served_as": letter.kind.served_as,
            "to_named": letter.kind.to in ELSEWHERE and not _is_the_tenant(session, person),
        }
        key = f"{work.key}:{person.customer_id}:{letter.facts.letter}:{letter.format}"
        return self._store.keep(session, key, letter.printed.content, values)


class MakeDocument(SendDocument):
    """Makes a document for each tenant of a case and keeps them; a step that sends makes its own."""

    _posts = False

    def keep(self, session: Session, work: StepWork, made: Sequence[Letter]) -> Kept:
        """Keeps the files and their rows; the same step in the same round finds those that it kept before."""
        kept = super().keep(session, work, made)
        return Kept({"made_on": kept.result["sent_on"], "documents": kept.result["documents"]}, kept.evidence)

    def release(self, session: Session, work: StepWork, may_leave: Callable[[], bool]) -> Released:
        """Nothing leaves the house."""
        del session, work, may_leave
        return Released()

    @staticmethod
    def _service(letter: Letter) -> str:
        del letter
        return NOT_SENT


def _is_the_tenant(session: Session, named: Addressee) -> bool:
    """Whether who is named in a step is the tenant whom the document is about."""
    row = session.execute(select(_customer).where(_customer.c.id == named.customer_id)).mappings().one()
    return row_of(CustomerRow, row).name.casefold() == named.name.casefold()


def _evidence(letter: Letter, row: DocumentRow) -> dict[str, Any]:
    """What the record says of one letter."""
    columns = (
        *("id", "kind", "addressee", "format", "enclosures", "sha256", "pages", "template", "template_sha256"),
        *("wording_sha256", "facts_sha256", "specimen", "service_method", "service_status", "dated"),
    )
    said = {name: getattr(row, name) for name in columns}
    said["wording"] = [{"id": paragraph.id, "sha256": paragraph.sha256} for paragraph in letter.paragraphs]
    # A letter that was kept by an earlier try may have been made from other facts: then those stand in its own entry.
    if row.facts_sha256 == letter.facts_sha256:
        said["facts"] = letter.facts.plain
    return said
