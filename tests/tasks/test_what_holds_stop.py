"""Which acts each kind of hold stops is the organisation's to say, as far as the rules of law let it."""

from datetime import timedelta

import pytest

from cases import holds
from cases.organisation import OrganisationUnreadable, read_organisation
from tasks.people import ROLES
from tasks.views import case_seen
from tests.book import BOOK
from tests.engine.drawing import Drawing
from tests.house import Landlord
from tests.proofs.proving import HANDLERS, ON, graphs, law
from tests.tasks.test_rule_book import published, replaced
from workflows.clock import london_date
from workflows.diagrams.vocabulary import Step, Vocabulary
from workflows.proofs.proof import prove
from workflows.proofs.recheck import recheck
from workflows.runtime.publishing import NotLawful

HOLDS = "organisation/holds.yaml"
ALL = "    stops: [contact, send, serve, file, enforce, prepare]\n"
DISPUTE = "    words: the debt is disputed\n"
BREATHING = "    words: a breathing space is in force (Debt Respite Scheme Regulations 2020, reg. 7)\n"


def to_contact(landlord: Landlord) -> int:
    account = landlord.add_tenancy("1")
    landlord.look()
    landlord.pass_days(15)
    return landlord.case_of(account)


def waiting(landlord: Landlord, case: int) -> dict[str, str]:
    """What people see of what the machine has to do in a case."""
    with landlord.house.db.read() as session:
        today = london_date(landlord.clock.now())
        (said,) = case_seen(landlord.house, session, landlord.person("olive"), case, today).waiting.values()
    return said


def dispute(landlord: Landlord, kind: str = "dispute") -> None:
    today = london_date(landlord.clock.now())
    holds.place(
        landlord.house.runtime, kind, "system", begins_on=today, ends_on=today + timedelta(days=9), accounts=[1]
    )


def test_a_hold_that_need_not_stop_a_talk_does_not(landlord: Landlord) -> None:
    published(landlord, replaced(landlord.house, HOLDS, DISPUTE + ALL, DISPUTE + "    stops: [send, serve, file]\n"))
    case = to_contact(landlord)
    dispute(landlord)
    assert landlord.step(case, "contact_customer")["status"] == "open"
    dispute(landlord, "death")
    assert landlord.step(case, "contact_customer")["status"] == "held", "that one stops it"


def test_as_shipped_each_hold_stops_it(landlord: Landlord) -> None:
    case = to_contact(landlord)
    dispute(landlord)
    assert landlord.step(case, "contact_customer")["status"] == "held"
    landlord.pass_days(10)
    assert landlord.step(case, "contact_customer")["status"] == "open"


def test_a_letter_that_only_another_hold_stopped_leaves_when_that_one_ends(landlord: Landlord) -> None:
    published(landlord, replaced(landlord.house, HOLDS, DISPUTE + ALL, DISPUTE + "    stops: [serve]\n"))
    account = landlord.add_tenancy("1")
    landlord.look_without_jobs()
    case = landlord.case_of(account)
    assert waiting(landlord, case) == {"send_letter_1": "waiting", "debt_cleared": "waiting"}
    dispute(landlord)
    today = london_date(landlord.clock.now())
    death = holds.place(landlord.house.runtime, "death", "system", begins_on=today, accounts=[1])
    landlord.look()
    assert waiting(landlord, case) == {"send_letter_1": "held", "debt_cleared": "waiting"}
    holds.release(landlord.house.runtime, death, "system", "It was another person")
    landlord.look()
    with landlord.house.db.read() as session:
        from documents.register import documents_of_case

        assert "letter_1" in [each.kind for each in documents_of_case(session, case)], "the dispute does not stop it"


def test_what_the_law_says_of_a_hold_cannot_be_taken_from_it(landlord: Landlord) -> None:
    less = replaced(landlord.house, HOLDS, BREATHING + ALL, BREATHING + "    stops: [enforce]\n")
    with pytest.raises(NotLawful, match="keeps no-enforcement-in-breathing-space because a hold stops"):
        published(landlord, less)


@pytest.mark.parametrize("stops", ["[]", "[contact, moonlight]", "contact"])
def test_what_is_no_kind_of_act_is_refused(stops: str) -> None:
    wrong = BOOK[HOLDS].decode().replace(DISPUTE + ALL, f"{DISPUTE}    stops: {stops}\n")
    with pytest.raises(OrganisationUnreadable, match="`stops` is a list out of"):
        read_organisation({**BOOK, HOLDS: wrong.encode()}, ROLES)


@pytest.mark.parametrize(("stopped_by", "outcome"), [(None, "PROVED"), ({"a"}, "PROVED"), ({"b"}, "BROKEN")])
def test_it_is_proved_hold_by_hold(stopped_by: set[str] | None, outcome: str) -> None:
    kinds = frozenset(stopped_by) if stopped_by is not None else None
    steps = {"serve": Step("serve", "somebody", "means", enforcement=True, stopped_by=kinds)}
    rules = law(
        "never: [serve], between: [[a_began], [a_ended]]", "never: [serve], between: [[a_began, b_began], [b_ended]]"
    )
    drawn = graphs(Drawing("p").user("serve").chain("start", "serve", "end"))
    made = prove(drawn, "p", rules, Vocabulary(steps=steps, handlers=HANDLERS), ON, sets=True)
    assert made.verdicts[0].outcome == outcome
    proved, wrong = recheck({"proof": made.plain, "closed": made.closed})
    assert ("r0" in proved, wrong) == (outcome == "PROVED", [])
