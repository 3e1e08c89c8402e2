"""What each kind of representative may be authorised to do, and why nothing else.

An appointee has the benefit alone (Social Security (Claims and Payments) Regulations, reg. 33); a deputy or an
attorney what their order or instrument says, so that is said act by act; a litigation friend the claim (CPR 21);
whoever speaks with a person's consent speaks, and binds nobody.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from cases.people.words import Authority, RepresentativeRole
from workflows.errors import Malformed, Refused

LONGEST = 500
_SPEAKS = frozenset({Authority.DISCUSS, Authority.RECEIVE_LETTERS})
_CONSENT = "speaks with the person's written consent and can bind nobody"


@dataclass(frozen=True)
class Bounds:
    """What a role can carry.

    :ivar why: no other act
    """

    acts: frozenset[Authority]
    why: str


CARRIES: Mapping[RepresentativeRole, Bounds] = MappingProxyType(
    {
        RepresentativeRole.APPOINTEE: Bounds(
            frozenset({Authority.HANDLE_BENEFIT}),
            "an appointee claims, receives and spends benefit, payment of rent from it included, and acts in nothing "
            "else",
        ),
        RepresentativeRole.DEPUTY: Bounds(frozenset(Authority), ""),
        RepresentativeRole.ATTORNEY: Bounds(
            frozenset(Authority) - {Authority.CONDUCT_DEFENCE},
            "an attorney conducts a defence as litigation friend alone (CPR 21.4); record them as that, too",
        ),
        RepresentativeRole.LITIGATION_FRIEND: Bounds(
            _SPEAKS | {Authority.ACCEPT_SERVICE, Authority.CONDUCT_DEFENCE},
            "a litigation friend conducts the claim, and a settlement needs the court's approval (CPR 21.10)",
        ),
        RepresentativeRole.ADVISER: Bounds(_SPEAKS, f"an adviser {_CONSENT}"),
        RepresentativeRole.FRIEND: Bounds(_SPEAKS, f"a friend {_CONSENT}"),
        RepresentativeRole.ADVOCATE: Bounds(_SPEAKS, f"an advocate {_CONSENT}"),
        RepresentativeRole.COUNCILLOR_OR_MP: Bounds(_SPEAKS, f"a councillor or Member of Parliament {_CONSENT}"),
    }
)
BY_EXPORT: Mapping[str, tuple[Authority, ...]] = MappingProxyType(
    {
        RepresentativeRole.APPOINTEE: (Authority.HANDLE_BENEFIT,),
        RepresentativeRole.DEPUTY: (Authority.DISCUSS, Authority.RECEIVE_LETTERS),
        RepresentativeRole.ATTORNEY: (Authority.DISCUSS, Authority.RECEIVE_LETTERS),
    }
)
"""What is safe to take from an export that names a role and evidence, and not what the order or instrument says."""


class AuthorityNotCarried(Refused):
    """The role cannot carry this authority."""


class RepresentativeNotUnderstood(Malformed):
    """A representative is not described as representatives are.

    Its fact ``field`` says what is wrong.
    """


def understood_role(role: str) -> RepresentativeRole:
    """A role by its word.

    :raises RepresentativeNotUnderstood: it is none
    """
    try:
        return RepresentativeRole(role)
    except ValueError as error:
        raise RepresentativeNotUnderstood(
            f"{role[:60]!r} is not what somebody acts as. Say one of {', '.join(RepresentativeRole)}.", field="role"
        ) from error


def understood_acts(role: RepresentativeRole, acts: Collection[str]) -> tuple[Authority, ...]:
    """What an authority covers, each once, in the order of the words.

    :raises RepresentativeNotUnderstood: a word is no act, or there is none
    :raises AuthorityNotCarried: the role cannot carry one
    """
    if odd := [each for each in acts if each not in list(Authority)]:
        raise RepresentativeNotUnderstood(
            f"{odd[0][:60]!r} is not what an authority covers. Say some of {', '.join(Authority)}.", field="acts"
        )
    wanted = tuple(act for act in Authority if act in acts)
    if not wanted:
        raise RepresentativeNotUnderstood(
            "Say at least one thing that the authority covers; somebody without any is no representative.",
            field="acts",
        )
    bounds = CARRIES[role]
    if beyond := [act for act in wanted if act not in bounds.acts]:
        raise AuthorityNotCarried(
            f"The authority to {beyond[0].replace('_', ' ')} cannot be recorded: {bounds.why}. Leave it out, or "
            "correct as what they act.",
            field="acts",
        )
    return wanted


def must_be_evidenced(name: str, evidence: str, from_on: date, until_on: date | None) -> None:
    """Refuses a representative without a name, without evidence, or whose time ends before it begins.

    :raises RepresentativeNotUnderstood: with what is lacking
    """
    for field, value, what in (("name", name, "who they are"), ("evidence", evidence, "what was seen")):
        if not value.strip() or len(value) > LONGEST:
            raise RepresentativeNotUnderstood(
                f"Say {what}, in at most {LONGEST} characters: an order, a registered power of attorney, a letter of "
                "appointment or a written consent, and when it was seen."
                if field == "evidence"
                else f"Say {what}, in at most {LONGEST} characters.",
                field=field,
            )
    if until_on is not None and until_on < from_on:
        raise RepresentativeNotUnderstood(
            f"The authority would end on {until_on:%-d %B %Y}, before it begins on {from_on:%-d %B %Y}. Correct one "
            "of the days.",
            field="until_on",
        )
