"""The rule book changes as a whole edition: by two people, and never over what another published."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from documents.paragraphs import NoSuchWording
from tasks import nightly
from tasks.acts import law, procedures, rule_book, wording
from tasks.acts.rule_book import KeepWhich, TitleMissing
from tasks.assembly import House, build
from tasks.rehearsing import NotAsMeant
from tasks.scaffold import scaffold
from tests.house import BENEFITS, CONTACTED, Landlord, publish
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.editions import Book, proposals
from workflows.editions.proposals import ChangedMeanwhile, NoFileOfTheBook, NoSuchProposal, ProposalDecided
from workflows.editions.published import CHAIN, read_edition
from workflows.editions.tables import ProposalStatus
from workflows.errors import Forbidden, Malformed, Refused
from workflows.evidence import timeline
from workflows.evidence.tables import Chain
from workflows.runtime.procedures import NoSuchProcedure
from workflows.runtime.publishing import Made, NothingNew, NotLawful, SamePerson, put_in_force
from workflows.runtime.tables import Instance, ProcedureVersion, WorkItem

ARREARS = "procedures/arrears/arrears.bpmn"
PERIODS = "law/periods.yaml"
LETTER = "procedures/arrears/documents/letter_1.yaml"
RULES = "shared/rules/arrears.yaml"
STEPS = "procedures/arrears/steps.yaml"


class Undone(Exception):
    """The unit of work did not come to its end."""


def replaced(house: House, path: str, old: str, new: str) -> dict[str, bytes | None]:
    content = house.book[path].decode()
    assert old in content
    return {path: content.replace(old, new, 1).encode()}


def drafted(landlord: Landlord, files: dict[str, bytes | None], who: str = "pat", title: str = "A change") -> int:
    house, person = landlord.house, landlord.person(who)
    draft = rule_book.begin(house, person, title=title)
    return rule_book.save(house, person, draft.id, files=files).id


def published(landlord: Landlord, files: dict[str, bytes | None]) -> Made:
    number = drafted(landlord, files)
    rule_book.propose(landlord.house, landlord.person("pat"), number)
    return publish(landlord.house, landlord.person("cora"), number)


def record(house: House, chain: str = CHAIN) -> list[dict[str, Any]]:
    with house.db.read() as session:
        found = session.execute(select(table(Chain).c.id).where(table(Chain).c.name == chain)).scalar_one()
        return list(timeline(session, found))


TELLS = {
    "test_a_period_goes_by_two_people_and_counts_from_then_on",
    "test_a_rule_that_stands_against_a_procedure_is_published_and_said",
}


@pytest.fixture(autouse=True)
def _no_stories(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stories are told in the tests that are about them: each telling costs seconds."""
    if request.function.__name__ not in TELLS:
        for room in ("rule_book", "procedures"):
            monkeypatch.setattr(f"tasks.acts.{room}.must_be_as_meant", lambda _house, _examination: None)


@pytest.fixture
def second(landlord: Landlord) -> Iterator[House]:
    """The same installation, served by another process."""
    house = build(landlord.house.settings, SimulatedClock(landlord.clock.now()))
    yield house
    house.close()


