"""Compiling a procedure's files, and whether what lies beside the diagrams is accepted with them."""

import threading
from collections.abc import Mapping
from dataclasses import replace

from workflows.diagrams.vocabulary import Vocabulary
from workflows.editions.book import bundle_hash
from workflows.engine import Procedure, compile_procedure
from workflows.engine.declared import with_declared, with_forms
from workflows.proofs.declarations import FILE as DECLARATIONS


def compile_files(
    files: Mapping[str, bytes], name: str, vocabulary: Vocabulary, *, published: bool = False
) -> Procedure:
    """Compiles a procedure's files; the process bears the procedure's name.

    :param published: it was accepted before and cases run on it, so it is not linted again
    :raises LintFailed: it would not run as it is drawn
    """
    drawn = {path: content for path, content in files.items() if path.endswith((".bpmn", ".dmn"))}
    # What it brings along is held against it when it is written, and not again while cases run on it.
    known = vocabulary if published else _brought_along(vocabulary, files)
    procedure = compile_procedure(drawn, name, known, published=published)
    if not published and vocabulary.examine_beside is not None:
        key = (id(vocabulary), bundle_hash(files))
        with _lock:
            accepted = _accepted.get(key) is vocabulary
        if not accepted:
            vocabulary.examine_beside(files, procedure.decisions, procedure.started_by, procedure.results)
            with _lock:
                while len(_accepted) >= _MOST_ACCEPTED:
                    del _accepted[next(iter(_accepted))]
                _accepted[key] = vocabulary
    return procedure


_MOST_ACCEPTED = 128
_accepted: dict[tuple[int, str], Vocabulary] = {}
"""What lies beside the diagrams of a procedure, by its hash, and the vocabulary that accepted it."""


def _brought_along(vocabulary: Vocabulary, files: Mapping[str, bytes]) -> Vocabulary:
    """The vocabulary with the forms and documents that a procedure brings along, and no others: what it runs with."""
    if vocabulary.read_form is None:
        return vocabulary
    paths = sorted(path for path in files if path.startswith("forms/") and path.endswith(".json"))
    documents = _documents(files)
    beside = [each for each in (DECLARATIONS,) if each in files]
    digest = bundle_hash({path: files[path] for path in [*paths, *documents, *beside]})
    with _lock:
        base, made = _vocabularies.get((id(vocabulary), digest), (None, vocabulary))
    if base is not vocabulary:
        own = frozenset(path.removeprefix("documents/").removesuffix(".yaml") for path in documents)
        made = with_declared(with_forms(vocabulary, files), files)
        made = replace(made, documents=own | (vocabulary.documents or frozenset()))
        with _lock:
            if len(_vocabularies) >= _MOST_VOCABULARIES:
                _vocabularies.clear()
            _vocabularies[(id(vocabulary), digest)] = (vocabulary, made)
    return made


def _documents(files: Mapping[str, bytes]) -> list[str]:
    return sorted(path for path in files if path.startswith("documents/") and path.endswith(".yaml"))


_MOST_VOCABULARIES = 64
_lock = threading.Lock()
_vocabularies: dict[tuple[int, str], tuple[Vocabulary, Vocabulary]] = {}
