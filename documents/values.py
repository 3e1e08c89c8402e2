"""What a document may state, as values: the facts themselves, what conditions see of them, how they are written."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from cases.words import RentPeriod
from documents import words
from documents.addressee import Addressee
from documents.estate import Deceased
from documents.landlord import Landlord
from documents.named import NOTHING_NAMED, Named
from documents.sayable import SAYABLE, Kind
from documents.statement import Statement

CONFIDENTIAL = "confidential: it stands on the letter alone"


@dataclass(frozen=True)
class DocumentFacts:
    """Everything that one document to one tenant may state. Amounts in pence, positive where owed.

    :ivar letter: the kind of document
    :ivar other_tenants: the joint tenants' names, this one's left out
    :ivar arrears_pence: the balance at the end of ``on``, the document's date; negative in credit
    :ivar late_pence: what of it is late: neither due later nor paid in arrears
    :ivar credit_elsewhere_pence: what stands in credit under the account's other debts; it is no part of ``late_pence``
    :ivar notice_from_pence: how much must be late before the landlord considers a notice, by its policy
    :ivar notice_recommended_on: the day on which a notice was recommended that still stands recommended
    :ivar known_until: the last day to whose end what was paid is known: of the account's last export, and before ``on``
    :ivar reply_by: the last day for the reply, as its period is counted; ``None``: none is asked
    :ivar earlier_letter_on: the date of the case's last letter before this one
    :ivar deceased: the tenant who died last, where none survives and the document goes to somebody else
    :ivar spoken_on: the last day on which the addressee, or who may speak for them, was spoken with about the account
    """

    letter: str
    account: str
    reference: str
    on: date
    reply_by: date | None
    addressee: Addressee
    other_tenants: tuple[str, ...]
    property_address: tuple[str, ...]
    arrears_pence: int
    late_pence: int
    known_until: date
    rent_pence: int
    rent_period: str
    tenancy_start: date
    tenancy_end: date | None
    last_payment_pence: int | None
    last_payment_on: date | None
    earlier_letter_on: date | None
    statement: Statement
    landlord: Landlord
    named: Named = NOTHING_NAMED
    spoken_on: date | None = None
    credit_elsewhere_pence: int = 0
    notice_from_pence: int = 0
    notice_recommended_on: date | None = None
    deceased: Deceased | None = None

    @property
    def plain(self) -> dict[str, Any]:
        """The facts as they enter the record, which more people read than may know of a confidential address."""
        if not self.addressee.confidential:
            return self._plain()
        hidden = replace(self.addressee, care_of="", care_of_role="", address=(CONFIDENTIAL,))
        return replace(self, addressee=hidden)._plain()

    def _plain(self) -> dict[str, Any]:
        """What no step named stands in no entry, and nothing of a talk, a credit or a notice that was not."""
        said = asdict(self)
        if self.named == NOTHING_NAMED:
            del said["named"]
        elif self.named.last_day is None:
            del said["named"]["last_day"]
        for name in ("spoken_on", "credit_elsewhere_pence", "notice_recommended_on", "deceased"):
            if not said[name]:
                del said[name]
        return said


RENT_EVERY: dict[str, str] = {
    RentPeriod.WEEKLY: "a week",
    RentPeriod.FORTNIGHTLY: "a fortnight",
    RentPeriod.FOUR_WEEKLY: "every four weeks",
    RentPeriod.MONTHLY: "a month",
}
"""How often rent falls due, behind its sum."""


def values(facts: DocumentFacts) -> dict[str, Any]:
    """Each fact of documents as a condition sees it: pence, days, texts; null where it does not apply."""
    person, landlord, statement = facts.addressee, facts.landlord, facts.statement
    return {
        "account": facts.account,
        "addressee": person.name,
        "salutation": person.salutation,
        "care_of": person.care_of or None,
        "care_of_role": person.care_of_role or None,
        "language": person.language or None,
        "other_tenants": words.listed(list(facts.other_tenants)) if facts.other_tenants else None,
        "property_address": words.address(facts.property_address),
        "reference": facts.reference,
        "date": facts.on,
        "reply_by": facts.reply_by,
        "arrears": max(facts.arrears_pence, 0),
        "late": facts.late_pence,
        "balance": facts.arrears_pence,
        "credit_elsewhere": facts.credit_elsewhere_pence,
        "notice_from": facts.notice_from_pence,
        "notice_recommended_on": facts.notice_recommended_on,
        "other_debts": sum(pence for _, pence in statement.others),
        "known_until": facts.known_until,
        "rent": f"{words.pounds(facts.rent_pence)} {RENT_EVERY[facts.rent_period]}",
        "tenancy_start": facts.tenancy_start,
        "tenancy_end": facts.tenancy_end,
        "last_payment": facts.last_payment_pence,
        "last_payment_on": facts.last_payment_on,
        "earlier_letter_on": facts.earlier_letter_on,
        "spoken_on": facts.spoken_on,
        "statement_since": statement.since,
        "statement_until": statement.until,
        "charged": statement.charged_pence,
        "paid": statement.paid_pence,
        "landlord": landlord.name,
        "team": landlord.team,
        "officer": landlord.officer or None,
        "complaints": landlord.complaints or None,
        "phone": landlord.phone.replace(" ", "\u00a0"),
        "hours": landlord.hours,
        "email": landlord.email,
        "ways_to_pay": landlord.ways_to_pay,
        "formats": landlord.formats,
        "named_day": facts.named.day,
        "named_last_day": facts.named.last_day,
        "named_sum": facts.named.sum_pence,
        "named_words": facts.named.words or None,
        "named_reason": facts.named.reason or None,
        "named_remedy": facts.named.remedy or None,
        "deceased": facts.deceased.name if facts.deceased else None,
        "died_on": facts.deceased.died_on if facts.deceased else None,
        "last_address": words.address(facts.deceased.address) if facts.deceased and facts.deceased.address else None,
        "advice": list(landlord.advice),
    }


def said(facts: DocumentFacts) -> dict[str, str]:
    """The facts as they are written in a sentence. What does not apply is left out, and lists are."""
    found = {}
    for name, value in values(facts).items():
        kind = SAYABLE[name].kind
        if value is not None and kind is not Kind.LIST:
            found[name] = _WRITTEN[kind](value)
    return found


_WRITTEN: dict[Kind, Callable[[Any], str]] = {
    Kind.TEXT: str,
    Kind.MONEY: words.pounds,
    Kind.BALANCE: words.balance,
    Kind.DAY: words.day,
}
