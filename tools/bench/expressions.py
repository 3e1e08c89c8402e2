"""A FEEL condition and a decision table."""

from collections.abc import Iterator

from tools.bench.figure import Figure, median_of
from workflows.decisions import DecisionModel
from workflows.expressions import compile_expression

FACTS = {"arrears_pence": 81_000, "weeks": 19, "tenure": "secure", "on_hold": False}


def table(rows: int = 20) -> bytes:
    """A decision table of so many rows with three inputs; only the last row fits :data:`FACTS`."""
    rules = []
    for row in range(rows):
        cells = (f"[{row * 4000}..{row * 4000 + 4999}]", f">= {row}", '"secure","introductory"')
        entries = "".join(
            f"<inputEntry id='i{row}_{n}'><text>{_text(c)}</text></inputEntry>" for n, c in enumerate(cells)
        )
        rules.append(
            f"<rule id='r{row}'>{entries}<outputEntry id='o{row}'><text>\"stage {row}\"</text></outputEntry></rule>"
        )
    rules[-1] = rules[-1].replace(f"[{(rows - 1) * 4000}..{(rows - 1) * 4000 + 4999}]", "[80000..90000]")
    inputs = "".join(
        f"<input id='in{n}'><inputExpression id='e{n}' typeRef='{kind}'><text>{name}</text></inputExpression></input>"
        for n, (name, kind) in enumerate((("arrears_pence", "number"), ("weeks", "number"), ("tenure", "string")))
    )
    return (
        "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' id='d' name='d' namespace='n'>"
        "<decision id='stage' name='stage'><decisionTable id='t' hitPolicy='FIRST'>"
        f"{inputs}<output id='o' name='stage' typeRef='string'/>{''.join(rules)}"
        "</decisionTable></decision></definitions>"
    ).encode()


def figures() -> Iterator[Figure]:
    """Microseconds of one evaluation, compiled before."""
    condition = compile_expression("arrears_pence > 5000 and not(on_hold)")
    if condition.evaluate(FACTS) is not True:
        raise AssertionError("the condition is not evaluated rightly")
    micros = median_of(lambda: condition.evaluate(FACTS), 200, 200) * 1e6
    yield Figure("FEEL condition", round(micros, 2), "µs", "", micros / 2, "≤ 2 µs", micros <= 2)
    model = DecisionModel.parse(table(), name="table")
    if model.decide("stage", FACTS).value != "stage 19":
        raise AssertionError("the table is not decided rightly")
    micros = median_of(lambda: model.decide("stage", FACTS), 200, 50) * 1e6
    name = "decision of 20 rows × 3 inputs, the last row fits"
    yield Figure(name, round(micros, 1), "µs", "", micros / 20, "≤ 20 µs", micros <= 20)


def _text(cell: str) -> str:
    return cell.replace("<", "&lt;").replace(">", "&gt;")
