"""Gradient descent: the post's run, steps worked by hand, what stops it, what it shows."""

import math
import sys
import time
from fractions import Fraction

import numpy as np
import pytest

from scalarad.gradient_descent import Diverged, History, gradient_descent
from scalarad.scalar import Scalar

POST = """\
[epoch 0] Estimated that m=1.13 and b=2.23
[epoch 4] Estimated that m=3.63 and b=7.15
[epoch 8] Estimated that m=4.54 and b=8.94
[epoch 12] Estimated that m=4.87 and b=9.6
[epoch 16] Estimated that m=4.99 and b=9.83
[epoch 20] Estimated that m=5.03 and b=9.92
[epoch 24] Estimated that m=5.04 and b=9.95
[epoch 28] Estimated that m=5.04 and b=9.97"""


def line_loss(m, b, x, y):
    return (Scalar(y) - (m * x + b)).square()


def parabola(x):
    return (x - 3).square()


def test_the_eight_lines_of_the_post():
    data = [(i / 100, 5 * (i / 100) + 10) for i in range(100)]
    history = gradient_descent(line_loss, [Scalar(0, name="m"), Scalar(0, name="b")], data)
    rows = history.rows[100::100]
    assert POST.split("\n") == [
        f"[epoch {i}] Estimated that m={round(m, 2)} and b={round(b, 2)}"
        for i, (m, b) in enumerate(rows)
        if i % 4 == 0
    ]
    assert (len(rows), len(history.losses), len(history.rows)) == (30, 3000, 3001)
    assert history.losses[0] == 100  # (10 - 0)²


def test_steps_without_data_are_those_worked_by_hand():
    start = Scalar(Fraction(0), name="x")
    history = gradient_descent(parabola, [start], learning_rate=Fraction(1, 4), epochs=3)
    # x - (1/4) 2 (x - 3) is half way from x to 3
    assert history.rows == [(0,), (Fraction(3, 2),), (Fraction(9, 4),), (Fraction(21, 8),)]
    assert history.losses == [9, Fraction(9, 4), Fraction(9, 16)]
    assert history.names == ("x",)


def test_an_epoch_takes_one_step_per_example_in_order():
    parameters = [Scalar(0, name="m"), Scalar(0, name="b")]
    data = iter([(1, 2), (2, 0)])  # a generator is read once, and used in every epoch
    history = gradient_descent(line_loss, parameters, data, Fraction(1, 2), epochs=2)
    # error e = y - (m x + b); m grows by e x, b by e
    assert history.rows == [(0, 0), (2, 2), (-10, -4), (6, 12), (-42, -12)]
    assert history.losses == [4, 36, 256, 576]


def test_a_history_is_names_rows_and_losses():
    assert vars(History(["x"], [1.0])) == {"names": ("x",), "rows": [(1.0,)], "losses": []}


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 10**400], ids=lambda n: f"{n}"[:4])
@pytest.mark.parametrize("where", ["loss", "parameter"])
def test_a_history_takes_finite_numbers_only(bad, where):
    history = History(("x",), (Fraction(1, 3),))
    with pytest.raises(OverflowError):
        history.record(*((bad, [1.0]) if where == "loss" else (1.0, [bad])))
    assert (history.losses, history.rows) == ([], [(Fraction(1, 3),)])
    assert "step 0 is no longer finite (before it: x = 0.3333)" in str(Diverged(history))


def test_an_overflow_inside_the_loss_keeps_the_history():
    def loss(x):
        return parabola(x) * (math.exp(x.num * x.num) * 0 + 1)

    with pytest.raises(Diverged) as error:
        gradient_descent(loss, [Scalar(1.0, name="x")], learning_rate=2.0)
    assert 0 < len(error.value.history.losses) < 30
    assert isinstance(error.value.__cause__, OverflowError)


@pytest.mark.parametrize("start, rate", [(0.0, 1000), (0, 1000), (0, 0.5e4), (0.0, math.inf)])
def test_a_descent_that_explodes_stops_and_keeps_its_finite_steps(start, rate):
    with pytest.raises(Diverged, match="Take a smaller learning rate") as error:
        gradient_descent(parabola, [Scalar(start, name="x")], learning_rate=rate, epochs=1000)
    history = error.value.history
    assert isinstance(error.value, ArithmeticError)
    assert len(history.losses) + 1 == len(history.rows) < 200
    assert all(map(math.isfinite, [*history.losses, *sum(history.rows, ())]))
    assert f"step {len(history.losses)} " in str(error.value)


