"""dbt in this process without what no test reads; five sixths of a small build's time are dbt's own.

Debug events are dropped before they are made into messages (a fifth of that time: the harness asks for no log), what
tells the types of an empty result is made once (a twentieth), a template is compiled once a process and not once a
build, and compiled SQL is not written to files. What dbt does with the database is untouched.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from types import CodeType
from typing import Any

import agate
from dbt.contracts.graph.nodes import ParsedNode
from dbt_common.clients import agate_helper
from dbt_common.clients.jinja import MacroFuzzEnvironment
from dbt_common.events.base_types import BaseEvent, DebugLevel
from dbt_common.events.event_manager import EventManager

_make_event = BaseEvent.__init__
_fire_event = EventManager.fire_event
_compile = MacroFuzzEnvironment.compile
_compiled: dict[tuple[type, str], CodeType | str] = {}
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


def _write_nothing(*_: Any) -> None:
    """No file of a node's SQL."""


def _compile_once(environment: MacroFuzzEnvironment, source: str, *args: Any, **details: Any) -> CodeType | str:
    """A template as Python's code: dbt's environments of one class have the same extensions, so its source decides."""
    if args or details or not isinstance(source, str):
        return _compile(environment, source, *args, **details)
    key = (type(environment), source)
    if key not in _compiled:
        _compiled[key] = _compile(environment, source)
    return _compiled[key]


def install() -> None:
    """Let dbt be so in this process from now on."""
    BaseEvent.__init__ = _make_event_to_be_read
    EventManager.fire_event = _fire_event_to_be_read
    agate_helper.build_type_tester = _known_type_tester
    MacroFuzzEnvironment.compile = _compile_once
    ParsedNode.write_node = _write_nothing


def log_everything() -> None:
    """Let dbt log in this process as it does by itself, for who reads its debug log."""
    BaseEvent.__init__ = _make_event
    EventManager.fire_event = _fire_event
