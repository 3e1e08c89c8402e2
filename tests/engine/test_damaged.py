"""Diagrams with something wrong in them: compiled or refused with a sentence, never anything else."""

import re
from collections.abc import Callable
from random import Random

import pytest

from tests.engine.walking import VOCABULARY, draw
from workflows.engine import compile_procedure
from workflows.errors import Refused

TAGS = (
    *("userTask", "serviceTask", "task", "receiveTask", "businessRuleTask", "scriptTask", "callActivity", "subProcess"),
    *("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"),
    *("startEvent", "endEvent", "intermediateCatchEvent", "boundaryEvent"),
)


def swap_values(text: str, random: Random) -> str:
    spans = [found.span(1) for found in re.finditer('="([^"]*)"', text)]
    (a, b), (c, d) = sorted(random.sample(spans, 2))
    return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]


def drop_line(text: str, random: Random) -> str:
    lines = text.split("\n")
    del lines[random.randrange(3, len(lines) - 1)]
    return "\n".join(lines)


def double_line(text: str, random: Random) -> str:
    lines = text.split("\n")
    lines.insert(random.randrange(3, len(lines) - 1), lines[random.randrange(3, len(lines) - 1)])
    return "\n".join(lines)


def change_tag(text: str, random: Random) -> str:
    old, new = random.choice(TAGS), random.choice(TAGS)
    return text.replace(f"<bpmn:{old} ", f"<bpmn:{new} ", 1).replace(f"</bpmn:{old}>", f"</bpmn:{new}>", 1)


def drop_attribute(text: str, random: Random) -> str:
    begin, end = random.choice([found.span() for found in re.finditer(r' \w+="[^"]*"', text)])
    return text[:begin] + text[end:]


def change_letters(text: str, random: Random) -> str:
    at = random.randrange(300, len(text))
    return text[:at] + random.choice(["<", ">", '"', "x", "&", "\u202e", ""]) + text[at + random.randrange(3) :]


DAMAGES: tuple[Callable[[str, Random], str], ...] = (
    *(swap_values, drop_line, double_line, change_tag, drop_attribute, change_letters),
)


def compile_damaged(seed: int) -> str:
    """:returns: the kind of refusal, or an empty string"""
    random = Random(seed)
    text = draw(seed % 60, 3)[0]["p.bpmn"].decode()
    for _ in range(random.randrange(1, 4)):
        text = random.choice(DAMAGES)(text, random)
    try:
        compile_procedure({"p.bpmn": text.encode()}, "p", VOCABULARY)
    except Refused as refused:
        if not refused.sentence.strip():
            raise
        return refused.slug
    return ""


def test_damaged_diagrams() -> None:
    slugs = [compile_damaged(seed) for seed in range(150)]
    assert "" in slugs
    assert "lint-failed" in slugs
    assert slugs.count("not-compiled") + slugs.count("readings-differ") <= 3


@pytest.mark.long
@pytest.mark.parametrize("block", range(20))
def test_many_damaged_diagrams(block: int) -> None:
    for seed in range(1000 + block * 100, 1100 + block * 100):
        compile_damaged(seed)
