"""The benchmark: what a build costs, beside what it must cost at least and what peers cost."""
