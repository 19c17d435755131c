"""dbt in this process without what no test reads; five sixths of a small build's time are dbt's own.

Debug events are dropped before they are made into messages (a fifth of that time: the harness asks for no log), and
what tells the types of an empty result is made once (a twentieth). What dbt does with the database is untouched.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

import agate
from dbt_common.clients import agate_helper
from dbt_common.events.base_types import BaseEvent, DebugLevel
from dbt_common.events.event_manager import EventManager

_make_event = BaseEvent.__init__
_fire_event = EventManager.fire_event
_type_tester = functools.cache(agate_helper.build_type_tester)


def _make_event_to_be_read(event: BaseEvent, *args: Any, **details: Any) -> None:
    """An event without its message where nobody will read it."""
    if isinstance(event, DebugLevel):
        event.pb_msg = None
    else:
        _make_event(event, *args, **details)


def _fire_event_to_be_read(manager: EventManager, event: BaseEvent, *args: Any, **details: Any) -> None:
    """Nothing, for an event that nobody will read."""
    if not isinstance(event, DebugLevel):
        _fire_event(manager, event, *args, **details)


def _known_type_tester(
    text_columns: Iterable[str], string_null_values: Iterable[str] = ("null", "")
) -> agate.TypeTester:
    """One tester for all results that ask the same."""
    return _type_tester(tuple(text_columns), tuple(string_null_values))


def install() -> None:
    """Let dbt be so in this process from now on."""
    BaseEvent.__init__ = _make_event_to_be_read
    EventManager.fire_event = _fire_event_to_be_read
    agate_helper.build_type_tester = _known_type_tester


def log_everything() -> None:
    """Let dbt log in this process as it does by itself, for who reads its debug log."""
    BaseEvent.__init__ = _make_event
    EventManager.fire_event = _fire_event
