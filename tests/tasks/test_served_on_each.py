"""Each joint tenant of the day is served, and nobody who has died; what is lacking is told until it is mended."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from cases.service.checking import ServiceNotUnderstood
from cases.service.recording import events_of
from cases.service.rows import ServiceSaid
from cases.service.standing import standing_of
from cases.tables import Account, AccountParty, Customer, FormerParty
from documents.register import Document
from tasks.acts import holds, service, service_decided, vulnerabilities
from tasks.operations.sending import NOT_SENT
from tasks.people import add_user
from tests.house import PASSWORD, council_book, make_landlord
from tests.tasks.test_served_or_not import DUE, NOTICE, _with_another_who_leads, days, decide, returned
from tests.tasks.test_service import BY_HAND, TODAY, Post, with_a_letter
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.runtime.tables import CaseFile
from workflows.runtime.words import CaseStatus

_party, _former, _customer, _document = table(AccountParty), table(FormerParty), table(Customer), table(Document)
BY_SECOND_CLASS = replace(NOTICE, method="second_class_post")
TO_A_CHILD = replace(
    BY_HAND,
    served_as="nosp_s83",
    taken_by="somebody_else",
    handed_to="A boy",
    relation="their son, aged 12",
    witness="",
)
TO_THEMSELVES = replace(BY_HAND, served_as="nosp_s83")


@pytest.fixture
def post(database_url: str, tmp_path: Path, clock: SimulatedClock) -> Iterator[Post]:
    """A council, whose first letter is with the print house; the tenant is 1."""
    landlord = make_landlord(
        database_url, tmp_path / "store", clock, bpmn=council_book(), filled=_with_another_who_leads
    )
    yield with_a_letter(landlord)
    landlord.house.close()


def listed(post: Post, who: str = "tess") -> dict[int, list[tuple[int | None, str, date | None, bool]]]:
    """Document → on whom, how it stands, the day on which it counts, and whether it is to be decided; as listed."""
    found = service_decided.list_(post.landlord.house, post.landlord.person(who))
    return {
        each.document.id: [
            (one.customer_id, one.stage, one.counts_on, one.must_decide) for one in each.document.service
        ]
        for each in found
    }


def on(post: Post, notice: int, whom: int) -> Any:
    seen = service.look(post.landlord.house, post.landlord.person("olive"), notice)
    return next(each for each in seen.document.service if each.customer_id == whom)


def died(post: Post, customer: int, day: date) -> None:
    person = post.landlord.person("olive")
    told = {"kind": "death", "begins_on": day, "customer": customer, "reason": "His sister called"}
    holds.place_on_case(post.landlord.house, person, post.case, **told)


def leaves(post: Post, customer: int, until: date) -> None:
    """Somebody is a tenant no more, as an export says it."""
    with post.landlord.house.db.write() as session:
        session.execute(delete(_party).where(_party.c.customer_id == customer))
        was = {"account_id": post.account, "customer_id": customer, "until_on": until}
        session.execute(insert(_former).values(**was))


def since(post: Post, customer: int, day: date) -> None:
    """Somebody is a tenant from a day on."""
    with post.landlord.house.db.write() as session:
        session.execute(update(_party).where(_party.c.customer_id == customer).values(from_on=day))


@pytest.mark.parametrize("said", [BY_SECOND_CLASS, TO_A_CHILD])
def test_a_joint_tenant_on_whom_no_step_counts_is_not_served(post: Post, said: ServiceSaid) -> None:
    second, notice = post.joint(), post.brought()
    post.record(replace(NOTICE, tenant=1), notice)
    made = post.record(replace(said, tenant=second), notice)
    assert made.counts_on is None
    assert listed(post) == {notice: [(1, "posted", DUE, False), (second, "not_served", None, False)]}
    assert "each joint tenant is served" in on(post, notice, second).words
    assert "Serve them, and record how" in on(post, notice, second).why
    post.record(replace(TO_THEMSELVES, at=TO_THEMSELVES.at + timedelta(hours=1), tenant=second), notice)  # type: ignore[operator]
    assert listed(post) == {}


def test_one_of_whom_a_leader_found_that_they_were_not_served_is_told_until_they_are(post: Post) -> None:
    second, notice = post.joint(), post.brought()
    post.record(replace(NOTICE, tenant=1), notice)
    step = post.record(replace(NOTICE, tenant=second), notice).event
    assert listed(post) == {}
    decide(post, notice, step, reason="He was in prison, and nothing came to him")
    assert listed(post) == {notice: [(1, "posted", DUE, False), (second, "not_served", None, False)]}
    decide(post, notice, step, served=True, reason="He has it: the prison's receipt says so")
    assert listed(post) == {}


def test_what_counts_on_nobody_is_told_until_a_leader_gives_it_up(post: Post) -> None:
    second, notice = post.joint(), post.brought()
    step = post.record(replace(BY_SECOND_CLASS, tenant=1), notice).event
    both = {notice: [(1, "not_served", None, False), (second, "not_served", None, False)]}
    assert listed(post) == both
    decide(post, notice, step, reason="A notice by second class post is not relied on")
    assert listed(post) == {}, "nobody can take it for served: it was decided of every step that it was not"
    assert on(post, notice, 1).stage == "not_served"
    post.record(replace(TO_THEMSELVES, tenant=1), notice)
    assert list(listed(post)) == [notice], "it went again, and the other was not served"


def test_of_one_who_waits_for_a_decision_that_is_said_and_nothing_else(post: Post) -> None:
    second, notice = post.joint(), post.brought()
    post.record(replace(NOTICE, tenant=1), notice)
    post.record(replace(NOTICE, tenant=second), notice)
    days(post, 2)
    returned(post, notice, tenant=second)
    assert listed(post) == {notice: [(1, "posted", DUE, False), (second, "returned", None, True)]}


def test_one_tenant_alone_is_told_how_it_went_and_left_out_of_nothing(post: Post) -> None:
    notice = post.brought()
    post.record(BY_SECOND_CLASS, notice)
    assert (on(post, notice, 1).stage, listed(post)) == ("posted", {})


def made_for(post: Post, customer: int, dated: date = TODAY) -> int:
    """A notice of the landlord's own kind, which is made for each tenant by themselves."""
    number = post.brought(f"notice-{customer}-{dated}.pdf")
    values = {"customer_id": customer, "kind": "our_notice", "dated": dated, "served_as": "nosp_s83"}
    with post.landlord.house.db.write() as session:
        session.execute(update(_document).where(_document.c.id == number).values(**values, service_method=NOT_SENT))
    return number


