"""FEEL values ↔ MessagePack. Nothing is instantiated by name: a stored value can only become one of these kinds."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from workflows.diagrams.timers import Cycle
from workflows.engine.refusals import NotStorable
from workflows.expressions.nanoseconds import FineDuration, FineMoment, FineTime
from workflows.expressions.temporal import temporal_from
from workflows.expressions.text import scalar
from workflows.expressions.values import YearsAndMonths

_PLAIN = frozenset({str, bool, type(None), float, bytes})
_LARGE = 1 << 63

_encode = msgspec.msgpack.Encoder().encode
_DECIMAL, _DATE, _DATETIME, _TIME, _TIMEDELTA, _MONTHS, _CYCLE, _INTEGER, _FINE = range(1, 10)


def pack(value: Any, where: str) -> Any:
    """Make a value ready for MessagePack.

    :param where: what it belongs to, for the sentence
    :raises NotStorable: when it is of no kind that can be stored
    """
    kind = type(value)
    if kind in _PLAIN or (kind is int and -_LARGE <= value < _LARGE):
        return value
    if kind is dict:
        for key in value:
            if type(key) is not str:
                raise NotStorable(f"{where} holds a context whose key {key!r} is not a text.")
        return {
            key: item if (t := type(item)) in _PLAIN or (t is int and -_LARGE <= item < _LARGE) else pack(item, where)
            for key, item in value.items()
        }
    if kind is list or kind is tuple:
        return [pack(item, where) for item in value]
    packer = _PACKERS.get(kind)
    if packer is None:
        raise NotStorable(
            f"{where} holds a {kind.__name__}, which the state of a process cannot keep. Store text, numbers, dates, "
            "lists or contexts; case data belongs in tables."
        )
    code, content = packer(value)
    return msgspec.msgpack.Ext(code, _encode(content))


def _moment(value: datetime) -> tuple[int, Any]:
    if isinstance(value.tzinfo, ZoneInfo) and value.tzinfo.key:
        return _DATETIME, [value.replace(tzinfo=None).isoformat(), value.tzinfo.key, value.fold]
    return _DATETIME, [value.isoformat(), None, 0]


_PACKERS: dict[type, Callable[[Any], tuple[int, Any]]] = {
    int: lambda v: (_INTEGER, str(v)),
    Decimal: lambda v: (_DECIMAL, str(v)),
    date: lambda v: (_DATE, v.isoformat()),
    datetime: _moment,
    time: lambda v: (
        (_TIME, [v.replace(tzinfo=None).isoformat(), v.tzinfo.key])
        if isinstance(v.tzinfo, ZoneInfo)
        else (_TIME, [v.isoformat(), None])
    ),
    timedelta: lambda v: (_TIMEDELTA, [v.days, v.seconds, v.microseconds]),
    YearsAndMonths: lambda v: (_MONTHS, v.months),
    **dict.fromkeys((FineTime, FineMoment, FineDuration), lambda v: (_FINE, scalar(v))),
    Cycle: lambda v: (
        _CYCLE,
        [v.repetitions, *(pack(each, "cycle") for each in (v.interval, v.start, v.end)), v.fired],
    ),
}


def _unpack(code: int, data: memoryview) -> Any:
    content = _decode(bytes(data))
    return _UNPACKERS[code](content)


def _zoned(content: list[Any]) -> datetime:
    moment = datetime.fromisoformat(content[0])
    if content[1] is None:
        return moment
    return moment.replace(tzinfo=ZoneInfo(content[1]), fold=content[2])


def _timed(content: list[Any]) -> time:
    moment = time.fromisoformat(content[0])
    return moment if content[1] is None else moment.replace(tzinfo=ZoneInfo(content[1]))


_UNPACKERS: dict[int, Callable[[Any], Any]] = {
    _INTEGER: int,
    _DECIMAL: Decimal,
    _DATE: date.fromisoformat,
    _DATETIME: _zoned,
    _TIME: _timed,
    _TIMEDELTA: lambda content: timedelta(*content),
    _MONTHS: YearsAndMonths,
    _FINE: temporal_from,
    _CYCLE: lambda content: Cycle(*content),
}

_decoder = msgspec.msgpack.Decoder(ext_hook=_unpack)
_decode = _decoder.decode


def encode(value: Any) -> bytes:
    """MessagePack of a packed value."""
    return _encode(value)


def decode(data: bytes) -> Any:
    """The value of MessagePack bytes, FEEL kinds restored.

    :raises msgspec.MsgspecError: when they are none
    """
    return _decode(data)