def test_a_period_goes_by_two_people_and_counts_from_then_on(landlord: Landlord, second: House) -> None:
    """One person changed a period of law in a file, and a letter gave one day to reply."""
    house, pat, cora = landlord.house, landlord.person("pat"), landlord.person("cora")
    longer = replaced(house, PERIODS, "value: P14D", "value: P21D")
    number = drafted(landlord, longer, title="Letter 1 gives three weeks")
    seen = rule_book.look_at_draft(house, pat, number)
    assert [(each.element, each.sentence) for each in seen.changed] == [
        ("period letter_1_reply", "value: was P14D, is P21D"),
        (
            "period letter_1_reply",
            "held already, so what earlier dates decided would change too: end it (`until`) and add the next below",
        ),
    ]
    with pytest.raises(NotAsMeant, match="an_agreement"):  # its stories count on fourteen days
        rule_book.propose(house, pat, number)
    stories = {path: content for path, content in house.book.items() if "/stories/" in path}
    rule_book.save(house, pat, number, files=dict.fromkeys(stories))
    proposal = rule_book.propose(house, pat, number)
    assert proposal.status == ProposalStatus.OPEN
    with pytest.raises(SamePerson, match="Ask a colleague"):
        publish(house, pat, number)
    assert second.law.period("letter_1_reply", landlord.clock.now().date()).days == 14
    made = publish(house, cora, number)
    assert (made.edition.number, made.edition.parent, sorted(made.versions)) == (2, 1, ["arrears"])
    second.follow_edition()
    for each in (house, second):
        assert each.runtime.edition == 2
        assert each.law.period("letter_1_reply", landlord.clock.now().date()).days == 21
    told = [entry["kind"] for entry in record(house)]
    refused = "publication refused"  # the stories; then who proposed it
    assert told == ["edition published", refused, "change proposed", refused, "edition published"]
    assert record(house)[-1]["content"]["title"] == "Letter 1 gives three weeks"


def test_the_other_process_works_under_the_new_edition_within_its_next_act(landlord: Landlord, second: House) -> None:
    """It need not be told: what it locks a case with says which edition is in force."""
    landlord.add_tenancy("1")
    landlord.look()
    landlord.pass_days(15)
    case = landlord.case_of(1)
    assert (second.runtime.edition, landlord.house.runtime.edition) == (1, 1)
    published(landlord, replaced(landlord.house, RULES, "text: ", "text: Anew. "))
    other = Landlord(second, second.runtime.clock)  # type: ignore[arg-type]
    with second.db.write() as session:
        running = second.runtime.running(session, second.runtime.instances(session, case)[0])
        assert running.in_force.edition == 2
        assert running.in_force.reading.rules == landlord.house.runtime.rules
    other.complete("olive", case, "contact_customer", **CONTACTED)
    with second.db.read() as session:
        entries = list(timeline(session, second.runtime.chain_of(session, case)))
    assert [entry["edition"] for entry in entries if entry["kind"] == "step completed" and "step" in entry][-1] == 2
    assert {entry["edition"] for entry in entries} == {1, 2}


def test_an_edition_that_was_undone_before_it_counted_is_not_in_force(landlord: Landlord) -> None:
    house = landlord.house
    changed = {**house.book.procedure("arrears"), "rules.yaml": house.book["procedures/arrears/rules.yaml"] + b"\n"}

    def undone() -> None:
        with house.db.write() as session:
            put_in_force(house.runtime, session, "arrears", changed, "user:4", "user:5")
            house.runtime.follow_edition(session)
            assert house.runtime.edition == 2
            raise Undone

    with pytest.raises(Undone):
        undone()
    house.follow_edition()
    assert house.runtime.edition == 1
    assert house.book["procedures/arrears/rules.yaml"] != changed["rules.yaml"]
    made = published(landlord, replaced(house, LETTER, "edition: 1", "edition: 2"))
    assert (made.edition.number, house.runtime.edition) == (2, 2)
    with house.db.read() as session:
        assert read_edition(session, 2)["procedures/arrears/rules.yaml"] != changed["rules.yaml"]


