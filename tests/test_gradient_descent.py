"""Gradient descent: the post's run, steps worked by hand, what stops it, what it shows."""

import copy
import math
import sys
import time
from fractions import Fraction

import pytest

from scalarad import Diverged, History, Scalar, gradient_descent

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
    history = gradient_descent(
        line_loss, [Scalar(0, name="m"), Scalar(0, name="b")], data
    )
    rows = history.epoch_parameters[1:]
    assert POST.split("\n") == [
        f"[epoch {i}] Estimated that m={round(m, 2)} and b={round(b, 2)}"
        for i, (m, b) in enumerate(rows)
        if i % 4 == 0
    ]
    assert (len(rows), len(history.losses), len(history.parameters)) == (30, 3000, 3001)
    assert history.losses[0] == 100  # (10 - 0)²


def test_steps_without_data_are_those_worked_by_hand():
    start = Scalar(Fraction(0), name="x")
    history = gradient_descent(
        parabola, [start], learning_rate=Fraction(1, 4), epochs=3
    )
    # x - (1/4) 2 (x - 3) is half way from x to 3
    assert history["x"] == [0, Fraction(3, 2), Fraction(9, 4), Fraction(21, 8)]
    assert (
        history.losses == [9, Fraction(9, 4), Fraction(9, 16)] == history.epoch_losses
    )
    assert history.epoch_parameters == history.parameters
    assert history.parameters[1] == (Fraction(3, 2),) and history.steps_per_epoch == 1


def test_an_epoch_takes_one_step_per_example_in_order():
    parameters = [Scalar(0, name="m"), Scalar(0, name="b")]
    data = iter([(1, 2), (2, 0)])  # a generator is read once, and used in every epoch
    history = gradient_descent(line_loss, parameters, data, Fraction(1, 2), epochs=2)
    # error e = y - (m x + b); m grows by e x, b by e
    assert history.parameters == [(0, 0), (2, 2), (-10, -4), (6, 12), (-42, -12)]
    assert history.losses == [4, 36, 256, 576]
    assert history.epoch_parameters == [(0, 0), (-10, -4), (-42, -12)]
    assert history.epoch_losses == [20, 416]
    assert (history["m"], history["b"]) == ([0, 2, -10, 6, -42], [0, 2, -4, 12, -12])


def test_an_epoch_that_was_cut_off_has_the_mean_of_its_steps():
    history = History(("x",), (0,), steps_per_epoch=2)
    for i, loss in enumerate([10, 20, 7], 1):
        history.record(loss, [i])
    assert history.epoch_losses == [15, 7]
    assert history.epoch_parameters == [(0,), (2,)]


@pytest.mark.parametrize(
    "bad", [math.nan, math.inf, -math.inf, 10**400], ids=lambda n: f"{n}"[:4]
)
@pytest.mark.parametrize("where", ["loss", "parameter"])
def test_a_history_takes_finite_numbers_only(bad, where):
    history = History(("x",), (Fraction(1, 3),), 1)
    with pytest.raises(OverflowError):
        history.record(*((bad, [1.0]) if where == "loss" else (1.0, [bad])))
    assert (history.losses, history.parameters) == ([], [(Fraction(1, 3),)])
    assert "step 0 is no longer finite (before it: x = 0.3333)" in str(
        Diverged(history)
    )


def test_an_overflow_inside_the_loss_keeps_the_history():
    def loss(x):
        return parabola(x) * (math.exp(x.num * x.num) * 0 + 1)

    with pytest.raises(Diverged) as error:
        gradient_descent(loss, [Scalar(1.0, name="x")], learning_rate=2.0)
    assert 0 < len(error.value.history.losses) < 30
    assert isinstance(error.value.__cause__, OverflowError)


