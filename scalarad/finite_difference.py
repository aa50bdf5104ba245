"""Finite differences: a derivative measured by nudging (notebook 01)."""


def forward_difference(f, x, h):
    """Slope of `f` between x and x + h: (f(x + h) - f(x)) / h.

    Its error shrinks in proportion to h, until rounding takes over (near h = 1e-8 for
    numbers near 1). Raises ValueError when x + h is no different from x.
    """
    if x + h == x:
        raise ValueError(f"the nudge h = {h} does not move x = {x}; take a larger one")
    return (f(x + h) - f(x)) / h


def central_difference(f, x, h=None):
    """Slope of `f` between x - h and x + h: (f(x + h) - f(x - h)) / (2 h).

    Its error shrinks in proportion to h * h. Without `h` the nudge is 1e-5, or 1e-5 of x when x
    is larger than 1, which balances that error against rounding (Press et al., "Numerical
    Recipes", section 5.7). Raises ValueError when x + h is no different from x.
    """
    if h is None:
        h = 1e-5 * max(1.0, abs(x))
    if x + h == x or x - h == x:
        raise ValueError(f"the nudge h = {h} does not move x = {x}; take a larger one")
    return (f(x + h) - f(x - h)) / (2 * h)


def alone(f, inputs, i):
    """`f` as a function of input i alone; the others hold still at the numbers in `inputs`."""

    def of_one(number):
        numbers = list(inputs)
        numbers[i] = number
        return f(*numbers)

    return of_one


def partial_derivatives(f, *inputs, h=None):
    """One slope per input, as a tuple: each input is nudged alone while the others hold still.

    `f` takes and returns plain numbers. `h` is as in `central_difference`, by keyword:
    `h=0.1`, since any number without a name is one more input.
    """
    slopes = []
    for i, x in enumerate(inputs):
        slopes.append(central_difference(alone(f, inputs, i), x, h))
    return tuple(slopes)