def test_what_is_under_way_stays_and_wording_is_the_newest(landlord: Landlord) -> None:
    landlord.add_tenancy("1")
    landlord.look()
    landlord.pass_days(15)
    case = landlord.case_of(1)
    house, cora = landlord.house, landlord.person("cora")
    waiting = len(wording.list_(house, cora).waiting)
    renamed = replaced(house, ARREARS, "Contact the customer", "Speak with the customer")
    letter_2 = "procedures/arrears/documents/letter_2.yaml"
    made = published(landlord, renamed | replaced(house, letter_2, "Rent is still owed", "Rent is owed still"))
    assert made.versions["arrears"].number == 2
    assert landlord.step(case, "contact_customer")["name"] == "Contact the customer"
    landlord.complete("olive", case, "contact_customer", **CONTACTED)
    landlord.complete("sam", case, "check_benefits", **BENEFITS)
    landlord.look()
    with house.db.read() as session:
        version = select(table(ProcedureVersion).c.number).join(
            table(Instance), table(Instance).c.version_id == table(ProcedureVersion).c.id
        )
        assert session.execute(version.where(table(Instance).c.case_id == case)).scalar_one() == 1
        entries = list(timeline(session, house.runtime.chain_of(session, case)))
    sent = next(e for e in entries if e["kind"] == "step completed" and e.get("step") == "send_letter_2")
    words = {each["id"]: each["sha256"] for each in sent["content"]["documents"][0]["wording"]}
    opening = next(each for each in house.library.all_on(landlord.clock.now().date()) if each.id == "second_opening")
    assert "Rent is owed still" in opening.text
    assert words["second_opening"] == opening.sha256
    assert len(wording.list_(house, cora).waiting) == waiting  # the words that changed wait to be confirmed, as before


def test_a_confirmed_paragraph_that_is_changed_waits_anew(landlord: Landlord) -> None:
    """A threat was written into a paragraph that a file called confirmed, and it stayed confirmed."""
    house, cora = landlord.house, landlord.person("cora")
    key = "arrears.letter_1.first_opening"
    before = next(each for each in wording.list_(house, cora).paragraphs if each.key == key)
    wording.confirm_(house, cora, paragraph=key, sha256=before.sha256)
    assert key not in wording.list_(house, cora).waiting
    with pytest.raises(Malformed, match="No file can confirm itself"):
        published(landlord, replaced(house, LETTER, "    edition: 1", "    confidence: confirmed\n    edition: 1"))
    published(
        landlord, replaced(house, LETTER, f"text: |-\n      {before.text.split()[0]}", "text: |-\n      Pay or leave.")
    )
    assert key in wording.list_(house, cora).waiting


def test_a_confirmed_letter_from_which_something_is_taken_waits_anew(landlord: Landlord) -> None:
    """Debt advice, the statement and "this is not a notice" were taken out of a letter, and it stayed confirmed."""
    house, cora = landlord.house, landlord.person("cora")
    key = "arrears.letter_1.whole"

    def standing() -> str:
        return next(each.sha256 for each in wording.list_(house, cora).paragraphs if each.key == key)

    before = standing()
    for each in wording.list_(house, cora).paragraphs:
        wording.confirm_(house, cora, paragraph=each.key, sha256=each.sha256)
    assert not wording.list_(house, cora).waiting
    without = house.book[LETTER].decode()
    for row in ("encloses: [statement]", "  - paragraph: advice", "  - list: advice", "  - paragraph: first_next"):
        without = without.replace(f"{row}\n", "")
    published(landlord, {LETTER: without.encode()})
    assert wording.list_(house, cora).waiting == {key}
    with pytest.raises(NoSuchWording, match="Read it again"):
        wording.confirm_(house, cora, paragraph=key, sha256=before)
    with pytest.raises(Forbidden):
        wording.confirm_(house, landlord.person("pat"), paragraph=key, sha256=standing())
    wording.confirm_(house, cora, paragraph=key, sha256=standing())
    assert not wording.list_(house, cora).waiting


