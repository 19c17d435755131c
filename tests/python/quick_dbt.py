"""dbt in this process without what no test reads; five sixths of a small build's time are dbt's own.

Debug events are dropped before they are made into messages (a fifth of that time: the harness asks for no log), what
tells the types of an empty result is made once (a twentieth), a template is compiled once a process and not once a
build, macros are bound to a node when it calls them (a fifth: dbt binds all of them, twice a node), a relation is found
by its name and not by comparing all of them (a tenth), the flags, arguments and modules that a template sees and the
table of no rows are made once, our own templates may ask for every attribute, nobody looks for cycles, which every
other command of dbt does, and compiled SQL is not written to files. What dbt does with the database is untouched.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from types import CodeType
from typing import Any

import agate
from dbt import flags
from dbt.adapters.base.impl import BaseAdapter
from dbt.adapters.base.relation import BaseRelation
from dbt.adapters.reference_keys import _ReferenceKey
from dbt.clients.jinja import MacroGenerator
from dbt.compilation import Linker
from dbt.context import base, providers
from dbt.context.macros import MacroNamespace, MacroNamespaceBuilder
from dbt.context.manifest import ManifestContext
from dbt.contracts.graph.nodes import Macro, ParsedNode
from dbt.include.global_project import PROJECT_NAME as DBT
from dbt_common.clients import agate_helper
from dbt_common.clients.jinja import MacroFuzzEnvironment
from dbt_common.events.base_types import BaseEvent, DebugLevel
from dbt_common.events.event_manager import EventManager
from jinja2 import pass_context
from jinja2.runtime import Context

NODE = "_node"  # under which a context has the node that its macros are called for

_make_event = BaseEvent.__init__
_fire_event = EventManager.fire_event
_get_relation = BaseAdapter.get_relation
_compile = MacroFuzzEnvironment.compile
_compiled: dict[tuple[type, str], CodeType | str] = {}
_type_tester = functools.cache(agate_helper.build_type_tester)
_empty_table = functools.cache(agate_helper.empty_table)
_context_modules = functools.cache(base.get_context_modules)


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


def _once_a_command(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, asked once while dbt's flags are the same: what it is given does not change meanwhile either."""
    kept: dict[str, Any] = {}

    def ask(*args: Any) -> Any:
        if kept.get("flags") is not flags.get_flags():
            kept.update(flags=flags.get_flags(), answer=function(*args))
        return kept["answer"]

    return ask


def _relation_by_name(adapter: BaseAdapter, database: str, schema: str, identifier: str) -> BaseRelation | None:
    """A relation by the name under which dbt keeps it; one that is spelled otherwise is left to dbt to complain of."""
    if (database, schema) in adapter.cache:
        key = _ReferenceKey(database.lower(), schema.lower(), identifier.lower())
        cached = adapter.cache.relations.get(key)
        if cached is None:
            return None
        if cached.inner.identifier == identifier:
            return cached.inner
    return _get_relation(adapter, database, schema, identifier)


def _yes(*_: Any) -> bool:
    """What any template may do."""
    return True


def _nothing(*_: Any) -> None:
    """No file of a node's SQL, no cycle of nodes."""


def _compile_once(environment: MacroFuzzEnvironment, source: str, *args: Any, **details: Any) -> CodeType | str:
    """A template as Python's code: dbt's environments of one class have the same extensions, so its source decides."""
    if args or details or not isinstance(source, str):
        return _compile(environment, source, *args, **details)
    key = (type(environment), source)
    if key not in _compiled:
        _compiled[key] = _compile(environment, source)
    return _compiled[key]


class _Macro(MacroGenerator):
    """A macro for all nodes: it learns from the caller's context in which it runs."""

    @pass_context
    def __call__(self, place: Context, /, *args: Any, **details: Any) -> Any:
        context = place["context"]
        macro = MacroGenerator(self.macro, context, context[NODE], context["context_macro_stack"])
        return macro(*args, **details)


class _Namespace(dict[str, "_Macro | dict[str, _Macro]"]):
    """What each name means in nodes of one package, as dbt's namespace finds it: theirs, the project's, dbt's own."""

    get_from_package = MacroNamespace.get_from_package

    def __init__(self, macros: dict[str, dict[str, Macro]], about: MacroNamespaceBuilder) -> None:
        self.packages = {
            package: {name: _Macro(macro) for name, macro in named.items()} for package, named in macros.items()
        }
        self.global_project_namespace = {}
        for package in reversed(about.internal_package_names_order):
            self.global_project_namespace.update(self.packages.pop(package, {}))
        super().__init__(self.global_project_namespace)
        self.update({DBT: self.global_project_namespace}, **self.packages)
        self.update(self.packages.get(about.root_package, {}))
        self.update(self.packages.get(about.search_package, {}))


def _namespace_of(context: ManifestContext) -> _Namespace:
    """The macros of a node; its manifest keeps them for the next of that package, until it has more macros."""
    about = context._get_namespace_builder()
    context._ctx[NODE] = about.node
    macros = context.manifest.get_macros_by_package()
    kept = context.manifest.__dict__.setdefault("_namespaces", {})
    asked = (about.search_package, sum(map(len, macros.values())))
    if asked not in kept:
        kept[asked] = _Namespace(macros, about)
    return kept[asked]


def install() -> None:
    """Let dbt be so in this process from now on."""
    BaseEvent.__init__ = _make_event_to_be_read
    EventManager.fire_event = _fire_event_to_be_read
    agate_helper.build_type_tester = _known_type_tester
    agate_helper.empty_table = _empty_table
    base.get_context_modules = _context_modules
    flags.get_flag_obj = _once_a_command(flags.get_flag_obj)
    providers.args_to_dict = _once_a_command(providers.args_to_dict)
    BaseAdapter.get_relation = _relation_by_name
    Linker.find_cycles = _nothing
    MacroFuzzEnvironment.compile = _compile_once
    MacroFuzzEnvironment.is_safe_attribute = _yes
    ManifestContext._build_namespace = _namespace_of
    ParsedNode.write_node = _nothing


def log_everything() -> None:
    """Let dbt log in this process as it does by itself, for who reads its debug log."""
    BaseEvent.__init__ = _make_event
    EventManager.fire_event = _fire_event
