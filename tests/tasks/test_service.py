"""Service of documents: recorded with its proof, counted by law, corrected and never changed; post that came back."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text, update

from cases.chains import chain_named, person_chain
from cases.facts import account_of_case, facts_of_accounts
from cases.people.correspondence import correspondence_of
from cases.people.words import DetailStatus
from cases.service.checking import ServiceNotUnderstood
from cases.service.following import NeverWentOut, NoSuchEvent, RecordedAlready
from cases.service.rows import ServiceSaid
from cases.service.tables import ServiceEvent
from cases.service.words import Delivery
from cases.tables import Account, AccountParty, Customer
from documents.addressee import FactMissing, addressee
from documents.arriving import FileNotTaken
from documents.register import BROUGHT, Document, documents_of_case
from tasks.acts import (
    case_files,
    persons,
    proofs,
    records,
    representatives,
    returned_mail,
    service,
    service_decided,
    steps,
    vulnerabilities,
)
from tasks.acts.letters import LetterRestricted
from tasks.acts.service import NotToBeServed
from tasks.night.words import word_of
from tasks.people import NotYourRole, add_user
from tasks.persons_seen import customer_of
from tests.calculating import STANDARDS
from tests.conftest import MORNING
from tests.house import BENEFITS, CONTACTED, PASSWORD, Landlord, make_landlord
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.errors import NotFound, Refused
from workflows.evidence import timeline
from workflows.runtime.incidents import open_incidents

_event, _document = table(ServiceEvent), table(Document)
TODAY = date(2026, 3, 2)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 13 + b"\x00\x00\x00\x00IEND\xaeB`\x82"
POSTED = ServiceSaid("posted", on=TODAY, method="first_class_post", proof="Docket 4711")
AT = MORNING + timedelta(hours=3)
NOT_BY_THAT = "Nothing that was done served this tenant: each joint tenant is served."
BY_HAND = ServiceSaid(
    "handed_over", at=AT, place="At her door", done_by="Olive Marsh", taken_by="the_person", witness="Sam Hill"
)


@dataclass
class Post:
    """A landlord whose letter is with the print house."""

    landlord: Landlord
    account: int
    case: int
    letter: int

    def record(self, said: ServiceSaid, document: int = 0, who: str = "olive") -> service.ServiceRecorded:
        return service.record(self.landlord.house, self.landlord.person(who), document or self.letter, said=said)

    def came_back(self, reason: str = "gone_away", who: str = "olive", **more: Any) -> returned_mail.ReturnRecorded:
        house = self.landlord.house
        return returned_mail.record(house, self.landlord.person(who), self.letter, reason=reason, **more)

    def words(self) -> str:
        house = self.landlord.house
        (letter,) = (
            each
            for each in case_files.look(house, self.landlord.person("olive"), self.case).documents
            if each.id == self.letter
        )
        (one,) = letter.service
        return one.words

    def facts(self) -> dict[str, Any]:
        with self.landlord.house.db.read() as session:
            return dict(next(facts_of_accounts(session, TODAY, STANDARDS, self.account))[1])

    def told(self, kind: str) -> list[dict[str, Any]]:
        """What the case's record says of a kind."""
        with self.landlord.house.db.read() as session:
            chain = self.landlord.house.runtime.chain_of(session, self.case)
            return [each for each in timeline(session, chain) if each["kind"] == kind]

    def brought(self, name: str = "notice.pdf") -> int:
        """A notice that was made elsewhere, among the documents of the case."""
        content = b"%PDF-1.7 " + name.encode() + b"\n%%EOF"
        texts = ("addressee", "template", "template_sha256", "wording_sha256", "facts_sha256", "approval")
        values = {
            **dict.fromkeys(texts, ""),
            "case_id": self.case,
            "kind": BROUGHT,
            "title": name,
            "format": "pdf",
            "enclosures": [],
            "pages": 0,
            "dated": TODAY,
            "made_at": MORNING,
            "specimen": False,
            "service_method": "",
            "service_status": "kept",
        }
        with self.landlord.house.db.write() as session:
            return self.landlord.house.store.keep(session, name, content, values).id

    def joint(self) -> int:
        """A joint tenant; gives their number."""
        with self.landlord.house.db.write() as session:
            who = {"reference": "C2", "title": "Mr", "given_name": "Bo", "family_name": "Second"}
            number = session.execute(insert(table(Customer)).values(**who).returning(table(Customer).c.id)).scalar_one()
            session.execute(insert(table(AccountParty)).values(account_id=self.account, customer_id=number))
        return int(number)


