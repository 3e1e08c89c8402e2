"""What the record shows of an account: by this the tour is held to what happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from sqlalchemy import select
from sqlmodel import Session

from cases.chains import account_chain, chain_named, person_chain
from cases.tables import Account, AccountParty, CaseAccount, HoldScope
from documents.register import documents_of_case
from tasks.people import people
from workflows.clock import london_date
from workflows.db import table
from workflows.evidence import timeline
from workflows.runtime.tables import CaseFile

_account, _party, _of_case, _case = table(Account), table(AccountParty), table(CaseAccount), table(CaseFile)
_scope = table(HoldScope)


@dataclass(frozen=True)
class Entry:
    """An entry of a record: its day, kind and step, who did it, and all that it says, as text."""

    day: date
    kind: str
    step: str
    who: str
    says: str


@dataclass(frozen=True)
class Recorded:
    """What the record shows of an account.

    :ivar tenants: their numbers; ``cases`` and ``holds``: those about it, in their order
    :ivar entries: of the account, of its tenants and of each case about it
    :ivar letters: day, kind and format of each
    """

    account: int
    tenants: tuple[int, ...]
    cases: tuple[int, ...]
    holds: tuple[int, ...]
    entries: tuple[Entry, ...]
    letters: tuple[tuple[date, str, str], ...]


@dataclass(frozen=True)
class Shows:
    """What an entry must be to bear a claim out; what is left empty may be anything.

    :ivar letter: the kind of a letter of that day, and in which format; then no entry is asked for
    """

    day: date
    kind: str = ""
    step: str = ""
    who: str = ""
    says: str = ""
    letter: tuple[str, str] = ("", "")

    def in_(self, recorded: Recorded) -> bool:
        """Whether the record shows it."""
        if self.letter[0]:
            kind, how = self.letter
            return any(each[:2] == (self.day, kind) and how in {"", each[2]} for each in recorded.letters)
        return any(
            (each.day, self.kind) == (self.day, each.kind)
            and self.step in {"", each.step}
            and self.who in {"", each.who}
            and self.says in each.says
            for each in recorded.entries
        )


@dataclass(frozen=True)
class Told:
    """A life that is told.

    :ivar claims: each sentence with what the record must show for it
    :ivar pages: what is to be seen where; ``{person}``, ``{second}``, ``{account}``, ``{case}`` and ``{hold}`` are the
        numbers of its tenants, of its account, of its first case and of its hold
    """

    account: str
    heading: str
    claims: tuple[tuple[str, tuple[Shows, ...]], ...]
    pages: tuple[tuple[str, str], ...]


def recorded(session: Session, reference: str) -> Recorded:
    """What the record shows of an account."""
    account = int(session.execute(select(_account.c.id).where(_account.c.reference == reference)).scalar_one())
    about = select(_of_case.c.case_id).where(_of_case.c.account_id == account).order_by(_of_case.c.case_id)
    cases = tuple(session.execute(about).scalars())
    parties = select(_party.c.customer_id).where(_party.c.account_id == account).order_by(_party.c.customer_id)
    tenants = tuple(session.execute(parties).scalars())
    held = select(_scope.c.hold_id).where((_scope.c.account_id == account) | _scope.c.customer_id.in_(tenants))
    chains = list(session.execute(select(_case.c.chain_id).where(_case.c.id.in_(cases))).scalars())
    named = (chain_named(session, name) for name in (account_chain(account), *map(person_chain, tenants)))
    chains += [each for each in named if each is not None]
    letters = (each for case in cases for each in documents_of_case(session, case))
    return Recorded(
        account,
        tenants,
        cases,
        tuple(session.execute(held.distinct().order_by(_scope.c.hold_id)).scalars()),
        tuple(_entries(session, chains)),
        tuple((each.dated, each.kind, each.format) for each in letters),
    )


def _entries(session: Session, chains: list[int]) -> Iterator[Entry]:
    names = people(session)
    for chain in chains:
        for entry in timeline(session, chain):
            at, actor = datetime.fromisoformat(entry["at"]), entry["actor"]
            says = msgspec.json.encode(entry, enc_hook=str).decode()
            yield Entry(london_date(at), entry["kind"], entry.get("step") or "", names.get(actor, actor), says)
