"""A document goes to the print house once, wherever the hand-over is killed and whenever files are taken away."""

import json
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from documents import handing
from documents.handing import AnotherUnderThisNumber, KnownAlready, Outgoing, Parcel, hand_over

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
LETTER = Parcel(7, "2026-03-02/00000007-letter_1.pdf", b"%PDF whole")
POINTS = ("write_part", "sync_folder", "_note", "_show", "")
"""What the hand-over does in this order; the last: it is killed when all was done."""


class PrintHouse:
    """Takes what it sees out of the folder, and would notice a number that comes twice."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.had: list[int] = []

    def collect(self) -> None:
        for path in sorted(self.folder.glob("*/[!.]*.pdf")):
            assert path.read_bytes() == LETTER.content, "it was torn"
            self.had.append(int(path.name[:8]))
            path.unlink()

    def take(self, parcel: Parcel, at: datetime, may_leave: Callable[[], bool]) -> datetime:
        """By another way than a folder: handed over directly, a number that is known refused."""
        assert may_leave()
        if parcel.document_id in self.had:
            raise KnownAlready
        self.had.append(parcel.document_id)
        return at

    def left_at(self, document_id: int, sha256: str) -> datetime | None:
        """It does not say when."""
        del document_id, sha256
        return None


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hand_over_and_die(folder: Path, point: str, before: bool) -> None:
    """Hands the letter over and is killed before or after one of the things that this does; in a process of its own."""
    outgoing = Outgoing(folder)
    where = outgoing if point.startswith("_") else handing
    if point:
        real = getattr(where, point)

        def killed(*given: object) -> None:
            if before:
                die()
            real(*given)
            die()

        setattr(where, point, killed)
    hand_over(outgoing, LETTER, AT)
    die()


def killed_at(folder: Path, point: str, *, before: bool) -> None:
    """A process that hands the letter over was killed there."""
    process = multiprocessing.get_context("spawn").Process(target=hand_over_and_die, args=(folder, point, before))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL


@pytest.mark.parametrize("collects", ["at once", "only at the end"])
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("point", POINTS)
def test_it_goes_out_once_wherever_it_is_killed(tmp_path: Path, point: str, before: bool, collects: str) -> None:
    house = PrintHouse(tmp_path)
    for _ in range(2):
        killed_at(tmp_path, point, before=before)
        if collects == "at once":
            house.collect()
    again = hand_over(Outgoing(tmp_path), LETTER, AT + timedelta(days=1))
    house.collect()
    assert house.had == [7]
    hand_over(Outgoing(tmp_path), LETTER, AT + timedelta(days=2))
    house.collect()
    assert house.had == [7]
    (noted,) = [json.loads(line) for line in (tmp_path / "manifest.jsonl").read_text().splitlines()]
    assert datetime.fromisoformat(noted["at"]) == again
    assert noted["sha256"] == LETTER.sha256


def test_a_line_that_was_broken_off_is_no_hand_over(tmp_path: Path) -> None:
    other = Parcel(6, "2026-03-02/00000006-letter_1.pdf", LETTER.content)
    hand_over(Outgoing(tmp_path), other, AT)
    with (tmp_path / "manifest.jsonl").open("a") as manifest:
        manifest.write('{"id": 7, "sha2')
    house = PrintHouse(tmp_path)
    outgoing = Outgoing(tmp_path)
    hand_over(outgoing, LETTER, AT)
    hand_over(outgoing, LETTER, AT)
    house.collect()
    assert house.had == [6, 7]
    hand_over(Outgoing(tmp_path), LETTER, AT)
    house.collect()
    assert house.had == [6, 7]


def test_many_hands_over_one_letter(tmp_path: Path) -> None:
    house = PrintHouse(tmp_path)
    threads = [threading.Thread(target=hand_over, args=(Outgoing(tmp_path), LETTER, AT)) for _ in range(8)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        house.collect()
    house.collect()
    assert house.had == [7]


def test_another_document_under_a_number_that_went_out_is_refused(tmp_path: Path) -> None:
    hand_over(Outgoing(tmp_path), LETTER, AT)
    with pytest.raises(AnotherUnderThisNumber, match="send this document by hand"):
        hand_over(Outgoing(tmp_path), Parcel(7, LETTER.name, b"another"), AT)


def test_a_carrier_that_knows_the_number_has_it(tmp_path: Path) -> None:
    house = PrintHouse(tmp_path)
    assert hand_over(house, LETTER, AT) == AT
    assert hand_over(house, LETTER, AT) == AT
    assert house.had == [7]
