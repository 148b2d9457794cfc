"""How random tests draw: the same examples in every run, others and more by environment.

RVS_SEED=n draws others, RVS_EXAMPLES=n so many of each test.
"""

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, seed, settings

SEED = int(os.environ.get("RVS_SEED", "20261124"))
EXAMPLES = int(os.environ.get("RVS_EXAMPLES", "0"))


def drawn(examples: int) -> Callable[[Any], Any]:
    """Of a test that draws so many examples."""

    def decorate(test: Any) -> Any:
        of = settings(
            max_examples=EXAMPLES or examples,
            deadline=None,
            database=None,
            print_blob=True,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        )
        return seed(SEED)(of(test))

    return decorate
