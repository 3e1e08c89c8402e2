"""Sample documents: made-up tenants on whom a document is shown before anybody is written to; no case is in them."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from cases.law import Law
from documents.addressee import Addressee
from documents.estate import TO_WHOM, Deceased
from documents.facts import SPAN, days, last_day_for_reply
from documents.kinds import ELSEWHERE, FROM_ARREARS, REPRESENTATIVES, DocumentKind
from documents.landlord import Landlord
from documents.named import Named
from documents.statement import Line, Statement
from documents.values import DocumentFacts

RENT = 11_250
HOME = ("12 Sample Street", "Newbridge", "NB1 2AB")
_DEPUTY_AT = ("Sample Chambers", "3 Market Row", "Newbridge", "NB1 3CD")
_WEEK = timedelta(weeks=1)
_NAMED = Named(
    None,
    1_500,
    "what the step would say in words",
    "Ms Robin Sample",
    "4 Hill Road, Newbridge, NB1 4EF",
    "why it is so",
    "what is done about it",
)


@dataclass(frozen=True)
class Situation:
    """A made-up tenancy that a document may meet.

    :ivar name: for addresses: ``joint``
    :ivar words: who it is, for people
    :ivar paid: whether the tenant has ever paid
    :ivar weeks_owed: how many weeks of rent are owed; negative: in credit
    :ivar joint: whether there is another tenant, and a deputy acts for this one, who reads large print
    :ivar ended: whether the tenancy ended a month ago
    """

    name: str
    words: str
    paid: bool = True
    weeks_owed: int = 5
    joint: bool = False
    ended: bool = False


SITUATIONS = (
    Situation("usual", "One tenant, who paid until five weeks ago"),
    Situation("joint", "Two joint tenants; a deputy acts for this one, who reads large print", joint=True),
    Situation("never_paid", "One tenant, who has never paid", paid=False, weeks_owed=30),
    Situation("in_credit", "One tenant, whose account is in credit", weeks_owed=-1),
    Situation("ended", "A former tenant, who still owes rent", ended=True),
)
"""The first is what most letters are; the others meet what is said, or refused, under a condition."""


def _named(kind: DocumentKind, on: date) -> Named:
    """What a step would name; to whom it goes only where the document goes to somebody named."""
    day = on + timedelta(days=10)
    named = replace(_NAMED, day=day, last_day=day + 52 * _WEEK)
    return named if kind.to in ELSEWHERE else replace(named, to_name="", to_address="")


def sample_facts(situation: Situation, kind: DocumentKind, law: Law, landlord: Landlord, on: date) -> DocumentFacts:
    """The facts of a document to a made-up tenant, with the periods of a rule book.

    :param on: the document's date
    :raises FactsContradict: a period that it names is no number of days
    :raises NoSuchNumber: the tables of law hold none for that day
    """
    span = days(law, SPAN, on)
    if kind.statement == FROM_ARREARS and situation.weeks_owed > 0:
        span = _since_last_clear(situation, on)
    statement = _statement(situation, span, on)
    elsewhere = RENT // 2 if situation.joint else 0
    paid = [line for line in statement.lines if line.paid_pence]
    last = paid[-1] if paid else None
    if last is None and situation.paid:  # the span is too short to show it
        last = Line(on - situation.weeks_owed * _WEEK, "Payment", 0, RENT, 0)
    return DocumentFacts(
        letter=kind.name,
        account="100000",
        reference="RA-100000-1",
        on=on,
        reply_by=last_day_for_reply(kind, law, on),
        addressee=_to_whom(situation, kind),
        # Of joint tenants the last who lived holds the tenancy: to their estate no other is named.
        other_tenants=("Mr Sam Sample",) if situation.joint and kind.to != REPRESENTATIVES else (),
        deceased=Deceased("Ms Alex Sample", on - 3 * _WEEK, HOME) if kind.to in {*ELSEWHERE, REPRESENTATIVES} else None,
        property_address=HOME,
        arrears_pence=statement.closing_pence,
        # This week's can still be paid, and what stands in credit elsewhere is set against it.
        late_pence=max(statement.closing_pence - (0 if situation.ended else RENT) - elsewhere, 0),
        credit_elsewhere_pence=elsewhere,
        notice_from_pence=4 * RENT,
        notice_recommended_on=None if situation.paid else on - 2 * _WEEK,
        known_until=on - timedelta(days=1),
        rent_pence=RENT,
        rent_period="weekly",
        tenancy_start=on.replace(day=1) - 208 * _WEEK,
        tenancy_end=on - 4 * _WEEK if situation.ended else None,
        last_payment_pence=last.paid_pence if last else None,
        last_payment_on=last.posted_on if last else None,
        earlier_letter_on=on - 3 * _WEEK,
        spoken_on=on - _WEEK,
        statement=statement,
        landlord=landlord,
        named=_named(kind, on),
    )


def _to_whom(situation: Situation, kind: DocumentKind) -> Addressee:
    if kind.to in ELSEWHERE:
        return _NAMED.addressee(0)
    if kind.to == REPRESENTATIVES:
        return Addressee(0, f"{TO_WHOM} Ms Alex Sample", f"{TO_WHOM} Ms Alex Sample", "", "", HOME, large_print=False)
    return _addressee(situation)


def _addressee(situation: Situation) -> Addressee:
    one = Addressee(0, "Ms Alex Sample", "Ms Sample", "", "", HOME, large_print=False)
    if not situation.joint:
        return one
    return replace(one, care_of="Ms Robin Lane", care_of_role="deputy", address=_DEPUTY_AT, large_print=True)


def _since_last_clear(situation: Situation, on: date) -> timedelta:
    """How long ago nothing was owed: until the day before the first Monday whose rent is owed, that day with it."""
    first = on - timedelta(days=on.weekday()) - (situation.weeks_owed - 1) * _WEEK
    return on - first + timedelta(days=2)


def _statement(situation: Situation, span: timedelta, until: date) -> Statement:
    """Rent each Monday, and what was paid on the day after, up to the weeks that are owed."""
    since = until - span + timedelta(days=1)
    monday = since + timedelta(days=-since.weekday() % 7)
    weeks = max((until - monday).days // 7 + 1, 0)
    owed = max(situation.weeks_owed, 0)
    balance = opening = RENT * max(owed - weeks, 0) - (RENT if situation.weeks_owed < 0 else 0)
    lines: list[Line] = []
    for week in range(weeks):
        on = monday + week * _WEEK
        balance += RENT
        lines.append(Line(on, "Rent", RENT, 0, balance))
        if week < weeks - owed and on < until and situation.paid:
            balance -= RENT
            lines.append(Line(on + timedelta(days=1), "Payment", 0, RENT, balance))
    return Statement(since, until, opening, balance, tuple(lines))
