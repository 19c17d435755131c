"""What the warehouse must reach, as ratios of medians of one run: a figure, its limit, and whether it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

# DuckDB's part of a third of what Polars takes at 10 million.
LITTLE_MEMORY = "700MB"
Median = Callable[[str, str], float]
Facts = dict[str, str | int | float]


@dataclass(frozen=True)
class Target:
    """A figure that must not pass its limit; None where this run did not measure it."""

    text: str
    figure: float | None
    limit: float | None
    unit: str = "x"

    @property
    def verdict(self) -> str:
        """reached, NOT reached, or not measured."""
        if self.figure is None or self.limit is None:
            return "not measured"
        return "reached" if self.figure <= self.limit else "NOT reached"


class _Run:
    """The medians and facts of one run; arithmetic on what is missing is None."""

    def __init__(self, medians: dict[tuple[str, str], float], facts: Facts) -> None:
        self.medians = medians
        self.facts = facts

    def of(self, scenario: str, figure: str) -> float | None:
        """A median, if there is one."""
        return self.medians.get((scenario, figure))

    def ratio(self, scenario: str, base: str, figure: str, of_base: str | None = None) -> float | None:
        """One scenario's figure to another's."""
        above, below = self.of(scenario, figure), self.of(base, of_base or figure)
        return None if above is None or not below else above / below

    def to_polars(self, scenario: str, setting: str) -> list[Target]:
        """CPU and peak memory of a full build of the peer rulebook against Polars."""
        return [
            Target(
                f"peer rulebook, {setting}: full build to Polars, {text}",
                self.ratio(scenario, "peer rulebook, Polars", figure),
                limit,
            )
            for text, figure, limit in (("CPU", "cpu", 0.5), ("peak memory", "peak memory", 1 / 3))
        ]

    def by_share(self, name: str) -> Target:
        """Database work of an increment against what its entities' rows allow: 2.5 times their share, plus 1 %."""
        share = self.facts.get(f"share of rows, {name}")
        limit = None if share is None else 2.5 * float(share) + 0.01
        told = "" if share is None else f" (they own {float(share):.1%} of the rows)"
        return Target(
            f"{name}: database work to the full build's{told}", self.ratio(name, "full build", "database cpu"), limit
        )


def targets(medians: dict[tuple[str, str], float], facts: Facts) -> list[Target]:
    """All targets that one run can judge."""
    run = _Run(medians, facts)
    peak = run.of("full build", "peak memory")
    return [
        Target("full build to the floor, CPU", run.ratio("full build", "floor", "cpu"), 20),
        *run.to_polars("peer rulebook, full build", "as shipped"),
        *run.to_polars(f"peer rulebook, full build within {LITTLE_MEMORY}", f"memory_limit {LITTLE_MEMORY}"),
        Target(
            "peak memory of the full build (target set for 50 million)",
            None if peak is None else peak / 2**30,
            8,
            " GiB",
        ),
        Target(
            "nothing new: database work to the full build's",
            run.ratio("nothing new", "full build", "database cpu"),
            0.01,
        ),
        Target(
            "nightly sync: database work to the full build's",
            run.ratio("nightly sync", "full build", "database cpu"),
            0.03,
        ),
        run.by_share("0.1 % new"),
        run.by_share("1 % new, 10 % late"),
        run.by_share("rare rule changed"),
        Target(
            "file size after 100 increments to a rebuild's",
            run.ratio("100 increments", "100 increments, rebuilt", "file size"),
            1.5,
        ),
        Target("all of entity_scores", run.of("query: all of entity_scores", "wall"), 3, " s"),
        Target("the 100 best of a tier", run.of("query: the 100 best of a tier", "wall"), 0.5, " s"),
        Target(
            "200 rules to 12, full build, CPU", run.ratio("rules_200, full build", "rules_12, full build", "cpu"), 2
        ),
        Target("one contact's explanation", run.of("query: explanation of an ordinary contact", "wall"), 0.05, " s"),
        Target("make build again on the sample", run.of("sample, make build with nothing new", "wall"), 15, " s"),
    ]


def growth(sizes: dict[int, float]) -> Target:
    """CPU of the full build at the largest size to that at the smallest, by interactions."""
    if len(sizes) < 2:
        return Target("growth of the full build against linear", None, 1.3)
    small, large = min(sizes), max(sizes)
    text = f"growth of the full build from {small:,} to {large:,} against linear, CPU"
    return Target(text, sizes[large] / sizes[small] / (large / small), 1.3)