def test_no_row_of_law_confirms_itself_and_one_that_is_changed_waits_anew(landlord: Landlord) -> None:
    house, cora = landlord.house, landlord.person("cora")

    def row(place: str) -> law.LawRow:
        return next(r for rows in law.list_(house, cora).tables.values() for r in rows if r.place == place)

    sure = row("periods/breathing_space")
    assert sure.sure
    assert sure.confirmed is None
    with pytest.raises(Forbidden):
        law.confirm_(house, landlord.person("pat"), row=sure.place, sha256=sure.sha256)
    with pytest.raises(law.NoSuchRow, match="Read it again"):
        law.confirm_(house, cora, row=sure.place, sha256="0" * 64)
    law.confirm_(house, cora, row=sure.place, sha256=sure.sha256)
    law.confirm_(house, cora, row=sure.place, sha256=sure.sha256)
    confirmed = row(sure.place).confirmed
    assert confirmed is not None
    assert confirmed.by == cora.actor
    rule = row("rules/one-claim")
    law.confirm_(house, cora, row=rule.place, sha256=rule.sha256)
    assert row(rule.place).confirmed
    # Whether its file is surer of it changes nothing of what it says; another source does.
    text = house.book[PERIODS].decode()
    at = text.index("name: breathing_space\n")
    surer = text[:at] + text[at:].replace("confidence: confirmed", "confidence: to confirm", 1)
    published(landlord, {PERIODS: surer.encode()})
    assert row(sure.place).confirmed
    other = surer[:at] + surer[at:].replace("reg. 26", "reg. 27", 1)
    published(landlord, {PERIODS: other.encode()})
    assert row(sure.place).confirmed is None


def test_an_act_that_a_procedure_lists_for_itself_is_confirmed_as_shared_ones_are(landlord: Landlord) -> None:
    house, cora = landlord.house, landlord.person("cora")
    files = {f"procedures/garages/{path}": content for path, content in scaffold("garages").items()}
    published(landlord, {path: content for path, content in files.items() if "/stories/" not in path})
    (own,) = (row for row in law.list_(house, cora).tables["acts"] if row.place == "acts/garages_send")
    assert (own.policy, own.confirmed, dict(own.says)) == (True, None, {"kind": "send"})
    law.confirm_(house, cora, row=own.place, sha256=own.sha256)
    (own,) = (row for row in law.list_(house, cora).tables["acts"] if row.place == "acts/garages_send")
    assert own.confirmed is not None


def test_two_drafts_side_by_side_and_the_later_one_is_never_written_over(landlord: Landlord) -> None:
    house, pat, cora = landlord.house, landlord.person("pat"), landlord.person("cora")
    first = drafted(landlord, replaced(house, PERIODS, "value: P28D", "value: P27D"), title="First")
    beside = drafted(landlord, replaced(house, RULES, "text: ", "text: Anew. "), title="Beside")
    same = drafted(landlord, replaced(house, PERIODS, "value: P91D", "value: P92D"), title="Same file")
    clash = drafted(landlord, replaced(house, PERIODS, "value: P28D", "value: P26D"), title="Same row")
    rule_book.propose(house, pat, first)
    publish(house, cora, first)
    assert rule_book.look_at_draft(house, pat, beside).clashes == []
    rule_book.propose(house, pat, beside)  # what it changes nobody else did
    publish(house, cora, beside)
    assert b"P27D" in house.book[PERIODS]
    assert b"Anew." in house.book[RULES]
    (told,) = rule_book.look_at_draft(house, pat, same).clashes
    assert (told.path, "though not the same things" in told.sentence) == (PERIODS, True)
    (told,) = rule_book.look_at_draft(house, pat, clash).clashes
    assert "in it both change period agreement_review" in told.sentence
    with pytest.raises(ChangedMeanwhile, match=r"edition 3 was published|Edition 3 was published"):
        rule_book.propose(house, pat, clash)
    with pytest.raises(KeepWhich, match=r"both change period agreement_review.*nothing was changed"):
        rule_book.bring_up(house, pat, clash)
    up = rule_book.bring_up(house, pat, clash, mine=frozenset({PERIODS}))
    assert up.parent == 3
    assert rule_book.look_at_draft(house, pat, clash).clashes == []
    rule_book.propose(house, pat, clash)
    publish(house, cora, clash)
    assert b"P26D" in house.book[PERIODS]


