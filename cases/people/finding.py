"""Finding anybody: by name, address, postcode, telephone, e-mail or reference, with slips forgiven.

First the words themselves are looked for, at the beginnings of words. Where nobody has them, each word is taken for
the names that are most like it: compared by their groups of three letters, over names that begin or end alike.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Table, and_, func, or_, select, true
from sqlmodel import Session

from cases.people.details import digits_of
from cases.people.tables import ContactDetail
from cases.people.words import DetailKind
from cases.tables import Account, AccountParty, Customer
from workflows.db import table

_customer, _account, _party, _detail = table(Customer), table(Account), table(AccountParty), table(ContactDetail)
MOST = 25
"""People that one answer holds."""
MOST_WORDS = 6
_FEWEST_DIGITS = 6
_MOST_READ = 200
_MOST_NAMES = 20_000
_MOST_LIKE = 8
_MOST_APART = 4
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


def find(
    session: Session, words: str, patches: Collection[str] = (), unseen: Collection[int] = ()
) -> list[PersonFound]:
    """The people whom some words may mean, the likeliest first; at most :data:`MOST`.

    :param patches: only those who are liable for an account of these; none: all
    :param unseen: those whom neither their number nor where they live finds or shows: their name or account does
    """
    wanted = plain(words)
    if not wanted:
        return []
    whose = _of_patches(patches)
    for ids in _ways(session, wanted, whose, _reached(unseen)):
        if ids:
            found = _people(session, ids, patches, unseen)
            return sorted(found, key=lambda each: _distance(each, wanted.split()))[:MOST]
    return []


def _reached(unseen: Collection[int]) -> ColumnElement[bool]:
    """The condition under which how somebody is reached, and where they live, may be looked for."""
    return _customer.c.id.not_in(sorted(unseen)) if unseen else true()


def _ways(
    session: Session, wanted: str, whose: Select[tuple[int]] | None, reached: ColumnElement[bool]
) -> Iterator[list[int]]:
    """Who may be meant, way by way, the cheapest and likeliest first; whoever asks stops at the first that finds."""
    if "@" in wanted:
        said = func.lower(_customer.c.email) == wanted
        yield _with_detail(session, said, _detail.c.sought == wanted, reached, whose)
        return
    digits = digits_of(wanted)
    if _PHONE.fullmatch(wanted) and len(digits) >= _FEWEST_DIGITS:
        national = digits.removeprefix("0")
        kept = (_detail.c.kind == DetailKind.PHONE) & _detail.c.sought.endswith(national, autoescape=True)
        yield _with_detail(session, _dialled().endswith(national, autoescape=True), kept, reached, whose)
    code = wanted.replace(" ", "")
    if _POSTCODE.fullmatch(code):
        yield _customers(session, (_closed_up(_customer.c.postcode) == code) & reached, whose) or _at(
            session, _closed_up(_account.c.postcode) == code, whose
        )
    tokens = wanted.split()[:MOST_WORDS]
    if len(tokens) == 1:
        yield _referenced(session, wanted, whose)
    if not any(map(str.isdecimal, tokens)):
        yield _customers(session, _named(tokens), whose)
    yield _at(session, _placed(_account, tokens), whose) or _customers(
        session, _placed(_customer, tokens) & reached, whose
    )
    likely = _names_like(session, [token for token in tokens if len(token) > 2 and not token.isdecimal()])
    if likely and len(likely) == len(tokens):
        yield _customers(session, _one_of_each(likely), whose)
    if len(tokens) > 1:
        yield _named_at(session, tokens, whose)


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


def _of_patches(patches: Collection[str]) -> Select[tuple[int]] | None:
    """The numbers of the people who are liable for an account of some patches; ``None``: of whatever patch."""
    if not patches:
        return None
    query = select(_party.c.customer_id).join(_account, _account.c.id == _party.c.account_id)
    return query.where(_account.c.patch.in_(patches))


def _customers(session: Session, condition: ColumnElement[bool], whose: Select[tuple[int]] | None) -> list[int]:
    query = select(_customer.c.id).where(condition)
    if whose is not None:
        query = query.where(_customer.c.id.in_(whose))
    return list(session.execute(query.limit(_MOST_READ)).scalars())


def _with_detail(
    session: Session,
    said: ColumnElement[bool],
    kept: ColumnElement[bool],
    reached: ColumnElement[bool],
    whose: Select[tuple[int]] | None,
) -> list[int]:
    """Whom the export or what is recorded here names so."""
    recorded = select(_detail.c.customer_id).where(kept, _detail.c.replaced_at.is_(None))
    return _customers(session, or_(said, _customer.c.id.in_(recorded)) & reached, whose)


def _at(session: Session, condition: ColumnElement[bool], whose: Select[tuple[int]] | None) -> list[int]:
    """Who is liable for the accounts that a condition finds."""
    accounts = list(session.execute(select(_account.c.id).where(condition).limit(_MOST_READ)).scalars())
    query = select(_party.c.customer_id).where(_party.c.account_id.in_(accounts)).distinct()
    if whose is not None:
        query = query.where(_party.c.customer_id.in_(whose))
    return list(session.execute(query).scalars())


def _referenced(session: Session, wanted: str, whose: Select[tuple[int]] | None) -> list[int]:
    """Who bears a reference, or is liable for the account that does."""
    said = (wanted, wanted.upper())
    return _customers(session, _customer.c.reference.in_(said), whose) or _at(
        session, _account.c.reference.in_(said), whose
    )


def _named_at(session: Session, tokens: list[str], whose: Select[tuple[int]] | None) -> list[int]:
    """Whom some of the words name, and of whose address the others are."""
    query = (
        select(_party.c.customer_id)
        .join(_account, _account.c.id == _party.c.account_id)
        .join(_customer, _customer.c.id == _party.c.customer_id)
        .where(and_(*(or_(_placed(_account, [each]), _named([each])) for each in tokens)))
    )
    if whose is not None:
        query = query.where(_party.c.customer_id.in_(whose))
    return list(dict.fromkeys(session.execute(query.limit(_MOST_READ)).scalars()))


def _named(tokens: list[str]) -> ColumnElement[bool]:
    """Each of the words begins a name of a person."""
    names = (func.lower(_customer.c.family_name), func.lower(_customer.c.given_name))
    return and_(*(or_(*(name.startswith(each, autoescape=True) for name in names)) for each in tokens))


def _placed(at: Table, tokens: list[str]) -> ColumnElement[bool]:
    """Each of the words stands in an address.

    :param at: the table of accounts, or of customers with an address of their own
    """
    address = func.lower(at.c.address + " " + at.c.postcode)
    return and_(*(address.contains(each, autoescape=True) for each in tokens))


def _dialled() -> ColumnElement[str]:
    number: ColumnElement[str] = _customer.c.phone
    for sign in (" ", "-", "(", ")"):
        number = func.replace(number, sign, "")
    return number


def _closed_up(postcode: ColumnElement[str]) -> ColumnElement[str]:
    return func.replace(func.lower(postcode), " ", "")


def _names_like(session: Session, tokens: list[str]) -> list[list[str]]:
    """For each word the names that are most like it, of those that begin with its letter or end as it does.

    Nothing where one of the words is like no name.
    """
    if not tokens:
        return []
    near: set[str] = set()
    begin, ends = tuple(each[0] for each in tokens), tuple(each[-2:] for each in tokens)
    for column in (_customer.c.family_name, _customer.c.given_name):
        near.update(session.execute(select(func.lower(column)).distinct().limit(_MOST_NAMES)).scalars())
    said = [(name, plain(name).replace("-", " ").split()) for name in near]
    known = [(name, each) for name, parts in said for each in parts if each.startswith(begin) or each.endswith(ends)]
    found = []
    for token in tokens:
        scored = [(_likeness(token, said), name) for name, said in known if abs(len(said) - len(token)) <= _MOST_APART]
        best = sorted((-score, name) for score, name in scored if score >= _LIKE_ENOUGH)[:_MOST_LIKE]
        found.append([name for _score, name in best])
    return found if all(found) else []


def _likeness(token: str, name: str) -> float:
    return 0.95 if name.startswith(token) and name != token else similarity(token, name)


def _one_of_each(likely: list[list[str]]) -> ColumnElement[bool]:
    family, given = func.lower(_customer.c.family_name), func.lower(_customer.c.given_name)
    return and_(*(or_(family.in_(each), given.in_(each)) for each in likely))


def _people(session: Session, ids: list[int], patches: Collection[str], unseen: Collection[int]) -> list[PersonFound]:
    liable = session.execute(
        select(_party.c.account_id, _party.c.customer_id).where(_party.c.customer_id.in_(ids))
    ).all()
    query = select(_account).where(_account.c.id.in_({row.account_id for row in liable}))
    if patches:
        query = query.where(_account.c.patch.in_(patches))
    listed = {row.id: row for row in session.execute(query)}
    theirs: dict[int, list[tuple[str, str]]] = {}
    for row in sorted((row for row in liable if row.account_id in listed), key=lambda each: each.account_id):
        account = listed[row.account_id]
        address = ", ".join(part for part in (*account.address.splitlines(), account.postcode) if part)
        theirs.setdefault(row.customer_id, []).append((account.reference, address))
    found = []
    for row in session.execute(select(_customer).where(_customer.c.id.in_(ids))):
        accounts = theirs.get(row.id, [])
        own = ", ".join(part for part in (*row.address.splitlines(), row.postcode) if part) if row.address else ""
        own = "" if row.id in unseen else own
        name = " ".join(part for part in (row.title, row.given_name, row.family_name) if part)
        address = own or (accounts[0][1] if accounts else "")
        found.append(PersonFound(row.id, row.reference, name, address, tuple(each for each, _ in accounts)))
    return found


def _distance(person: PersonFound, tokens: list[str]) -> tuple[float, str, int]:
    """How far a person is from the words: 0 where each is a whole word of their name."""
    names = plain(person.name).split()
    apart = sum(1 - max((similarity(token, name) for name in names), default=0) for token in tokens)
    return round(apart, 3), plain(person.name), person.id
