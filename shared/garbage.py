"""Python's garbage collector, told what kind of process this is (ADR 0010)."""

import gc

YOUNG = 50_000
"""Objects made before the collector looks at the youngest: several batches of records. Python's own 700 (2,000 from
3.13 on) would have it look at a batch ten times while all of it is alive."""


def freeze_what_is_loaded() -> None:
    """Modules, routes and statements stay for the process's life: no collection needs to look at them again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)
