"""What a procedure brings along beside its diagrams that its expressions can read: answers of forms, declared facts."""

from collections.abc import Mapping
from dataclasses import replace

from workflows.diagrams.vocabulary import Vocabulary
from workflows.expressions.inferred import either, of_value
from workflows.proofs.declarations import FILE, read_declarations

FORMS = "forms/"


def with_declared(vocabulary: Vocabulary, files: Mapping[str, bytes]) -> Vocabulary:
    """The vocabulary in which a case begins with the facts that the procedure declares too.

    :raises DeclarationUnreadable: they are not written so
    """
    if vocabulary.begins is None or FILE not in files:
        return vocabulary
    facts = read_declarations({FILE: files[FILE]}, published=True).facts
    begins = {name: either(map(of_value, values)) for name, values in facts.items()}
    return replace(vocabulary, begins={**vocabulary.begins, **begins}) if begins else vocabulary


def with_forms(vocabulary: Vocabulary, files: Mapping[str, bytes]) -> Vocabulary:
    """The vocabulary with the forms that a procedure brings along, and no others; by their whole paths, as they are
    looked up when a step opens: of two in two folders each is a form of its own.

    :raises Malformed: one cannot be read
    """
    if vocabulary.read_form is None:
        return vocabulary
    paths = sorted(path for path in files if path.startswith(FORMS) and path.endswith(".json"))
    names = {path.removeprefix(FORMS).removesuffix(".json"): path for path in paths}
    return replace(vocabulary, forms={name: vocabulary.read_form(name, files[path]) for name, path in names.items()})
