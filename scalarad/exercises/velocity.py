"""Exercise of notebook 16: a direction that remembers the slopes before."""

from scalarad.exercises.judge import Odd, Task, number_in, refuse_missing


def observe_directions(answer, slopes):
    """The direction at each slope of a descent, one after the other."""
    refuse_missing(answer, "the class")
    if not isinstance(answer, type):
        raise Odd("the class itself is asked for, without brackets")
    ball, other, seen = answer(), answer(), {}
    for i, slope in enumerate(slopes, start=1):
        label = f"the direction at slope {i} of {', '.join(f'{s:g}' for s in slopes)}"
        seen[label] = number_in(ball.direction(slope), "the direction")
    again = number_in(other.direction(slopes[0]), "the direction")
    if again != next(iter(seen.values())):
        raise Odd("a second ball begins with the velocity of the first; keep it in self")
    return seen


momentum = Task(
    observe_directions,
    lambda choose: [1.0, 1.0, -2.0, choose.choice([3.0, 4.0, 5.0])],
    right="slopes that agree add up, and slopes that change sign cancel.",
)


class Ball:
    def __init__(self):
        self.velocity = 0.0


@momentum.known
class Heavy(Ball):
    def direction(self, slope):
        self.velocity = 0.9 * self.velocity + slope
        return self.velocity


@momentum.wrong
class Forgetful(Ball):
    """the velocity is computed, but not kept: it stays 0 for the next step"""

    def direction(self, slope):
        return 0.9 * self.velocity + slope


@momentum.wrong
class WithoutFriction(Ball):
    """all of the velocity is kept; it should lose a tenth at each step"""

    def direction(self, slope):
        self.velocity = self.velocity + slope
        return self.velocity


@momentum.wrong
class Average(Ball):
    """the slope counts only a tenth; all of it is to be added"""

    def direction(self, slope):
        self.velocity = 0.9 * self.velocity + 0.1 * slope
        return self.velocity


@momentum.wrong
class OneStepLate(Ball):
    """this is the velocity from before the slope was added"""

    def direction(self, slope):
        before = self.velocity
        self.velocity = 0.9 * self.velocity + slope
        return before


@momentum.wrong
class AllOfIt(Ball):
    """the new slope loses a tenth as well; only the velocity before should"""

    def direction(self, slope):
        self.velocity = 0.9 * (self.velocity + slope)
        return self.velocity


@momentum.wrong
class Uphill(Ball):
    """the sign is turned: the direction is taken off the number later"""

    def direction(self, slope):
        self.velocity = 0.9 * self.velocity - slope
        return self.velocity


@momentum.wrong
class Tenth(Ball):
    """a tenth is kept; a tenth should be lost"""

    def direction(self, slope):
        self.velocity = 0.1 * self.velocity + slope
        return self.velocity
