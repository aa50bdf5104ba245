"""Exercise of notebook 02: the shares of a product, with 3 arriving."""

from scalarad.exercises.judge import Numbers

of_product = Numbers(
    "share_of_first",
    "share_of_second",
    right="each input gets what arrives, times the number of the other one.",
)


@of_product.known
def times_the_other():
    return 3 * -2.0, 3 * 5.0


@of_product.wrong
def own_number():
    """each share holds its own input's number; how fast does x * y follow x?"""
    return 3 * 5.0, 3 * -2.0


@of_product.wrong
def nothing_arrives():
    """these are the shares when 1 arrives; here it is 3"""
    return -2.0, 5.0


@of_product.wrong
def added():
    """what arrives is added here; along a way factors multiply"""
    return 3 + -2.0, 3 + 5.0


@of_product.wrong
def without_sign():
    """the second input is -2: where is its sign?"""
    return 6.0, 15.0


@of_product.wrong
def the_same():
    """this hands on what arrives, as if each input were followed one to one"""
    return 3.0, 3.0
