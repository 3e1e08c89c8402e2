"""Random walks through random processes: pruned, saved and restored at every step, against the same walk in memory."""

import pytest

from tests.engine.walking import walk
from workflows.engine import LintFailed

ORDINARY = 150


def compare(seed: int, depth: int = 4) -> bool:
    """:returns: whether the process was acceptable to lint and so was walked"""
    try:
        kept = walk(seed, durable=False, depth=depth)
    except LintFailed as refused:
        if any(finding.rule != "too-large" for finding in refused.findings):
            raise
        return False
    durable = walk(seed, durable=True, depth=depth)
    for number, (left, right) in enumerate(zip(kept.trace, durable.trace, strict=True)):
        assert left == right, f"seed {seed}, step {number}"
    assert max(durable.sizes, default=0) < 6000, f"seed {seed}"
    return True


@pytest.mark.parametrize("block", range(10))
def test_saved_walks_equal_walks_in_memory(block: int) -> None:
    size = ORDINARY // 10
    assert sum(compare(seed) for seed in range(block * size, (block + 1) * size)) > size // 2


@pytest.mark.long
@pytest.mark.parametrize("block", range(40))
def test_many_saved_walks_equal_walks_in_memory(block: int) -> None:
    assert sum(compare(seed, depth=5) for seed in range(10_000 + block * 50, 10_000 + (block + 1) * 50)) > 10
