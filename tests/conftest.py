"""What holds for all tests: no windows, and no example that depends on chance or on the clock."""

import matplotlib
import matplotlib.pyplot as plt
import pytest
from browser import chromium, site  # noqa: F401
from hypothesis import HealthCheck, settings

matplotlib.use("agg")  # no test opens a window

# Hypothesis gives an example 200 ms, which a busy machine exceeds now and then.
settings.register_profile(
    "scalarad",
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("scalarad")


# Begun first, so that of two processes none is left alone with a long one at the end.
LONG = ["test_lessons.py", "test_anyones_machine.py", "test_classroom.py", "test_site.py"]


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


@pytest.fixture(autouse=True)
def no_figure_of_another_test():
    """Which tests share a process depends on the machine: each begins without figures."""
    plt.close("all")