def test_an_open_proposal_that_was_overtaken_is_not_published(landlord: Landlord) -> None:
    house, pat, cora = landlord.house, landlord.person("pat"), landlord.person("cora")
    one, other = (drafted(landlord, replaced(house, PERIODS, "value: P28D", f"value: P{days}D")) for days in (27, 26))
    for number in (one, other):
        rule_book.propose(house, pat, number)
    publish(house, cora, one)
    with pytest.raises(ChangedMeanwhile, match=r"law/periods\.yaml"):
        publish(house, cora, other)
    with pytest.raises(ChangedMeanwhile):
        procedures.examine(house, cora, other)
    assert b"P27D" in house.book[PERIODS]


def test_a_procedure_alone_is_not_written_over_either(landlord: Landlord) -> None:
    house, pat, cora = landlord.house, landlord.person("pat"), landlord.person("cora")
    files = house.book.procedure("arrears")
    renamed = {**files, "arrears.bpmn": files["arrears.bpmn"].replace(b"Contact the customer", b"Call the customer")}
    proposal = procedures.propose(house, pat, "arrears", files=renamed)
    published(landlord, replaced(house, ARREARS, "Check benefits", "Check the benefits"))
    with pytest.raises(ChangedMeanwhile, match=ARREARS):
        publish(house, cora, proposal.id)
    assert b"Check the benefits" in house.book[ARREARS]


def test_who_wrote_in_a_draft_does_not_publish_it_whoever_proposed_it(landlord: Landlord) -> None:
    house, pat, cora = landlord.house, landlord.person("pat"), landlord.person("cora")
    number = drafted(landlord, replaced(house, PERIODS, "value: P28D", "value: P27D"), who="cora")
    rule_book.save(house, pat, number, files=replaced(house, LETTER, "edition: 1", "edition: 2"))
    rule_book.propose(house, pat, number)
    with pytest.raises(SamePerson):
        publish(house, cora, number)
    assert publish(house, landlord.person("ada"), number).edition.number == 2


def test_a_save_from_an_older_state_is_refused_and_loses_nothing(landlord: Landlord) -> None:
    house, pat = landlord.house, landlord.person("pat")
    number = drafted(landlord, replaced(house, PERIODS, "value: P28D", "value: P27D"))
    draft = rule_book.look_at_draft(house, pat, number).proposal
    rule_book.save(house, landlord.person("cora"), number, files={"law/new.yaml": b"a: 1"}, revision=draft.revision)
    with pytest.raises(ChangedMeanwhile, match="Nothing of yours was saved"):
        rule_book.save(house, pat, number, files={"law/new.yaml": b"a: 2"}, revision=draft.revision)
    with pytest.raises(ChangedMeanwhile, match="after you looked"):
        rule_book.propose(house, pat, number, revision=draft.revision)
    book = rule_book.look_at_draft(house, pat, number).book
    assert (book["law/new.yaml"], b"P27D" in book[PERIODS]) == (b"a: 1", True)


def test_what_is_put_back_as_it_was_is_no_change(landlord: Landlord) -> None:
    house, pat = landlord.house, landlord.person("pat")
    number = drafted(landlord, replaced(house, PERIODS, "value: P28D", "value: P27D"))
    rule_book.save(house, pat, number, files={PERIODS: house.book[PERIODS]})
    assert rule_book.look_at_draft(house, pat, number).changed == []
    with pytest.raises(NothingNew, match="changes nothing"):
        rule_book.propose(house, pat, number)


