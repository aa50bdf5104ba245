"""Exercise of notebook 14: the tangent of a product."""

from scalarad.exercises.judge import Function


def numbers(choose):
    """x, dx, y and dy: numbers of both signs, and one factor that holds still."""
    drawn = [tuple(choose.uniform(1.5, 4.0) for _ in range(4)) for _ in range(2)]
    return [*drawn, (3.0, 1.0, -2.0, 0.0), (-1.5, 0.5, 2.5, -3.0)]


of_product = Function(
    "tangent_of_product",
    numbers,
    right="each factor moves the product, as fast as the other one says.",
)


@of_product.known
def each_times_the_other(x, dx, y, dy):
    return dx * y + x * dy


@of_product.wrong
def product_of_tangents(x, dx, y, dy):
    """this is what stands before h * h, the part that is left out"""
    return dx * dy


@of_product.wrong
def own_factor(x, dx, y, dy):
    """each tangent meets its own number here; which products have one h in them?"""
    return x * dx + y * dy


@of_product.wrong
def sum_of_tangents(x, dx, y, dy):
    """the tangents add up in a sum; this is a product"""
    return dx + dy


@of_product.wrong
def first_alone(x, dx, y, dy):
    """y moves too: its part is missing"""
    return dx * y


@of_product.wrong
def second_alone(x, dx, y, dy):
    """x moves too: its part is missing"""
    return x * dy


@of_product.wrong
def as_a_quotient(x, dx, y, dy):
    """the two parts add up; in which product is there a minus?"""
    return dx * y - x * dy


@of_product.wrong
def with_the_last_part(x, dx, y, dy):
    """the part with h * h is in it too, and was to be left out"""
    return dx * y + x * dy + dx * dy
