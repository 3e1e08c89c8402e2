"""Telling a story on a procedure: each thing happens through the acts by which it happens in the house."""

import html
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from cases import holds
from cases.facts import facts_of_case
from cases.tables import CaseAccount
from tasks import nightly
from tasks.acts import agreements, beginning, messages, steps
from tasks.assembly import House
from tasks.consent_told import tell_cases
from tasks.night.agreements import look_at_agreements
from tasks.stories import noticed
from tasks.stories.files import with_files
from tasks.stories.known import NobodyThere, budget, claim, refer, take_back, vulnerable
from tasks.stories.never import Never
from tasks.stories.reading import Happening, Story
from tasks.stories.standing import (
    OPEN,
    TOLD,
    Otherwise,
    documents_so_far,
    done_so_far,
    in_words,
    listed,
    newest_case,
    standing,
    today,
)
from tasks.stories.world import ACCOUNT, agree, bring_in, die, pay, somebody, standing_agreement, world
from workflows.clock import london_date
from workflows.db import table
from workflows.editions import Book
from workflows.errors import Refused
from workflows.expressions import to_json
from workflows.proofs.certificate import Examined
from workflows.runtime.legs import before
from workflows.runtime.tables import WorkItem
from workflows.settings import Settings

_item = table(WorkItem)
_case_account = table(CaseAccount)


def tell(settings: Settings, book: Book, story: Story, name: str, examined: Examined) -> frozenset[str]:
    """Tells a story on a procedure; gives the steps that were done in it.

    :param book: the rule book with the procedure as it is tried
    :raises Otherwise: where it went otherwise, and where the case stands instead
    """
    never = Never(story.never)
    TOLD.set(frozenset([name, *before(book, name)]))
    with world(settings, book, story, name, examined) as house:
        for happening in story.happens:
            try:
                if happening.what == "days":
                    _days(house, story, happening, never)
                elif happening.what == "never":
                    never.from_here(house, happening.of)
                else:
                    _DO[happening.what](house, happening)
            except Otherwise:
                raise
            except Refused as refused:
                raise Otherwise(f"{happening.place}: {refused.sentence} {in_words(house)}") from refused
            never.look(house, happening.place)
        return done_so_far(house)


def _days(house: House, story: Story, happening: Happening, never: Never) -> None:
    """So many days go by, with their nights; rent falls due every week."""
    for _ in range(happening.of):
        tomorrow = house.runtime.clock.now() + timedelta(days=1)
        bring_in(house, story, london_date(tomorrow))
        nightly.move_clock(house, tomorrow, lasting=False)
        never.look(house, happening.place)


def _night(house: House, _happening: Happening) -> None:
    nightly.do_what_is_due(house)
    look_at_agreements(house)
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
        raise Otherwise(f"{happening.place}: {happening.of} was never open. {in_words(house)}")
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
        raise Otherwise(f"{happening.place}: it is done, and should be refused. {in_words(house)}")


def _pays(house: House, happening: Happening) -> None:
    pay(house, happening.of, today(house))


def _agrees(house: House, happening: Happening) -> None:
    agree(house, happening.of, str(happening.more["every"]), happening.more["first_due"])


def _ends(house: House, happening: Happening) -> None:
    who, number = somebody(house, happening.more["by"]), standing_agreement(house)
    if number is None:
        raise Otherwise(f"{happening.place}: nothing is agreed that could be ended. {in_words(house)}")
    _as_told(house, happening, lambda: agreements.end(house, who, number, reason=happening.of))
    nightly.do_what_is_due(house)


def _refers(house: House, happening: Happening) -> None:
    partners = house.organisation.partners
    if happening.of not in partners:
        there = ", ".join(sorted(partners))
        raise Otherwise(f"{happening.place}: there is no partner called {happening.of}; there is {there}.")
    whom = happening.more.get("whom")
    try:
        refer(house, partners[happening.of], None if whom is None else str(whom))
    except NobodyThere as nobody:
        raise Otherwise(f"{happening.place}: {nobody.sentence}") from nobody


def _takes_back(house: House, happening: Happening) -> None:
    try:
        take_back(house, happening.of)
    except NobodyThere as nobody:
        raise Otherwise(f"{happening.place}: {nobody.sentence}") from nobody
    tell_cases(house)
    nightly.do_what_is_due(house)


def _tells(house: House, happening: Happening) -> None:
    who, why, case = somebody(house, happening.more["by"]), str(happening.more["because"]), newest_case(house)
    if case is None:
        raise Otherwise(f"{happening.place}: there is no case that could be told {happening.of!r}.")
    _as_told(house, happening, lambda: messages.tell(house, who, case, message=happening.of, reason=why))
    nightly.do_what_is_due(house)