def test_a_proposal_is_not_written_in_any_more(landlord: Landlord) -> None:
    house, pat = landlord.house, landlord.person("pat")
    number = drafted(landlord, replaced(house, PERIODS, "value: P28D", "value: P27D"))
    rule_book.propose(house, pat, number)
    for again in (
        lambda: rule_book.save(house, pat, number, files={"law/new.yaml": b"a: 2"}),
        lambda: rule_book.propose(house, pat, number),
        lambda: rule_book.bring_up(house, pat, number),
        lambda: rule_book.discard(house, pat, number, reason="No"),
    ):
        with pytest.raises(ProposalDecided, match="is proposed"):
            again()
    with pytest.raises(ProposalDecided, match="a draft, which nobody"):
        publish(house, landlord.person("cora"), drafted(landlord, {"law/new.yaml": b"a: 2"}))
    with pytest.raises(NoSuchProposal):
        rule_book.save(house, pat, 77777, files={})


def test_a_draft_is_put_away_with_a_reason(landlord: Landlord) -> None:
    house, pat = landlord.house, landlord.person("pat")
    with pytest.raises(TitleMissing):
        rule_book.begin(house, pat, title=" ")
    number = drafted(landlord, {})
    with pytest.raises(Malformed, match="Say why"):
        rule_book.discard(house, pat, number, reason=" ")
    rule_book.discard(house, pat, number, reason="Not needed")
    assert rule_book.list_(house, pat).drafts == []
    with house.db.read() as session:
        assert proposals.find(session, number).status == ProposalStatus.WITHDRAWN


NO_PATHS = (
    "../x.yaml",
    "/x.yaml",
    "a//b.yaml",
    "x",
    "x.py",
    ".x.yaml",
    "a/.b/c.yaml",
    f"{'a' * 300}.yaml",
    "a\nb.yaml",
    "",
)


def test_what_is_no_file_of_a_rule_book_is_not_saved(landlord: Landlord) -> None:
    house, pat = landlord.house, landlord.person("pat")
    number = drafted(landlord, {})
    for path in NO_PATHS:
        with pytest.raises(NoFileOfTheBook, match="no path of a rule book"):
            rule_book.save(house, pat, number, files={path: b"a: 1"})


def test_files_that_are_too_many_or_too_large_are_not_saved(landlord: Landlord) -> None:
    house, pat = landlord.house, landlord.person("pat")
    number = drafted(landlord, {})
    with pytest.raises(NoFileOfTheBook, match="more than 1000"):
        rule_book.save(house, pat, number, files={f"law/x{n}.yaml": b"" for n in range(1001)})
    with pytest.raises(NoFileOfTheBook, match="more than 4,000,000 bytes"):
        rule_book.save(house, pat, number, files={"law/x.yaml": b"#" * 4_000_001})


def without(text: str, row: str) -> bytes:
    """A file of rows, one a line, without one of them."""
    return "".join(line for line in text.splitlines(keepends=True) if row not in line).encode()


CANNOT: dict[str, tuple[Callable[[House], dict[str, bytes | None]], type[Refused], str]] = {
    "a file that is no YAML": (lambda _: {PERIODS: b"periods: ["}, Refused, "periods.yaml"),
    "a period of nothing": (lambda h: replaced(h, PERIODS, "value: P14D", "value: P0D"), Refused, "no period of law"),
    "a step that open cases draw": (
        lambda h: {
            STEPS: without(h.book[STEPS].decode(), "id: check_data"),
            ARREARS: h.book[ARREARS].replace(b'"check_data"', b'"check_facts"'),
        },
        Refused,
        "check_data|check_facts",
    ),
    "an unlawful diagram": (
        lambda h: {"shared/rules/agreements.yaml": None},
        Refused,
        "act|rule",
    ),
}


@pytest.mark.parametrize("what", CANNOT)
def test_what_cannot_be_is_refused_with_a_sentence_and_recorded(landlord: Landlord, what: str) -> None:
    make, kind, says = CANNOT[what]
    number = drafted(landlord, make(landlord.house))
    with pytest.raises(kind, match=says):
        rule_book.propose(landlord.house, landlord.person("pat"), number)
    assert landlord.house.runtime.edition == 1
    chain = "procedure/arrears" if what == "a step that open cases draw" else CHAIN
    assert record(landlord.house, chain)[-1]["kind"] == "publication refused"


