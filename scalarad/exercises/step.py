"""Exercise of notebook 06: one step of a parameter, against its derivative."""

from scalarad.exercises.judge import Odd, Task, number_in, refuse_missing, shown
from scalarad.graph import is_node
from scalarad.scalar import Scalar


def a_parameter(number, derivative):
    """A leaf whose derivative is known."""
    parameter = Scalar(number, name="m")
    parameter.derivative = derivative
    return parameter


def observe_steps(step, places):
    """The number of the new Scalar at each (number, derivative, rate)."""
    refuse_missing(step, "step")
    seen = {}
    for number, derivative, rate in places:
        parameter = a_parameter(number, derivative)
        result = step(parameter, rate)
        refuse_missing(result, "what step returns")
        if result is parameter or parameter.num != number:
            raise Odd("the old Scalar has changed, or came back; make a new one")
        if not is_node(result):
            raise Odd("what comes back is no Scalar; wrap the new number in one")
        if not result.is_leaf:
            raise Odd("the new Scalar remembers the step, and graphs would grow; work with num")
        label = f"at {shown(number)} with derivative {shown(derivative)} and rate {shown(rate)} it"
        seen[label] = number_in(result.num, "the number of the new Scalar")
        if result.name != parameter.name:
            raise Odd("the new Scalar should have the name of the old one: name=parameter.name")
    return seen


downhill = Task(
    observe_steps,
    lambda choose: [(choose.uniform(1, 3), -4.5, 0.25), (choose.uniform(-3, -1), 2.5, 0.125)],
    right="the step goes down on either side, and is longer where the ground is steeper.",
)


@downhill.known
def against_the_derivative(p, rate):
    return Scalar(p.num - rate * p.derivative, name=p.name)


@downhill.wrong
def uphill(p, rate):
    """this goes uphill: the sign of the derivative says where the loss goes up"""
    return Scalar(p.num + rate * p.derivative, name=p.name)


@downhill.wrong
def without_rate(p, rate):
    """the learning rate is left out, so the step is far too long"""
    return Scalar(p.num - p.derivative, name=p.name)


@downhill.wrong
def without_derivative(p, rate):
    """the derivative is left out: each parameter would take the same step"""
    return Scalar(p.num - rate, name=p.name)


@downhill.wrong
def step_alone(p, rate):
    """this is the step alone; where does it start?"""
    return Scalar(-rate * p.derivative, name=p.name)


@downhill.wrong
def not_moved(p, rate):
    """the new Scalar stands where the old one stood"""
    return Scalar(p.num, name=p.name)


@downhill.wrong
def size_alone(p, rate):
    """the sign of the derivative is lost, and it says which way is down"""
    return Scalar(p.num - rate * abs(p.derivative), name=p.name)


@downhill.wrong
def number_as_slope(p, rate):
    """the step is measured by the number; the derivative says how far"""
    return Scalar(p.num - rate * p.num, name=p.name)


@downhill.wrong
def rate_on_all(p, rate):
    """all of it is multiplied by the rate; only the derivative should be"""
    return Scalar(rate * (p.num - p.derivative), name=p.name)


@downhill.wrong
def divided(p, rate):
    """it is divided by the rate; a smaller rate should make a smaller step"""
    return Scalar(p.num - p.derivative / rate, name=p.name)
