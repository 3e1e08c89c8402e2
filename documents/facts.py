"""The facts of a document, drawn up. Their values: ``documents.values``; which there are: ``documents.sayable``."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session

from cases.accounts.facts import notice_recommended_on
from cases.catalogue import About, Looked
from cases.contacts.heard import last_talk_with
from cases.debts.facts import in_credit_elsewhere
from cases.expected.paying import timing_of
from cases.facts import account_of_case, balance_on, last_payment, tenants_of
from cases.law import Law
from cases.ledger.lateness import known_until
from cases.ledger.lines import UNALLOCATED
from cases.people.correspondence import correspondence_of
from cases.periods import Periods
from cases.rows import AccountRow, CustomerRow
from cases.standards import Standards
from cases.tenancies.rent import weekly_rent
from documents import words
from documents.addressee import Addressee, FactMissing, FactsContradict, NoSafeAddress, addressee
from documents.estate import Estate, estate_of, last_to_die
from documents.kinds import ELSEWHERE, FROM_ARREARS, REPRESENTATIVES, DocumentKind
from documents.landlord import Landlord
from documents.named import NOTHING_NAMED, Named
from documents.paragraphs import filled
from documents.posting import must_be_posted
from documents.statement import Statement, full_statement_of, statement_of
from documents.values import RENT_EVERY, DocumentFacts, said, values

SPAN = "rent_statement_span"
"""The row of law that says how many days a statement covers."""


class NotMade(FactsContradict):
    """The document says of itself that it is not made where this is so (``unless``)."""


def facts_of_document(
    session: Session,
    standards: Standards,
    landlord: Landlord,
    case: tuple[int, str],
    kind: DocumentKind,
    on: date,
    earlier: date | None,
    *,
    posted: bool = True,
    named: Named = NOTHING_NAMED,
) -> list[DocumentFacts]:
    """The facts of a document to each tenant of a case, in the order of the tenants' references; or to who is named.

    :param standards: the law, and the kinds of debt
    :param case: its id and its reference
    :param kind: its ``reply_by`` is the period of the law in which a reply is asked for
    :param on: the document's date, to the end of which the ledger is struck
    :param earlier: the date of the case's last letter before this one
    :param named: what the step names for it
    :param posted: whether it goes to them by post; what is only kept waits for nobody's wish
    :raises FactMissing: something that must be stated is not known
    :raises FactsContradict: two things cannot both be true
    :raises NotMade: the document says that it is not made where this is so
    :raises Refused: it may not go by post to one of them (:mod:`documents.posting`)
    """
    case_id, reference = case
    account = account_of_case(session, case_id)
    _tenancy_runs(account, on)
    tenants = tenants_of(session, account.id)
    if not tenants:
        raise FactMissing(f"Account {account.reference} has no tenant, so there is nobody to write to.")
    # To who has died nothing is written; where nobody survives, that is refused with who it was.
    living = [tenant for tenant in tenants if tenant.date_of_death is None]
    if kind.to in {*ELSEWHERE, REPRESENTATIVES}:
        estate = _estate(session, tenants, account, must=kind.to == REPRESENTATIVES)
        if estate is not None and kind.to == REPRESENTATIVES:
            person = estate.addressee
        else:
            person = named.addressee((living or tenants)[0].id)
        one = _of_one(session, standards, landlord, (account, reference), kind, on, earlier, [person], person, named)
        made = [replace(one, deceased=estate.deceased if estate else None)]
        must_be_made(kind, made[0])
        return made
    tenants = living or tenants
    known = [correspondence_of(session, tenant.id) for tenant in tenants]
    people = [addressee(tenant, account, on, each) for tenant, each in zip(tenants, known, strict=True)]
    _meet_nobody(people)
    if len({(person.name, tenant.date_of_birth) for person, tenant in zip(people, tenants, strict=True)}) < len(people):
        raise FactsContradict(
            f"Two tenants of account {account.reference} bear the same name and no different dates of birth, so one "
            "person seems to be recorded twice. Record their dates of birth, or remove the second record."
        )
    about = (account, reference)
    made = [_of_one(session, standards, landlord, about, kind, on, earlier, people, person, named) for person in people]
    talks = [last_talk_with(session, tenant.id, account.id, on) for tenant in tenants]
    made = [replace(facts, spoken_on=talk) for facts, talk in zip(made, talks, strict=True)]
    for facts, each in zip(made, known, strict=True):
        must_be_made(kind, facts)
        if posted:
            must_be_posted(kind, facts.addressee, each)
    return made


def _estate(session: Session, tenants: Sequence[CustomerRow], account: AccountRow, *, must: bool) -> Estate | None:
    """In whose estate the tenancy is; ``None``: in nobody's, or that cannot be told and nothing goes there."""
    try:
        last = last_to_die(tenants, account)
        return estate_of(last, account, correspondence_of(session, last.id))
    except (FactMissing, FactsContradict):
        if must:
            raise
        return None


