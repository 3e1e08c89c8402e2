"""Rent statements that somebody asked for: drawn up, printed and given to who may have them, at once.

Whoever asks is answered, in a breathing space, too: a reply to what the debtor asks is no step to collect the debt
(Debt Respite Scheme Regulations 2020 reg. 7). So such a statement demands nothing, and says how it was asked for.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlmodel import Session

from cases.chains import account_chain, record_on
from cases.facts import tenants_of
from cases.people.correspondence import Correspondence, correspondence_of
from cases.people.representatives import representatives_of
from cases.people.rows import RepresentativeRow
from cases.people.words import Authority
from cases.rows import AccountRow, CustomerRow
from documents.addressee import Addressee, in_person
from documents.facts import SPAN, days, must_be_made, stated_facts
from documents.landlord import LandlordIsSample, Landlords
from documents.letter import Letter, write_letter
from documents.media import Media
from documents.named import Named
from documents.posting import must_have_format
from documents.printing import print_pdf
from documents.statement import Statement, full_statement_of, statement_between, statement_of
from tasks.acts.accounts import account_row
from tasks.acts.subjects import ACCOUNT
from tasks.acts.table import WITH_CASES, act
from tasks.assembly import House, installation
from tasks.operations import LANDLORD
from tasks.people import Person
from workflows.clock import london_date
from workflows.errors import Malformed, Refused
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind

DOCUMENT = "statement_on_demand"
LONGEST = 500


class Span(StrEnum):
    """Of which days a statement is."""

    LAST_WEEKS = "last_weeks"
    """As many days as the row of law says (the protocol's 13 weeks)."""
    FROM_ARREARS = "from_arrears"
    """From the day on which the account last owed nothing."""
    BETWEEN = "between"


class StatementNotUnderstood(Malformed):
    """It is not said which statement is wanted.

    Its fact ``field`` says what is wrong.
    """


class MayNotHaveIt(Refused):
    """Who asks has no authority to be told about this account."""

    status = 403


@dataclass(frozen=True)
class StatementWanted:
    """Which statement somebody asked for.

    :ivar span: a word of :class:`Span`
    :ivar since: of days that are named, the first, and :ivar until: the last
    :ivar tenant: the number of the tenant whose statement it is
    :ivar representative: the number of who acts for them and is given it, 0 for the one whom the export names;
        ``None``: the tenant
    :ivar asked: how it was asked for, and how it was checked who asked
    :ivar large: in large print, also where the tenant needs none
    """

    span: str
    tenant: int
    asked: str
    since: date | None = None
    until: date | None = None
    representative: int | None = None
    large: bool = False


@dataclass(frozen=True)
class StatementGiven:
    """A statement that was drawn up. :ivar file_name: made by the house, without a word of anybody's"""

    content: bytes
    sha256: str
    file_name: str


@dataclass(frozen=True)
class Askers:
    """For whom a statement of an account can be drawn up: the living tenants, each with who may be told for them."""

    account: AccountRow
    tenants: list[tuple[CustomerRow, list[RepresentativeRow]]]
    today: date


@act(WITH_CASES, ACCOUNT, Kind.ACCOUNT_LOOKED_AT)
def askers(house: House, person: Person, account_id: int) -> Askers:
    """See who may be given a statement of an account.

    :raises NoSuchAccount: there is none
    """
    today = london_date(house.runtime.clock.now())
    with house.db.write() as session:
        account = account_row(session, account_id)
        looked = NewEntry(Kind.ACCOUNT_LOOKED_AT, person.actor, payload={"what": "statement"})
        record_on(session, account_chain(account_id), [looked], house.runtime.clock)
        living = [each for each in tenants_of(session, account_id) if each.date_of_death is None]
        return Askers(account, [(each, _may_be_told(session, each.id, today)) for each in living], today)


@act(WITH_CASES, ACCOUNT, Kind.STATEMENT_GIVEN)
def give(house: House, person: Person, account_id: int, *, wanted: StatementWanted) -> StatementGiven:
    """Give a rent statement to who asks for it: the tenant, or somebody whom the record lets be told.

    :raises StatementNotUnderstood: the days, the person, or how it was asked for is lacking or impossible
    :raises MayNotHaveIt: who acts for the tenant has no recorded authority to discuss the account
    :raises NothingOwed: arrears are asked for that there are not
    :raises FormatNotPrinted: the tenant needs it in a way that cannot be printed
    :raises TenantDied: the tenant has died
    :raises NoSuchAccount: there is none
    """
    today = london_date(house.runtime.clock.now())
    if not wanted.asked.strip() or len(wanted.asked) > LONGEST:
        raise StatementNotUnderstood(
            f"Say how it was asked for and how you know who asked, in at most {LONGEST} characters.", field="asked"
        )
    with house.db.read() as session:  # printing takes a while, in which nobody else should have to wait
        account = account_row(session, account_id)
        tenant = _tenant(session, account, wanted.tenant)
        known = correspondence_of(session, tenant.id)
        to = _representative(session, tenant, wanted.representative, today)
        statement = _statement(house, session, account, wanted, today)
        letter = _printed(house, session, account, tenant, known, to, statement, wanted, today)
    sha256 = house.store.put(letter.printed.content, Media.PDF)
    with house.db.write() as session:
        to = _representative(session, tenant, wanted.representative, today)  # it may have ended meanwhile
        entry = _entry(person, letter, wanted, tenant, to, sha256)
        record_on(session, account_chain(account_id), [entry], house.runtime.clock)
    return StatementGiven(letter.printed.content, sha256, f"statement-{account_id}-{today.isoformat()}.pdf")


def _tenant(session: Session, account: AccountRow, number: int) -> CustomerRow:
    found = next((each for each in tenants_of(session, account.id) if each.id == number), None)
    if found is None:
        raise StatementNotUnderstood(
            f"The person with the number {number} is no tenant of account {account.reference}. Choose one who is.",
            field="tenant",
        )
    return found


def _may_be_told(session: Session, customer_id: int, on: date) -> list[RepresentativeRow]:
    return [each for each in representatives_of(session, customer_id) if each.may(Authority.DISCUSS, on)]


def _representative(session: Session, tenant: CustomerRow, number: int | None, on: date) -> RepresentativeRow | None:
    """Who is given it in a tenant's place: by an authority that stands in the record, and by nothing else."""
    if number is None:
        return None
    acting = representatives_of(session, tenant.id)
    named = next((each for each in acting if each.id == number), None)
    if named is None:
        raise StatementNotUnderstood(
            f"Nobody with the number {number} acts for {tenant.name}. Choose one of their page, or record them there.",
            field="representative",
        )
    if not named.may(Authority.DISCUSS, on):
        raise MayNotHaveIt(
            f"{named.name} has no recorded authority to discuss this person's account on {on:%-d %B %Y}, so no "
            "statement is given to them. Ask the tenant, record what they consent to on their page, then try again.",
            field="representative",
        )
    return named


def _statement(house: House, session: Session, account: AccountRow, wanted: StatementWanted, today: date) -> Statement:
    if wanted.span == Span.LAST_WEEKS:
        return statement_of(session, account, days(house.law, SPAN, today), today)
    if wanted.span == Span.FROM_ARREARS:
        return full_statement_of(session, account, today)
    if wanted.span != Span.BETWEEN:
        raise StatementNotUnderstood(f"Say which statement: one of {', '.join(Span)}.", field="span")
    since, until = wanted.since, wanted.until
    if since is None or until is None or since > until:
        raise StatementNotUnderstood(
            "Give the first and the last day of the statement, the first not after the last.", field="since"
        )
    if until > today:
        raise StatementNotUnderstood("The last day has not come yet. Correct it.", field="until")
    if since < account.tenancy_start:
        raise StatementNotUnderstood(
            f"The tenancy of account {account.reference} began on {account.tenancy_start:%-d %B %Y}. Begin there.",
            field="since",
        )
    return statement_between(session, account, since, until)


def _printed(  # what the page is made of
    house: House,
    session: Session,
    account: AccountRow,
    tenant: CustomerRow,
    known: Correspondence,
    to: RepresentativeRow | None,
    statement: Statement,
    wanted: StatementWanted,
    today: date,
) -> Letter:
    here = installation(session)
    landlord = Landlords.of_book(house.book, LANDLORD).on(today, here.organisation)
    if landlord.sample and not here.demo:
        raise LandlordIsSample("landlord.yaml still holds the sample's address and telephone. Put in your own.")
    kind = house.library.kind("", DOCUMENT)
    who = _as_they_read(in_person(tenant, known), to, wanted)
    if to is None:
        must_have_format(kind, who, known)
    about = (account, account.reference)
    facts = stated_facts(session, house.standards, landlord, about, kind, today, None, [who], who, Named(), statement)
    must_be_made(kind, facts)
    simulated = here.simulated_at is not None or house.runtime.clock.simulated
    return write_letter(session, facts, kind, house.library, print_pdf, demo=here.demo, simulated=simulated)


def _as_they_read(tenant: Addressee, to: RepresentativeRow | None, wanted: StatementWanted) -> Addressee:
    large = wanted.large or (tenant.large_print and to is None)
    if to is None:
        return replace(tenant, large_print=large)
    return replace(tenant, large_print=large, care_of=to.name, care_of_role=str(to.role).replace("_", " "), language="")


def _entry(  # what the record says of it
    person: Person,
    letter: Letter,
    wanted: StatementWanted,
    tenant: CustomerRow,
    to: RepresentativeRow | None,
    sha256: str,
) -> NewEntry:
    statement = letter.facts.statement
    said = {
        "span": wanted.span,
        "since": statement.since,
        "until": statement.until,
        "tenant": tenant.reference,
        "to": to.name if to else tenant.name,
        **({"role": to.role, "evidence": to.evidence} if to else {}),
        "asked": wanted.asked.strip(),
        "format": letter.format,
        "pages": letter.printed.pages,
        "sha256": sha256,
        "wording": [{"id": each.id, "sha256": each.sha256} for each in letter.paragraphs],
        "facts_sha256": letter.facts_sha256,
    }
    return NewEntry(Kind.STATEMENT_GIVEN, person.actor, payload=said)