def _serves(house: House, happening: Happening) -> None:
    who = somebody(house, happening.more["by"])
    _with_notice(house, happening, lambda: noticed.serve(house, who, happening.of))


def _withdraws(house: House, happening: Happening) -> None:
    who = somebody(house, happening.more["by"])
    _with_notice(house, happening, lambda: noticed.withdraw(house, who, happening.of))


def _with_notice(house: House, happening: Happening, act: Any) -> None:
    try:
        _as_told(house, happening, act)
    except NobodyThere as nobody:
        raise Otherwise(f"{happening.place}: {nobody.sentence}") from nobody
    nightly.do_what_is_due(house)


def _holds(house: House, happening: Happening) -> None:
    if happening.of not in house.organisation.holds:
        there = ", ".join(sorted(house.organisation.holds))
        raise Otherwise(f"{happening.place}: there is no kind of hold called {happening.of}; there is {there}.")
    who = somebody(house, "officer")
    reason = str(happening.more.get("because", "The story says so."))
    with house.db.read() as session:
        account = session.execute(select(table(CaseAccount).c.account_id)).scalar()
    holds.place(
        house.runtime, happening.of, who.actor, kinds=house.organisation.holds, begins_on=today(house),
        ends_on=happening.more["until"], accounts=[account or 1], reason=reason,
    )  # fmt: skip


def _dies(house: House, happening: Happening) -> None:
    if not die(house, happening.of, today(house)):
        raise Otherwise(f"{happening.place}: there is no tenant {happening.of!r}.")


def _sees(house: House, happening: Happening) -> None:
    seen: Mapping[str, Any] = happening.of
    there = standing(house, seen.keys() & {"closed", "steps", "waiting", "entries"})
    for what in ("closed", "steps", "waiting"):
        if what in seen and listed(seen[what]) != there[what]:
            told, found = ", ".join(listed(seen[what])) or "none", ", ".join(there[what]) or "none"
            raise Otherwise(f"{happening.place}: {what} should be {told}, and is {found}. {in_words(house)}")
    for entry in listed(seen.get("entries", [])):
        if entry not in there["entries"]:
            raise Otherwise(f"{happening.place}: the record has no entry {entry!r}. {in_words(house)}")
    _documents(house, seen.get("documents", {}), happening.place)
    _facts(house, seen.get("facts", {}), happening.place)


def _documents(house: House, wanted: Any, place: str) -> None:
    wanted = wanted if isinstance(wanted, Mapping) else {name: [] for name in listed(wanted)}
    for kind, sentences in wanted.items():
        texts = [_words(content) for name, content in documents_so_far(house) if name == kind]
        if not texts:
            raise Otherwise(f"{place}: no document {kind} was made. {in_words(house)}")
        for sentence in listed(sentences):
            if not any(" ".join(sentence.split()) in text for text in texts):
                raise Otherwise(f"{place}: no {kind} says {sentence!r}. The last says: {texts[-1][:600]}")


def _facts(house: House, wanted: Mapping[str, Any], place: str) -> None:
    case = newest_case(house)
    for name, value in wanted.items():
        if case is None:
            raise Otherwise(f"{place}: there is no case, so it has no facts.")
        with house.db.read() as session:
            found = facts_of_case(session, case, today(house), house.standards).get(name)
        if to_json(found) != to_json(value):
            raise Otherwise(f"{place}: {name} should be {value}, and is {found}.")


def _words(content: bytes) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", content.decode(errors="replace"))).split())


def _open_step(house: House, happening: Happening) -> str:
    with house.db.read() as session:
        query = select(_item.c.task_id).where(_item.c.step == happening.of, _item.c.status.in_(OPEN))
        task = session.execute(query.limit(1)).scalar()
    if task is None:
        raise Otherwise(f"{happening.place}: {happening.of} is not open. {in_words(house)}")
    return str(task)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


_DO = {
    "night": _night,
    "begins": _begins,
    "completes": _completes,
    "reopens": _reopens,
    "pays": _pays,
    "agrees": _agrees,
    "ends": _ends,
    "holds": _holds,
    "dies": _dies,
    "tells": _tells,
    "serves": _serves,
    "withdraws": _withdraws,
    "claims": lambda house, happening: claim(house, happening.of, str(happening.more["stands"])),
    "budgets": lambda house, happening: budget(house, happening.of),
    "refers": _refers,
    "takes_back": _takes_back,
    "vulnerable": lambda house, happening: vulnerable(house, happening.of),
    "sees": _sees,
}