def _of_one(  # what is asked of one of those to whom it goes
    session: Session,
    standards: Standards,
    landlord: Landlord,
    about: tuple[AccountRow, str],
    kind: DocumentKind,
    on: date,
    earlier: date | None,
    people: list[Addressee],
    person: Addressee,
    named: Named,
) -> DocumentFacts:
    account, _reference = about
    if kind.statement == FROM_ARREARS:
        statement = full_statement_of(session, account, on)
    else:
        statement = statement_of(session, account, days(standards.law, SPAN, on), on)
    return stated_facts(session, standards, landlord, about, kind, on, earlier, people, person, named, statement)


def stated_facts(  # everything that one document may state
    session: Session,
    standards: Standards,
    landlord: Landlord,
    about: tuple[AccountRow, str],
    kind: DocumentKind,
    on: date,
    earlier: date | None,
    people: Sequence[Addressee],
    person: Addressee,
    named: Named,
    statement: Statement,
) -> DocumentFacts:
    """The facts of a document to one of those to whom it goes, with a statement that was drawn up.

    :param people: all to whom it goes; :param about: the account, and the reference that the document bears
    """
    (account, reference), own = about, (about[0].kind, UNALLOCATED)
    known = About(account, on, Looked(session, on, account.id), standards)
    property_lines = [*account.address.splitlines(), account.postcode]
    payment = last_payment(session, account.id, on, own)
    arrears = statement.closing_pence if statement.until == on else balance_on(session, account.id, on, own)
    return DocumentFacts(
        letter=kind.name,
        account=account.reference,
        reference=reference,
        on=on,
        reply_by=last_day_for_reply(kind, standards.law, on),
        addressee=person,
        other_tenants=tuple(other.name for other in people if other is not person),
        property_address=tuple(line for line in map(words.clean, property_lines) if line),
        arrears_pence=arrears,
        late_pence=min(timing_of(known).overdue, max(arrears, 0)),
        credit_elsewhere_pence=in_credit_elsewhere(known),
        notice_from_pence=weekly_rent(account) * standards.days("notice_from_weeks", on),
        notice_recommended_on=notice_recommended_on(known),
        known_until=known_until(account, on),
        rent_pence=account.rent_pence,
        rent_period=account.rent_period,
        tenancy_start=account.tenancy_start,
        tenancy_end=account.tenancy_end,
        last_payment_pence=payment.amount_pence if payment else None,
        last_payment_on=payment.posted_on if payment else None,
        earlier_letter_on=earlier,
        statement=statement,
        landlord=landlord,
        named=named,
    )


def _meet_nobody(people: list[Addressee]) -> None:
    """Refuses a letter to a confidential address that is where another tenant is written to."""
    for person in people:
        others = {each.address for each in people if each is not person}
        if person.confidential and person.address in others:
            raise NoSafeAddress(
                f"Letters to {person.name} would go to where another tenant is written to. Ask your team leader, who "
                "confirms on their page where they may be written to; then try again."
            )


def last_day_for_reply(kind: DocumentKind, law: Law, on: date) -> date | None:
    """The last day for a reply; ``None``: the document asks for none.

    It is counted as the row of law is, so that the letter says the day on which the wait after it ends.

    :raises FactsContradict: its period counts months
    """
    if not kind.reply_by:
        return None
    return Periods(law).counted(kind.reply_by, on, days(law, kind.reply_by, on)).last


def must_be_made(kind: DocumentKind, facts: DocumentFacts) -> None:
    """Asks what the document says of itself; what cannot be told counts as a reason against it.

    :raises NotMade: the document says that it is not made where this is so
    """
    known = values(facts)
    for objection in kind.unless:
        if objection.when.evaluate(known) is not False:
            raise NotMade(str(filled(objection.sentence, said(facts), f"{kind.place}, unless")))


def days(law: Law, name: str, on: date) -> timedelta:
    """A period of the law that counts days.

    :raises FactsContradict: it counts months, which no letter's time limit may
    """
    period = law.period(name, on)
    if not isinstance(period, timedelta) or period <= timedelta(0):
        raise FactsContradict(f"The period {name!r} is not a number of days, so no date can be given. Correct it.")
    return period


def _tenancy_runs(account: AccountRow, on: date) -> None:
    if account.tenancy_start > on:
        raise FactsContradict(
            f"The tenancy of account {account.reference} begins on {words.day(account.tenancy_start)}, after the "
            "date of the letter. Correct the date."
        )
    if account.rent_pence <= 0:
        raise FactMissing(f"Account {account.reference} has no rent. Record the rent, then try again.")
    if account.rent_period not in RENT_EVERY:
        raise FactsContradict(
            f"The rent of account {account.reference} is said to be {account.rent_period!r}, which is none of "
            f"{', '.join(RENT_EVERY)}. Correct it."
        )
