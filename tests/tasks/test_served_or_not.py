"""Whether a notice was served: posted more than once, come back, decided by a person, and served in a moratorium."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, insert, select, update

from api.app import make_app
from cases.service.checking import ServiceNotUnderstood
from cases.service.following import NoSuchEvent, RecordedAlready
from cases.service.rows import ServiceSaid
from cases.service.tables import ServiceEvent
from cases.service.words import Delivery
from cases.tables import Account, Customer
from tasks.acts import case_files, holds, persons, records, returned_mail, service, service_decided, vulnerabilities
from tasks.acts.service_decided import OwnStep, Relied, ServiceDecided
from tasks.people import NotYourRole, add_user
from tasks.refusals import ReasonMissing
from tests.conftest import MORNING
from tests.house import PASSWORD, Landlord, council_book, make_landlord
from tests.tasks.test_service import BY_HAND, TODAY, Post, give_a_letter, with_a_letter
from tests.web.conftest import Browser
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.errors import NotFound
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind

_event = table(ServiceEvent)
HOME = "1 High Street\nNewbridge\nNB1 1AA"
NOTICE = ServiceSaid("posted", on=TODAY, method="first_class_post", served_as="nosp_s83", place=HOME)
DUE = date(2026, 3, 4)


@pytest.fixture
def post(database_url: str, tmp_path: Path, clock: SimulatedClock) -> Iterator[Post]:
    """A council, whose first letter is with the print house."""
    landlord = make_landlord(
        database_url, tmp_path / "store", clock, bpmn=council_book(), filled=_with_another_who_leads
    )
    yield with_a_letter(landlord)
    landlord.house.close()


def _with_another_who_leads(landlord: Landlord) -> None:
    with landlord.house.db.write() as session:
        add_user(session, "lena", "Lena", PASSWORD, ["team_leader"], landlord.clock)
    give_a_letter(landlord)


def returned(post: Post, notice: int, **more: Any) -> returned_mail.ReturnRecorded:
    house, said = post.landlord.house, {"reason": "gone_away", "place": HOME, **more}
    return returned_mail.record(house, post.landlord.person("olive"), notice, **said)


def decide(post: Post, notice: int, event: int, who: str = "tess", **said: Any) -> ServiceDecided:
    given = {"served": False, "reason": "The envelope, unopened, and her landlady's letter", **said}
    house = post.landlord.house
    return service_decided.decide(house, post.landlord.person(who), notice, event=event, **given)


def stands(post: Post, notice: int, who: str = "olive") -> Any:
    (one,) = service.look(post.landlord.house, post.landlord.person(who), notice).document.service
    return one


def days(post: Post, number: int) -> None:
    post.landlord.clock.move_to(post.landlord.clock.now() + timedelta(days=number))


def test_a_notice_that_came_back_the_next_day_counts_on_no_day_until_somebody_decides(post: Post) -> None:
    notice, house = post.brought(), post.landlord.house
    step = post.record(NOTICE, notice)
    assert step.counts_on == DUE
    days(post, 1)
    back = returned(post, notice)
    assert (back.undoes, back.asks) == (False, True)
    one = stands(post, notice)
    assert (one.counts_on, one.must_decide) == (None, True)
    assert one.words == (
        "Came back on 3 March 2026: gone away. Somebody must decide whether it was served: until then it counts on no "
        "day."
    )
    (listed,) = service_decided.list_(house, post.landlord.person("olive"))
    assert (listed.document.id, listed.reference) == (notice, "RA-1-1")
    made = decide(post, notice, step.event)
    assert (made.counts_on, made.relied) == (None, ())
    assert made.why.endswith("as is known since 3 March 2026. It no longer counts on 4 March 2026.")
    assert stands(post, notice).counts_on is None
    assert service_decided.list_(house, post.landlord.person("olive")) == []
    with pytest.raises(RecordedAlready, match=f"event {made.event}"):
        decide(post, notice, step.event)
    days(post, 2)
    anew = decide(post, notice, step.event, served=True, on=date(2026, 3, 5), reason="She had it from the post office")
    assert (anew.counts_on, stands(post, notice).counts_on) == (date(2026, 3, 5), date(2026, 3, 5))
    (first, second) = post.told("service decided")
    assert (first["content"]["of"], first["content"]["delivery"]) == (step.event, "found_not_served")
    assert second["content"]["note"] == "She had it from the post office"
    checked = records.check_everything(house, post.landlord.person("cora")).findings
    assert [each for each in checked if "event" in str(each)] == []


def test_what_rested_on_what_was_not_served_is_told_to_whoever_decides_it(post: Post) -> None:
    notice, house = post.brought(), post.landlord.house
    step = post.record(NOTICE, notice)
    steps = [(MORNING + timedelta(days=1), "serve_notice"), (MORNING + timedelta(days=3), "serve_notice")]
    steps.append((MORNING + timedelta(days=4), "contact_customer"))
    kinds = {each.id: each.act for each in house.runtime.vocabulary.steps.values() if each.act}
    relying = next(name for name, kind in sorted(kinds.items()) if kind in service_decided.RELYING)
    with house.db.write() as session:
        chain = house.runtime.chain_of(session, post.case)
        for at, name in steps:
            post.landlord.clock.move_to(max(at, post.landlord.clock.now()))
            done = NewEntry(Kind.STEP_COMPLETED, "user:1", relying if name == "serve_notice" else name)
            append(session, chain, [done], house.runtime.clock)
    made = decide(post, notice, step.event)
    assert made.relied == (Relied(relying, date(2026, 3, 5)),), "what was done before it counted does not rest on it"
    (entry,) = post.told("service decided")
    assert entry["content"]["relied"] == [{"step": relying, "on": "2026-03-05"}]


def test_it_may_be_posted_again_and_by_hand_and_the_earliest_that_counts_does(post: Post) -> None:
    notice = post.brought()
    first = post.record(NOTICE, notice)
    with pytest.raises(RecordedAlready, match="say in the note why"):
        post.record(replace(NOTICE, place="9 New Road"), notice)
    days(post, 3)
    returned(post, notice, on=date(2026, 3, 4))
    again = post.record(replace(NOTICE, on=date(2026, 3, 5), place="9 New Road\nNB2 2BB"), notice)
    assert again.counts_on == date(2026, 3, 9)
    assert stands(post, notice).counts_on == date(2026, 3, 9)
    by_hand = replace(BY_HAND, at=MORNING + timedelta(days=3), served_as="nosp_s83")
    assert post.record(by_hand, notice).counts_on == date(2026, 3, 5)
    one = stands(post, notice)
    assert (one.counts_on, one.rule) == (date(2026, 3, 5), "receipt by the tenant")
    assert "Of its 3 steps this is the one that counts earliest" in one.why
    days(post, 4)
    back = returned(post, notice, place="", reason="refused")
    (_, entry) = post.told("mail returned")
    assert (entry["content"]["of"], entry["content"]["place"]) == (again.event, "9 New Road\nNB2 2BB")
    assert stands(post, notice).counts_on == date(2026, 3, 5), "the delivery by hand stands by itself"
    with pytest.raises(RecordedAlready):
        returned(post, notice)
    events = service.look(post.landlord.house, post.landlord.person("olive"), notice).events
    assert [(each.id, each.about_id) for each in events if each.about_id] == [
        (first.event + 1, first.event),
        (back.event, again.event),
    ]


def test_two_who_decide_at_once_decide_once(post: Post) -> None:
    notice = post.brought()
    step = post.record(NOTICE, notice).event
    refused: list[str] = []

    def one() -> None:
        try:
            decide(post, notice, step)
        except RecordedAlready as already:
            refused.append(already.sentence)

    both = [Thread(target=one) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(refused) == 1
    with post.landlord.house.db.read() as session:
        rows = select(func.count()).select_from(_event).where(_event.c.delivery == Delivery.FOUND_NOT_SERVED)
        assert session.execute(rows).scalar_one() == 1


def test_officers_do_not_decide_nor_undo_what_was_decided(post: Post) -> None:
    notice = post.brought()
    step = post.record(NOTICE, notice).event
    for who in ("olive", "sam", "pat", "ada", "cora"):
        with pytest.raises(NotYourRole):
            decide(post, notice, step, who=who)
    made = decide(post, notice, step)
    with pytest.raises(ServiceNotUnderstood, match="decides it anew"):
        post.record(ServiceSaid("mistaken", on=TODAY, corrects=made.event, note="It was"), notice)
    post.record(replace(NOTICE, method="first_class_post", proof="Docket", corrects=step), notice)
    assert stands(post, notice).counts_on is None, "a correction of the step does not undo it"


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        ({"reason": " "}, ReasonMissing, "what proves it"),
        ({"reason": "x"}, ReasonMissing, "in a sentence"),
        ({"reason": "ok."}, ReasonMissing, "in a sentence"),
        ({"reason": "x" * 2001}, ServiceNotUnderstood, "at most 2,000"),
        ({"event": 99_999}, NoSuchEvent, "no step with the number 99999"),
        ({"on": date(2026, 3, 1)}, ServiceNotUnderstood, "not before 2 March 2026"),
        ({"on": date(2027, 3, 1)}, ServiceNotUnderstood, "not later than today"),
    ],
)
def test_what_is_decided_has_a_step_a_reason_and_a_day(
    post: Post, said: dict[str, Any], error: type[Exception], words: str
) -> None:
    notice = post.brought()
    event = post.record(NOTICE, notice).event
    with pytest.raises(error, match=words):
        decide(post, notice, said.pop("event", event), **said)
    assert post.told("service decided") == []


def test_a_notice_that_went_elsewhere_counts_only_as_what_must_be_checked(post: Post) -> None:
    house, olive = post.landlord.house, post.landlord.person("olive")
    notice = post.brought()
    with pytest.raises(ServiceNotUnderstood, match="to which address it was posted"):
        post.record(replace(NOTICE, place=" "), notice)
    assert not post.record(replace(NOTICE, place="1 High St., Newbridge, NB11AA"), notice).must_check
    elsewhere = "99 Wrong Road, Otherton, ZZ9 9ZZ"
    other = post.brought("other.pdf")
    made = post.record(replace(NOTICE, place=elsewhere), other)
    assert (made.counts_on, made.must_check) == (DUE, True)
    assert "is not the home nor an address that was confirmed" in made.why
    assert "which a person must check" in stands(post, other).words
    left = ServiceSaid("left_at_address", at=MORNING, place="Our own counter", done_by="O", served_as="nosp_s83")
    assert post.record(left, post.brought("left.pdf")).must_check
    persons.keep_detail(house, olive, 1, kind="address", value=elsewhere, confirmed_how="She rang, and said it")
    assert not post.record(replace(NOTICE, place=elsewhere), post.brought("confirmed.pdf")).must_check


def in_doubt(post: Post) -> list[int]:
    listed = service_decided.list_(post.landlord.house, post.landlord.person("tess"))
    return [each.document.id for each in listed]


def test_an_officer_alone_undoes_no_decision(post: Post) -> None:
    notice = post.brought()
    step = post.record(NOTICE, notice).event
    decide(post, notice, step)
    again = post.record(replace(NOTICE, place="1 High St, Newbridge", note="Again"), notice)
    assert (again.counts_on, again.rule) == (None, "")
    assert "Until somebody who leads decides" in again.why
    assert (stands(post, notice).must_decide, in_doubt(post)) == (True, [notice])
    days(post, 2)
    decide(post, notice, again.event, served=True, reason="Her own letter of today")
    assert (stands(post, notice).counts_on, in_doubt(post)) == (DUE, [])


def test_an_officer_alone_undoes_no_return(post: Post) -> None:
    notice = post.brought()
    step = post.record(NOTICE, notice).event
    days(post, 2)
    back = returned(post, notice)
    post.record(ServiceSaid("mistaken", on=TODAY, corrects=back.event, note="I think another envelope"), notice, "tess")
    one = stands(post, notice)
    assert (one.counts_on, one.must_decide, in_doubt(post)) == (None, True, [notice])
    with pytest.raises(OwnStep, match="You did or recorded what event"):
        decide(post, notice, step, served=True)
    assert stands(post, notice).must_decide
    decide(post, notice, step, who="lena", served=True)
    assert stands(post, notice).counts_on == DUE


def test_an_earlier_day_than_the_one_on_which_it_counts_is_listed_until_it_is_decided(post: Post) -> None:
    notice = post.brought()
    days(post, 5)
    left = ServiceSaid(
        "left_at_address", at=MORNING + timedelta(days=4), place=HOME, done_by="O", served_as="s8_notice"
    )
    assert post.record(left, notice).counts_on == date(2026, 3, 6)
    earlier = post.record(replace(left, at=MORNING + timedelta(days=1)), notice)
    assert earlier.counts_on is None
    one = stands(post, notice)
    assert (one.counts_on, one.must_decide, in_doubt(post)) == (date(2026, 3, 6), True, [notice])
    assert one.words.endswith("Somebody must decide whether it was served earlier.")
    decide(post, notice, earlier.event)
    assert (stands(post, notice).counts_on, in_doubt(post)) == (date(2026, 3, 6), [])


@pytest.mark.parametrize("done_by", ["", "tess", "TESS "])
def test_whoever_did_or_recorded_a_step_does_not_decide_about_it(post: Post, done_by: str) -> None:
    notice = post.brought()
    left = ServiceSaid("left_at_address", at=MORNING, place=HOME, done_by=done_by or "Sam", served_as="ntq")
    made = post.record(left, notice, who="olive" if done_by else "tess")
    later = replace(left, proof="A photograph", corrects=made.event, done_by="Sam")
    step = post.record(later, notice).event if not done_by else made.event
    for served in (True, False):
        with pytest.raises(OwnStep):
            decide(post, notice, step, served=served, on=TODAY)
    assert post.told("service decided") == []
    assert decide(post, notice, step, who="lena", served=True, on=TODAY).counts_on == TODAY


def test_post_does_not_arrive_on_the_day_on_which_it_was_posted(post: Post) -> None:
    notice = post.brought()
    step = post.record(replace(NOTICE, method="second_class_post"), notice).event
    days(post, 1)
    with pytest.raises(ServiceNotUnderstood, match="post does not arrive on that day"):
        decide(post, notice, step, served=True, on=TODAY)
    assert decide(post, notice, step, served=True, on=date(2026, 3, 3)).counts_on == date(2026, 3, 3)


def test_what_arrives_in_a_moratorium_counts_on_no_day_and_is_listed(post: Post) -> None:
    notice = post.brought()
    step = post.record(NOTICE, notice).event
    assert in_doubt(post) == []
    days(post, 1)
    moratorium(post, date(2026, 3, 3))
    one = stands(post, notice)
    assert (one.counts_on, one.must_decide, in_doubt(post)) == (None, True, [notice])
    decide(post, notice, step)
    assert (stands(post, notice).counts_on, in_doubt(post)) == (None, [])


def test_a_notice_whose_receipt_is_proved_counts_from_then(post: Post) -> None:
    """No statute lets a notice to quit go by post, and she wrote that she had it."""
    quit_, letter = post.brought(), post.record(replace(NOTICE, served_as=""))
    step = post.record(replace(NOTICE, served_as="ntq"), quit_)
    assert step.counts_on is None
    days(post, 2)
    made = decide(post, quit_, step.event, served=True, on=date(2026, 3, 4), reason="Her e-mail of that day")
    assert (made.counts_on, stands(post, quit_).rule) == (date(2026, 3, 4), "decided: receipt was proved [to confirm]")
    with pytest.raises(ServiceNotUnderstood, match="nothing to decide"):
        decide(post, post.letter, letter.event)


def test_what_a_child_at_the_door_took_was_not_handed_to_its_mother(post: Post) -> None:
    notice = post.brought()
    said = replace(BY_HAND, served_as="s8_notice", taken_by="", place="to her son aged 12 at the door")
    with pytest.raises(ServiceNotUnderstood, match="Say who took it"):
        post.record(said, notice)
    son = replace(said, taken_by="somebody_else", handed_to="Tim", relation="her son, aged 12")
    made = post.record(son, notice)
    assert (made.counts_on, "It was handed to somebody else" in made.why) == (None, True)
    assert post.record(replace(BY_HAND, at=MORNING, served_as="s8_notice"), notice).counts_on == TODAY


def moratorium(post: Post, begins: date, kind: str = "breathing_space", **more: Any) -> int:
    who = post.landlord.person("tess")
    given = {"begins_on": begins, "accounts": ["1"], "source": "BS-1", "reason": "Notice", **more}
    return holds.place(post.landlord.house, who, kind=kind, **given).hold


def test_a_notice_served_in_a_moratorium_has_no_effect_and_says_so_at_once(post: Post) -> None:
    notice, house = post.brought(), post.landlord.house
    moratorium(post, TODAY)
    made = post.record(NOTICE, notice)
    assert (made.counts_on, made.void) == (None, True)
    assert "within hold 1 from Monday 2 March 2026 on (a breathing space is in force): it has no effect" in made.why
    assert "reg. 7(12)" in made.why
    (entry,) = post.told("service recorded")
    assert "it has no effect" in entry["content"]["held"]
    assert stands(post, notice).words.endswith("has no effect. Counts as served on no day.")
    (listed,) = service_decided.list_(house, post.landlord.person("olive"))
    assert listed.document.id == notice


def test_a_moratorium_that_comes_to_light_later_takes_the_day_away_and_one_in_error_gives_it_back(post: Post) -> None:
    notice, house = post.brought(), post.landlord.house
    assert post.record(NOTICE, notice).counts_on == DUE
    days(post, 10)
    hold = moratorium(post, date(2026, 3, 1))
    assert (stands(post, notice).void, stands(post, notice).counts_on) == (True, None)
    holds.release(house, post.landlord.person("tess"), hold, reason="Another person", placed_in_error=True)
    assert (stands(post, notice).void, stands(post, notice).counts_on) == (False, DUE)


def test_one_that_was_over_before_it_was_known_to_be_an_error_gives_the_day_back_too(post: Post) -> None:
    notice, house, tess = post.brought(), post.landlord.house, post.landlord.person("tess")
    post.record(NOTICE, notice)
    hold = moratorium(post, date(2026, 3, 1), kind="bankruptcy")
    assert stands(post, notice).must_check, "it should not have been served, and a person looks at it"
    days(post, 2)
    holds.release(house, tess, hold, reason="It is annulled")
    assert stands(post, notice).must_check, "what was served while it was in force stays so"
    holds.release(house, tess, hold, reason="It was her brother", placed_in_error=True)
    assert not stands(post, notice).must_check
    with pytest.raises(holds.holds.HoldEnded):
        holds.release(house, tess, hold, reason="Again", placed_in_error=True)


def test_a_crisis_is_told_to_named_roles_alone(post: Post) -> None:
    notice = post.brought()
    moratorium(post, TODAY, kind="mental_health_crisis")
    made = post.record(NOTICE, notice)
    assert (made.counts_on, made.void) == (None, True)
    assert made.why == (
        "It was served on Monday 2 March 2026, within a hold that named roles see: it has no effect. Ask your team "
        "leader."
    )
    assert "reg. 7" in stands(post, notice, "tess").why
    assert "mental" not in str(stands(post, notice)) + str(post.told("service recorded")).lower()
    assert "Respite" not in str(stands(post, notice).why) + str(post.told("service recorded"))


def test_of_somebody_hidden_a_decision_is_made_by_named_roles_and_tells_nobody_why(post: Post) -> None:
    house, tess = post.landlord.house, post.landlord.person("tess")
    notice = post.brought()
    step = post.record(NOTICE, notice).event
    known = {"kind": "confidential_address", "detail": "Fled", "source": "The refuge", "review_on": date(2026, 4, 1)}
    vulnerabilities.record(house, tess, 1, **known)
    decide(post, notice, step, reason="She is in Quiet Lane")
    assert "Quiet" not in str(post.told("service decided"))
    assert "Quiet" not in str(service.look(house, post.landlord.person("olive"), notice))
    assert "Quiet" not in str(case_files.look(house, post.landlord.person("olive"), post.case))
    hers = service.look(house, tess, notice).events[-1]
    assert hers.note == "She is in Quiet Lane"


def test_of_another_patch_it_is_as_if_it_were_not_there(post: Post) -> None:
    house, notice = post.landlord.house, post.brought()
    post.landlord.add_tenancy("2")
    with house.db.write() as session:
        session.execute(update(table(Account)).where(table(Account).c.reference == "2").values(patch="West 2"))
        add_user(session, "wes", "Wes", PASSWORD, ["team_leader"], post.landlord.clock, patches=["West 2"])
    step = post.record(NOTICE, notice).event
    returned(post, notice)
    assert len(service_decided.list_(house, post.landlord.person("olive"))) == 1
    assert service_decided.list_(house, post.landlord.person("wes")) == []
    sentences = set()
    for document in (notice, 77_777):
        with pytest.raises(NotFound) as refused:
            decide(post, document, step, who="wes")
        sentences.add(refused.value.sentence.replace(str(document), "…"))
    assert len(sentences) == 1


def test_what_came_back_before_anybody_said_of_which_posting_is_read_as_the_last_before(post: Post) -> None:
    notice = post.brought()
    post.record(NOTICE, notice)
    event = {"document_id": notice, "customer_id": 1, "delivery": "returned", "happened_on": TODAY, "reason": "refused"}
    texts = ("method", "place", "done_by", "handed_to", "witness", "proof", "served_as", "clause", "note", "rule")
    more = {**dict.fromkeys((*texts, "why", "taken_by", "relation"), ""), "sources": [], "must_check": False}
    with post.landlord.house.db.write() as session:
        values = {**event, **more, "undoes": False, "recorded_by": "user:1", "recorded_at": MORNING}
        session.execute(insert(_event).values(**values))
    assert stands(post, notice).must_decide


def test_the_pages_state_no_firm_day_of_what_is_in_doubt(post: Post) -> None:
    notice = post.brought()
    step = post.record(NOTICE, notice).event
    tess = Browser(TestClient(make_app(post.landlord.house)))
    tess.sign_in("tess")
    tess.get(f"/documents/{notice}/service")
    assert "Counts as served on 4 March 2026" in tess.words()
    returned(post, notice)
    tess.get(f"/documents/{notice}/service")
    assert "Counts as served on 4 March 2026" not in tess.words()
    assert "Somebody must decide whether it was served" in tess.words()
    tess.get("/service-in-doubt")
    (link,) = tess.tree().xpath(f"//*[@id='document-{notice}']/h2/a/@href")
    tess.get(link)
    here = link.removesuffix("/service")
    tess.send(f"{here}/served", event=str(step), served="no", reason="")
    assert "what proves it" in tess.tree().xpath("string(//*[@id='decide-reason-error'])")
    tess.send(f"{here}/served", event=str(step), served="no", reason="<script>alert(1)</script>")
    assert "It is decided, and stands in the record" in tess.words()
    assert "<script>alert" not in tess.page.text
    tess.get(f"/cases/{post.case}")
    assert "It no longer counts on 4 March 2026." in tess.words()
    tess.get("/service-in-doubt")
    assert "No document is in doubt." in tess.words()


def test_the_proof_of_a_letter_to_somebody_hidden_is_told_to_nobody_who_may_not_know(post: Post) -> None:
    house, olive, tess = post.landlord.house, post.landlord.person("olive"), post.landlord.person("tess")
    known = {"kind": "confidential_address", "detail": "Fled", "source": "The refuge", "review_on": date(2026, 4, 1)}
    vulnerabilities.record(house, tess, 1, **known)
    post.record(replace(NOTICE, served_as="", proof="Signed for at Quiet Lane"), who="tess")
    seen = [
        case_files.look(house, olive, post.case),
        persons.look(house, olive, 1),
        returned_mail.find(house, olive, words="RA-1-1"),
    ]
    for each in seen:
        assert "Quiet" not in str(each)
    assert "Quiet" in str(case_files.look(house, tess, post.case).documents)
    assert "Posted on 2 March 2026 (first class post, a proof that named roles see)." in str(seen[0])


def test_a_joint_tenant_who_was_not_served_is_told_until_they_are_or_have_died(post: Post) -> None:
    second, notice, house = post.joint(), post.brought(), post.landlord.house
    post.record(replace(NOTICE, tenant=1), notice)
    tess = post.landlord.person("tess")
    (listed,) = service_decided.list_(house, tess)
    assert [(each.customer_id, each.stage) for each in listed.document.service] == [
        (1, "posted"),
        (second, "not_served"),
    ]
    assert "each joint tenant is served" in listed.document.service[1].words
    post.record(replace(NOTICE, tenant=second), notice)
    assert service_decided.list_(house, tess) == []
    wrong = next(each for each in service.look(house, tess, notice).events if each.customer_id == second)
    post.record(ServiceSaid("mistaken", on=TODAY, corrects=wrong.id, note="It was next door"), notice)
    assert len(service_decided.list_(house, tess)) == 1
    with house.db.write() as session:
        session.execute(update(table(Customer)).where(table(Customer).c.id == second).values(date_of_death=TODAY))
    assert service_decided.list_(house, tess) == []


def test_an_ordinary_letter_that_was_brought_is_served_on_nobody_else(post: Post) -> None:
    post.joint()
    paper = post.brought()
    post.record(replace(NOTICE, served_as="letter", tenant=1), paper)
    (one,) = service.look(post.landlord.house, post.landlord.person("olive"), paper).document.service
    assert one.customer_id == 1


def test_one_document_is_one_thing_in_law(post: Post) -> None:
    second, notice = post.joint(), post.brought()
    first = post.record(replace(NOTICE, tenant=1), notice)
    with pytest.raises(ServiceNotUnderstood, match=f"event {first.event}.*one thing in law"):
        post.record(replace(NOTICE, served_as="s8_notice", tenant=second), notice)
    corrected = replace(NOTICE, served_as="ntq", clause="Clause 9 of the tenancy", tenant=1, corrects=first.event)
    post.record(corrected, notice)
    with pytest.raises(ServiceNotUnderstood, match="a notice to quit"):
        post.record(replace(NOTICE, tenant=second), notice)
    post.record(replace(NOTICE, served_as="", clause="Clause 9 of the tenancy", tenant=second), notice)
    events = service.look(post.landlord.house, post.landlord.person("olive"), notice).events
    assert [each.served_as for each in events if each.stands] == ["ntq", "ntq"]
