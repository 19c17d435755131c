"""How single values are read: white space, numbers, times, booleans, JSON, letters, and time that passes."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

# What Unicode calls white space (the property White_Space).
WHITE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)

_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_RAW_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_TIME = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?)?\s*(?:(Z)|([+-])(\d{2}):?(\d{2})?)?"
)
_WORDS = {"true": True, "t": True, "1": True, "yes": True, "false": False, "f": False, "0": False, "no": False}
_LARGEST = Decimal(10) ** 29


class Unreadable(ValueError):
    """A value that cannot be read as its type."""


def text(value):
    """A raw value as text; empty and white space are None, everything else is kept as it came."""
    if value is None:
        return None
    if isinstance(value, str):
        return value if value.strip(WHITE) else None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return number_text(Decimal(str(value)))
    return value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)


def raw_number(value):
    """A raw value as a Decimal of nine places, rounded half away from zero; Unreadable if it is no finite number."""
    if isinstance(value, bool):
        raise Unreadable(value)
    if isinstance(value, int | float | Decimal):
        number = Decimal(str(value))
        if not number.is_finite():
            raise Unreadable(value)
    else:
        written = text(value)
        if written is None:
            return None
        if not _RAW_NUMBER.fullmatch(written.strip(WHITE)):
            raise Unreadable(value)
        number = Decimal(written.strip(WHITE))
    if abs(number) >= _LARGEST:
        raise Unreadable(value)
    return number.quantize(Decimal("1e-9"), ROUND_HALF_UP)


def raw_whole(value):
    """A raw value as an int; Unreadable if it is no whole number."""
    number = raw_number(value)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise Unreadable(value)
    return int(number)


def raw_boolean(value):
    """A raw value as a bool, by the words true/false, t/f, 1/0, yes/no; Unreadable for anything else."""
    written = text(value)
    if written is None:
        return None
    try:
        return _WORDS[written.strip(WHITE).lower()]
    except KeyError:
        raise Unreadable(value) from None


def raw_time(value):
    """A raw value as a naive UTC datetime; Unreadable if it is no instant between the years 1 and 9999."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    written = text(value)
    if written is None:
        return None
    found = _TIME.fullmatch(written.strip(WHITE))
    if not found:
        raise Unreadable(value)
    year, month, day, hour, minute, second, fraction, _, sign, zone_hours, zone_minutes = found.groups()
    try:
        local = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0),
            int((fraction or "0")[:6].ljust(6, "0")),
        )  # fmt: skip
        ahead = timedelta(hours=int(zone_hours or 0), minutes=int(zone_minutes or 0))
        return local + ahead if sign == "-" else local - ahead
    except (ValueError, OverflowError):
        raise Unreadable(value) from None


def number_text(number):
    """A Decimal as text: no exponent, no trailing zeros, no minus before zero."""
    written = format(number, "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written in ("-0", "") else written


def as_number(written):
    """The Decimal that a text is (sign, digits, point with digits, blanks around it), or None if it is no number."""
    if written is None:
        return None
    bare = written.strip(WHITE)
    return Decimal(bare) if _PLAIN_NUMBER.fullmatch(bare) else None


def two_places(number):
    """Points: two places, half away from zero."""
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


@lru_cache(maxsize=200_000)
def lower(written):
    """Lower case by Unicode's simple mapping, one character to one."""
    return "".join("i" if letter == "\u0130" else letter.lower() for letter in written)


def _no_constant(_):
    raise ValueError("no JSON")


_VALIDATOR = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_no_constant)
_STRING_OR_BLANKS = re.compile(r'("(?:[^"\\]|\\.)*")|[ \t\r\n]+')


@lru_cache(maxsize=200_000)
def json_object(written):
    """The members of a JSON object given as text: key -> JSON text of its value without blanks, first key wins.

    None where the text is not a JSON object.
    """
    try:
        value = _VALIDATOR.decode(written)
        if "\\u" in written:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    dense = _STRING_OR_BLANKS.sub(lambda found: found[1] or "", written)
    members, position = {}, 1
    while dense[position] != "}":
        key, colon = _VALIDATOR.raw_decode(dense, position)
        _, end = _VALIDATOR.raw_decode(dense, colon + 1)
        members.setdefault(key, dense[colon + 1 : end])
        position = end + 1 if dense[end] == "," else end
    return members


@lru_cache(maxsize=200_000)
def json_text(fragment):
    """A JSON value as the text that conditions compare: strings bare, numbers plain, null and blank strings None."""
    if fragment[0] == '"':
        return text(json.loads(fragment))
    if fragment == "null":
        return None
    if fragment[0] in "{[tf":
        return fragment
    exponent = re.search(r"[eE][+-]?0*([0-9]+)$", fragment)
    if exponent and len(exponent[1]) > 3:
        return fragment
    return number_text(Decimal(fragment))


def later(instant, days):
    """The instant so many days later; None (never) where it lies beyond the calendar or one of the two is None."""
    if instant is None or days is None:
        return None
    try:
        return instant + timedelta(days=days)
    except OverflowError:
        return None


def earlier(instant, days):
    """The instant so many days before, the calendar's first one at the earliest."""
    try:
        return instant - timedelta(days=days)
    except OverflowError:
        return datetime.min


def earliest(*instants):
    """The earliest of the instants that are not None, or None."""
    return min((instant for instant in instants if instant is not None), default=None)
