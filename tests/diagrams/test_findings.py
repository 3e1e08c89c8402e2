"""Every finding has a place, is a sentence in the words of BPMN, and is told once; whatever is done to a file."""

import re
from pathlib import Path
from random import Random

import pytest
from lxml import etree

from tests.conformance.test_refusals import IN_THE_HOUSE
from tests.conformance.test_refusals import REFUSED as NOT_RUN
from tests.diagrams.dialects import ASSUMED, SAMPLES
from tests.diagrams.test_causes import ONCE
from tests.diagrams.test_fixing import REPAIRS
from tests.diagrams.test_hostile import FILES
from tests.diagrams.test_lint import ALSO, RULES, VOCABULARY
from tests.diagrams.test_vendor_words import REFUSED as WORDS
from workflows.diagrams import Finding, Vocabulary
from workflows.diagrams.parsing import as_utf8
from workflows.engine.neighbours import check, fix

ENGINE = re.compile(
    r"[Ss]piff|serviceTaskOperator|calledDecisionId|messageVariable|task_?[Ss]pec|BoundaryEventSplit|\.EndJoin"
    r"|(?<!/)\bspecs?\b|Traceback|Error\("
)
"""Words of the engine below, and of Python; none of them is the author's."""
NAMES = sorted(path.name for path in SAMPLES.iterdir())
MOST = 20


def told_well(findings: tuple[Finding, ...], data: bytes) -> None:
    lines = data.count(b"\n") + data.count(b"\r") + 1
    assert len(set(findings)) == len(findings)
    for each in findings:
        assert each.element
        assert 1 <= each.line <= max(lines, 1)
        assert each.text.strip()
        assert each.text.endswith((".", ")", "`")), each.text
        assert each.count >= len(each.places)
        if each.rule != "reserved-id":  # which says an id of the author's that is one of the engine's
            assert ENGINE.search(each.text) is None, each.text
            assert ENGINE.search(each.fix) is None, each.fix


def looked_at(path: Path, data: bytes, vocabulary: Vocabulary = ASSUMED) -> tuple[Finding, ...]:
    path.write_bytes(data)
    findings = check(path, vocabulary).findings
    told_well(findings, data)
    return findings


@pytest.mark.parametrize("what", FILES)
def test_what_cannot_be_read_has_a_place(what: str, tmp_path: Path) -> None:
    assert looked_at(tmp_path / "p.bpmn", FILES[what][0])


def drawn() -> dict[str, tuple[bytes, Vocabulary]]:
    """All that other tests refuse."""
    found: dict[str, tuple[bytes, Vocabulary]] = {}
    for name, drawing in RULES.items():
        first, *others = drawing if isinstance(drawing, list) else [drawing]
        found[f"rule {name}"] = first.xml(*others), VOCABULARY
    for name, (drawing, _) in {**NOT_RUN, **IN_THE_HOUSE}.items():
        found[f"not run {name}"] = drawing.xml(), VOCABULARY
    for source in (WORDS, ONCE, REPAIRS):
        found |= {f"word {name}": (each[0], ASSUMED) for name, each in source.items()}
    return found


DRAWN = drawn()


@pytest.mark.parametrize("what", DRAWN)
def test_what_is_refused_has_a_place_and_no_word_of_the_engine(what: str, tmp_path: Path) -> None:
    data, vocabulary = DRAWN[what]
    assert len(looked_at(tmp_path / "p.bpmn", data, vocabulary)) <= MOST


def test_the_rules_are_those_that_are_drawn() -> None:
    assert ALSO.keys() <= RULES.keys()
    assert len(DRAWN) > 150


def damaged(random: Random, name: str) -> bytes:
    """A sample with some elements taken out, doubled, moved or renamed, and values exchanged."""
    data = as_utf8((SAMPLES / name).read_bytes(), name)
    root = etree.fromstring(data)
    for _ in range(random.randrange(1, 6)):
        elements = [each for each in root.iter(etree.Element) if each is not root]
        if not elements:
            break
        one, other = random.choice(elements), random.choice(elements)
        parent = one.getparent()
        match random.randrange(7):
            case 0:
                parent.remove(one)
            case 1:
                parent.append(etree.fromstring(etree.tostring(one)))
            case 2 if other not in list(one.iter()):
                other.append(one)
            case 3:
                one.tag = other.tag
            case 4 if one.attrib and other.attrib:
                one.set(random.choice(list(one.attrib)), random.choice(list(other.attrib.values())))
            case 5 if one.attrib:
                one.attrib.pop(random.choice(list(one.attrib)))
            case 6:
                one.text = random.choice(("${a.b(c)}", "x +", "R5/P", "", "0 0 9 * * ?", "ж", other.text or ""))
            case _:
                one.set("id", other.get("id") or "ü 1")
    return etree.tostring(root)


def survives(seed: int, folder: Path) -> int:
    """Lints and repairs one damaged sample; how many findings it has."""
    random = Random(seed)
    name = random.choice([each for each in NAMES if not each.endswith(".dmn")])
    data, path = damaged(random, name), folder / "p.bpmn"
    findings = looked_at(path, data)
    made = fix(path, ASSUMED)
    told_well(made.findings, made.content)
    assert len({each.text for each in made.differences}) <= len(made.differences)
    assert path.read_bytes() == data
    if not findings:
        assert (made.content, made.differences) == (data, ())
    return len(findings)


def test_damaged_samples_are_linted_and_repaired(tmp_path: Path) -> None:
    counts = sorted(survives(seed, tmp_path) for seed in range(150))
    assert counts[75] <= MOST
    assert counts[-1] < 60


@pytest.mark.long
@pytest.mark.parametrize("block", range(1, 41))
def test_thousands_of_damaged_samples(block: int, tmp_path: Path) -> None:
    for seed in range(block * 1_000, block * 1_000 + 250):
        survives(seed, tmp_path)
