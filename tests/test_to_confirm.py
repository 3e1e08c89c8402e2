"""What is to confirm says so beside every use: a table of the places where law, acts and rules are shown."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from _pytest.capture import MultiCapture, SysCapture
from fastapi.testclient import TestClient
from lxml import html
from pypdf import PdfReader

from api.app import make_app
from api.commands import main
from tasks.acts import procedures, rule_book, sample_letters
from tasks.acts.sample_letters import Sample
from tasks.rehearsing import NotAsMeant
from tasks.signing import sign_in
from tests.conftest import MORNING
from tests.house import PASSWORD, Landlord, make_landlord, publish
from workflows.clock import SimulatedClock
from workflows.confidence import CONFIDENCES, MARK, marked

PERIODS, ACTS, RULE = "law/periods.yaml", "law/acts.yaml", "shared/rules/large_debts.yaml"
STORY = "procedures/arrears/stories/a_large_debt.yaml"
SAYS = "Nobody is called about a very large debt."
WRITTEN = f"""rules:
  - id: no-call-about-a-large-debt
    text: {SAYS}
    law: Act of Debts s.1
    confidence: CONFIDENCE
    before: contact_customer
    only_while: arrears_pence < 500000
    unless: [approve_claim_without_arrears]
    right:
      - arrears_pence = 5000, contact_customer
    wrong:
      - arrears_pence = 500000, contact_customer
"""
ONE_DAY, WRITTEN_TOO = (
    "shared/rules/one_day.yaml",
    """rules:
  - id: one-day-of-letters-before-help
    text: On one day nobody is helped before the second letter.
    law: Act of Debts s.2
    confidence: CONFIDENCE
    from: 2026-03-02
    until: 2026-03-02
    before: check_benefits
    require: [send_letter_2]
    right:
      - send_letter_2, check_benefits
    wrong:
      - check_benefits, send_letter_2
""",
)
"""It is in force on the first day alone: no story comes so far, and the open case would be stopped by it."""
TOLD = """story: A very large debt
on: 2026-03-02
tenancy: {weekly_rent: 1000, weeks_owed: 6, tenants: [{name: Ms Ann Field}]}
happens:
  - night
  - days: 15
  - completes: contact_customer
    by: officer
    answers: {channel: Phone, reached: false, what_happened: No answer, agreement_reached: false}
