"""The tree against RFC 6962 computed the slow way, from its definition."""

import hashlib

import pytest

from workflows.evidence.tree import Frontier, consistency_proof, inclusion_proofs, root
from workflows.evidence.verify import SignedTree, consistent, ed25519_verify


def leaf(data: bytes) -> str:
    return hashlib.sha256(b"\x00" + data).hexdigest()


def defined_root(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + defined_root(leaves[:k]) + defined_root(leaves[k:])).digest()


# The leaves and roots that the Certificate Transparency project publishes as its reference test vectors.
VECTOR_LEAVES = [
    bytes.fromhex(x)
    for x in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
VECTOR_ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize("size", VECTOR_ROOTS)
def test_the_reference_vectors(size: int) -> None:
    assert root(leaf(data) for data in VECTOR_LEAVES[:size]) == VECTOR_ROOTS[size]


def test_roots_and_paths_of_every_small_tree() -> None:
    for size in range(1, 70):
        data = [bytes([n, size]) for n in range(size)]
        leaves = [leaf(item) for item in data]
        expected = defined_root(data).hex()
        assert root(leaves) == expected
        proofs = inclusion_proofs(leaves, range(size))
        tree = SignedTree(size, expected)
        for place, path in proofs.items():
            fresh = SignedTree(size, expected)
            assert not fresh.holds(leaf(b"other"), place, path)
            assert not fresh.holds(leaves[place], size, path)
            if path:
                assert not fresh.holds(leaves[place], place, path[:-1])
                assert not fresh.holds(leaves[place], place, [path[0][::-1], *path[1:]])
                assert not fresh.holds(leaves[place], (place + 1) % size, path)
            assert fresh.holds(leaves[place], place, path)
            assert tree.holds(leaves[place], place, path)
            assert not tree.holds(leaf(b"other"), place, path)


def test_a_frontier_goes_on_where_it_stopped() -> None:
    leaves = [leaf(bytes([n])) for n in range(50)]
    frontier = Frontier()
    for n, item in enumerate(leaves, start=1):
        frontier = Frontier(frontier.nodes)
        frontier.add(item)
        assert (frontier.size, frontier.root()) == (n, root(leaves[:n]))


def test_ed25519_agrees_with_another_implementation() -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    for n in range(8):
        private = Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32)
        message = b"message" * n
        signature, key = private.sign(message), private.public_key().public_bytes_raw()
        assert ed25519_verify(key, message, signature)
        assert not ed25519_verify(key, message + b"x", signature)
        assert not ed25519_verify(key, message, bytes([signature[0] ^ 1]) + signature[1:])
        assert not ed25519_verify(key, message, signature[:-1])
    assert not ed25519_verify(b"\xff" * 32, b"", b"\x00" * 64)


def defined_consistency(m: int, leaves: list[bytes], whole: bool = True) -> list[bytes]:
    """RFC 9162, 2.1.4.1, word for word."""
    if m == len(leaves):
        return [] if whole else [defined_root(leaves)]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m <= k:
        return [*defined_consistency(m, leaves[:k], whole), defined_root(leaves[k:])]
    return [*defined_consistency(m - k, leaves[k:], False), defined_root(leaves[:k])]


def test_consistency_of_every_pair_of_small_trees() -> None:
    data = [bytes([n]) for n in range(40)]
    leaves = [leaf(item) for item in data]
    for first in range(40):
        before = Frontier()
        for item in leaves[:first]:
            before.add(item)
        old = (first, before.root())
        for second in range(first + 1, 41):
            path = consistency_proof(before.nodes, leaves[first:second])
            new = (second, root(leaves[:second]))
            if first:
                assert path == [node.hex() for node in defined_consistency(first, data[:second])]
                assert not consistent((first, root(leaves[1 : first + 1])), new, path)
                assert not consistent(old, (second, "00" * 32), path)
                assert not consistent(old, new, [*path, path[0]] if path else ["00" * 32])
                assert not consistent(old, new, path[:-1])
                assert not consistent(new, old, path)
            assert consistent(old, new, path)
