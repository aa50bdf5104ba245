"""Bad input: for every public name what is given, which error, and words of its message."""

import math
from types import FunctionType

import numpy as np
import pytest

import scalarad
from scalarad import (
    Adam,
    Diverged,
    Drawing,
    Dual,
    Film,
    GradientDescent,
    GradientReport,
    History,
    Layer,
    Momentum,
    Nesterov,
    Network,
    Neuron,
    RMSProp,
    Scalar,
    Symbol,
    binary_cross_entropy,
    central_difference,
    cross_entropy,
    draw,
    film,
    forward_difference,
    gradient_check,
    gradient_descent,
    is_node,
    jvp,
    log_sum_exp,
    maximum,
    minimum,
    partial_derivatives,
    random_network,
    topological_order,
    train,
    where,
)
from scalarad.gradient_check import Check
from scalarad.pictures import curves as plots
from scalarad.pictures import regions

# What the base of a Scalar refuses, it refuses everywhere, in these words.
NO_NUMBER = "Scalar wraps a number, such as 3.0; got "


def parabola(x):
    return (x - 3).square()


def parameter():
    return [Scalar(0.0, name="x")]


def history(*names):
    return History(names, [0.0] * len(names))


def second_is_no_number():
    Drawing("digraph {}", "words").save("picture.jpg")


def neuron_loss(neuron, x):
    return neuron([x]).square()


def large():
    y = Scalar(1.0)
    for _ in range(30):
        y = y + 1
    return y


def function_rows():
    """The rows that all functions of one number share."""
    for name in (
        "atan cos cosh exp expm1 log log1p relu sigmoid sin sinh softplus sqrt tan tanh"
    ).split():
        f = getattr(scalarad, name)
        kinds = rf"^{name} takes real numbers, arrays and Scalars; got .*Convert it first"
        for given in ("3", None, [1.0], {}, scalarad.Scalar):
            yield name, lambda f=f, given=given: f(given), TypeError, kinds
        kinds = r"^an array of numbers is one of float64 or float32; got .*Write x.astype\(float\)"
        for given in (
            np.array([1]),
            np.array([True]),
            np.array(["3"]),
            np.ones((1, 1)).view(np.matrix),
        ):
            yield name, lambda f=f, given=given: f(given), TypeError, kinds
        yield name, f, TypeError, "requires at least 1 positional|missing 1 required"
        if name in ("cos", "sin", "tan"):
            message = f"^{name} has no value at inf$"
            yield name, lambda f=f: f(math.inf), ValueError, message
        if name in ("cosh", "exp", "expm1", "sinh"):
            message = rf"^{name}\(1000\) is larger than any float$"
            yield name, lambda f=f: f(1000), OverflowError, message
    for name, number in [("log", -1.0), ("log1p", -2.0), ("sqrt", -1.0)]:
        f, message = getattr(scalarad, name), f"^{name} has no value at {number}$"
        yield name, lambda f=f, n=number: f(n), ValueError, message
        yield name, lambda f=f, n=number: f(Scalar(n)), ValueError, message
    real = "^relu takes real numbers, arrays and Scalars; got 1j, of type complex"
    yield "relu", lambda: scalarad.relu(1j), TypeError, real
    sqrt_at_0 = "^the slope of sqrt at 0 is infinite$"
    at_0 = lambda: scalarad.sqrt(Scalar(0)).backward()  # noqa: E731
    yield "sqrt", at_0, ZeroDivisionError, sqrt_at_0