@pytest.fixture
def post(database_url: str, tmp_path: Path, clock: SimulatedClock) -> Iterator[Post]:
    made = make_landlord(database_url, tmp_path / "store", clock, filled=give_a_letter)
    yield with_a_letter(made)
    made.house.close()


def give_a_letter(landlord: Landlord) -> None:
    """The first letter is given to the print house, and it is five in the afternoon."""
    landlord.add_tenancy("1")
    landlord.look()
    landlord.clock.move_to(MORNING + timedelta(hours=8))


def with_a_letter(landlord: Landlord) -> Post:
    """A landlord of :func:`give_a_letter`."""
    account = 1
    case = landlord.case_of(account)
    with landlord.house.db.read() as session:
        letter = documents_of_case(session, case)[0].id
    return Post(landlord, account, case, letter)


def test_given_to_the_print_house_is_neither_posted_nor_served(post: Post) -> None:
    assert post.words() == "Given to the print house on 2 March 2026; that it was posted is not known."
    seen = service.look(post.landlord.house, post.landlord.person("olive"), post.letter)
    (event,) = seen.events
    assert (event.delivery, event.recorded_by, event.counts_on) == (Delivery.GIVEN_TO_PRINT_HOUSE, "system", None)
    assert event.place == "1 High Street\nNewbridge\nNB1 1AA"
    assert seen.document.service[0].stage == "given_to_print_house"
    (sent,) = post.told("document sent")
    assert "served_at" not in sent["content"]
    made = post.record(POSTED)
    assert (made.counts_on, "No law deems an ordinary letter served" in made.why) == (None, True)
    assert post.words() == "Posted on 2 March 2026 (first class post, Docket 4711)."
    (entry,) = post.told("service recorded")
    assert {name: entry["content"][name] for name in ("service", "document", "delivery", "proof", "counts_on")} == {
        "service": made.event,
        "document": post.letter,
        "delivery": "posted",
        "proof": "Docket 4711",
        "counts_on": None,
    }
    assert records.check_everything(post.landlord.house, post.landlord.person("cora")).findings == []


def test_what_was_recorded_wrongly_is_corrected_by_another_event_and_stays(post: Post) -> None:
    first = post.record(POSTED).event
    second = post.record(replace(POSTED, method="second_class_post", corrects=first)).event
    assert post.words() == "Posted on 2 March 2026 (second class post, Docket 4711)."
    with pytest.raises(RecordedAlready, match=f"by event {second}"):
        post.record(replace(POSTED, corrects=first))
    post.record(ServiceSaid("mistaken", on=TODAY, corrects=second, note="It was the letter of another case"))
    assert post.words().startswith("Given to the print house")
    seen = service.look(post.landlord.house, post.landlord.person("olive"), post.letter)
    assert [each.stands for each in seen.events] == [True, False, False, False]
    with pytest.raises(NoSuchEvent):
        post.record(replace(POSTED, corrects=99_999))