@pytest.mark.parametrize(
    "start, rate", [(0.0, 1000), (0, 1000), (0, 0.5e4), (0.0, math.inf)]
)
def test_a_descent_that_explodes_stops_and_keeps_its_finite_steps(start, rate):
    with pytest.raises(Diverged, match="Take a smaller learning rate") as error:
        gradient_descent(
            parabola, [Scalar(start, name="x")], learning_rate=rate, epochs=1000
        )
    history = error.value.history
    assert isinstance(error.value, ArithmeticError)
    assert len(history.losses) + 1 == len(history.parameters) < 200
    assert all(math.isfinite(n) for n in history.losses + history["x"])
    assert f"step {len(history.losses)} " in str(error.value)


def test_the_parameters_given_are_left_as_they_are():
    x, unnamed = Scalar(0.0, name="x"), Scalar(1.0)
    before = copy.copy(vars(x)), copy.copy(vars(unnamed))
    history = gradient_descent(
        lambda x, y: parabola(x) + parabola(y), [x, unnamed], epochs=2
    )
    assert (vars(x), vars(unnamed)) == before
    assert history.names == ("x", "parameter 1")
    assert len(history["parameter 1"]) == 3 and history["x"][0] == 0.0


def test_a_loss_gets_scalars_of_the_kind_that_was_given():
    class Reopened(Scalar):
        pass

    kinds = []
    gradient_descent(
        lambda x: kinds.append(type(x)) or parabola(x), [Reopened(0.0)], epochs=2
    )
    assert kinds == [Reopened, Reopened]


def test_a_parameter_that_is_not_there_is_named_with_those_that_are():
    history = History(("m", "b"), (0, 0), 1)
    with pytest.raises(KeyError, match="no parameter is named 'w'; there are m, b"):
        history["w"]


@pytest.mark.parametrize(
    "change, error, message",
    [
        ({"learning_rate": 0}, ValueError, "learning_rate must be more than 0; got 0"),
        (
            {"learning_rate": -0.1},
            ValueError,
            "learning_rate must be more than 0; got -0.1",
        ),
        (
            {"learning_rate": math.nan},
            ValueError,
            "learning_rate must be more than 0; got nan",
        ),
        (
            {"data": []},
            ValueError,
            "nothing to learn: data, parameters or epochs are empty",
        ),
        (
            {"parameters": []},
            ValueError,
            "nothing to learn: data, parameters or epochs are empty",
        ),
        (
            {"parameters": [1.0]},
            TypeError,
            "parameters are Scalars, like Scalar(0.0); got 1.0",
        ),
        (
            {"parameters": [Scalar(1, name="w")] * 2},
            ValueError,
            "same name: ['w', 'w']",
        ),
        (
            {"parameters": [Scalar(1, name="parameter 1"), Scalar(2)]},
            ValueError,
            "same name: ['parameter 1', 'parameter 1']",
        ),
        ({"loss": lambda x: 5.0}, TypeError, "loss must return a Scalar; got 5.0"),
        ({"loss": lambda x: None}, TypeError, "loss must return a Scalar; got None"),
        (
            {"loss": lambda x: Scalar(2) * 3},
            ValueError,
            "the loss does not use the parameter x",
        ),
        ({"epochs": 0}, ValueError, "nothing to learn"),
        ({"epochs": -1}, ValueError, "nothing to learn"),
        ({"epochs": 1.5}, TypeError, "float"),
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
    history = History(("m", "b"), (1.0, 2.5), 1)
    assert "(before it: m = 1, b = 2.5)" in str(Diverged(history))


def test_the_bar_waits_two_seconds_knows_the_end_and_goes_away(monkeypatch):
    from scalarad import gradient_descent as function

    module, seen = sys.modules[function.__module__], []
    bar = lambda steps, **options: seen.append(options) or steps  # noqa: E731
    monkeypatch.setattr(module, "tqdm", bar)
    gradient_descent(line_loss, [Scalar(0), Scalar(0)], [(1, 2), (2, 0)], epochs=3)
    assert seen == [{"total": 6, "delay": 2, "leave": False}]