@pytest.fixture
def with_case(landlord: Landlord) -> Landlord:
    """A case runs on version 1, and version 2 draws no `check_data` any more, nor sends letter 2 under that name."""
    landlord.add_tenancy("1")
    landlord.look()
    return landlord


def test_a_step_that_open_cases_draw_stays_in_the_vocabulary(with_case: Landlord) -> None:
    house = with_case.house
    renamed = house.book[ARREARS].replace(b'"read_facts_again"', b'"read_facts_later"')
    renamed = renamed.replace(b">read_facts_again<", b">read_facts_later<")
    steps = house.book[STEPS].replace(b"id: read_facts_again,", b"id: read_facts_later,")
    number = drafted(with_case, {ARREARS: renamed, STEPS: steps})
    with pytest.raises(
        NotLawful, match=r"The step read_facts_again would be gone.*version 1 of arrears, on which 1 open"
    ):
        rule_book.propose(house, with_case.person("pat"), number)
    kept = steps + b"  - {id: read_facts_again, who: system, means: As before.}\n"
    rule_book.save(house, with_case.person("pat"), number, files={STEPS: kept})
    rule_book.propose(house, with_case.person("pat"), number)
    publish(house, with_case.person("cora"), number)
    with_case.pass_days(15)
    with_case.complete("olive", with_case.case_of(1), "contact_customer", **CONTACTED)


def test_a_period_that_open_cases_count_by_stays(with_case: Landlord) -> None:
    house = with_case.house
    named = {path: content for path, content in house.book.items() if b"letter_1_reply" in content}
    number = drafted(
        with_case, {path: text.replace(b"letter_1_reply", b"first_letter_reply") for path, text in named.items()}
    )
    with pytest.raises(NotLawful, match=r"periods/letter_1_reply would be gone.*version 1 of arrears, on which 1 open"):
        publish(house, with_case.person("cora"), rule_book.propose(house, with_case.person("pat"), number).id)


def test_a_letter_that_open_cases_may_send_stays(with_case: Landlord) -> None:
    house = with_case.house
    changes = {
        LETTER: None,
        "procedures/arrears/documents/first.yaml": house.book[LETTER],
        ARREARS: house.book[ARREARS].replace(b'letter_1"', b'first"').replace(b"&#34;letter_1&#34;", b'"first"'),
    }
    changes |= {path: None for path in house.book if "/stories/" in path}
    number = drafted(with_case, changes)
    with pytest.raises(Refused, match=r"letter_1.yaml would be gone|letter_1") as caught:
        rule_book.propose(house, with_case.person("pat"), number)
    assert "letter_1" in caught.value.sentence


def test_an_act_that_open_cases_draw_stays_one_that_holds_forbid(with_case: Landlord) -> None:
    house = with_case.house
    acts = house.book["law/acts.yaml"].decode()
    line = next(each for each in acts.splitlines(keepends=True) if "step: send_letter_2," in each)
    tamed = acts.replace(line, line.replace("kind: send", "kind: decide")).encode()
    number = drafted(with_case, {"law/acts.yaml": tamed})
    with pytest.raises(Refused, match="send_letter_2"):
        rule_book.propose(house, with_case.person("pat"), number)