def test_what_is_recorded_twice_is_told_and_two_at_once_record_it_once(post: Post) -> None:
    refused: list[str] = []

    def one() -> None:
        try:
            post.record(POSTED)
        except RecordedAlready as already:
            refused.append(already.sentence)

    both = [Thread(target=one) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(refused) == 1
    assert "is recorded already, on 2 March 2026" in refused[0]
    with post.landlord.house.db.read() as session:
        rows = select(func.count()).select_from(_event).where(_event.c.delivery == Delivery.POSTED)
        assert session.execute(rows).scalar_one() == 1


def test_what_was_printed_here_is_in_law_what_its_kind_says(post: Post) -> None:
    with pytest.raises(ServiceNotUnderstood, match="By its kind this document is an ordinary letter"):
        post.record(replace(POSTED, served_as="s8_notice"))
    assert post.record(replace(BY_HAND, served_as="letter")).counts_on is None


def test_a_claim_that_was_handed_over_counts_by_the_courts_rule_with_its_photograph(post: Post) -> None:
    house, olive = post.landlord.house, post.landlord.person("olive")
    papers = post.brought("particulars.pdf")
    photo = proofs.bring(house, olive, papers, name="C:\\door.png", content=PNG)
    assert proofs.bring(house, olive, papers, name="again.png", content=PNG) == photo, "the same file is kept once"
    made = post.record(replace(BY_HAND, served_as="court_document", proof_document=photo), papers)
    assert (made.counts_on, made.rule, made.must_check) == (TODAY, "CPR 6.26", False)
    (shown,) = service.look(house, olive, papers).document.service
    assert shown.words == "Handed over on 2 March 2026. Counts as served on 2 March 2026 by CPR 6.26."
    (brought,) = post.told("proof of service brought")
    assert brought["content"]["documents"][0]["sha256"] == hashlib.sha256(PNG).hexdigest()
    assert brought["content"]["documents"][0]["title"] == "door.png"
    checked = records.check_everything(house, post.landlord.person("cora")).findings
    assert [each for each in checked if f"document {photo} " in str(each)] == []
    with pytest.raises(ServiceNotUnderstood, match="no other document with the number"):
        post.record(replace(POSTED, proof_document=99_999), papers)
    with pytest.raises(ServiceNotUnderstood, match="no other document with the number"):
        post.record(replace(POSTED, proof_document=papers), papers)
    for content in (b"", b"MZ\x90", PNG[:20], b"%PDF-1.7 /JavaScript %%EOF", PNG + b"x" * 10_000_000):
        with pytest.raises(FileNotTaken):
            proofs.bring(house, olive, papers, name="x", content=content)


def test_a_notice_asks_what_the_landlord_is_and_each_joint_tenant_is_served(post: Post) -> None:
    second, notice = post.joint(), post.brought()
    said = replace(BY_HAND, served_as="nosp_s83")
    with pytest.raises(ServiceNotUnderstood, match="each is served by themselves: one of 1 "):
        post.record(said, notice)
    made = post.record(replace(said, tenant=1), notice)
    assert (made.counts_on, "organisation/landlord.yaml" in made.why) == (None, True)
    with pytest.raises(RecordedAlready):
        post.record(replace(said, tenant=1), notice)
    post.record(replace(said, tenant=second), notice)
    seen = service.look(post.landlord.house, post.landlord.person("olive"), notice)
    assert [(each.customer_id, each.words) for each in seen.document.service] == [
        (1, f"Handed over on 2 March 2026. Counts as served on no day. {NOT_BY_THAT}"),
        (second, f"Handed over on 2 March 2026. Counts as served on no day. {NOT_BY_THAT}"),
    ]
    (listed,) = service_decided.list_(post.landlord.house, post.landlord.person("tess"))
    assert listed.document.id == notice, "of a landlord that nobody says the kind of, it counts on nobody"
    event = seen.events[0].id
    post.record(ServiceSaid("mistaken", on=TODAY, corrects=event, note="It was next door"), notice)
    left, other = service.look(post.landlord.house, post.landlord.person("olive"), notice).document.service
    assert left.customer_id == second, "what is corrected is of whom it was recorded"
    assert (other.customer_id, other.stage) == (1, "not_served")
    with pytest.raises(ServiceNotUnderstood, match="Leave out to whom"):
        post.record(replace(POSTED, tenant=second))


def test_what_a_hold_keeps_in_the_house_is_not_recorded_as_served(post: Post) -> None:
    for status, words in (("withdrawn", "was withdrawn"), ("kept", "still on its way to the print house")):
        with post.landlord.house.db.write() as session:
            session.execute(update(_document).where(_document.c.id == post.letter).values(service_status=status))
        with pytest.raises(NotToBeServed, match=words):
            post.record(POSTED)


def test_post_that_came_back_puts_the_address_in_doubt_until_one_is_confirmed(post: Post) -> None:
    house, olive = post.landlord.house, post.landlord.person("olive")
    assert (post.facts()["mail_returned_open"], post.facts()["mail_returned_because"]) == (False, None)
    made = post.came_back("gone_away", note="Marked in blue")
    assert (made.undoes, "its return changes nothing in law" in made.why) == (False, True)
    assert "No letter goes to that address" in made.then
    assert post.words() == "Came back on 2 March 2026: gone away."
    facts = post.facts()
    assert (facts["mail_returned_open"], facts["mail_returned_on"], facts["mail_returned_because"]) == (
        True,
        TODAY,
        "gone_away",
    )
    (address,) = (each for each in persons.look(house, olive, 1).details if each.kind == "address")
    assert (address.status, address.value) == (DetailStatus.RETURNED_MAIL, "1 High Street\nNewbridge\nNB1 1AA")
    (entry,) = post.told("mail returned")
    assert (entry["content"]["reason"], entry["content"]["address_doubted"]) == ("gone_away", True)
    with house.db.read() as session:
        chain = chain_named(session, person_chain(1))
        assert chain is not None
        kinds = [each["kind"] for each in timeline(session, chain)]
    assert "contact detail changed" in kinds
    with pytest.raises(RecordedAlready, match="returned is recorded already"):
        post.came_back("refused")
    assert [each.name for each in returned_mail.list_(house, olive)] == ["Ms Ann Tenant1"]
    persons.keep_detail(
        house, olive, 1, kind="address", value="9 New Road\nNB2 2BB", confirmed_how="She rang", reason="Moved"
    )
    assert post.facts()["mail_returned_open"] is False
    assert returned_mail.list_(house, olive) == []


def test_an_address_that_nobody_confirmed_settles_nothing_and_the_same_one_confirmed_does(post: Post) -> None:
    house, olive = post.landlord.house, post.landlord.person("olive")
    post.came_back("not_called_for")
    persons.keep_detail(house, olive, 1, kind="address", value="9 New Road\nNB2 2BB")
    assert post.facts()["mail_returned_open"] is True
    where = "1 High Street, Newbridge, NB1 1AA"
    persons.keep_detail(house, olive, 1, kind="address", value=where, confirmed_how="Visited", reason="She lives there")
    assert post.facts()["mail_returned_open"] is False


def test_an_address_that_was_confirmed_before_the_post_was_opened_settles_it(post: Post) -> None:
    house, olive = post.landlord.house, post.landlord.person("olive")
    persons.keep_detail(house, olive, 1, kind="address", value="9 New Road\nNB2 2BB", confirmed_how="She rang")
    made = post.came_back("gone_away")
    assert made.then == returned_mail.SETTLED
    assert post.facts()["mail_returned_open"] is False


def test_one_home_that_is_written_twice_settles_nothing(post: Post) -> None:
    """The envelope says "High St", and "High Street" was confirmed: letters go on to where this one came back from."""
    house, olive = post.landlord.house, post.landlord.person("olive")
    where = "1 High Street\nNewbridge\nNB1 1AA"
    persons.keep_detail(house, olive, 1, kind="address", value=where, confirmed_how="She rang")
    made = post.came_back("gone_away", place="1 High St, Newbridge NB1 1AA")
    assert made.then != returned_mail.SETTLED
    assert post.facts()["mail_returned_open"] is True
    assert len(returned_mail.list_(house, olive)) == 1


def test_no_further_letter_goes_there_and_the_night_and_the_work_list_say_why(post: Post) -> None:
    house = post.landlord.house
    post.came_back("gone_away")
    post.landlord.clock.move_to(MORNING + timedelta(days=1))
    post.landlord.bring_in()
    post.landlord.look()
    with house.db.read() as session:
        word = word_of(session, post.account)
    assert word is not None
    assert "Post came back on 2 March 2026 (gone away): no letter goes to that address until one is" in word[1]
    post.landlord.clock.move_to(MORNING + timedelta(days=16))
    post.landlord.bring_in()
    post.landlord.look()
    rows = steps.list_(house, post.landlord.person("olive")).rows
    assert [(each.step, each.mail_returned) for each in rows] == [("contact_customer", True)]
    post.landlord.complete("olive", post.case, "contact_customer", **CONTACTED)
    post.landlord.complete("olive", post.case, "check_benefits", **BENEFITS)
    post.landlord.look()
    with house.db.read() as session:
        (incident,) = open_incidents(session, post.case)
        letters = [each.kind for each in documents_of_case(session, post.case)]
    assert "Post to Ms Ann Tenant1 (C1) came back, and nothing says where they are written to now." in incident.sentence
    assert letters == ["letter_1"]


def test_a_death_on_the_envelope_is_put_before_a_person_and_holds_nothing(post: Post) -> None:
    house, olive = post.landlord.house, post.landlord.person("olive")
    made = post.came_back("deceased")
    assert made.then.startswith("The envelope says that they have died. Nothing is held by that alone")
    assert case_files.look(house, olive, post.case).holds == []
    (listed,) = returned_mail.list_(house, olive)
    assert (listed.died, "report the death" in listed.then) == (True, True)
    assert post.facts()["mail_returned_because"] == "deceased"
    with house.db.write() as session:
        session.execute(update(table(Customer)).values(date_of_death=TODAY))
    assert returned_mail.list_(house, olive) == []
    assert post.facts()["mail_returned_open"] is False, "nobody asks the dead for an address"


def test_a_return_that_was_recorded_by_mistake_is_open_no_more(post: Post) -> None:
    made = post.came_back()
    told = post.record(ServiceSaid("mistaken", on=TODAY, corrects=made.event, note="Another envelope"))
    assert told.why == service.STILL_IN_DOUBT
    assert post.facts()["mail_returned_open"] is False
    assert returned_mail.list_(post.landlord.house, post.landlord.person("olive")) == []
    assert post.came_back("refused").event > made.event


def test_a_letter_to_somebody_who_is_named_in_it_puts_no_tenants_address_in_doubt(post: Post) -> None:
    with post.landlord.house.db.write() as session:
        session.execute(update(_document).values(to_named=True))
        session.execute(update(_event).values(customer_id=None))
    assert post.came_back().then == returned_mail.NOBODYS
    assert post.facts()["mail_returned_open"] is False
    assert persons.look(post.landlord.house, post.landlord.person("olive"), 1).details == []
    with pytest.raises(RecordedAlready):
        post.came_back()


def test_what_never_left_does_not_come_back(post: Post) -> None:
    notice = post.brought()
    with pytest.raises(NeverWentOut, match="Nothing says that this document left the house"):
        returned_mail.record(post.landlord.house, post.landlord.person("olive"), notice, reason="gone_away")


def test_a_letter_of_which_the_address_was_not_kept_came_back_from_where_they_are_written_to(post: Post) -> None:
    with post.landlord.house.db.write() as session:
        session.execute(update(_document).values(place=""))
    post.came_back()
    (address,) = persons.look(post.landlord.house, post.landlord.person("olive"), 1).details
    assert (address.value, address.status) == ("1 High Street\nNewbridge\nNB1 1AA", DetailStatus.RETURNED_MAIL)


def test_where_nothing_says_which_address_it_was_it_must_be_said(post: Post) -> None:
    with post.landlord.house.db.write() as session:
        session.execute(update(_document).values(place=""))
        session.execute(update(table(Account)).values(address="", postcode=""))
    with pytest.raises(ServiceNotUnderstood, match="which address stands on the envelope"):
        post.came_back()
    post.came_back(place="1 High Street")
    assert post.facts()["mail_returned_open"] is True


def test_letters_are_found_by_the_reference_on_them_or_their_number(post: Post) -> None:
    house, olive = post.landlord.house, post.landlord.person("olive")
    for words in ("RA-1-1", " ra-1-1 ", str(post.letter)):
        found = returned_mail.find(house, olive, words=words)
        assert [(each.document.id, each.reference) for each in found] == [(post.letter, "RA-1-1")], words
    for words in ("", "RA-1", "RA-1-_", "%", "9" * 60, "1' OR '1'='1", "٣"):
        assert returned_mail.find(house, olive, words=words) == [], words


REFUGE = "5 Quiet Lane\nElsewhere\nEL1 5QQ"


def test_where_somebody_is_hidden_their_letter_is_recorded_by_named_roles_and_told_to_nobody(post: Post) -> None:
    house, olive, tess = post.landlord.house, post.landlord.person("olive"), post.landlord.person("tess")
    known = {"kind": "confidential_address", "detail": "Fled", "source": "The refuge", "review_on": date(2026, 4, 1)}
    vulnerabilities.record(house, tess, 1, **known)
    with pytest.raises(LetterRestricted) as refused:
        post.record(POSTED)
    assert "High Street" not in refused.value.sentence
    acts: dict[str, Callable[[], object]] = {
        "look": lambda: service.look(house, olive, post.letter),
        "return": post.came_back,
        "proof": lambda: proofs.bring(house, olive, post.letter, name="x", content=PNG),
    }
    for name, each in acts.items():
        with pytest.raises(LetterRestricted):
            each()
        assert name
    hidden = replace(BY_HAND, taken_by="somebody_else", handed_to="The warden", relation="Of Quiet Lane")
    post.record(replace(hidden, place=REFUGE, note="Quiet Lane"), who="tess")
    post.came_back("other", who="tess", place=REFUGE, note="Not in Quiet Lane")
    said = str(post.told("service recorded") + post.told("mail returned"))
    assert "Quiet" not in said
    assert "warden" not in said
    (listed,) = returned_mail.list_(house, olive)
    assert listed.post.note == ""
    (hers,) = returned_mail.list_(house, tess)
    assert hers.post.note == "Not in Quiet Lane"
    words = post.words()
    assert words == "Came back on 2 March 2026: other."


def test_what_was_brought_and_served_on_somebody_hidden_tells_nobody_where(post: Post) -> None:
    house, olive, tess = post.landlord.house, post.landlord.person("olive"), post.landlord.person("tess")
    notice = post.brought()
    known = {"kind": "confidential_address", "detail": "Fled", "source": "The refuge", "review_on": date(2026, 4, 1)}
    vulnerabilities.record(house, tess, 1, **known)
    said = replace(BY_HAND, place=REFUGE, note="Quiet Lane", proof="Signed at Quiet Lane", served_as="")
    with pytest.raises(LetterRestricted):
        post.record(said, notice)
    post.record(said, notice, who="tess")
    assert "Quiet" not in str(post.told("service recorded"))
    (hers,) = service.look(house, tess, notice).events
    assert "Quiet" in hers.place
    (his,) = service.look(house, olive, notice).events
    assert (his.place, his.note, his.proof, his.witness) == ("", "", "", "")
    assert his.happened_on == hers.happened_on


def test_of_another_patch_it_is_as_if_it_were_not_there(post: Post) -> None:
    house = post.landlord.house
    post.landlord.add_tenancy("2")
    with house.db.write() as session:
        session.execute(update(table(Account)).where(table(Account).c.reference == "2").values(patch="West 2"))
        add_user(session, "wes", "Wes", PASSWORD, ["officer"], post.landlord.clock, patches=["West 2"])
    wes = post.landlord.person("wes")
    post.came_back()
    assert (returned_mail.list_(house, wes), returned_mail.find(house, wes, words="RA-1-1")) == ([], [])
    for act in (
        lambda document: service.look(house, wes, document),
        lambda document: service.record(house, wes, document, said=POSTED),
        lambda document: returned_mail.record(house, wes, document, reason="gone_away"),
        lambda document: proofs.bring(house, wes, document, name="x", content=PNG),
    ):
        sentences = set()
        for document in (post.letter, 77_777):
            with pytest.raises(NotFound) as refused:
                act(document)
            sentences.add(refused.value.sentence.replace(str(document), "…"))
        assert len(sentences) == 1


def test_who_has_no_business_with_cases_records_nothing(post: Post) -> None:
    for who in ("pat", "ada"):
        with pytest.raises(NotYourRole):
            post.record(POSTED, who=who)
        with pytest.raises(NotYourRole):
            post.came_back(who=who)


def test_post_to_a_deputy_that_came_back_stops_letters_to_the_deputy(post: Post) -> None:
    house, olive = post.landlord.house, post.landlord.person("olive")
    representatives.appoint(
        house,
        olive,
        1,
        name="Helen Marsh",
        role="deputy",
        acts=["discuss", "receive_letters"],
        evidence="The order, seen",
        from_on=date(2026, 1, 1),
        address="2 Law Court\nNewbridge\nNB1 9ZZ",
    )
    post.came_back(place="2 Law Court, Newbridge, NB1 9ZZ")
    with house.db.read() as session:
        known = correspondence_of(session, 1)
        with pytest.raises(FactMissing, match=r"Post to Helen Marsh, who acts for .*, came back"):
            addressee(customer_of(session, 1), account_of_case(session, post.case), TODAY, known)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            "UPDATE service_event SET counts_on = '2026-01-05' WHERE delivery = 'handed_over'",
            "another counts_on than entry",
        ),
        ("UPDATE service_event SET rule = 'CPR 1' WHERE delivery = 'handed_over'", "another rule than entry"),
        ("UPDATE service_event SET delivery = 'emailed' WHERE delivery = 'handed_over'", "another delivery than entry"),
        ("UPDATE service_event SET happened_on = '2026-01-05' WHERE delivery = 'returned'", "another on than entry"),
        ("UPDATE service_event SET undoes = true WHERE delivery = 'returned'", "another undoes than entry"),
        ("DELETE FROM service_event WHERE delivery = 'returned'", "of a document, and no row does"),
        ("UPDATE service_event SET id = 999 WHERE delivery = 'returned'", "(returned), and no entry tells of it"),
    ],
)
def test_a_row_that_was_changed_behind_the_records_back_is_found(post: Post, change: str, words: str) -> None:
    post.record(BY_HAND)
    post.came_back()
    house, cora = post.landlord.house, post.landlord.person("cora")
    assert records.check_everything(house, cora).findings == []
    with house.db.write() as session:
        session.execute(text(change))
    assert any(words in str(each) for each in records.check_everything(house, cora).findings)


def test_each_refusal_is_a_sentence_in_the_record(post: Post) -> None:
    with pytest.raises(Refused):
        post.record(replace(POSTED, corrects=99_999))
    (entry,) = post.told("act refused")
    assert entry["content"]["act"] == "service.record"
    assert "no event with the number 99999" in entry["content"]["sentence"]
