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

from cases.permissions import AS_SHIPPED, Group, Permissions
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


@dataclass(frozen=True)
class Able:
    """Who may do an act: the roles that the organisation gives some groups of acts to, and perhaps others beside.

    :ivar groups: of ``bpmn/organisation/roles.yaml``
    :ivar always: roles that may whatever it says
    """

    groups: frozenset[Group] = frozenset()
    always: frozenset[str] = frozenset()

    def __or__(self, other: "Able") -> "Able":
        return Able(self.groups | other.groups, self.always | other.always)

    def roles(self, permissions: Permissions) -> frozenset[str]:
        """The roles."""
        return self.always | permissions.roles(self.groups)

    def includes(self, house: House, person: Person) -> bool:
        """Whether somebody is one of them, as the edition in force says."""
        return person.may(*self.roles(house.organisation.permissions))


def of(group: Group) -> Able:
    """Whoever may do the acts of a group."""
    return Able(frozenset({group}))


EVERYBODY = Able(always=frozenset(ROLES))
"""What is nobody's business alone: one's own password, the law, the rules, the published procedures."""
BY_OPERATOR = Able(always=frozenset({OPERATOR}))
WITH_CASES = of(Group.CASES)
"""Who has business with people's cases."""
CASEWORK = of(Group.CASEWORK)
"""Who does the steps of some lane; which step is for whom the lane says."""
ANSWERABLE = of(Group.ANSWERING)
"""Who answers for how cases go."""
PUBLISHERS = of(Group.PUBLISHING)
"""Who may publish what another has proposed."""
EVIDENCE = of(Group.EVIDENCE)
"""Who checks and exports records."""


@dataclass(frozen=True)
class Act:
    """One act.

    :ivar name: room and function, ``steps.complete``
    :ivar words: what it is, in a few words
    :ivar able: who may; :data:`OPERATOR` beside them where the command line may do it without a name
    :ivar subject: what it is about
    :ivar entries: what the record says when it was done; none where it only shows what names nobody
    """

    name: str
    words: str
    able: Able
    subject: Subject
    entries: tuple[Kind, ...]

    @property
    def roles(self) -> frozenset[str]:
        """Who may as the rule book is shipped."""
        return self.able.roles(AS_SHIPPED)


ACTS: dict[str, Act] = {}
"""Every act by its name."""


def act(
    able: Able, subject: Subject = ORGANISATION, *entries: Kind
) -> Callable[[Callable[Concatenate[House, Person, P], R]], Callable[Concatenate[House, Person, P], R]]:
    """Makes a function an act.

    The function takes the house, the person, and (unless it is about the organisation) what it is about as its first
    further argument; the first line of its docstring is what it is called.
    """

    def made(function: Callable[Concatenate[House, Person, P], R]) -> Callable[Concatenate[House, Person, P], R]:
        name = f"{function.__module__.rpartition('.')[2]}.{function.__name__.rstrip('_')}"
        words = (getdoc(function) or name).splitlines()[0].rstrip(".")
        this = ACTS[name] = Act(name, words, able, subject, entries)

        @wraps(function)
        def done(house: House, person: Person, /, *given: P.args, **named: P.kwargs) -> R:
            about = given[0] if given else None
            try:
                person.must(*able.roles(house.organisation.permissions))
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
    if person.id and not (act_.subject is USER and person.is_named(about)):  # that, `users` asks before the change
        must_stand(session, person)


def may(house: House, person: Person, name: str) -> bool:
    """Whether somebody's role allows an act, for doors that offer it; what else it needs is asked when it is done."""
    return ACTS[name].able.includes(house, person)


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