ROWS = [
    *function_rows(),
    ("maximum", lambda: maximum(1, "2"), TypeError, "not supported between .* 'str'"),
    ("maximum", lambda: maximum(None, 1), TypeError, "not supported between .* 'None"),
    ("maximum", lambda: maximum(1j, 2), TypeError, "complex numbers have no order: maximum"),
    ("maximum", lambda: maximum(2, 1j), TypeError, "and minimum got 2 and 1j$"),
    ("maximum", lambda: maximum(Scalar(1.0), "2"), TypeError, NO_NUMBER + "'2'"),
    ("maximum", lambda: maximum(1), TypeError, "missing 1 required"),
    ("minimum", lambda: minimum(1, "2"), TypeError, NO_NUMBER + "'2', of type str"),
    ("minimum", lambda: minimum(None, 1), TypeError, NO_NUMBER + "None, of type NoneType"),
    ("minimum", lambda: minimum(Scalar(1.0), [2]), TypeError, NO_NUMBER + r"\[2\], of type"),
    ("minimum", lambda: minimum(Scalar(1.0), 1j), TypeError, "no order|not analytic"),
    ("Scalar", lambda: Scalar({1: 2}), TypeError, NO_NUMBER + r"\{1: 2\}, of type dict"),
    ("Scalar", lambda: Scalar(Scalar), TypeError, NO_NUMBER + "<class.*of type type"),
    ("Scalar", lambda: Scalar(), TypeError, "missing 1 required .* 'num'"),
    ("Scalar", lambda: Scalar(1, (Scalar(2),)), ValueError, "a leaf needs neither"),
    ("Scalar", lambda: Scalar(1) / "2", TypeError, NO_NUMBER + "'2', of type str"),
    ("Scalar", lambda: Scalar(1) // 2, TypeError, "unsupported operand"),
    ("Scalar", lambda: Scalar(1) ** [2], TypeError, NO_NUMBER + r"\[2\], of type list"),
    ("Scalar", lambda: Scalar(-8) ** (1 / 3), ValueError, r"^-8 \*\* 0.3.* not a real"),
    ("Scalar", lambda: 0 ** Scalar(2), ValueError, "needs a base above 0; got 0$"),
    ("Scalar", lambda: 1 / Scalar(0), ZeroDivisionError, "division by zero"),
    ("Scalar", lambda: Scalar(1) < "2", TypeError, "not supported between"),
    ("Scalar", lambda: Scalar(True), TypeError, "True is a condition: write where"),
    ("Scalar", lambda: Scalar(1.0) * False, TypeError, "or 0.0 where the number is meant"),
    ("Scalar", lambda: Scalar(1.0) ** True, TypeError, "True is a condition: write where"),
    ("Scalar", lambda: float(Scalar(1.0)), TypeError, r"or x.num where the plain number"),
    ("Scalar", lambda: math.exp(Scalar(1.0)), TypeError, r"such as scalarad.exp\(x\)"),
    ("Scalar", lambda: sum(Scalar(np.ones(2))), TypeError, r"x.sum\(\) adds up the elements"),
    ("Scalar", lambda: f"{Scalar(1.0):d}", ValueError, "Unknown format code 'd'"),
    ("Scalar", lambda: np.exp(Scalar(1.0)), TypeError, "does not support ufuncs"),
    ("Scalar", lambda: bool(Scalar(np.ones(2))), ValueError, "truth value of an array"),
    ("Dual", lambda: Dual("3", 1.0), TypeError, NO_NUMBER + "'3', of type str"),
    ("Dual", lambda: Dual(3.0, None), TypeError, NO_NUMBER + "None, of type NoneType"),
    ("Dual", lambda: Dual(3.0), TypeError, "missing 1 required .* 'tangent'"),
    ("Dual", lambda: Dual(True, 1.0), TypeError, "True is a condition: write where"),
    ("Dual", lambda: Dual(2.0, 1j), TypeError, "of the real number 2.0 would be complex"),
    ("Dual", lambda: Dual(2.0, np.ones(3)), ValueError,
     r"^the tangent of 2.0 must have its shape, \(\)$"),
    ("Dual", lambda: Dual(np.ones(2), np.ones(3)), ValueError, r"must have its shape, \(2,\)$"),
    ("Dual", lambda: Dual(Scalar(2.0), Scalar(np.ones(3))), ValueError, r"its shape, \(\)$"),
    ("Dual", lambda: Dual(Dual(2.0, 1.0, 5), 1.0, 5), ValueError,
     "^a Dual in a Dual must be of an older nudge; jvp takes a new one$"),
    ("Dual", lambda: Dual(2.0, Dual(2.0, 1.0), 1), ValueError, "must be of an older nudge"),
    ("Dual", lambda: Dual(2.0, 1.0, 0), ValueError, "must be of an older nudge"),
    ("Dual", lambda: Dual(2.0, 1.0, "new"), TypeError, "not supported between"),
    ("Dual", lambda: Dual(2.0, 1.0) * [1.0], TypeError, NO_NUMBER + r"\[1.0\], of type list"),
    ("Dual", lambda: 1 / Dual(0.0, 1.0), ZeroDivisionError, "division by zero"),
    ("Dual", lambda: Dual(1.0, 1.0) < "2", TypeError, "not supported between"),
    ("Dual", lambda: float(Dual(1.0, 1.0)), TypeError, r"or x.primal for the number alone.$"),
    ("Dual", lambda: math.exp(Dual(1.0, 1.0)), TypeError, r"such as scalarad.exp\(x\)"),
    ("Dual", lambda: np.exp(Dual(1.0, 1.0)), TypeError, "does not support ufuncs"),
    ("Dual", lambda: Symbol("x") * Dual(1.0, 1.0), TypeError, "a formula is made of Symbols"),
    ("Dual", lambda: scalarad.log(Dual(0.0, 1.0)), ValueError, "^log has no value at 0.0$"),
    ("Dual", lambda: scalarad.sqrt(Dual(0, 1)), ZeroDivisionError, "sqrt at 0 is infinite$"),
    ("jvp", lambda: jvp(parabola, 2.0, 1.0), TypeError,
     r"^jvp takes tuples of as many tangents as primals: jvp\(f, \(2.0,\), \(1.0,\)\)$"),
    ("jvp", lambda: jvp(parabola, (2.0,), (1.0, 2.0)), TypeError, "as many tangents as primals"),
    ("jvp", lambda: jvp(parabola, "2", "1"), TypeError, "^jvp takes tuples"),
    ("jvp", lambda: jvp(parabola, (2.0, 3.0), (1.0, 2.0)), TypeError, "positional argument"),
    ("jvp", lambda: jvp(parabola, ("2",), (1.0,)), TypeError, NO_NUMBER + "'2', of type str"),
    ("jvp", lambda: jvp(3, (2.0,), (1.0,)), TypeError, "not callable"),
    ("jvp", lambda: jvp(lambda x: None, (2.0,), (1.0,)), TypeError, NO_NUMBER + "None"),
    ("jvp", lambda: jvp(lambda x: x > 1, (2.0,), (1.0,)), TypeError, "True is a condition"),
    ("jvp", lambda: jvp(lambda x: x * Scalar(1.0), (2.0,), (1.0,)), TypeError,
     r"^f returned Scalar\(Dual\(2.0, 1.0\), name='\*'\), in which a Scalar.* with the tangent 0$"),
    ("Symbol", lambda: Symbol("x") + "y", TypeError,
     "^a formula is made of Symbols and plain numbers; got 'y', of type str$"),
    ("Symbol", lambda: bool(Symbol("x") > 0), TypeError, "x > 0 holds is not known yet"),
    ("Symbol", lambda: float(Symbol("x")), TypeError, "^x has no value yet"),
    ("where", lambda: where(True, Scalar(1), "b"), TypeError, NO_NUMBER + "'b'"),
    ("where", lambda: where(True, None, Scalar(1)), TypeError, NO_NUMBER + "None"),
    ("where", lambda: where(True, 1), TypeError, "missing 1 required .* 'b'"),
    ("topological_order", lambda: topological_order(3.0), TypeError,
     "^topological_order takes a Scalar; got 3.0$"),
    ("topological_order", lambda: topological_order(None), TypeError,
     "^topological_order takes a Scalar; got None$"),
    ("crawl", lambda: plots.crawl(3, parabola), TypeError,
     "^a History of gradient_descent is needed; got 3$"),
    ("plot_matching", lambda: plots.plot_matching([abs, abs], [0, 0]), ValueError,
     r"^places holds each of 0 to 1 once; got \[0, 0\]$"),
    ("is_node", lambda: is_node(), TypeError, "missing 1 required .*'thing'"),
    ("draw", lambda: draw(3.0), TypeError, "draw takes a Scalar; got 3.0, of type flo"),
    ("draw", lambda: draw(None), TypeError, "draw takes a Scalar; got None, of type N"),
    ("draw", lambda: draw([1, 2]), TypeError, r"a Scalar; got \[1, 2\], of type list"),
    ("draw", lambda: draw(Scalar(1), limit=0), ValueError,
     "limit is the largest number of nodes to draw, at least 1; got 0"),
    ("draw", lambda: draw(Scalar(1), False, -3), ValueError, "at least 1; got -3"),
    ("draw", lambda: draw(Scalar(1), only=[3.0]), TypeError,
     "^only lists the Scalars to draw; got 3.0$"),
    ("draw", lambda: draw(Scalar(1), only=[Scalar(2)]), ValueError,
     r"^the output does not depend on Scalar\(2\), which only names$"),
    ("draw", lambda: draw(Scalar(1), edges=True, only=[]), ValueError,
     "^an arrow of a folded graph has no local derivative: leave edges out$"),
    ("film", lambda: film(3.0), TypeError, "film takes a Scalar; got 3.0"),
    ("film", lambda: film([Scalar(1)]), TypeError, r"film takes a Scalar; got \[Scalar"),
    ("film", lambda: film(large()), ValueError,
     r"of 61 nodes is too long to watch; film a smaller .* film\(..., limit=61\)"),
    ("film", lambda: film(Scalar(1), limit=0), ValueError, "a film of 1 nodes is too lo"),
    ("Film", lambda: repr(Film(3)), TypeError, "not iterable"),
    ("Film", lambda: repr(Film(["words"])), AttributeError, "description"),
    ("Drawing", lambda: Drawing("digraph {}"), TypeError, "missing 1 .*'description'"),
    ("Drawing", second_is_no_number, ValueError,
     r"^save writes .svg and .png files; got 'picture.jpg'$"),
    ("forward_difference", lambda: forward_difference(abs, 1.0, 0.0), ValueError,
     "the nudge h = 0.0 does not move x = 1.0; take a larger one"),
    ("forward_difference", lambda: forward_difference(abs, 1.0, 1e-16), ValueError,
     "^the nudge h = 1e-16 does not move x = 1.0; take a larger one$"),
    ("forward_difference", lambda: forward_difference(3, 1.0, 0.1), TypeError, "callab"),
    ("forward_difference", lambda: forward_difference(abs, "1", 1), TypeError, "str"),
    ("central_difference", lambda: central_difference(abs, 1e30, 1.0), ValueError,
     r"the nudge h = 1.0 does not move x = 1e\+30; take a larger one"),
    ("central_difference", lambda: central_difference(abs, "1"), TypeError, "bad operand"),
    ("central_difference", lambda: central_difference(None, 1.0), TypeError, "callable"),
    ("partial_derivatives", lambda: partial_derivatives(abs, math.inf), ValueError,
     "the nudge h = inf does not move x = inf; take a larger one"),
    ("partial_derivatives", lambda: partial_derivatives(abs, None), TypeError, "NoneType"),
    ("partial_derivatives", lambda: partial_derivatives(abs, 1.0, 2.0), TypeError,
     "exactly one argument .2 given"),
    ("partial_derivatives", lambda: partial_derivatives(lambda x, y: x, 1.0, 2.0, 0.1), TypeError,
     "takes 2 positional arguments but 3 were given"),
    ("gradient_check", lambda: gradient_check(parabola), ValueError,
     "^gradient_check needs at least one argument to differentiate by$"),
    ("gradient_check", lambda: gradient_check(parabola, "3"), TypeError, NO_NUMBER + "'3'"),
    ("gradient_check", lambda: gradient_check(parabola, 1j), TypeError, "complex"),
    ("gradient_check", lambda: gradient_check(parabola, np.ones(2)), TypeError, "array"),
    ("gradient_check", lambda: gradient_check(lambda x: 3.0, 1.0), TypeError,
     "^gradient_check needs f to return a Scalar; got 3.0$"),
    ("gradient_check", lambda: gradient_check(lambda x: None, 1.0), TypeError,
     "^gradient_check needs f to return a Scalar; got None$"),
    ("gradient_check", lambda: gradient_check(lambda x: "ab" * 999, 1.0), TypeError,
     "a Scalar; got '(ab)*a?$"),
    ("gradient_check", lambda: gradient_check(parabola, 1.0, 2.0), TypeError, "positiona"),
    ("gradient_check", lambda: gradient_check(scalarad.sqrt, -1.0), ValueError,
     "sqrt has no value at -1.0"),
    ("gradient_check", lambda: gradient_check(3, 1.0), TypeError, "not callable"),
    ("GradientReport", lambda: GradientReport(), TypeError, "missing 1 .*'checks'"),
    ("GradientReport", lambda: bool(GradientReport([1])), AttributeError, "verdict"),
    ("gradient_descent", lambda: gradient_descent(parabola, Scalar(0.0)), TypeError,
     "^a Scalar is one number and has no parts to go through"),
    ("gradient_descent", lambda: gradient_descent(parabola, parameter(), [1.0, 2.0]), TypeError,
     r"^data holds a tuple for each example; got \[1.0, 2.0\]$"),
    ("gradient_descent", lambda: gradient_descent(parabola, [Scalar(np.ones(2))]), TypeError,
     "^gradient_descent learns single numbers: parameters are Scalars, like"),
    ("gradient_descent", lambda: gradient_descent(parabola, [], epochs=2), ValueError,
     "^nothing to learn: data, parameters or epochs are empty$"),
    ("gradient_descent", lambda: gradient_descent(parabola, [None]), TypeError,
     r"parameters are Scalars, like Scalar\(0.0\); got None"),
    ("gradient_descent", lambda: gradient_descent(parabola, parameter(), [(1, 2)]),
     TypeError, "takes 1 positional argument but 3 were given"),
    ("gradient_descent", lambda: gradient_descent(parabola, parameter(), None, "1"),
     ValueError, "^learning_rate must be a number above 0; got '1'$"),
    ("gradient_descent", lambda: gradient_descent(parabola, parameter(), epochs="3"),
     TypeError, "^epochs must be a whole number; got '3'$"),
    ("Neuron", lambda: Neuron([1.0], 0.0)([1.0, 2.0]), ValueError,
     "^1 inputs are needed; got 2$"),
    ("Neuron", lambda: Neuron([1.0], 0.0).with_parameters([1.0]), ValueError,
     "^2 parameters are needed; got 1$"),
    ("Neuron", lambda: Neuron(1.0, 0.0), TypeError, "'float' object is not iterable"),
    ("Neuron", lambda: Neuron([1.0], 0.0, 3)([1.0]), TypeError, "not callable"),
    ("Layer", lambda: Layer([]), ValueError, "^a Layer needs at least one part$"),
    ("Layer", lambda: Layer([Neuron([1.0], 0.0)])([]), ValueError, "^1 inputs are needed; got 0$"),
    ("Network", lambda: Network([]), ValueError, "^a Network needs at least one part$"),
    ("Network", lambda: random_network([2, 1]).with_parameters([1.0] * 4), ValueError,
     "^3 parameters are needed; got 4$"),
    ("random_network", lambda: random_network([2]), ValueError,
     r"^sizes are two or more whole numbers above 0; got \[2\]$"),
    ("random_network", lambda: random_network([2, 0]), ValueError, r"above 0; got \[2, 0\]$"),
    ("random_network", lambda: random_network([2, 1.0]), ValueError, r"above 0; got \[2, 1.0\]$"),
    ("random_network", lambda: random_network(2), TypeError, "has no len"),
    ("binary_cross_entropy", lambda: binary_cross_entropy("1", 1), TypeError,
     "^softplus takes real numbers"),
    ("binary_cross_entropy", lambda: binary_cross_entropy(Scalar(1.0), "1"), TypeError, NO_NUMBER),
    ("log_sum_exp", lambda: log_sum_exp([]), ValueError, "^log_sum_exp needs at least one score$"),
    ("log_sum_exp", lambda: log_sum_exp(3.0), TypeError, "has no len"),
    ("cross_entropy", lambda: cross_entropy([1.0, 2.0], [1]), ValueError,
     "^2 scores need as many labels; got 1$"),
    ("cross_entropy", lambda: cross_entropy([], []), ValueError, "needs at least one score$"),
    ("train", lambda: train(Neuron([1.0], 0.0), neuron_loss, [1.0], 0), ValueError,
     "^learning_rate must be a number above 0; got 0$"),
    ("train", lambda: train(Neuron([1.0], 0.0), neuron_loss, [1.0], epochs=0), ValueError,
     "^nothing to learn: parameters or epochs are empty$"),
    ("train", lambda: train(Neuron([1.0], 0.0), neuron_loss, [1.0], epochs=1.5), TypeError,
     "^epochs must be a whole number; got 1.5$"),
    ("train", lambda: train(Neuron([1.0], 0.0), neuron_loss, [1.0], optimizer="Adam"), TypeError,
     r"^an optimizer is an object such as Adam\(\); got 'Adam'$"),
    ("Adam", lambda: Adam(1.0), ValueError, "^decay is a number from 0 to less than 1; got 1.0$"),
    ("Adam", lambda: Adam(0.9, -0.5), ValueError, "^square_decay is a number from 0 .*; got -0.5$"),
    ("Adam", lambda: Adam().direction("3"), TypeError, "can't multiply sequence"),
    ("Momentum", lambda: Momentum(2), ValueError,
     "^momentum is a number from 0 to less than 1; got 2$"),
    ("Momentum", lambda: Momentum("much"), ValueError, "^momentum is .*; got 'much'$"),
    ("Nesterov", lambda: Nesterov(math.nan), ValueError, "^momentum is .*; got nan$"),
    ("RMSProp", lambda: RMSProp(None), ValueError, "^decay is a number .*; got None$"),
    ("GradientDescent", lambda: GradientDescent(0.1), TypeError, "takes no arguments"),
    ("gradient_descent", lambda: gradient_descent(parabola, parameter(), optimizer=Adam),
     TypeError, r"^an optimizer is an object such as Adam\(\); got <class"),
    ("gradient_descent", lambda: gradient_descent(parabola, parameter(), optimizer=0.9),
     TypeError, r"^an optimizer is an object such as Adam\(\); got 0.9$"),
    ("train", lambda: train(Neuron([1.0], 0.0), lambda n, x: 3.0, [1.0]), TypeError,
     "must return a Scalar; got 3.0"),
    ("train", lambda: train(Neuron(["1"], 0.0), neuron_loss, [1.0]), TypeError, NO_NUMBER),
    ("train", lambda: train(Neuron([1.0], 0.0), neuron_loss, 3.0), TypeError, "after \\*|iterable"),
    ("train", lambda: train(Scalar(1.0), neuron_loss, [1.0]), AttributeError, "parameters"),
    ("Diverged", lambda: gradient_descent(parabola, parameter(), None, 1e9), Diverged,
     r"is no longer finite .*\s+Take a smaller learning rate, or scale the data"),
    ("Diverged", lambda: Diverged("history"), AttributeError, "names"),
    ("History", lambda: history("x").record(math.nan, [1.0]), OverflowError,
     "^a loss or a parameter is not finite$"),
    ("History", lambda: History(("x",)), TypeError, "missing 1 .*start"),
    ("column", lambda: plots.column(history("x", "y"), "z"), ValueError,
     "^no parameter is named 'z'; there are x, y$"),
    ("epoch_rows", lambda: plots.epoch_rows(3), TypeError,
     "^a History of gradient_descent is needed; got 3$"),
    ("epoch_losses", lambda: plots.epoch_losses(history("x"), []), ValueError,
     "^data holds no example"),
    ("plot_loss", lambda: plots.plot_loss(3), TypeError,
     "^a History of gradient_descent is needed; got 3$"),
    ("plot_parameters", lambda: plots.plot_parameters(None), TypeError,
     "^a History of gradient_descent is needed; got None$"),
    ("loss_surface", lambda: plots.loss_surface(parabola, [1], [2]), TypeError,
     "takes 1 positional argument but 2 were given"),
    ("loss_surface", lambda: plots.loss_surface(lambda x, y: 3.0, [1], [2]),
     AttributeError, "num"),
    ("plot_path", lambda: plots.plot_path(history("x"), parabola), ValueError,
     "^a path needs two parameters; got x$"),
    ("plot_path", lambda: plots.plot_path(history("x", "y", "z"), parabola), ValueError,
     "^a path needs two parameters; got x, y, z$"),
    ("plot_paths", lambda: plots.plot_paths({"a": [(0, 0), (1, 1)]}, parabola), ValueError,
     "^one of the paths must be a History, which names the two parameters$"),
    ("plot_paths", lambda: plots.plot_paths({"a": history("x", "y"), "b": [1]}, parabola),
     ValueError, r"^a path is a History or a list of points \(x, y\); got \[1\]$"),
    ("race", lambda: plots.race({"a": [(0, 0), (1, 1)]}, parabola), ValueError,
     "^one of the paths must be a History, which names the two parameters$"),
    ("plot_residuals", lambda: plots.plot_residuals([1, 2], [1]), ValueError,
     "must have same first dimension"),
    ("plot_zooms", lambda: plots.plot_zooms(scalarad.log, 0.5, 2.0), ValueError,
     "log has no value at -0.5"),
    ("plot_with_slope", lambda: plots.plot_with_slope(scalarad.log, -1, 1), ValueError,
     "log has no value at -1.0"),
    ("plot_with_slope", lambda: plots.plot_with_slope(scalarad.sqrt, 0, 1),
     ZeroDivisionError, "the slope of sqrt at 0.0 is infinite"),
    ("plot_with_slope", lambda: plots.plot_with_slope(float, 0, 1), TypeError,
     r"^float\(\), int\(\), round\(\), math and NumPy would lose"),
    ("plot_gallery", plots.plot_gallery, ValueError, "columns must be a positive integer"),
    ("plot_check", lambda: plots.plot_check([]), AttributeError, "checks"),
    ("plot_points", lambda: regions.plot_points(np.ones(2), np.ones(2), [0, 2], ["a", "b"]),
     ValueError, "^3 classes need as many names; got 2$"),
    ("plot_regions", lambda: regions.plot_regions(None, np.ones(2), np.ones(2), [0, 1]),
     TypeError, "not callable"),
    ("bend", lambda: regions.bend({}, np.ones(2), np.ones(2), [0, 1]), ValueError,
     "^bend shows one network or more; got none$"),
    ("plot_confusion", lambda: regions.plot_confusion([[1, 2]], ["a", "b"]), ValueError,
     r"^2 names need as many rows and columns; got \(1, 2\)$"),
    ("plot_caught", lambda: plots.plot_caught({1: [True], 2: []}, ["x"]), ValueError,
     "one result for each of the 1 tests"),
    ("plot_caught", lambda: plots.plot_caught({"a": [True]}, ["x", "y"]), ValueError,
     "^each row needs one result for each of the 2 tests$"),
    ("plot_caught", lambda: plots.plot_caught([True], ["x"]), AttributeError, "values"),
]  # fmt: skip


# What the other functions of curves.py and regions.py are made of.
PARTS_OF_CURVES = {
    "checked", "some_examples", "unit_of", "box_around", "points_of", "plot_map", "photographs",
    "classes_of", "names_of", "grid_around", "paint", "share_right",
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_figure_stays_open():
    yield
    plots.plt.close("all")


@pytest.mark.parametrize(
    "attempt, error, words",
    [row[1:] for row in ROWS],
    ids=[f"{row[0]}-{i}" for i, row in enumerate(ROWS)],
)
def test_bad_input_is_refused_in_these_words(attempt, error, words, tmp_path):
    with pytest.raises(error, match=words) as raised:
        attempt()
    assert type(raised.value) is error
    assert len(str(raised.value)) < 300


def test_a_nudge_from_minus_infinity_is_refused_like_one_from_infinity():
    with pytest.raises(ValueError, match="does not move x = -inf"):
        central_difference(abs, -math.inf)


def test_every_public_function_has_a_row():
    public = set(scalarad.__all__)
    public |= {
        name
        for module in (plots, regions)
        for name, thing in vars(module).items()
        if isinstance(thing, FunctionType)
        and thing.__module__ == module.__name__
        and "__" not in name  # what mutmut adds in `make mutants`
        and name not in PARTS_OF_CURVES
    }
    assert public == {row[0] for row in ROWS}


def test_what_is_refused_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError):
        second_is_no_number()
    assert not list(tmp_path.iterdir())
    past = history("x")
    with pytest.raises(OverflowError):
        past.record(1.0, [math.inf])
    assert (past.losses, past.rows) == ([], [(0.0,)])
    figures = plots.plt.get_fignums()
    with pytest.raises(ValueError, match="two parameters"):
        plots.plot_path(past, parabola)
    assert plots.plt.get_fignums() == figures


def test_an_incomplete_check_is_no_check():
    with pytest.raises(TypeError, match="missing 1 required .* 'verdict'"):
        Check("x", 1.0, 1.0, None, 0.0)
