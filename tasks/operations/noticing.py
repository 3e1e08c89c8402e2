"""The operation that drafts a notice: which one the tenancy takes, its date and figure are worked out, not typed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from cases.facts import account_of_case, facts_of_case
from cases.notices.dating import Served, dated
from cases.notices.drafting import Draft, GroundNotOpen, Late, ReasonSaysLittle, drafted
from cases.notices.keeping import draft, make_out
from cases.notices.obstacles import NoNoticeOpen
from cases.notices.words import NAMES, NoticeKind
from cases.saying import says_little
from cases.standards import Standards
from cases.tenancies.reading import terms_of
from documents.letter import Letter
from documents.register import documents_of_key
from tasks.kept_back import AGREED, stands_against
from tasks.operations.sending import MakeDocument
from workflows.clock import london_date
from workflows.diagrams.operations import Operation, Parameter
from workflows.runtime.handlers import InlineHandler, Kept, Released, StepWork

DRAFT_NOTICE = Operation(
    "draft_notice",
    "job",
    "Drafts the notice that the tenancy takes, a copy for each tenant, date and figure worked out; nothing is sent.",
    parameters=(
        Parameter("reason", "string", "Why: the particulars of each ground, or the reasons, as the tenant reads them."),
        Parameter(
            "grounds",
            "string",
            "The numbers of the grounds that are relied on, divided by commas; empty: each that is open.",
            required=False,
        ),
    ),
    results={
        "notice_written": "boolean",
        "notice": "number",
        "notice_drafted": "string",
        "notice_names": "date",
        "notice_serve_by": "date",
        "notice_because": "string",
        "documents": "list",
    },
    effect="prepare",
)
CHOOSE_NOTICE = Operation(
    "choose_notice",
    "inline",
    "Says which notice the tenancy takes today, or why none is open; nothing is drafted.",
    results={"notice_open": "boolean", "notice_would_be": "string", "notice_because": "string"},
)
_FIGURE, _REVIEW = ("notice_figure_pence", "notice_struck_on"), "introductory_review_request"
_DOCUMENTS = {(kind, ""): kind.value for kind in NoticeKind} | {
    (NoticeKind.SECTION_8, "Form 3"): "s8_notice",
    (NoticeKind.SECTION_8, "Form 3A"): "s8_notice_3a",
    (NoticeKind.SECTION_21, "Form 6A"): "s21_notice",
}
"""Notice and form → the document that it is written on."""
_END_KNOWN = frozenset({NoticeKind.SECURE, NoticeKind.INTRODUCTORY, NoticeKind.DEMOTED})
"""Of which it is known when they are drafted until when a claim may begin, whenever they are served."""


@dataclass(frozen=True)
class _Made:
    letters: Sequence[Letter]
    draft: Draft


def choose_notice_by(standards: Standards) -> InlineHandler:
    """The operation that says which notice a tenancy takes.

    :param standards: the law, and what the landlord says of itself
    """

    def choose_notice(session: Session, work: StepWork) -> dict[str, Any]:
        """Which notice the tenancy takes today, or why none is open."""
        try:
            found = _drafted(session, work, standards, ())
        except (NoNoticeOpen, GroundNotOpen) as refused:
            return {"notice_open": False, "notice_would_be": "", "notice_because": refused.sentence}
        new = found.new
        return {"notice_open": True, "notice_would_be": new.kind.value, "notice_because": " ".join(found.because)}

    return choose_notice


def _drafted(session: Session, work: StepWork, standards: Standards, grounds: Sequence[str]) -> Draft:
    on = london_date(work.now)
    account = account_of_case(session, work.case_id)
    facts = facts_of_case(session, work.case_id, on, standards, (*_FIGURE, *AGREED))
    if against := stands_against(facts):
        raise NoNoticeOpen(against)
    late = Late(*(facts[name] for name in _FIGURE))
    return drafted(account, [each.said for each in terms_of(session, account.id)], late, grounds, on, standards)


class DraftNotice(MakeDocument):
    """Drafts a notice and makes out a copy for each tenant."""

    def make(self, session: Session, work: StepWork) -> Any:
        """The notice and its copies, printed, or why none is open; nothing is written.

        :raises Refused: a copy cannot be made: none is drafted
        """
        try:
            return self._made(session, work)
        except (NoNoticeOpen, GroundNotOpen, ReasonSaysLittle) as refused:  # whoever wrote its reasons mends them
            return refused.sentence

    def _made(self, session: Session, work: StepWork) -> "_Made":
        reason = str(work.parameters.get("reason") or "").strip()
        if says_little(reason):
            raise ReasonSaysLittle(
                "Say in a few words why the notice is given: the tenant, and the court, read them as its particulars. "
                "Complete the step that asks for them anew."
            )
        grounds = [each.strip() for each in str(work.parameters.get("grounds") or "").split(",") if each.strip()]
        found = _drafted(session, work, self._standards, grounds)
        document = _DOCUMENTS.get((found.new.kind, found.new.form))
        if document is None or ("", document) not in self._library.kinds:
            raise NoNoticeOpen(
                f"{NAMES[found.new.kind]}{f' on {found.new.form}' if found.new.form else ''} is not set up here as a "
                "document. Ask the process owner for it, or draft it outside and bring it into the case."
            )
        says = {
            "document": document,
            "day": found.new.named_on,
            "last_day": self._last_day(found, london_date(work.now)),
            "sum": found.new.arrears_pence,
            "words": self._words(found),
            "reason": reason,
        }
        return _Made(super().make(session, replace(work, parameters=says)), found)

    def keep(self, session: Session, work: StepWork, made: Any) -> Kept:
        """Keeps the copies, and writes the notice down with whose each is."""
        if isinstance(made, str):
            nothing = {"notice": None, "notice_drafted": None, "notice_names": None, "notice_serve_by": None}
            return Kept(
                {"notice_written": False, **nothing, "notice_because": made, "documents": []}, {"because": made}
            )
        kept = super().keep(session, work, made.letters)
        account, new = account_of_case(session, work.case_id), made.draft.new
        number = draft(session, account.id, work.case_id, new, work.by, work.now)
        for row in documents_of_key(session, f"{work.key}:"):
            if row.customer_id is not None:
                make_out(session, number, row.customer_id, row.id)
        because = " ".join(made.draft.because)
        result = {
            "notice_written": True,
            "notice": number,
            "notice_drafted": new.kind.value,
            "notice_names": new.named_on,
            "notice_serve_by": made.draft.serve_by,
            "notice_because": because,
            "documents": kept.result["documents"],
        }
        said = {"notice": number, "grounds": list(new.grounds), "named_on": new.named_on, "because": because}
        return Kept(result, {**kept.evidence, **said, "arrears_pence": new.arrears_pence})

    def release(self, session: Session, work: StepWork, may_leave: Callable[[], bool]) -> Released:
        """Nothing leaves the house: whoever serves it says how and when."""
        return super().release(session, work, may_leave)

    def _last_day(self, found: Draft, on: date) -> date | None:
        """The last day on which a claim may safely begin on it; ``None``: that depends on the day of its service."""
        new = found.new
        if new.kind not in _END_KNOWN:
            return None
        served = Served(on, found.serve_by)
        return dated(new.kind, new.tenancy, new.named_on, served, self._standards.law, new.form).last_day

    def _words(self, found: Draft) -> str:
        """The grounds as they are listed; of one on trial, how long a review may be asked for."""
        new = found.new
        if new.kind in {NoticeKind.INTRODUCTORY, NoticeKind.DEMOTED}:
            return f"{self._standards.days(_REVIEW, new.named_on)} days"
        *most, last = new.grounds or ("",)
        return f"{', '.join(most)} and {last}" if most else last
