"""The Merkle tree of RFC 6962, section 2.1: roots, inclusion proofs, and growth by batches.

All hashes are hexadecimal text; leaves come in as leaf hashes, ``SHA-256(0x00 ‖ entry)``.
"""

import hashlib
from collections.abc import Iterable, Sequence

EMPTY_ROOT = hashlib.sha256(b"").hexdigest()


def parent(left: str, right: str) -> str:
    """The hash of an inner node: ``SHA-256(0x01 ‖ left ‖ right)``."""
    return hashlib.sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


class Frontier:
    """The right edge of a growing tree: one root for each complete subtree, the largest first.

    :param nodes: pairs of (number of leaves, root), as :attr:`nodes` gives them
    """

    def __init__(self, nodes: Iterable[Sequence[int | str]] = ()) -> None:
        self.nodes: list[tuple[int, str]] = [(int(size), str(root)) for size, root in nodes]

    @property
    def size(self) -> int:
        """The number of leaves."""
        return sum(size for size, _root in self.nodes)

    def add(self, leaf: str) -> None:
        """Appends a leaf hash."""
        size, node = 1, leaf
        while self.nodes and self.nodes[-1][0] == size:
            node = parent(self.nodes.pop()[1], node)
            size *= 2
        self.nodes.append((size, node))

    def root(self) -> str:
        """The root of the whole tree."""
        if not self.nodes:
            return EMPTY_ROOT
        node = self.nodes[-1][1]
        for _size, left in reversed(self.nodes[:-1]):
            node = parent(left, node)
        return node


def root(leaves: Iterable[str]) -> str:
    """The root over leaf hashes, in order."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier.root()


def consistency_proof(before: Sequence[tuple[int, str]], new: Sequence[str]) -> list[str]:
    """The proof that a tree with new leaves only adds to the one before it (RFC 9162, 2.1.4.1).

    :param before: the earlier tree's frontier (:attr:`Frontier.nodes`); empty: nothing to prove
    :param new: the leaf hashes that came
    """
    first = sum(size for size, _root in before)
    if first == 0 or not new:
        return []
    complete = dict(before)  # each complete subtree of the earlier tree has a size of its own

    def path(start: int, until: int, whole: bool) -> list[str]:
        """The proof within the leaves from ``start`` until (not including) ``until``."""
        if first == until:
            return [] if whole else [complete[until - start]]
        half = 1 << (until - start - 1).bit_length() - 1
        if first <= start + half:
            return [*path(start, start + half, whole), root(new[start + half - first : until - first])]
        return [*path(start + half, until, False), complete[half]]

    return path(0, first + len(new), True)


def inclusion_proofs(leaves: Sequence[str], places: Iterable[int]) -> dict[int, list[str]]:
    """For each wanted place its audit path (RFC 6962, 2.1.1), from the leaf's sibling up to the root."""
    wanted = {place: place for place in places}
    proofs: dict[int, list[str]] = {place: [] for place in wanted}
    level = list(leaves)
    while len(level) > 1:
        for place, position in wanted.items():
            sibling = position ^ 1
            if sibling < len(level):  # the last node of an odd level goes up as it is
                proofs[place].append(level[sibling])
            wanted[place] = position // 2
        paired = [parent(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return proofs
