"""Draws DMN models for tests."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

DMN_1_3 = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def definitions(*parts: str, namespace: str = DMN_1_3, own: str = "urn:test") -> bytes:
    """A whole model.

    :param namespace: that of the version of DMN
    :param own: that of the model itself
    """
    inside = "".join(parts)
    return f'<definitions xmlns="{namespace}" id="m" name="m" namespace="{own}">{inside}</definitions>'.encode()


def text(tag: str, content: str, **attributes: str) -> str:
    """An element with a ``text`` inside."""
    given = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<{tag}{given}><text>{escape(content)}</text></{tag}>"


def decision(identity: str, logic: str, requires: Sequence[str] = (), name: str = "") -> str:
    """A decision."""
    needs = "".join(
        f'<informationRequirement><requiredDecision href="#{each}"/></informationRequirement>' for each in requires
    )
    return f'<decision id="{identity}" name="{name or identity}">{needs}{logic}</decision>'


def literal(expression: str) -> str:
    """A literal expression."""
    return text("literalExpression", expression)


def taking(
    identity: str, logic: str, decisions: Sequence[str] = (), inputs: Sequence[str] = (), functions: Sequence[str] = ()
) -> str:
    """A decision that requires what these hrefs name."""
    needs = [f'<informationRequirement><requiredDecision href="{to}"/></informationRequirement>' for to in decisions]
    needs += [f'<informationRequirement><requiredInput href="{to}"/></informationRequirement>' for to in inputs]
    needs += [f'<knowledgeRequirement><requiredKnowledge href="{to}"/></knowledgeRequirement>' for to in functions]
    return f'<decision id="{identity}" name="{identity}">{"".join(needs)}{logic}</decision>'


def fact(name: str, kind: str = "", identity: str = "") -> str:
    """An input."""
    given = f' typeRef="{kind}"' if kind else ""
    return f'<inputData id="{identity or name}" name="{name}"><variable name="{name}"{given}/></inputData>'


def service(identity: str, outputs: Sequence[str], decisions: Sequence[str] = (), inputs: Sequence[str] = ()) -> str:
    """A decision service; each of its parts an id, or an href of another model."""
    named = (("outputDecision", outputs), ("inputDecision", decisions), ("inputData", inputs))
    parts = [f'<{tag} href="{to if "#" in to else f"#{to}"}"/>' for tag, targets in named for to in targets]
    return f'<decisionService id="{identity}" name="{identity}">{"".join(parts)}</decisionService>'


def importing(namespace: str, name: str = "") -> str:
    """An import of another model."""
    return f'<import namespace="{namespace}" name="{name}" importType="{DMN_1_3}"/>'


def column(expression: str, kind: str = "", values: str = "") -> str:
    """An input column."""
    allowed = text("inputValues", values) if values else ""
    return f"<input>{text('inputExpression', expression, **({'typeRef': kind} if kind else {}))}{allowed}</input>"


def output(name: str = "", kind: str = "", values: str = "", default: str = "") -> str:
    """An output column."""
    given = (f' name="{name}"' if name else "") + (f' typeRef="{kind}"' if kind else "")
    allowed = text("outputValues", values) if values else ""
    return f"<output{given}>{allowed}{text('defaultOutputEntry', default) if default else ''}</output>"


def rule(cells: Sequence[str], outputs: Sequence[str], identity: str = "") -> str:
    """A rule."""
    entries = "".join(text("inputEntry", cell) for cell in cells) + "".join(
        text("outputEntry", cell) for cell in outputs
    )
    return f"<rule{f' id={quoteattr(identity)}' if identity else ''}>{entries}</rule>"


def table(
    columns: Sequence[str], outputs: Sequence[str], rules: Sequence[str], policy: str = "", total: str = ""
) -> str:
    """A decision table."""
    given = (f' hitPolicy="{policy}"' if policy else "") + (f' aggregation="{total}"' if total else "")
    return f"<decisionTable{given}>{''.join([*columns, *outputs, *rules])}</decisionTable>"