def test_a_notice_that_was_made_for_one_tenant_alone_is_not_served_on_the_other(post: Post) -> None:
    notice = made_for(post, 1)
    post.record(NOTICE, notice)
    assert listed(post) == {}, "they are the one tenant"
    second = post.joint()
    lacks = {notice: [(1, "posted", DUE, False), (second, "not_served", None, False)]}
    assert listed(post) == lacks
    assert "made for another tenant" in on(post, notice, second).words
    assert "Have one made for each tenant" in on(post, notice, second).why
    earlier = made_for(post, second, TODAY - timedelta(days=30))
    post.record(NOTICE, earlier)
    assert lacks.items() <= listed(post).items(), "another notice than this one served them"
    copy = made_for(post, second)
    assert lacks.items() <= listed(post).items(), "their copy has gone nowhere"
    step = post.record(BY_SECOND_CLASS, copy).event
    assert lacks.items() <= listed(post).items(), "their copy went by a post by which nothing counts"
    post.record(replace(NOTICE, corrects=step), copy)
    assert {notice, copy}.isdisjoint(listed(post)), "each has their own, and it counts"
    assert listed(post) == {earlier: [(second, "posted", DUE, False), (1, "not_served", None, False)]}


def test_a_notice_on_somebody_who_has_died_counts_on_no_day(post: Post) -> None:
    second, notice = post.joint(), post.brought()
    died(post, second, TODAY)
    days(post, 3)
    made = post.record(replace(NOTICE, on=date(2026, 3, 5), tenant=second), notice)
    assert (made.counts_on, made.rule) == (None, "")
    for words in ("died on Monday 2 March 2026", "survives as a joint tenant", "the personal representatives"):
        assert words in made.why
    (entry,) = post.told("service recorded")
    assert "died on Monday 2 March 2026" in entry["content"]["held"], "the record says no firm day either"
    assert listed(post) == {notice: [(second, "posted", None, True), (1, "not_served", None, False)]}
    sources = [each.row for each in judged(post, notice, second, TODAY).sources]
    assert {"LP(MP)A 1994 s.17", "LP(MP)A 1994 s.18"} <= set(sources)
    post.record(replace(NOTICE, on=date(2026, 3, 5), tenant=1), notice)
    decide(post, notice, made.event, reason="We knew of his death, and it was addressed to him")
    assert listed(post) == {}, "the survivor was served, and nobody else is"


