"""Exercise of notebook 08: the shares of x / y at 6 and 3, with 1 arriving."""

from scalarad.exercises.judge import Numbers

shares = Numbers(
    "share_of_x", "share_of_y", right="x gets 1 / y, and y gets -x / (y * y): it pulls down."
)


@shares.known
def both():
    return 1 / 3, -6 / 9


@shares.wrong
def without_sign():
    """a larger y makes the quotient smaller: its share is below 0"""
    return 1 / 3, 6 / 9


@shares.wrong
def y_not_squared():
    """for y, the quotient is divided by y once more"""
    return 1 / 3, -6 / 3


@shares.wrong
def as_a_product():
    """these are the shares of x * y"""
    return 3.0, 6.0


@shares.wrong
def turned():
    """each input has the other's share"""
    return -6 / 9, 1 / 3


@shares.wrong
def as_a_difference():
    """these are the shares of x - y"""
    return 1.0, -1.0
