"""docs/conformance.md: what is run as the standards say, counted."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tools.conformance import bpmn, feel_and_dmn
from tools.conformance.kit import Row

PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"
_HEAD = """\
# Conformance: FEEL, DMN and BPMN, counted

Made by `python -m tools.conformance`; a test asks whether it is what a run writes. The cases are ours, written from the
standards, each with the result that the standard gives: those of FEEL and DMN stand in `tests/conformance`.

**Right**: what the standard gives: of BPMN, the trace. **Refused**: what is not run, or the standard gives null for and
calls an error: we refuse it with a sentence, before anything is run. **Different**: anything else, with the reason why.
Of BPMN a case counts at each construct that its diagram draws.
"""


def page() -> str:
    """The page. Each part of it is a function that gives sections: title → rows."""
    return "\n".join([_HEAD, *_written(_parts())])


def _parts() -> Mapping[str, Sequence[Row]]:
    return {**bpmn.categories(), **feel_and_dmn.categories()}


def _written(sections: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    yield "| | cases | right | refused | different |\n|---|---:|---:|---:|---:|"
    for title, rows in sections.items():
        yield _line(title, rows)
    yield _line("**all**", [row for rows in sections.values() for row in rows])
    for title, rows in sections.items():
        yield f"\n## {title}\n\n| | cases | right | refused | different |\n|---|---:|---:|---:|---:|"
        for row in rows:
            yield _line(row.category, [row])
        for row in rows:
            for reason in row.reasons:
                yield f"\n**{row.category}**: {reason}"
    yield ""


def _line(title: str, rows: Sequence[Row]) -> str:
    counts = [sum(getattr(row, name) for row in rows) for name in ("total", "right", "refused", "different")]
    return f"| {title} | {' | '.join(map(str, counts))} |"
