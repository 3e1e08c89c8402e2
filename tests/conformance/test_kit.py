"""The kit of FEEL and DMN: every case is right, refused where null is due, or different for a reason."""

import pytest

from tools.conformance import bpmn
from tools.conformance.feel_and_dmn import KIT, cases, categories
from tools.conformance.kit import Case, Outcome, counted
from tools.conformance.page import PAGE, page

RUN = list(cases())


@pytest.mark.parametrize("category", list(dict.fromkeys(case.category for case in RUN)))
def test_what_is_different_has_a_reason(category: str) -> None:
    for case in RUN:
        if case.category == category and case.outcome is Outcome.DIFFERENT:
            assert case.reason, f"{case.text} gives {case.told}"


def test_every_reason_is_needed() -> None:
    different = {case.text for case in RUN if case.outcome is Outcome.DIFFERENT}
    assert different == {case.text for case in RUN if case.reason}
    named = [line for line in (KIT / "differences.yaml").read_text().splitlines() if line.startswith("'")]
    assert len(named) == len(different)


def test_the_kit_is_large_and_speaks_of_everything() -> None:
    assert len(RUN) > 1_000
    assert len({case.category for case in RUN}) > 100
    assert sum(case.outcome is Outcome.RIGHT for case in RUN) > 0.95 * len(RUN)
    assert all(row.total for rows in categories().values() for row in rows)


def test_the_page_is_what_a_run_writes() -> None:
    assert PAGE.read_text() == page(), "Write it anew: python -m tools.conformance"


def test_what_is_different_without_a_reason_says_so() -> None:
    wrong = Case("c", "1 + 1", Outcome.DIFFERENT, "3")
    (row,) = counted([Case("c", "1", Outcome.RIGHT), wrong, Case("c", "2", Outcome.REFUSED, "no")])
    assert (row.total, row.right, row.refused, row.different) == (3, 1, 1, 1)
    assert row.reasons == ["without a reason: 1 + 1 gives 3"]


def test_of_bpmn_each_trace_is_right_and_all_else_is_refused() -> None:
    run, refused = bpmn.categories().values()
    assert [row.category for row in run if row.different or row.refused] == []
    assert [row.category for row in refused if row.different or not row.reasons] == []
    assert len(run) > 50
