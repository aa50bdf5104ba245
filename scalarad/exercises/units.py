"""Exercise of notebook 11: the unit of a derivative."""

from scalarad.exercises.judge import Numbers

of_derivative = Numbers(
    "power_of_meter", "power_of_second", right="meters per second, a speed: way divided by time."
)


@of_derivative.known
def speed():
    return 1, -1


@of_derivative.wrong
def acceleration():
    """that is the unit of g; the derivative is a change of way by a change of time"""
    return 1, -2


@of_derivative.wrong
def way():
    """that is the unit of the way itself; it is divided by a time"""
    return 1, 0


@of_derivative.wrong
def multiplied():
    """a change of way is divided by a change of time, not multiplied with it"""
    return 1, 1


@of_derivative.wrong
def turned():
    """that is time per way; which of the two is divided by the other?"""
    return -1, 1