def judged(post: Post, notice: int, whom: int, died_on: date) -> Any:
    """The one step to somebody who died, as it is judged."""
    with post.landlord.house.db.read() as session:
        events = [each for each in events_of(session, [notice])[notice] if each.customer_id == whom]
        (step,) = standing_of(events, (), died_on).steps
    return step


@pytest.mark.parametrize(
    ("day", "counts"),
    [(date(2026, 3, 1), None), (date(2026, 3, 3), None), (DUE, None), (date(2026, 3, 5), DUE)],
)
def test_a_death_that_is_known_later_takes_the_day_away_that_it_did_not_live_to_see(
    post: Post, day: date, counts: date | None
) -> None:
    """Posted on the second, it arrives on the fourth: service by post is effected on arrival."""
    post.joint()
    notice = post.brought()
    step = post.record(replace(NOTICE, tenant=1), notice)
    assert step.counts_on == DUE
    days(post, 5)
    died(post, 1, day)
    one = on(post, notice, 1)
    assert (one.counts_on, one.must_decide) == (counts, counts is None)
    with post.landlord.house.db.write() as session:
        session.execute(update(_customer).where(_customer.c.id == 1).values(date_of_death=None))
    assert on(post, notice, 1).counts_on == DUE, "a death that was recorded by mistake takes nothing away"


def test_what_was_served_in_good_faith_may_be_found_served_and_is_to_be_checked(post: Post) -> None:
    second, notice = post.joint(), post.brought()
    step = post.record(replace(NOTICE, tenant=second), notice).event
    post.record(replace(NOTICE, tenant=1), notice)
    days(post, 5)
    died(post, second, date(2026, 3, 1))
    assert list(listed(post)) == [notice]
    decide(post, notice, step, served=True, reason="Nobody here had reason to believe that he had died")
    one = on(post, notice, second)
    assert (one.counts_on, one.must_check, one.must_decide) == (DUE, True, False)
    assert "died on Sunday 1 March 2026" in one.why
    assert listed(post) == {}


def test_of_a_death_that_became_known_after_the_decision_nobody_thought(post: Post) -> None:
    second, notice = post.joint(), post.brought()
    step = post.record(replace(NOTICE, tenant=second), notice).event
    post.record(replace(NOTICE, tenant=1), notice)
    days(post, 5)
    decide(post, notice, step, served=True, on=date(2026, 3, 5), reason="He said on the phone that he had it")
    assert on(post, notice, second).counts_on == date(2026, 3, 5)
    died(post, second, date(2026, 3, 1))
    one = on(post, notice, second)
    assert (one.counts_on, one.must_decide) == (None, True)
    assert list(listed(post)) == [notice]


def test_an_ordinary_letter_and_a_document_of_a_claim_to_somebody_who_has_died(post: Post) -> None:
    second, letter, claim = post.joint(), post.brought("letter.pdf"), post.brought("claim.pdf")
    died(post, second, date(2026, 3, 1))
    plain = post.record(replace(NOTICE, served_as="letter", tenant=second), letter)
    assert "died" not in plain.why
    made = post.record(replace(NOTICE, served_as="claim_form", tenant=second), claim)
    assert made.counts_on is None
    assert "Tell whoever conducts the claim" in made.why
    assert "personal representatives" not in made.why, "the Act of 1994 is not of proceedings (section 17(3))"
    assert list(listed(post)) == [claim]


def test_who_was_a_tenant_then_is_asked_and_not_who_is_one_today(post: Post) -> None:
    second, notice = post.joint(), post.brought()
    since(post, second, date(2026, 3, 4))
    post.record(replace(NOTICE, tenant=1), notice)
    days(post, 3)
    assert listed(post) == {}, "who joined later was no tenant when it went"
    since(post, second, TODAY)
    assert listed(post) == {notice: [(1, "posted", DUE, False), (second, "not_served", None, False)]}
    leaves(post, second, date(2026, 3, 4))
    assert listed(post) == {notice: [(1, "posted", DUE, False), (second, "not_served", None, False)]}
    seen = service.look(post.landlord.house, post.landlord.person("olive"), notice)
    assert (seen.served[second], second in seen.tenants) == ("Mr Bo Second", False)
    with post.landlord.house.db.write() as session:
        session.execute(update(_former).values(until_on=date(2026, 3, 1)))
    assert listed(post) == {}, "who had left before was no tenant when it went"


