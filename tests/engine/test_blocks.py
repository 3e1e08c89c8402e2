"""Processes of nested blocks against a model of a few lines that knows neither tokens nor SpiffWorkflow.

Joins inside loops are what stock gets wrong, so that only an independent model can tell.
"""

from dataclasses import dataclass, field
from random import Random

import pytest

from tests.engine.drawing import Drawing
from tests.engine.driving import Recorder
from workflows.diagrams import Vocabulary
from workflows.engine import Execution, compile_procedure

VOCABULARY = Vocabulary()


@dataclass
class Block:
    """A block that runs: what is open in it, and whether a completed task ends it."""

    kind: str
    name: str = ""
    parts: list["Block"] = field(default_factory=list)
    running: list["Block"] = field(default_factory=list)

    def begin(self, c: int) -> "Block":
        if self.kind == "seq":
            self.running = [self.parts[0].begin(c)]
        elif self.kind == "and":
            self.running = [part.begin(c) for part in self.parts]
        elif self.kind == "or":
            chosen = [part for number, part in enumerate(self.parts[:-1], 2) if c % number == 0]
            self.running = [part.begin(c) for part in chosen or self.parts[-1:]]
        elif self.kind == "xor":
            self.running = [self.parts[c % 2].begin(c)]
        elif self.kind == "loop":
            self.running = [self.parts[0].begin(c)]
        return self

    def open(self) -> list[str]:
        if self.kind == "user":
            return [self.name]
        return [name for part in self.running for name in part.open()]

    def do(self, name: str, again: bool, c: int) -> bool:
        """:returns: whether the block is done"""
        if self.kind == "user":
            return True
        part = next(part for part in self.running if name in part.open())
        if not part.do(name, again, c):
            return False
        self.running.remove(part)
        at = next(index for index, each in enumerate(self.parts) if each is part)
        if self.kind == "seq" and at + 1 < len(self.parts):
            self.running = [self.parts[at + 1].begin(c)]
        elif self.kind == "loop" and at == 0:
            self.running = [self.parts[1].begin(c)]
        elif self.kind == "loop" and again:
            self.running = [self.parts[0].begin(c)]
        return not self.running


class Builder:
    """Draws a block and builds its model together."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.count = 0
        self.drawing = Drawing("p").start().end()

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}x"

    def user(self) -> tuple[str, str, Block]:
        name = self.name("u")
        self.drawing.user(name)
        return name, name, Block("user", name)

    def block(self, depth: int) -> tuple[str, str, Block]:
        kind = self.random.choice(("seq", "and", "or", "xor", "loop", "loop", "and", "user")) if depth else "user"
        if kind == "user":
            return self.user()
        if kind == "seq":
            made = [self.block(depth - 1) for _ in range(2)]
            self.drawing.flow(made[0][1], made[1][0])
            return made[0][0], made[1][1], Block("seq", parts=[part for _, _, part in made])
        if kind == "loop":
            return self.loop(depth)
        return self.branches(kind, depth)

    def loop(self, depth: int) -> tuple[str, str, Block]:
        p, merge, choice, after = self.drawing, self.name("g"), self.name("g"), self.name("g")
        p.xor(merge).xor(choice, f"{choice}_out").xor(after)
        first, last, body = self.block(depth - 1)
        wait, _, asked = self.user()
        p.flow(merge, first).flow(last, wait).flow(wait, choice).flow(choice, merge, "again")
        p.flow(choice, after, ident=f"{choice}_out")
        return merge, after, Block("loop", parts=[body, asked])

    def branches(self, kind: str, depth: int) -> tuple[str, str, Block]:
        p, fork, join = self.drawing, self.name("f"), self.name("k")
        made = [self.block(depth - 1) for _ in range(3 if kind == "or" else 2)]
        if kind == "and":
            p.parallel(fork, join)
            conditions: list[str | None] = [None, None]
        elif kind == "or":
            p.inclusive(fork, f"{fork}_d").inclusive(join)
            conditions = ["modulo(c, 2) = 0", "modulo(c, 3) = 0", None]
        else:
            p.xor(fork, f"{fork}_d").xor(join)
            conditions = ["modulo(c, 2) = 0", None]
        for (first, last, _), condition in zip(made, conditions, strict=True):
            is_default = condition is None and kind != "and"
            p.flow(fork, first, condition, f"{fork}_d" if is_default else None).flow(last, join)
        return fork, join, Block(kind, parts=[part for _, _, part in made])


def compare(seed: int) -> int:
    """:returns: how many tasks were done"""
    builder = Builder(seed)
    first, last, model = builder.block(4)
    xml = builder.drawing.flow("start", first).flow(last, "end").xml()
    procedure = compile_procedure({"p.bpmn": xml}, "p", VOCABULARY)
    random, host, c = Random(seed), Recorder(), seed % 7
    case = Execution.start(procedure, {"c": c})
    case.advance(host)
    model.begin(c)
    for move in range(80):
        assert sorted(task.element for task in case.tasks()) == sorted(model.open()), f"seed {seed}, move {move}"
        name = random.choice(sorted(model.open()))
        again = random.random() < 0.6
        case = Execution.restore(procedure, case.state())
        case.complete(next(task.task_id for task in case.tasks() if task.element == name), {"again": again})
        case.advance(host)
        if model.do(name, again, c):
            assert case.completed, f"seed {seed}, move {move}"
            return move
    return 80


@pytest.mark.parametrize("block", range(5))
def test_nested_blocks_run_as_the_model_says(block: int) -> None:
    assert sum(compare(seed) for seed in range(block * 30, block * 30 + 30)) > 100


@pytest.mark.long
@pytest.mark.parametrize("block", range(20))
def test_many_nested_blocks(block: int) -> None:
    for seed in range(1000 + block * 50, 1050 + block * 50):
        compare(seed)