def test_the_parameters_given_are_left_as_they_are():
    x, unnamed = Scalar(0.0, name="x"), Scalar(1.0)
    fields = ("num", "inputs", "is_leaf", "backward_fn", "derivative", "name")
    before = [getattr(p, field) for p in (x, unnamed) for field in fields]
    history = gradient_descent(lambda x, y: parabola(x) + parabola(y), [x, unnamed], epochs=2)
    assert [getattr(p, field) for p in (x, unnamed) for field in fields] == before
    assert history.names == ("x", "parameter 1")
    assert len(history.rows) == 3 and history.rows[0] == (0.0, 1.0)


def test_a_loss_gets_scalars_of_the_kind_that_was_given():
    class Reopened(Scalar):
        pass

    kinds = []
    gradient_descent(lambda x: kinds.append(type(x)) or parabola(x), [Reopened(0.0)], epochs=2)
    assert kinds == [Reopened, Reopened]


RATE = "learning_rate must be a number above 0; got "
NOTHING = "nothing to learn: data, parameters or epochs are empty"
SINGLE = "gradient_descent learns single numbers: parameters are Scalars, like Scalar(0.0); got "
LOSS = "loss must return a Scalar of a single number; got "
TUPLES = "data holds a tuple for each example; got "


@pytest.mark.parametrize(
    "change, error, message",
    [
        ({"learning_rate": 0}, ValueError, RATE + "0"),
        ({"learning_rate": -0.1}, ValueError, RATE + "-0.1"),
        ({"learning_rate": math.nan}, ValueError, RATE + "nan"),
        ({"learning_rate": "0.1"}, ValueError, RATE + "'0.1'"),
        ({"learning_rate": None}, ValueError, RATE + "None"),
        ({"learning_rate": [0.1]}, ValueError, RATE + "[0.1]"),
        ({"learning_rate": 1j}, ValueError, RATE + "1j"),
        ({"epochs": 1.5}, TypeError, "epochs must be a whole number; got 1.5"),
        ({"epochs": "3"}, TypeError, "epochs must be a whole number; got '3'"),
        ({"epochs": None}, TypeError, "epochs must be a whole number; got None"),
        ({"epochs": 0}, ValueError, NOTHING),
        ({"epochs": -1}, ValueError, NOTHING),
        ({"data": []}, ValueError, NOTHING),
        ({"data": [1.0, 2.0]}, TypeError, TUPLES + "[1.0, 2.0]"),
        ({"data": [(1.0,), 2.0]}, TypeError, TUPLES + "[(1.0,), 2.0]"),
        ({"data": 3}, TypeError, TUPLES + "3"),
        ({"data": np.ones(2)}, TypeError, TUPLES + "array([1., 1.])"),
        ({"data": [Scalar(1.0)]}, TypeError, TUPLES + "[Scalar(1.0)]"),
        ({"parameters": []}, ValueError, NOTHING),
        ({"parameters": [1.0]}, TypeError, SINGLE + "1.0"),
        ({"parameters": [Scalar(np.zeros(2))]}, TypeError, SINGLE + "Scalar(array([0., 0.]))"),
        ({"parameters": [Scalar(np.zeros(1))]}, TypeError, SINGLE + "Scalar(array([0.]))"),
        ({"parameters": [Scalar(1, name="w")] * 2}, ValueError, "same name: ['w', 'w']"),
        (
            {"parameters": [Scalar(1, name="parameter 1"), Scalar(2)]},
            ValueError,
            "same name: ['parameter 1', 'parameter 1']",
        ),
        ({"loss": lambda x: 5.0}, TypeError, LOSS + "5.0"),
        ({"loss": lambda x: None}, TypeError, LOSS + "None"),
        ({"loss": lambda x: x * np.ones(2)}, TypeError, LOSS + "Scalar(array("),
        ({"loss": lambda x: Scalar(2) * 3}, ValueError, "the loss does not use the parameter x"),
    ],
)
def test_what_cannot_be_learned_from_is_refused(change, error, message):
    right = {"loss": parabola, "parameters": [Scalar(0.0, name="x")], "epochs": 2}
    with pytest.raises(error) as raised:
        gradient_descent(**right | change)
    assert message in str(raised.value)


