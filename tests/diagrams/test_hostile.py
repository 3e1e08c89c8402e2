"""Files that a stranger may send: each is refused with a sentence, quickly, and never with anything but a refusal."""

import pytest

from tests.diagrams.dialects import task
from tests.engine.drawing import Drawing
from tests.pace import in_time
from tools.bench.linting import chain, hostile, looked_at
from workflows.diagrams import BadDiagram, Finding, Vocabulary, lint, read
from workflows.diagrams.fixing import with_fixes
from workflows.diagrams.parsing import as_utf8
from workflows.diagrams.refusals import (
    HasDoctype,
    NotBpmn,
    NotReadable,
    TooDeep,
    TooLarge,
    TooManyElements,
)

GOOD = Drawing("p").chain("start", "a", "end").xml()
BODY = GOOD.split(b"?>", 1)[1]
MODEL = b'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'


def laughs() -> bytes:
    levels = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    return f'<!DOCTYPE d [<!ENTITY l0 "ha">{levels}]>'.encode() + BODY.replace(
        b"<bpmn:userTask", b"&l11;<bpmn:userTask"
    )


FILES: dict[str, tuple[bytes, type[BadDiagram]]] = {
    "empty": (b"", NotReadable),
    "spaces": (b"   \n", NotReadable),
    "no xml": (b"PK\x03\x04 a zip file", NotReadable),
    "binary": (bytes(range(256)) * 10, NotReadable),
    "cut off": (GOOD[:-30], NotReadable),
    "two roots": (GOOD + b"<a/>", NotReadable),
    "external entity": (b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + BODY, HasDoctype),
    "entity over http": (b'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">' + BODY, HasDoctype),
    "parameter entity": (b'<!DOCTYPE d [<!ENTITY % x "y"> %x;]>' + BODY, HasDoctype),
    "internal entity": (b'<!DOCTYPE d [<!ENTITY x "y">]>' + BODY, HasDoctype),
    "doctype in small letters": (b"<!doctype html>" + BODY, HasDoctype),
    "doctype with spaces": (b"<! DOCTYPE d>" + BODY, HasDoctype),
    "bare doctype": (b"<!DOCTYPE definitions>" + BODY, HasDoctype),
    "billion laughs": (laughs(), HasDoctype),
    "quadratic": (
        b'<!DOCTYPE d [<!ENTITY a "' + b"a" * 50_000 + b'">]>' + BODY.replace(b"</bpmn:process>", b"&a;" * 1000),
        HasDoctype,
    ),
    "undeclared entity": (BODY.replace(b"<bpmn:userTask", b"&x;<bpmn:userTask"), NotReadable),
    "100 MB": (b"<a>" + b" " * 100_000_000 + b"</a>", TooLarge),
    "10,000 nested": (b"<a>" * 10_000 + b"</a>" * 10_000, TooDeep),
    "300 nested": (b"<a>" * 300 + b"</a>" * 300, TooDeep),
    "50 nested": (b"<a>" * 50 + b"</a>" * 50, TooDeep),
    "300,000 elements": (b"<a>" + b"<b/>" * 300_000 + b"</a>", TooManyElements),
    "100,000 attributes": (b"<a " + b" ".join(b'x%d=""' % i for i in range(100_000)) + b"/>", TooManyElements),
    "20,000 namespaces": (b"<a " + b" ".join(b'xmlns:x%d="u"' % i for i in range(20_000)) + b"/>", TooManyElements),
    "UTF-16 that says UTF-8": (GOOD.decode().encode("utf-16"), NotReadable),
    "UTF-16 without a mark": (GOOD.decode().encode("utf-16-le"), NotReadable),
    "UTF-32": (GOOD.decode().encode("utf-32"), NotReadable),
    "UTF-7 declared": (GOOD.replace(b"UTF-8", b"UTF-7"), NotReadable),
    "EBCDIC declared": (GOOD.replace(b"UTF-8", b"IBM037"), NotReadable),
    "EBCDIC": (GOOD.decode().replace("UTF-8", "IBM037").encode("cp037"), NotReadable),
    "Shift JIS declared": (GOOD.replace(b"UTF-8", b"Shift_JIS"), NotReadable),
    "UTF-16 declared of bytes that are none": (GOOD.replace(b"UTF-8", b"UTF-16"), NotReadable),
    "UTF-16, and it says Latin-1": (GOOD.decode().replace("UTF-8", "ISO-8859-1").encode("utf-16"), NotReadable),
    "UTF-16, cut off": (GOOD.decode().replace("UTF-8", "UTF-16").encode("utf-16")[:-1], NotReadable),
    "UTF-16 with a document type": (
        GOOD.decode().replace("UTF-8", "UTF-16").replace("?>", "?><!DOCTYPE d>", 1).encode("utf-16"),
        HasDoctype,
    ),
    "Windows bytes that there are none of": (
        GOOD.replace(b"UTF-8", b"windows-1252").replace(b'id="a"', b'id="a" name="\x81"'),
        NotReadable,
    ),
    "Latin-1 bytes": (GOOD.replace(b'id="a"', b'id="a" name="\xe9"'), NotReadable),
    "overlong UTF-8": (GOOD.replace(b'id="a"', b'id="a" name="\xc0\xbc"'), NotReadable),
    "surrogates": (GOOD.replace(b'id="a"', b'id="a" name="\xed\xa0\x80"'), NotReadable),
    "NUL": (GOOD.replace(b'id="a"', b'id="a" name="\x00"'), NotReadable),
    "control characters": (GOOD.replace(b'id="a"', b'id="a" name="&#1;"'), NotReadable),
    "HTML": (b"<html><body>hello</body></html>", NotBpmn),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', NotBpmn),
    "another namespace": (b'<definitions xmlns="http://example.org"/>', NotBpmn),
    "no process": (b"<definitions " + MODEL + b"/>", NotBpmn),
    "6,000 processes": (
        b"<definitions " + MODEL + b">" + b'<process id="p"/>' * 6_000 + b"</definitions>",
        TooManyElements,
    ),
    "process without id": (b"<definitions " + MODEL + b"><process/></definitions>", BadDiagram),
    "node without id": (b"<definitions " + MODEL + b'><process id="p"><task/></process></definitions>', BadDiagram),
}


