"""Finding anybody: by name, address, postcode, telephone, e-mail or reference, with slips forgiven.

First the words themselves are looked for, at the beginnings of words. Where nobody has them, each word is taken for
the names that are most like it: compared by their groups of three letters, over names that begin or end alike.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlmodel import Session

from cases.people.details import digits_of
from cases.people.tables import ContactDetail
from cases.people.words import DetailKind
from cases.tables import Account, AccountParty, Customer
from workflows.db import table

_customer, _account, _party, _detail = table(Customer), table(Account), table(AccountParty), table(ContactDetail)
MOST = 25
"""People that one answer holds."""
_FEWEST_DIGITS = 6
_MOST_NAMES = 20_000
_MOST_LIKE = 8
_LIKE_ENOUGH = 0.4
_POSTCODE = re.compile(r"[a-z]{1,2}[0-9][a-z0-9]?[0-9][a-z]{2}")
_PHONE = re.compile(r"[+0-9() ./-]+")


@dataclass(frozen=True)
class PersonFound:
    """A person who was found.

    :ivar address: of the account, or their own
    :ivar accounts: the references of their accounts
    """

    id: int
    reference: str
    name: str
    address: str
    accounts: tuple[str, ...]


def find(session: Session, words: str, patches: Collection[str] = ()) -> list[PersonFound]:
    """The people whom some words may mean, the likeliest first; at most :data:`MOST`.

    :param patches: only those who are liable for an account of these; none: all
    """
    wanted = plain(words)
    if not wanted:
        return []
    by_number = _by_number(wanted)
    if by_number is not None:
        return _read(session, by_number, patches, [])
    tokens = wanted.split()[:6]
    found = _read(session, _by_words([[token] for token in tokens]), patches, tokens)
    if found:
        return found
    likely = [
        [token, *_names_like(session, token)] if len(token) > 2 and not token.isdecimal() else [token]
        for token in tokens
    ]
    if all(len(each) == 1 for each in likely):
        return []
    return _read(session, _by_words(likely), patches, tokens)


def plain(words: str) -> str:
    """Words as they are compared: small letters without accents, and no commas."""
    letters = unicodedata.normalize("NFKD", words)
    kept = "".join(each for each in letters if not unicodedata.combining(each))
    return " ".join(re.sub(r"[,;]", " ", kept).casefold().split())


def similarity(one: str, other: str) -> float:
    """How much two names are alike, from 0 to 1: the share of groups of three letters that both have."""
    mine, theirs = _threes(one), _threes(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


def _threes(name: str) -> set[str]:
    padded = f"  {name} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def _by_number(wanted: str) -> ColumnElement[bool] | None:
    """The condition for an e-mail address, a telephone number or a postcode; ``None``: it is none of these."""
    if "@" in wanted:
        kept = select(_detail.c.customer_id).where(_detail.c.sought == wanted)
        return or_(func.lower(_customer.c.email) == wanted, _customer.c.id.in_(kept))
    digits = digits_of(wanted)
    if _PHONE.fullmatch(wanted) and len(digits) >= _FEWEST_DIGITS:
        number: ColumnElement[str] = _customer.c.phone
        for sign in (" ", "-", "(", ")", "/", "."):
            number = func.replace(number, sign, "")
        national = digits.removeprefix("0")
        kept = select(_detail.c.customer_id).where(
            _detail.c.kind == DetailKind.PHONE, _detail.c.sought.endswith(national, autoescape=True)
        )
        return or_(
            number.endswith(national, autoescape=True), _customer.c.reference == wanted, _customer.c.id.in_(kept)
        )
    code = wanted.replace(" ", "")
    if _POSTCODE.fullmatch(code):
        return or_(
            *(func.replace(func.lower(each), " ", "") == code for each in (_customer.c.postcode, _account.c.postcode))
        )
    return None


def _by_words(tokens: list[list[str]]) -> ColumnElement[bool]:
    """Each of the words, or one of those that stand for it, begins a word of the person's names and addresses."""
    parts = (
        *(_customer.c.given_name, _customer.c.family_name, _customer.c.reference, _customer.c.address),
        *(_customer.c.postcode, func.coalesce(_account.c.address, ""), func.coalesce(_account.c.postcode, "")),
        func.coalesce(_account.c.reference, ""),
    )
    hay: ColumnElement[str] = func.lower(" " + parts[0])
    for part in parts[1:]:
        hay += " " + func.lower(part)
    hay = func.replace(hay, "\n", " ")
    conditions = [or_(*(hay.contains(f" {each}", autoescape=True) for each in alike)) for alike in tokens]
    made = conditions[0]
    for each in conditions[1:]:
        made &= each
    return made


def _names_like(session: Session, token: str) -> list[str]:
    """The names that are most like a word, of those that begin with its letter or end as it does."""
    found: dict[str, float] = {}
    for column in (_customer.c.family_name, _customer.c.given_name):
        near = or_(func.lower(column).startswith(token[0]), func.lower(column).endswith(token[-2:]))
        names = session.execute(select(column).where(near).distinct().limit(_MOST_NAMES)).scalars()
        for name in names:
            alike = similarity(token, plain(name))
            if alike >= _LIKE_ENOUGH:
                found[name.lower()] = max(alike, found.get(name.lower(), 0))
    return sorted(found, key=lambda name: (-found[name], name))[:_MOST_LIKE]


def _read(
    session: Session, condition: ColumnElement[bool], patches: Collection[str], tokens: list[str]
) -> list[PersonFound]:
    query: Select[tuple[int]] = (
        select(_customer.c.id)
        .outerjoin(_party, _party.c.customer_id == _customer.c.id)
        .outerjoin(_account, _account.c.id == _party.c.account_id)
        .where(condition)
    )
    if patches:
        query = query.where(_account.c.patch.in_(patches))
    ids = list(dict.fromkeys(session.execute(query.limit(8 * MOST)).scalars()))
    people = _people(session, ids, patches)
    return sorted(people, key=lambda each: _distance(each, tokens))[:MOST]


def _people(session: Session, ids: list[int], patches: Collection[str]) -> list[PersonFound]:
    theirs: dict[int, list[tuple[str, str]]] = {}
    query = select(_party.c.customer_id, _account.c.reference, _account.c.address, _account.c.postcode)
    query = query.join(_account, _account.c.id == _party.c.account_id).where(_party.c.customer_id.in_(ids))
    if patches:
        query = query.where(_account.c.patch.in_(patches))
    for row in session.execute(query.order_by(_account.c.reference)):
        address = ", ".join(part for part in (*row.address.splitlines(), row.postcode) if part)
        theirs.setdefault(row.customer_id, []).append((row.reference, address))
    found = []
    for row in session.execute(select(_customer).where(_customer.c.id.in_(ids))):
        accounts = theirs.get(row.id, [])
        own = ", ".join(part for part in (*row.address.splitlines(), row.postcode) if part) if row.address else ""
        name = " ".join(part for part in (row.title, row.given_name, row.family_name) if part)
        address = own or (accounts[0][1] if accounts else "")
        found.append(PersonFound(row.id, row.reference, name, address, tuple(each for each, _ in accounts)))
    return found


def _distance(person: PersonFound, tokens: list[str]) -> tuple[float, str, int]:
    """How far a person is from the words: 0 where each is a whole word of their name."""
    names = plain(person.name).split()
    apart = sum(1 - max((similarity(token, name) for name in names), default=0) for token in tokens)
    return round(apart, 3), plain(person.name), person.id