"""


@dataclass
class Place:
    """A landlord with a rule, an act and two periods of some confidence, and every door to them.

    :ivar said: what was shown on the way here, by name
    """

    landlord: Landlord
    client: TestClient
    folder: Path
    case: int = 0
    number: int = 0
    said: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def page(self, who: str, path: str, **fields: str) -> str:
        """The words of a page; with fields, of what comes back when they are sent."""
        house = self.landlord.house
        secret, person = sign_in(house.db, house.runtime.clock, who, PASSWORD, "test", "cookie")
        self.client.cookies.set("duecourse", secret)
        sent = {"data": {**fields, "csrf": person.csrf}} if fields else {}
        answer = self.client.request("POST" if fields else "GET", path, **sent)
        self.client.cookies.clear()
        assert answer.status_code in (200, 409, 422), (path, answer.status_code)
        return re.sub(r"\s+", " ", unescape(html.fromstring(answer.text).text_content()))

    def api(self, who: str, path: str, method: str = "GET", body: Any = None) -> str:
        """What the API answers."""
        house = self.landlord.house
        if who not in self.tokens:
            self.tokens[who], _ = sign_in(house.db, house.runtime.clock, who, PASSWORD, "test", "token")
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        answer = self.client.request(method, f"/api{path}", headers=headers, json=body)
        assert answer.status_code in (200, 409), (path, answer.text)
        return answer.text

    def command(self, *arguments: str) -> str:
        """What a command prints."""
        captured = MultiCapture(in_=None, out=SysCapture(1), err=SysCapture(2))
        with pytest.MonkeyPatch.context() as patch:
            store = self.folder / "store"
            patch.setenv("DUECOURSE_STORE", str(store))
            patch.setenv("DUECOURSE_DATABASE", f"sqlite:///{store / 'd.db'}")
            patch.setenv("DUECOURSE_BPMN", str(self.folder / "bpmn"))
            patch.setattr("sys.argv", ["duecourse", *arguments])
            captured.start_capturing()
            try:
                with pytest.raises(SystemExit):
                    main()
                out, err = captured.readouterr()
            finally:
                captured.stop_capturing()
        return re.sub(r"\s+", " ", f"{out} {err}")


def with_confidence(book: Any, confidence: str) -> dict[str, bytes]:
    """The files in which a period of letters, one of calculations, an act and a rule are of that confidence."""
    periods = book[PERIODS].decode()
    for name in ("letter_1_reply", "breathing_space", "rent_statement_span"):
        at = periods.index(f"- name: {name}\n")
        end = periods.index("confidence:", at)
        periods = periods[:end] + f"confidence: {confidence}" + periods[periods.index("\n", end) :]
    acts = re.sub(r"(step: contact_customer,.*?confidence: )[a-z ]+}", rf"\g<1>{confidence}}}", book[ACTS].decode())
    return {
        PERIODS: periods.replace("value: P91D", "value: P84D", 1).encode(),
        ACTS: acts.encode(),
        RULE: WRITTEN.replace("CONFIDENCE", confidence).encode(),
    }


# What is policy is shown as what is confirmed is: no mark. It is tried when time is long.
LONG = {"policy": (pytest.mark.long,)}


@pytest.fixture(scope="module", params=[pytest.param(each, marks=LONG.get(each, ())) for each in CONFIDENCES])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, bool]]:
    """The landlord once everything is in force, and whether it is to confirm."""
    folder = tmp_path_factory.mktemp("place")
    (folder / "store").mkdir()
    clock = SimulatedClock(MORNING)
    landlord = make_landlord(f"sqlite:///{folder / 'store' / 'd.db'}", folder / "store", clock)
    house, pat = landlord.house, landlord.person("pat")
    made = Place(landlord, TestClient(make_app(house), raise_server_exceptions=False), folder)
    made.landlord.add_tenancy("100001", rent=100_000)
    landlord.look()
    made.case = landlord.case_of(1)
    changes = with_confidence(house.book, request.param)
    for path, content in house.book.with_changes(changes).items():
        (folder / "bpmn" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "bpmn" / path).write_bytes(content)
    draft = rule_book.begin(house, pat, title="Large debts")
    rule_book.save(house, pat, draft.id, files={**changes, STORY: TOLD.encode()})
    with pytest.raises(NotAsMeant) as otherwise:
        rule_book.propose(house, pat, draft.id)
    made.said["story"] = otherwise.value.sentence
    one_day = WRITTEN_TOO.replace("CONFIDENCE", request.param).encode()
    rule_book.save(house, pat, draft.id, files={STORY: None, ONE_DAY: one_day})
    (folder / "bpmn" / ONE_DAY).write_bytes(one_day)
    made.number = rule_book.propose(house, pat, draft.id).id
    made.said["draft"] = made.page("pat", f"/rule-book/drafts/{made.number}")
    made.said["tried"] = made.page("cora", f"/proposals/{made.number}/cases")
    made.said["tried api"] = made.api("cora", f"/proposals/{made.number}/tried")
    made.said["draft api"] = made.api("pat", f"/drafts/{made.number}")
    made.said["letters api"] = made.api("pat", f"/drafts/{made.number}/letters")
    made.said["letters command"] = made.command("proposal", str(made.number))
    publish(house, landlord.person("cora"), made.number)
    made.said["case waits"] = made.page("olive", f"/cases/{made.case}")
    made.said["case waits api"] = made.api("olive", f"/cases/{made.case}")
    landlord.pass_days(1)  # the rule of one day is over
    files = {**house.book.procedure("arrears")}
    files["arrears.bpmn"] += b"<!-- another -->"
    made.number = procedures.propose(house, pat, "arrears", files=files).id
    made.said["proposal"] = made.page("cora", f"/proposals/{made.number}")
    made.said["proposal command"] = made.command("proposal", str(made.number))
    publish(house, landlord.person("cora"), made.number)
    landlord.pass_days(14)  # the wait of fourteen days that was running, and the day on which it is over
    yield made, request.param == "to confirm"
    house.close()


def step_detail(place: Place) -> str:
    task = place.landlord.step(place.case, "contact_customer")["task_id"]
    return place.api("olive", f"/steps/{task}")


BREATHING = ("/calculations/breathing_space", "POST", {"type": "standard", "entered_on_register": "2026-03-02"})
INPUT = '{"type": "standard", "entered_on_register": "2026-03-02"}'
MORATORIUM = (
    "Debt Respite Scheme (Breathing Space Moratorium and Mental Health Crisis Moratorium) Regulations 2020, reg. 26"
)
CALL = "Pre-Action Protocol for Possession Claims by Social Landlords 1.6, 1.7, 2.1, 2.2"
CERTIFICATE = "/procedures/arrears/versions/2/certificate"
PLACES: dict[str, tuple[Callable[[Place], str], str]] = {
    # a rule that refuses
    "a step that a rule holds, page": (lambda p: p.page("olive", f"/cases/{p.case}"), "Act of Debts s.1"),
    "a step that a rule holds, API": (step_detail, "Act of Debts s.1"),
    "work that is held, API": (lambda p: p.api("olive", "/steps?whose=held"), "Act of Debts s.1"),
    # the basis of an act
    "the step of an act, page": (lambda p: p.page("olive", f"/cases/{p.case}"), CALL),
    "the step of an act, API": (step_detail, CALL),
    "the steps of a procedure": (lambda p: p.page("olive", "/procedures/arrears"), CALL),
    # rules
    "the rules": (lambda p: p.page("olive", "/rules"), "Act of Debts s.1"),
    "a rule": (lambda p: p.page("cora", "/rules/no-call-about-a-large-debt"), "Act of Debts s.1"),
    "what cases break, command": (lambda p: p.command("check", "--cases"), "by one-day-of-letters-before-help"),
    # what is proved
    "the proof of a version": (lambda p: p.page("olive", "/procedures/arrears"), "Act of Debts s.1"),
    "the rules of a version's steps": (lambda p: p.page("olive", "/procedures/arrears"), SAYS),
    "what a certificate rests on, page": (
        lambda p: p.page("olive", "/procedures/arrears"),
        "rules/no-call-about-a-large-debt",
    ),
    "the proof of a proposal": (lambda p: p.said["proposal"], "Act of Debts s.1"),
    "the proof of a proposal, command": (lambda p: p.said["proposal command"], "arrears, no-call-about-a-large-debt"),
    "the proof of a folder, command": (lambda p: p.command("check", "arrears"), "no-call-about-a-large-debt"),
    # rows of law
    "law": (
        lambda p: p.page("olive", "/law"),
        MORATORIUM,
    ),
    "a calculation, command": (
        lambda p: p.command("calculate", "breathing_space", "--input", INPUT),
        MORATORIUM,
    ),
    "a day that is counted, page": (lambda p: p.said["case waits"], "Counted by letter_1_reply"),
    "a day that is counted, API": (lambda p: p.said["case waits api"], '"counted_by":["letter_1_reply'),
    # what a change means
    "a comparison, rule": (lambda p: p.said["draft"], "rule no-call-about-a-large-debt"),
    "a comparison, period": (lambda p: p.said["draft"], "period rent_statement_span"),
    "a comparison, API": (lambda p: p.said["draft api"], "period rent_statement_span"),
    "a comparison, command": (lambda p: p.command("edition", "2"), "period rent_statement_span"),
    "letters before and after, page": (lambda p: p.said["draft"], "Its days are counted by letter_1_reply"),
    "letters before and after, API": (lambda p: p.said["letters api"], '"counted_by":["letter_1_reply'),
    "letters before and after, command": (lambda p: p.said["letters command"], "days are counted by letter_1_reply"),
    "cases that a rule would stop, page": (lambda p: p.said["tried"], "one-day-of-letters-before-help"),
    "a story": (lambda p: p.said["story"], "Act of Debts s.1"),
}
"""Place → what it shows, and the words behind which the mark stands."""
CONFIDENCE_IN_JSON: dict[str, tuple[Callable[[Place], str], str]] = {
    "rules": (lambda p: p.api("olive", "/rules"), r'"law":"Act of Debts s\.1"[^}]*"confidence":"{}"'),
    "cases that a rule would stop": (
        lambda p: p.said["tried api"],
        r'"to_confirm":\["one-day-of-letters-before-help"\]',
    ),
    "law": (lambda p: p.api("olive", "/law"), r'"place":"periods/letter_1_reply"[^}}]*"confidence":"{}"'),
    "a calculation": (lambda p: p.api("olive", *BREATHING), r'"row":"breathing_space"[^}}]*"confidence":"{}"'),
}


@pytest.mark.parametrize("name", PLACES)
def test_the_mark_stands_behind_what_is_to_confirm_and_behind_nothing_else(
    place: tuple[Place, bool], name: str
) -> None:
    made, to_confirm = place
    show, words = PLACES[name]
    shown = show(made)
    if name.startswith("what a certificate rests on"):
        assert (words in shown) is to_confirm  # the others are not listed
        return
    if name == "a calculation, command":
        assert (f"{MARK} {words}" in shown) is to_confirm
        return
    assert words in shown, shown[:2000]
    assert (f"{words} {MARK}" in shown) is to_confirm, shown[shown.index(words) - 100 :][:300]


@pytest.mark.parametrize("name", CONFIDENCE_IN_JSON)
def test_programs_read_it_as_a_value(place: tuple[Place, bool], name: str) -> None:
    made, to_confirm = place
    show, pattern = CONFIDENCE_IN_JSON[name]
    assert (re.search(pattern.replace("{}", "to confirm").replace("}}", "}"), show(made)) is not None) is to_confirm


def test_what_a_certificate_rests_on_is_told_to_programs(place: tuple[Place, bool]) -> None:
    made, to_confirm = place
    for answer in (
        made.api("cora", CERTIFICATE),
        made.command("certificate", "arrears"),
        made.command("check", "--json"),
    ):
        listed = re.search(r'"to_confirm": ?\[[^\]]*\]', answer)
        assert listed is not None
        for each in ("rules/no-call-about-a-large-debt", "law/periods/letter_1_reply", "law/acts/contact_customer"):
            assert (f'"{each}"' in listed[0]) is to_confirm
        assert '"law/acts/send_letter_1"' in listed[0]  # as the library has it
        assert '"rules/contact-before-benefits"' not in listed[0]  # policy


def test_the_sheet_of_a_sample_letter_says_it_too(place: tuple[Place, bool]) -> None:
    made, to_confirm = place
    wanted = Sample("arrears.letter_1", "usual", MORNING.date(), "after")
    printed = sample_letters.print_edition(made.landlord.house, made.landlord.person("pat"), 2, wanted=wanted)
    text = " ".join(PdfReader(BytesIO(printed)).pages[0].extract_text().split())
    assert (f"Counted by letter_1_reply {MARK}" in text) is to_confirm


def test_how_it_is_marked() -> None:
    assert marked("Act s.1", "confirmed") == marked("Act s.1", "policy") == marked("Act s.1") == "Act s.1"
    assert marked("Act s.1", "policy", "to confirm") == "Act s.1 [to confirm]"
    assert marked("", "to confirm") == "[to confirm]"