def test_one_who_has_left_since_may_have_been_served_while_they_were_a_tenant(post: Post) -> None:
    second, notice = post.joint(), post.brought()
    post.record(replace(NOTICE, tenant=1), notice)
    days(post, 5)
    leaves(post, second, date(2026, 3, 4))
    assert list(listed(post)) == [notice]
    later = replace(NOTICE, on=date(2026, 3, 5), tenant=second)
    for said in (later, replace(NOTICE, tenant=77_777)):
        with pytest.raises(ServiceNotUnderstood, match="Say to which tenant"):
            post.record(said, notice)
    step = post.record(replace(NOTICE, tenant=second), notice).event
    assert (on(post, notice, second).counts_on, listed(post)) == (DUE, {})
    returned(post, notice, tenant=second)
    assert on(post, notice, second).must_decide, "what went to them may come back after they left"
    post.record(ServiceSaid("mistaken", on=date(2026, 3, 7), corrects=step, note="It was next door"), notice)
    assert on(post, notice, second).stage == "not_served"


def test_of_one_who_is_hidden_the_list_tells_nobody_where_they_are(post: Post) -> None:
    second, notice, house = post.joint(), post.brought(), post.landlord.house
    hidden = {"kind": "confidential_address", "detail": "Fled", "source": "The refuge", "review_on": date(2026, 4, 1)}
    vulnerabilities.record(house, post.landlord.person("tess"), second, **hidden)
    where = {"place": "The refuge, Quiet Lane", "proof": "Signed for at Quiet Lane", "tenant": second}
    post.record(replace(BY_SECOND_CLASS, **where), notice, who="tess")  # type: ignore[arg-type]
    for who, told in (("olive", False), ("tess", True)):
        found = str(service_decided.list_(house, post.landlord.person(who)))
        assert ("not_served" in found, "Quiet" in found) == (True, told), who


def test_one_who_dies_later_was_to_be_served_all_the_same(post: Post) -> None:
    second, notice = post.joint(), post.brought()
    post.record(replace(NOTICE, tenant=1), notice)
    days(post, 3)
    died(post, second, date(2026, 3, 3))
    assert listed(post) == {notice: [(1, "posted", DUE, False), (second, "not_served", None, False)]}


def test_a_closed_case_hides_no_doubt_about_its_notice(post: Post) -> None:
    second, notice = post.joint(), post.brought()
    post.record(replace(NOTICE, tenant=1), notice)
    with post.landlord.house.db.write() as session:
        session.execute(update(table(CaseFile)).values(status=CaseStatus.CLOSED))
    post.record(replace(NOTICE, tenant=1), later := post.brought("later.pdf"))
    found = service_decided.list_(post.landlord.house, post.landlord.person("tess"))
    assert [(each.document.id, each.closed) for each in found] == [(later, True), (notice, True)]
    assert found[0].names == {1: "Ms Ann Tenant1", second: "Mr Bo Second"}
    step = found[1].document.service[0].steps[0].event
    decide(post, notice, step, reason="Nothing rests on it: another notice was served")
    assert list(listed(post)) == [later]


def test_of_another_patch_nothing_is_listed(post: Post) -> None:
    notice = post.brought()
    post.joint()
    post.record(replace(NOTICE, tenant=1), notice)
    post.landlord.add_tenancy("3")
    with post.landlord.house.db.write() as session:
        session.execute(update(table(Account)).where(table(Account).c.reference == "3").values(patch="West 2"))
        add_user(session, "wes", "Wes", PASSWORD, ["team_leader"], post.landlord.clock, patches=["West 2"])
    assert (listed(post, "wes"), list(listed(post))) == ({}, [notice])
    with post.landlord.house.db.write() as session:
        session.execute(update(table(Account)).where(table(Account).c.reference == "1").values(patch="West 2"))
    assert list(listed(post, "wes")) == [notice]