@pytest.mark.parametrize("what", FILES)
def test_refused_with_a_sentence(what: str) -> None:
    data, kind = FILES[what]

    def refused() -> BadDiagram:
        with pytest.raises(BadDiagram) as refusal:
            read(data, "draft.bpmn")
        return refusal.value

    found = in_time(refused, 0.2)
    assert isinstance(found, kind)
    assert found.sentence.startswith("draft.bpmn")
    assert found.sentence.endswith(".")
    assert found.status == 422


def test_good_files_are_read() -> None:
    for data in (GOOD, BODY, b"\xef\xbb\xbf" + GOOD, GOOD.replace(b"UTF-8", b"utf-8"), GOOD.replace(b"\n", b"\r\n")):
        assert read(data, "p.bpmn").processes[0].id == "p"


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("UTF-16", "utf-16"), ("ISO-8859-1", "latin-1"), ("iso-8859-15", "iso8859-15"), ("windows-1252", "cp1252"),
        ("windows-1250", "cp1250"), ("MacRoman", "mac-roman"), ("utf-8", "utf-8-sig"),
    ],
)  # fmt: skip
def test_a_file_is_read_in_the_encoding_that_it_declares(declared: str, encoding: str) -> None:
    text = GOOD.decode().replace("UTF-8", declared).replace('id="a"', 'id="a" name="Prüfung"')
    data = text.encode(encoding)
    assert read(data, "p.bpmn").processes[0].nodes["a"].name == "Prüfung"
    assert read(as_utf8(data, "p.bpmn"), "p.bpmn").processes[0].nodes["a"].name == "Prüfung"
    dearer = text.replace("Prüfung", "5 €")
    if encoding != "latin-1":
        assert read(dearer.encode(encoding), "p.bpmn").processes[0].nodes["a"].name == "5 €"


def test_comments_and_instructions_are_dropped() -> None:
    said = BODY.replace(b"<bpmn:userTask", b'<!-- a "comment" --><?php evil() ?><bpmn:userTask')
    assert set(read(said, "p.bpmn").processes[0].nodes) == {"start", "a", "end"}


def test_no_file_is_fetched_for_a_schema_location() -> None:
    located = BODY.replace(
        b"<bpmn:definitions", b'<bpmn:definitions xsi:schemaLocation="http://127.0.0.1:9 http://127.0.0.1:9/x.xsd"'
    )
    assert read(located, "p.bpmn").processes[0].id == "p"