def test_a_rule_that_stands_against_a_procedure_is_published_and_said(landlord: Landlord) -> None:
    """The law changes whether or not the diagrams do; their cases are guarded step by step."""
    house, pat, cora = landlord.house, landlord.person("pat"), landlord.person("cora")
    rule = (
        b"rules:\n  - id: benefits-first\n    text: Benefits first.\n    law: Test Act\n"
        b"    before: contact_customer\n    require: [check_benefits]\n"
        b"    right: ['check_benefits, contact_customer']\n    wrong: [contact_customer]\n"
    )
    number = drafted(landlord, {"shared/rules/new.yaml": rule} | {p: None for p in house.book if "/stories/" in p})
    with pytest.raises(NotLawful):  # its stories go too: so its own folder changes, and that must be lawful
        rule_book.propose(house, pat, number)
    rule_book.save(house, pat, number, files={"shared/rules/new.yaml": rule}, whole=True)
    with pytest.raises(NotAsMeant):  # as they are, the stories tell of a contact that the rule refuses
        rule_book.propose(house, pat, number)
    examination = procedures.examine(house, cora, number).examined
    assert examination.objections == ()
    (told,) = examination.told
    assert told.startswith("arrears does not keep benefits-first: ")
    assert "guarded step by step" in told


def test_a_procedure_is_not_taken_out_in_part_nor_from_under_the_law_that_speaks_of_it(landlord: Landlord) -> None:
    house = landlord.house
    landlord.add_tenancy("1")
    landlord.look()
    landlord.add_tenancy("2")
    gone = {path: None for path in house.book if path.startswith("procedures/arrears/")}
    number = drafted(landlord, {**gone, "procedures/arrears/documents/letter_1.yaml": house.book[LETTER]})
    with pytest.raises(Refused, match="holds a diagram"):
        rule_book.propose(house, landlord.person("pat"), number)
    rule_book.save(house, landlord.person("pat"), number, files=gone, whole=True)
    with pytest.raises(Refused, match="decide_notice is an act, and no step"):  # what the law book still speaks of
        rule_book.propose(house, landlord.person("pat"), number)


def test_what_was_taken_out_is_not_begun(landlord: Landlord) -> None:
    house = landlord.house
    with house.db.write() as session:
        other = {"spare.bpmn": SPARE, "procedure.yaml": SPARE_YAML, "steps.yaml": SPARE_STEPS}
        put_in_force(house.runtime, session, "spare", other, "user:4", "user:5")
    house.follow_edition()
    published(landlord, {path: None for path in house.book if path.startswith("procedures/spare/")})
    with house.db.write() as session:
        case = house.runtime.open_case(session, "S-1", "Somebody", "user:1")
        with pytest.raises(NoSuchProcedure, match="edition 3 holds none of that name"):
            house.runtime.start(session, case, "spare", {}, "user:1")


SPARE = (
    b'<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x">'
    b'<bpmn:process id="spare" isExecutable="true"><bpmn:startEvent id="begin"/><bpmn:endEvent id="finish"/>'
    b'<bpmn:sequenceFlow id="f" sourceRef="begin" targetRef="finish"/></bpmn:process></bpmn:definitions>'
)
SPARE_YAML = (
    b"title: Spare\nmeans: Nothing.\nowner: Nobody\nreference: SP\ndebts: [rent]\n"
    b"begins: [{by: person, roles: [officer]}]\n"
)
SPARE_STEPS = b"steps: []\n"


def test_the_library_of_the_disk_counts_no_more_once_an_edition_is_published(
    landlord: Landlord, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(landlord, replaced(landlord.house, PERIODS, "value: P28D", "value: P27D"))
    monkeypatch.setattr(Book, "of_folder", classmethod(lambda _cls, _folder: landlord.house.runtime.library))
    again = build(landlord.house.settings, SimulatedClock(landlord.clock.now()))
    assert again.runtime.edition == 2
    assert b"P27D" in again.book[PERIODS]
    again.close()


def test_the_night_goes_by_the_edition_in_force(landlord: Landlord) -> None:
    house = landlord.house
    table_ = "procedures/arrears/arrears.dmn"
    stories = {path: None for path in house.book if "/stories/" in path}
    never = replaced(house, table_, 'limit("letter_1_from_pence", facts_on)', "10000000")
    published(landlord, never | stories)
    account = landlord.add_tenancy("1")
    nightly.look_at_accounts(house)
    with house.db.read() as session:
        assert session.execute(select(table(WorkItem))).all() == []
    del account
