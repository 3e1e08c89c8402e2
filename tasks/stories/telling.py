"""Telling a story on a procedure: each thing happens through the acts by which it happens in the house."""

import html
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from cases import holds
from cases.facts import facts_of_case
from cases.tables import CaseAccount
from documents.register import documents_of_case
from tasks import nightly
from tasks.acts import beginning, steps
from tasks.assembly import House
from tasks.stories.files import with_files
from tasks.stories.reading import Happening, Story
from tasks.stories.world import ACCOUNT, bring_in, die, pay, somebody, world
from workflows.clock import london_date
from workflows.db import table
from workflows.editions import Book
from workflows.errors import Refused
from workflows.evidence import timeline
from workflows.evidence.tables import Chain
from workflows.expressions import to_json
from workflows.proofs.certificate import Examined
from workflows.runtime.tables import CaseFile, Incident, Timer, WorkItem
from workflows.runtime.words import CaseStatus, IncidentStatus, ItemStatus, TimerStatus
from workflows.settings import Settings

_case, _item, _timer, _incident = table(CaseFile), table(WorkItem), table(Timer), table(Incident)
_case_account, _chain = table(CaseAccount), table(Chain)
OPEN = (ItemStatus.OPEN, ItemStatus.HELD)


class Otherwise(Refused):
    """It went otherwise than the story tells."""

    status = 422


def tell(settings: Settings, book: Book, story: Story, name: str, examined: Examined) -> None:
    """Tells a story on a procedure.

    :param book: the rule book with the procedure as it is tried
    :raises Otherwise: where it went otherwise, and where the case stands instead
    """
    never = _Never(story)
    with world(settings, book, story, name, examined) as house:
        for happening in story.happens:
            try:
                if happening.what == "days":
                    _days(house, story, happening, never)
                else:
                    _DO[happening.what](house, happening)
            except Otherwise:
                raise
            except Refused as refused:
                raise Otherwise(f"{happening.place}: {refused.sentence} {_where(house)}") from refused
            never.look(house, happening.place)


def _days(house: House, story: Story, happening: Happening, never: "_Never") -> None:
    """So many days go by, with their nights; rent falls due every week."""
    for _ in range(happening.of):
        tomorrow = house.runtime.clock.now() + timedelta(days=1)
        bring_in(house, story, london_date(tomorrow))
        nightly.move_clock(house, tomorrow, sealing=False)
        never.look(house, happening.place)


def _night(house: House, _happening: Happening) -> None:
    nightly.do_what_is_due(house)
    nightly.look_at_accounts(house)
    nightly.do_what_is_due(house)


def _begins(house: House, happening: Happening) -> None:
    who, why = somebody(house, happening.more["by"]), str(happening.more["because"])
    beginning.begin(house, who, happening.of, account=ACCOUNT, reason=why)
    nightly.do_what_is_due(house)


def _completes(house: House, happening: Happening) -> None:
    task = _open_step(house, happening)
    who = somebody(house, happening.more["by"])

    def act() -> None:
        said = with_files(house, who, task, happening.more["answers"])
        steps.complete(house, who, task, answers={key: _plain(value) for key, value in said.items()})

    _as_told(house, happening, act)
    nightly.do_what_is_due(house)


def _reopens(house: House, happening: Happening) -> None:
    with house.db.read() as session:
        query = select(_item.c.task_id).where(_item.c.step == happening.of).order_by(_item.c.opened_at.desc())
        task = session.execute(query.limit(1)).scalar()
    if task is None:
        raise Otherwise(f"{happening.place}: {happening.of} was never open. {_where(house)}")
    who = somebody(house, happening.more["by"])
    reason = str(happening.more["because"])
    _as_told(house, happening, lambda: steps.reopen(house, who, task, reason=reason))


def _as_told(house: House, happening: Happening, act: Any) -> None:
    """Does an act; where the story says that it is refused, it must be, and in such words."""
    words = happening.more.get("refused")
    try:
        act()
    except Refused as refused:
        if words is None:
            raise
        if str(words) not in refused.sentence:
            text = f"it is refused otherwise than with {str(words)!r}: {refused.sentence}"
            raise Otherwise(f"{happening.place}: {text}") from refused
        return
    if words is not None:
        raise Otherwise(f"{happening.place}: it is done, and should be refused. {_where(house)}")


def _pays(house: House, happening: Happening) -> None:
    pay(house, happening.of, _today(house))


def _holds(house: House, happening: Happening) -> None:
    if happening.of not in house.organisation.holds:
        there = ", ".join(sorted(house.organisation.holds))
        raise Otherwise(f"{happening.place}: there is no kind of hold called {happening.of}; there is {there}.")
    who = somebody(house, "officer")
    reason = str(happening.more.get("because", "The story says so."))
    with house.db.read() as session:
        account = session.execute(select(table(CaseAccount).c.account_id)).scalar()
    holds.place(
        house.runtime, happening.of, who.actor, kinds=house.organisation.holds, begins_on=_today(house),
        ends_on=happening.more["until"], accounts=[account or 1], reason=reason,
    )  # fmt: skip


def _dies(house: House, happening: Happening) -> None:
    if not die(house, happening.of, _today(house)):
        raise Otherwise(f"{happening.place}: there is no tenant {happening.of!r}.")


def _sees(house: House, happening: Happening) -> None:
    seen: Mapping[str, Any] = happening.of
    there = _there(house)
    for what in ("closed", "steps", "waiting"):
        if what in seen and _listed(seen[what]) != there[what]:
            told, found = ", ".join(_listed(seen[what])) or "none", ", ".join(there[what]) or "none"
            raise Otherwise(f"{happening.place}: {what} should be {told}, and is {found}. {_where(house)}")
    for entry in _listed(seen.get("entries", [])):
        if entry not in there["entries"]:
            raise Otherwise(f"{happening.place}: the record has no entry {entry!r}. {_where(house)}")
    _documents(house, seen.get("documents", {}), happening.place)
    _facts(house, seen.get("facts", {}), happening.place)