@pytest.mark.parametrize("seed", range(300))
def test_damaged_files_are_read_or_refused(seed: int) -> None:
    """Bytes changed at random: a diagram or a refusal, nothing else."""
    from random import Random

    random = Random(seed)
    data = bytearray(
        Drawing("p")
        .xor("g", "d")
        .on_timer("t", "a", "P1D")
        .chain("start", "g", "a", "end")
        .chain("t", "b", "end2")
        .xml()
    )
    for _ in range(random.randrange(1, 6)):
        at = random.randrange(len(data))
        if random.random() < 0.5:
            data[at] = random.randrange(256)
        else:
            del data[at : at + random.randrange(1, 40)]
    try:
        diagram = read(bytes(data), "p.bpmn")
    except BadDiagram as refused:
        assert refused.sentence.startswith("p.bpmn")  # noqa: PT017  # both outcomes are right
    else:
        assert diagram.processes


@pytest.mark.parametrize("shape", ["chain", "fan", "sub-processes", "boundaries"])
def test_5000_nodes_are_refused_quickly(shape: str) -> None:
    drawing = Drawing("p").start().end()
    names = [f"n{i}x" for i in range(5000)]
    if shape == "chain":
        drawing.parts += [f'<bpmn:task id="{n}"/>' for n in names]
        drawing.flows += [f'<bpmn:sequenceFlow id="f{n}" sourceRef="{n}" targetRef="{n}"/>' for n in names]
    elif shape == "fan":
        drawing.flows += [f'<bpmn:sequenceFlow id="f{n}" sourceRef="start" targetRef="{n}"/>' for n in names]
    elif shape == "sub-processes":
        drawing.parts += [f'<bpmn:subProcess id="{n}"/>' for n in names]
    else:
        drawing.parts += [f'<bpmn:boundaryEvent id="{n}" attachedToRef="start"/>' for n in names]
    data = drawing.xml()
    assert in_time(lambda: lint(read(data, "draft.bpmn"), Vocabulary(), {}), 1)


@pytest.mark.long
@pytest.mark.parametrize("what", hostile())
def test_a_megabyte_is_linted_in_a_second(what: str) -> None:
    """Three times the target, on a machine that does other things besides."""
    data = hostile()[what]
    assert in_time(lambda: looked_at(data), 3) <= 22  # of each of two rules ten, and the rest as one


@pytest.mark.long
def test_a_diagram_of_usual_size_is_linted_at_once() -> None:
    data = chain("serviceTask", 'camunda:topic="a"')
    assert in_time(lambda: sum(looked_at(data) for _ in range(10)), 0.9) == 0


def test_of_an_event_with_very_many_definitions_only_the_first_is_looked_at() -> None:
    [found] = [each for each in looked_into(hostile()["definitions of one event"]) if each.element == "b"]
    assert found.rule == "several-definitions"
    assert "6,000 definitions" in found.text


def test_processes_that_call_each_other_in_rows_are_looked_at_once() -> None:
    in_time(lambda: looked_at(hostile()["processes that call each other"]), 1)


def looked_into(data: bytes) -> list[Finding]:
    return lint(read(data, "hostile.bpmn", assumed=True), Vocabulary.assumed({}), {})


def test_many_event_sub_processes_and_escalations_are_refused_quickly() -> None:
    drawing = Drawing("p").chain("start", "a", "end")
    for n in range(120):
        handler = Drawing(f"h{n}", tag="subProcess").begins(f"b{n}", drawing.event("escalation", f"E{n}"), False)
        drawing.handler(handler.throws(f"t{n}", "escalation", f"F{n}", "endEvent").chain(f"b{n}", f"t{n}"))
    declared = b"".join(b'<bpmn:escalation id="x%d" escalationCode="c%d"/>' % (n, n) for n in range(12_000))
    data = drawing.xml().replace(b"<bpmn:process", declared + b"<bpmn:process", 1)
    assert in_time(lambda: lint(read(data, "p.bpmn", assumed=True), Vocabulary.assumed({}), {}), 1)


def test_what_a_task_is_given_is_looked_up_once() -> None:
    given = "".join(f'<camunda:inputParameter name="v{n}">w{n}</camunda:inputParameter>' for n in range(9_000))
    data = task("userTask", "", f"<camunda:inputOutput>{given}</camunda:inputOutput>")

    def linted_and_mended() -> object:
        return with_fixes(data, "p.bpmn", lint(read(data, "p.bpmn", assumed=True), Vocabulary.assumed({}), {}))

    assert in_time(linted_and_mended, 1.5)
