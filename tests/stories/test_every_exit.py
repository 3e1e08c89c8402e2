"""Each end of each shipped procedure is reached by a story of it, or it is said here where else it is tried."""

import re

from tests.book import SHIPPED as BOOK

ELSEWHERE = {
    "agreement/agreement_gone": "tests/procedures/test_reason_gone.py",
    "agreement_ended/agreed_since": "tests/procedures/test_reason_gone.py",
    "quarterly_statement/statement_not_due": "tests/procedures/test_reason_gone.py",
    "data_breach/hurried": "no case closes by it: time_runs.yaml completes the step before it",
    "visit/visitor_found": "no case closes by it: nobody_is_in.yaml completes the step before it",
}
_END = re.compile(r'<bpmn:endEvent id="([^"]+)"')
_CLOSED = re.compile(r"closed: *\"?([a-z_0-9]+)")


def test_each_end_has_its_story() -> None:
    ends, told = set(), set()
    for path, content in BOOK.items():
        procedure, text = path.split("/")[1], content.decode(errors="ignore")
        if path == f"procedures/{procedure}/{procedure}.bpmn":
            ends |= {f"{procedure}/{end}" for end in _END.findall(text)}
        if path.startswith(f"procedures/{procedure}/stories/"):
            told |= {f"{procedure}/{end}" for end in _CLOSED.findall(text)}
    assert len(ends) > 40
    assert ends - told == set(ELSEWHERE)
