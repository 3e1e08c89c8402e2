"""Findings in the names of the file: what the normaliser put there has names that nobody knows."""

import re
from collections.abc import Sequence
from dataclasses import replace

from workflows.diagrams.finding import Finding
from workflows.diagrams.graph import SUB_PROCESSES, Graph


def in_authors_names(findings: Sequence[Finding], processes: Sequence[Graph]) -> list[Finding]:
    """Findings of one file, about what its author drew.

    A sub-process that holds all else beside event sub-processes is called as the scope in which it stands; what is told
    of another node that was put there is not told, where the same is told of one that was drawn.
    """
    scopes: dict[str, str] = {}
    put: dict[str, str] = {}
    for process in processes:
        for graph, node in process.walk():
            if node.drawn_here:
                known = scopes if node.kind in SUB_PROCESSES else put
                known[node.id] = scopes.get(graph.id, graph.id)
    if not scopes and not put:
        return list(findings)
    drawn = {each.rule for each in findings if each.element not in put}
    names = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, sorted(scopes, key=len, reverse=True)))})(?!\w)")
    told = []
    for each in findings:
        if each.element in put and each.rule in drawn:
            continue
        element = scopes.get(each.element) or put.get(each.element) or each.element
        text = names.sub(lambda found: scopes[found[1]], each.text) if scopes else each.text
        told.append(replace(each, element=element, text=text))
    return told
