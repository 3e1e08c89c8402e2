"""The figures can be measured: what a change elsewhere makes impossible to measure is seen here, and not months later."""

from tools.bench import conformance


def test_some_cases_of_the_hundred_thousand_are_followed() -> None:
    (figure,) = conformance.figures(400)
    assert figure.met
