"""What each role may carry, and who may do what for a person on a day."""

from datetime import date

import pytest

from cases.people.authority import (
    CARRIES,
    AuthorityNotCarried,
    RepresentativeNotUnderstood,
    must_be_evidenced,
    understood_acts,
    understood_role,
)
from cases.people.representatives import appoint, may_act, representatives_of, represented
from cases.people.words import Authority, RepresentativeRole
from tests.house import Landlord

SPEAKS = {Authority.DISCUSS, Authority.RECEIVE_LETTERS}
TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("role", "carries"),
    [
        (RepresentativeRole.APPOINTEE, {Authority.HANDLE_BENEFIT}),
        (RepresentativeRole.DEPUTY, set(Authority)),
        (RepresentativeRole.ATTORNEY, set(Authority) - {Authority.CONDUCT_DEFENCE}),
        (RepresentativeRole.LITIGATION_FRIEND, SPEAKS | {Authority.ACCEPT_SERVICE, Authority.CONDUCT_DEFENCE}),
        (RepresentativeRole.ADVISER, SPEAKS),
        (RepresentativeRole.FRIEND, SPEAKS),
        (RepresentativeRole.ADVOCATE, SPEAKS),
        (RepresentativeRole.COUNCILLOR_OR_MP, SPEAKS),
    ],
)
def test_a_role_carries_this_and_nothing_else(role: RepresentativeRole, carries: set[Authority]) -> None:
    for act in Authority:
        if act in carries:
            assert understood_acts(role, [act]) == (act,)
        else:
            with pytest.raises(AuthorityNotCarried, match=r"cannot be recorded: .*Leave it out"):
                understood_acts(role, [act])
    assert role in CARRIES


def test_words_are_said_that_there_are() -> None:
    assert understood_acts(RepresentativeRole.DEPUTY, ["receive_letters", "discuss", "discuss"]) == (
        Authority.DISCUSS,
        Authority.RECEIVE_LETTERS,
    )
    for acts in ([], ["sign"]):
        with pytest.raises(RepresentativeNotUnderstood):
            understood_acts(RepresentativeRole.DEPUTY, acts)
    with pytest.raises(RepresentativeNotUnderstood, match="'uncle' is not what somebody acts as"):
        understood_role("uncle")
    with pytest.raises(RepresentativeNotUnderstood, match="before it begins on 2 March 2026"):
        must_be_evidenced("A", "Order", TODAY, date(2026, 3, 1))
    must_be_evidenced("A", "Order", TODAY, TODAY)


def test_who_may_act_on_a_day(landlord: Landlord) -> None:
    landlord.add_tenancy(
        "1", representative_name="Rae Solis", representative_role="attorney", representative_evidence="LPA, seen"
    )
    landlord.add_tenancy("2", representative_name="No Proof", representative_role="deputy")
    clock = landlord.clock.now()
    given = {"role": "deputy", "acts": ["discuss"], "evidence": "Order", "from_on": date(2026, 3, 10)}
    with landlord.house.db.write() as session:
        appoint(session, 1, "user:1", clock, name="Dee Puty", until_on=date(2026, 3, 20), **given)
        for day, names in (
            (date(2026, 3, 9), ["Rae Solis"]),
            (date(2026, 3, 10), ["Dee Puty", "Rae Solis"]),
            (date(2026, 3, 20), ["Dee Puty", "Rae Solis"]),
            (date(2026, 3, 21), ["Rae Solis"]),
        ):
            assert [each.name for each in may_act(session, 1, Authority.DISCUSS, day)] == names, day
        assert may_act(session, 1, Authority.AGREE_TO_PAY, date(2026, 3, 10)) == []
        (unproved,) = representatives_of(session, 2)
        assert (unproved.imported, unproved.acts) == (True, ())
        assert represented(session, date(2026, 3, 9), None) == {}
        assert represented(session, date(2026, 3, 10), None) == represented(session, date(2026, 3, 10), 1) == {1: True}
        appoint(session, 1, "user:1", clock, name="RAE SOLIS", **{**given, "role": "attorney"})
        assert [each.imported for each in representatives_of(session, 1)] == [False, False]


def test_who_only_speaks_beside_a_person_does_not_act_in_their_place(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    said = {"role": "friend", "acts": ["discuss"], "evidence": "Consent form", "from_on": TODAY}
    with landlord.house.db.write() as session:
        appoint(session, 1, "user:1", landlord.clock.now(), name="A Friend", **said)
        assert represented(session, TODAY, None) == {}
        assert [each.name for each in may_act(session, 1, Authority.DISCUSS, TODAY)] == ["A Friend"]
