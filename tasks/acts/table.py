"""The table of acts: who may do what, to what, and what the record says of it.

The order of questions is the same for every act, so that every door refuses alike: first the role (whoever may not do
the act learns nothing about what it is about), then whether what it is about exists and is theirs to see (both answer
alike), then the act's own conditions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from inspect import getdoc
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlmodel import Session

from tasks.acts.subjects import ORGANISATION, USER, Subject
from tasks.assembly import House
from tasks.people import ROLES, Person
from tasks.signing import must_stand
from workflows.db import asking_before_commit
from workflows.errors import Malformed, Refused
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind

P = ParamSpec("P")
R = TypeVar("R")

OPERATOR = "operator"
"""Whoever may run commands on the installation's machine, and says no name: they set a house up, and let people in."""
EVERYBODY = frozenset(ROLES)
WITH_CASES = frozenset({"officer", "team_leader", "compliance", "administrator"})
"""Roles that have business with people's cases."""
CASEWORK = frozenset({"officer", "team_leader"})
"""Roles that do the steps of some lane; which step is for whom the lane says."""
ANSWERABLE = frozenset({"team_leader", "compliance", "administrator"})
"""Roles that answer for how cases go."""
PUBLISHERS = frozenset({"process_owner", "compliance", "administrator"})
"""Roles that may publish what another has proposed."""
EVIDENCE = frozenset({"compliance", "administrator"})
"""Roles that check and export records."""


@dataclass(frozen=True)
class Act:
    """One act.

    :ivar name: room and function, ``steps.complete``
    :ivar words: what it is, in a few words
    :ivar roles: who may; :data:`OPERATOR` beside them where the command line may do it without a name
    :ivar subject: what it is about
    :ivar entries: what the record says when it was done; none where it only shows what names nobody
    """

    name: str
    words: str
    roles: frozenset[str]
    subject: Subject
    entries: tuple[Kind, ...]

    def may(self, person: Person) -> bool:
        """Whether somebody's role allows it; what else it needs is asked when it is done."""
        return not self.roles.isdisjoint(person.roles)


ACTS: dict[str, Act] = {}
"""Every act by its name."""


def act(
    roles: frozenset[str], subject: Subject = ORGANISATION, *entries: Kind
) -> Callable[[Callable[Concatenate[House, Person, P], R]], Callable[Concatenate[House, Person, P], R]]:
    """Makes a function an act.

    The function takes the house, the person, and (unless it is about the organisation) what it is about as its first
    further argument; the first line of its docstring is what it is called.
    """

    def made(function: Callable[Concatenate[House, Person, P], R]) -> Callable[Concatenate[House, Person, P], R]:
        name = f"{function.__module__.rpartition('.')[2]}.{function.__name__.rstrip('_')}"
        words = (getdoc(function) or name).splitlines()[0].rstrip(".")
        this = ACTS[name] = Act(name, words, roles, subject, entries)

        @wraps(function)
        def done(house: House, person: Person, /, *given: P.args, **named: P.kwargs) -> R:
            about = given[0] if given else None
            try:
                person.must(*this.roles)
                subject.show(house, person, about)
                with asking_before_commit(partial(_must_stand, person, this, about)):
                    return function(house, person, *given, **named)
            except Malformed:
                raise  # it was not said what to do, so nothing was tried
            except Refused as refused:
                _record_refusal(house, person, this, about, refused)
                raise

        return done

    return made


def _must_stand(person: Person, act_: Act, about: Any, session: Session) -> None:
    if person.id and not (act_.subject is USER and person.is_named(about)):  # their own standing they may change
        must_stand(session, person)


def may(person: Person, name: str) -> bool:
    """Whether somebody's role allows an act, for doors that offer it."""
    return ACTS[name].may(person)


def _record_refusal(house: House, person: Person, act_: Act, about: Any, refused: Refused) -> None:
    if refused.recorded or refused.facts.get("already"):
        return  # told already; or the same click twice: it was done, and once
    said = {"act": act_.name, "sentence": refused.sentence, "refusal": refused.slug}
    with house.db.write() as session:
        found = act_.subject.find(session, person, about)
        chain_id = found.chain_id if found is not None and found.visible else person.chain_id
        if found is None and act_.subject is not ORGANISATION:
            said["about"] = f"{act_.subject.words} {str(about)[:100]}"
        entry = NewEntry(Kind.ACT_REFUSED, person.actor, found.step if found is not None else "", said)
        append(session, chain_id, [entry], house.runtime.clock)
