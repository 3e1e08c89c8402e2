"""What can be measured stays so: a figure that a change elsewhere spoils is missed here, and not months later."""

from tools.bench import conformance


def test_some_cases_of_the_hundred_thousand_are_followed() -> None:
    (figure,) = conformance.figures(400)
    assert figure.met
