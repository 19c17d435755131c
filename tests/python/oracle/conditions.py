"""Conditions: what an operator says of a field, given as text or None (not set)."""

import re
from dataclasses import dataclass, field

from .values import as_number, lower

NEGATIVE = {"not_equals": "equals", "not_in": "in", "not_contains": "contains", "is_not_set": "is_set"}


@dataclass(eq=False)
class Condition:
    """One row of score_rule_conditions. Answers are kept by field text, since the same text comes often."""

    subject: str
    field: str
    operator: str
    value: str | None
    _answers: dict = field(default_factory=dict)

    def holds(self, found):
        """Whether the condition holds for the field's text (None: not set)."""
        if found not in self._answers:
            self._answers[found] = holds(self.operator, found, self.value)
        return self._answers[found]


def holds(operator, found, value):
    """Whether `found operator value` holds; the negative operators also hold where the field is not set."""
    if operator in NEGATIVE:
        return found is None or not holds(NEGATIVE[operator], found, value)
    if found is None:
        return False
    if operator == "is_set":
        return True
    return value is not None and _POSITIVE[operator](found, value)


def _equals(found, value):
    left, right = as_number(found), as_number(value)
    if left is not None and right is not None:
        return left == right
    return lower(found) == lower(value)


def _in(found, value):
    return any(_equals(found, part) for part in value.split("|"))


def _by_size(compare):
    def sized(found, value):
        left, right = as_number(found), as_number(value)
        return left is not None and right is not None and compare(left, right)

    return sized


def _between(found, value):
    low, bar, high = value.partition("|")
    return bool(bar) and _POSITIVE["at_least"](found, low) and _POSITIVE["at_most"](found, high)


def _matches(found, value):
    return re.search(_from_re2(value), found, re.IGNORECASE) is not None


_POSITIVE = {
    "equals": _equals,
    "in": _in,
    "contains": lambda found, value: lower(value) in lower(found),
    "starts_with": lambda found, value: lower(found).startswith(lower(value)),
    "ends_with": lambda found, value: lower(found).endswith(lower(value)),
    "matches": _matches,
    "greater_than": _by_size(lambda left, right: left > right),
    "at_least": _by_size(lambda left, right: left >= right),
    "less_than": _by_size(lambda left, right: left < right),
    "at_most": _by_size(lambda left, right: left <= right),
    "between": _between,
}

_CLASSES = {"d": "0-9", "w": "0-9A-Za-z_", "s": "\\t\\n\\f\\r "}
_WORD = "[0-9A-Za-z_]"
_ANCHORS = {
    "b": f"(?:(?<={_WORD})(?!{_WORD})|(?<!{_WORD})(?={_WORD}))",
    "B": f"(?:(?<={_WORD})(?={_WORD})|(?<!{_WORD})(?!{_WORD}))",
    "z": r"\Z",
}


def _from_re2(pattern):
    """A pattern of RE2 in the words of Python's re: classes and word ends are ASCII, `$` is the very end."""
    parts, position, in_class = [], 0, False
    while position < len(pattern):
        letter = pattern[position]
        if letter == "\\" and position + 1 < len(pattern):
            parts.append(_escape(pattern[position + 1], in_class))
            position += 2
            continue
        if letter == "[" and not in_class:
            in_class = True
        elif letter == "]" and in_class:
            in_class = False
        parts.append(r"\Z" if letter == "$" and not in_class else letter)
        position += 1
    return "".join(parts)


def _escape(letter, in_class):
    if letter in _CLASSES:
        return _CLASSES[letter] if in_class else f"[{_CLASSES[letter]}]"
    if letter.lower() in _CLASSES and not in_class:
        return f"[^{_CLASSES[letter.lower()]}]"
    if letter in _ANCHORS and not in_class:
        return _ANCHORS[letter]
    return "\\" + letter