def _documents(house: House, wanted: Any, place: str) -> None:
    wanted = wanted if isinstance(wanted, Mapping) else {name: [] for name in _listed(wanted)}
    for kind, sentences in wanted.items():
        texts = [_words(content) for name, content in _made(house) if name == kind]
        if not texts:
            raise Otherwise(f"{place}: no document {kind} was made. {_where(house)}")
        for sentence in _listed(sentences):
            if not any(" ".join(sentence.split()) in text for text in texts):
                raise Otherwise(f"{place}: no {kind} says {sentence!r}. The last says: {texts[-1][:600]}")


def _facts(house: House, wanted: Mapping[str, Any], place: str) -> None:
    case = _newest(house)
    for name, value in wanted.items():
        if case is None:
            raise Otherwise(f"{place}: there is no case, so it has no facts.")
        with house.db.read() as session:
            found = facts_of_case(session, case, _today(house)).get(name)
        if to_json(found) != to_json(value):
            raise Otherwise(f"{place}: {name} should be {value}, and is {found}.")


class _Never:
    """What must never be, looked for whenever the record has grown: nothing comes about without an entry."""

    def __init__(self, story: Story) -> None:
        self._steps, self._documents = story.never.get("steps", ()), story.never.get("documents", ())
        self._length: int | None = -1

    def look(self, house: House, place: str) -> None:
        """Refuses what has come about and must not.

        :raises Otherwise: it came about
        """
        if not (self._steps or self._documents):
            return
        with house.db.read() as session:
            length: int | None = session.execute(select(func.sum(_chain.c.length))).scalar()
        if length == self._length:
            return
        self._length = length
        there = _there(house)
        for step in self._steps:
            if step in there["steps"] or any(entry.endswith(f" {step}") for entry in there["entries"]):
                raise Otherwise(f"{place}: {step} came about, which must never be. {_where(house)}")
        for kind in self._documents:
            if any(name == kind for name, _ in _made(house)):
                raise Otherwise(f"{place}: {kind} was made, which must never be. {_where(house)}")


def _there(house: House) -> dict[str, list[str]]:
    """The open steps, what is waited for, how the newest case was closed, and its entries."""
    case = _newest(house)
    if case is None:
        return {"steps": [], "waiting": [], "closed": [], "entries": []}
    with house.db.read() as session:
        items = select(_item.c.step).where(_item.c.case_id == case, _item.c.status.in_(OPEN))
        waits = select(_timer.c.step).where(_timer.c.case_id == case)
        waits = waits.where(_timer.c.status.in_([TimerStatus.WAITING, TimerStatus.PAUSED]))
        row = session.execute(select(_case.c.status, _case.c.outcome).where(_case.c.id == case)).one()
        told = list(timeline(session, house.runtime.chain_of(session, case)))
        return {
            "steps": sorted(session.execute(items).scalars()),
            "waiting": sorted(session.execute(waits).scalars()),
            "closed": [row.outcome] if row.status == CaseStatus.CLOSED else [],
            "entries": [f"{each['kind']} {each.get('step', '')}".strip() for each in told],
        }


def _where(house: House) -> str:
    """Where the case stands, in words."""
    there = _there(house)
    if not there["entries"]:
        return f"No case was opened by {_today(house):%-d %B %Y}."
    said = [f"closed as {there['closed'][0]}"] if there["closed"] else []
    said += [f"open for {', '.join(there['steps'])}"] if there["steps"] else []
    said += [f"waiting at {', '.join(there['waiting'])}"] if there["waiting"] else []
    with house.db.read() as session:
        query = select(_incident.c.sentence).where(_incident.c.status == IncidentStatus.OPEN)
        said += [f"stopped: {sentence}" for sentence in session.execute(query).scalars()]
    made = ", ".join(name for name, _ in _made(house)) or "none"
    done = [each for each in there["entries"] if each.startswith("step completed")]
    last = f" Last done: {done[-1].removeprefix('step completed ')}." if done else ""
    return f"On {_today(house):%-d %B %Y} the case is {' and '.join(said) or 'at rest'}; documents: {made}.{last}"


def _made(house: House) -> Iterator[tuple[str, bytes]]:
    case = _newest(house)
    if case is None:
        return
    with house.db.read() as session:
        rows = documents_of_case(session, case)
    for row in rows:
        yield row.kind, house.store.bytes_of(row.sha256) or b""


def _words(content: bytes) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", content.decode(errors="replace"))).split())


def _newest(house: House) -> int | None:
    with house.db.read() as session:
        return session.execute(select(_case.c.id).order_by(_case.c.id.desc()).limit(1)).scalar()


def _open_step(house: House, happening: Happening) -> str:
    with house.db.read() as session:
        query = select(_item.c.task_id).where(_item.c.step == happening.of, _item.c.status.in_(OPEN))
        task = session.execute(query.limit(1)).scalar()
    if task is None:
        raise Otherwise(f"{happening.place}: {happening.of} is not open. {_where(house)}")
    return str(task)


def _listed(value: Any) -> list[str]:
    return sorted(str(each) for each in value) if isinstance(value, list) else [str(value)]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _today(house: House) -> date:
    return london_date(house.runtime.clock.now())


_DO = {
    "night": _night,
    "begins": _begins,
    "completes": _completes,
    "reopens": _reopens,
    "pays": _pays,
    "holds": _holds,
    "dies": _dies,
    "sees": _sees,
}
