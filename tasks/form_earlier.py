"""What a form takes from what the case knows by then: ``x-earlier``, a list of names.

Each is an answer that another form of the procedure makes a fact (``x-fact``), or the variable that takes the result of
a service task or a decision of its diagrams: the days that were counted, say. Bounds and contradictions may speak of
it; where it was not given yet, it is not known, and a condition must not take that for a Yes.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from tasks import form_conditions
from tasks.form_reading import FormUnreadable
from tasks.forms import Form
from workflows.expressions.inferred import UNKNOWN, Inferred, either

_FOLDER, _END = "forms/", ".json"


def must_fit(files: Mapping[str, bytes], results: Collection[str] = ()) -> None:
    """Refuses forms that speak of what neither another form of the procedure nor its diagrams give, or as if it were
    something else.

    :param files: of one procedure
    :param results: the variables that take results in its diagrams; of what they hold nothing is known here
    :raises FormUnreadable: with the form, the name and what to mend
    """
    forms = {
        path: Form.read(path.removeprefix(_FOLDER).removesuffix(_END), content)
        for path, content in sorted(files.items())
        if path.startswith(_FOLDER) and path.endswith(_END)
    }
    for path, form in forms.items():
        counted = {name: [UNKNOWN] for name in form.earlier if name in results}
        given = {name: list(_given(name, path, forms)) for name in form.earlier} | counted
        for name, types in given.items():
            if not types:
                raise FormUnreadable(
                    f"Form {form.name}, x-earlier: no other form of the procedure makes the answer {name!r} a fact "
                    "(x-fact), and no step of its diagrams gives a result of that name. Correct the name, or make it "
                    "one."
                )
        for mistake in form_conditions.mistakes_in(form.schema, {name: either(types) for name, types in given.items()}):
            raise FormUnreadable(f"Form {form.name}, {mistake}.")


def _given(name: str, path: str, forms: Mapping[str, Form]) -> Iterator[Inferred]:
    return (form.fact_types[name] for other, form in forms.items() if other != path and name in form.facts)


def of_case(names: Sequence[str], data: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as they stand in the case's data; ``None``: not given yet."""
    return {name: data.get(name) for name in names}
