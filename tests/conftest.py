"""What holds for all tests: no windows, and no example that depends on chance or on the clock."""

import matplotlib
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