def test_a_quick_run_shows_no_progress_bar(capfd):
    gradient_descent(parabola, [Scalar(0.0)], epochs=1000)
    assert capfd.readouterr() == ("", "")


def test_a_run_of_more_than_two_seconds_shows_one(capfd):
    def slow(x):
        time.sleep(0.5)
        return parabola(x)

    gradient_descent(slow, [Scalar(0.0)], epochs=6)
    out, err = capfd.readouterr()
    assert out == "" and "/6 [" in err


def test_a_parameter_keeps_its_name_in_every_step():
    names = []
    loss = lambda x: names.append(x.name) or parabola(x)  # noqa: E731
    gradient_descent(loss, [Scalar(0.0, name="x")], epochs=3)
    assert names == ["x", "x", "x"]


def test_one_epoch_is_enough():
    history = gradient_descent(parabola, [Scalar(0.0)], epochs=1)
    assert len(history.losses) == 1


def test_what_diverged_names_all_parameters():
    history = History(("m", "b"), (1.0, 2.5))
    assert "(before it: m = 1, b = 2.5)" in str(Diverged(history))


def test_the_bar_waits_two_seconds_knows_the_end_and_goes_away(monkeypatch):
    module, seen = sys.modules[gradient_descent.__module__], []
    bar = lambda steps, **options: seen.append((len(steps), options)) or steps  # noqa: E731
    monkeypatch.setattr(module, "tqdm", bar)
    gradient_descent(line_loss, [Scalar(0), Scalar(0)], [(1, 2), (2, 0)], epochs=3)
    assert seen == [(6, {"delay": 2, "leave": False})]


@pytest.mark.parametrize(
    "rows", [[[1, 2], [2, 0]], np.array([[1, 2], [2, 0]]), zip([1, 2], [2, 0])]
)
def test_an_example_may_be_a_list_or_the_row_of_an_array(rows):
    parameters = [Scalar(0, name="m"), Scalar(0, name="b")]
    history = gradient_descent(line_loss, parameters, rows, Fraction(1, 2), np.int64(2))
    assert history.rows[-1] == (-42, -12)


def test_an_example_of_one_number_is_a_tuple_of_one():
    loss = lambda x, goal: (x - goal).square()  # noqa: E731
    history = gradient_descent(loss, [Scalar(0.0)], [(1.0,), (2.0,)], 0.5, epochs=1)
    assert history.rows == [(0.0,), (1.0,), (2.0,)]


def test_an_error_of_a_generator_of_data_can_be_seen():
    data = ((x, x + None) for x in [1.0])
    with pytest.raises(TypeError, match="^data holds a tuple") as error:
        gradient_descent(line_loss, [Scalar(0.0)], data)
    assert "unsupported operand" in str(error.value.__cause__)


def test_an_error_of_the_loss_is_not_taken_for_one_of_the_data():
    with pytest.raises(TypeError, match="takes 1 positional argument but 3 were given"):
        gradient_descent(parabola, [Scalar(0.0)], [(1, 2)])


def test_a_scalar_as_learning_rate_learns_how_the_result_depends_on_it():
    rate = Scalar(0.25)
    history = gradient_descent(parabola, [Scalar(Scalar(0.0))], learning_rate=rate, epochs=2)
    (end,) = history.rows[-1]
    end.backward()
    # After two steps x is 3 - 3 (1 - 2 rate)², whose slope is 12 (1 - 2 rate).
    assert (end.num, rate.derivative) == (2.25, 6.0)


def test_a_scalar_in_a_scalar_that_explodes_is_reported_by_its_number():
    with pytest.raises(Diverged, match=r"before it: x = [\d.e+-]+\)"):
        gradient_descent(parabola, [Scalar(Scalar(0.0), name="x")], None, Scalar(1e9), epochs=99)
