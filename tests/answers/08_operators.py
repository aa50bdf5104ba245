# %% three_minus_x | right
asked = ("__rsub__", -4.5, -1)
# %% three_minus_x | right
asked = ["rsub", 3 - 7.5, -1.0]
# %% three_minus_x | right
asked = ("x.__rsub__(3)", -4.5, -1)
# %% three_minus_x | wrong | asks of the left side
asked = ("__sub__", -4.5, -1)
# %% three_minus_x | wrong | a twin of its own
asked = ("__radd__", -4.5, -1)
# %% three_minus_x | wrong | this is x - 3 in both
asked = ("__rsub__", 4.5, 1)
# %% three_minus_x | wrong | the number is that of x - 3
asked = ("__rsub__", 4.5, -1)
# %% three_minus_x | wrong | the derivative is that of x - 3
asked = ("__rsub__", -4.5, 1)
# %% three_minus_x | wrong | asks for neither number
asked = ("__rsub__", -4.5, 3)
# %% three_minus_x | wrong | three things
asked = "__rsub__"


# %% quotient | right
class Scalar(Scalar):
    def __truediv__(self, other):
        other = self.lift(other)
        x, y = self.num, other.num
        return type(self)(x / y, (self, other), lambda b_in: (b_in / y, -x * b_in / y**2), "/")

    def __rtruediv__(self, other):
        return type(self)(other).__truediv__(self)


# %% quotient | right
class Scalar(Scalar):
    def __truediv__(self, other):
        other = self.lift(other)
        inverse = 1 / other.num
        slopes = (inverse, -self.num * inverse * inverse)

        def backward(b_in):
            return tuple(slope * b_in for slope in slopes)

        return type(self)(self.num * inverse, [self, other], backward)

    def __rtruediv__(self, other):
        x = self.num
        return type(self)(other / x, (self,), lambda b_in: (-other / x**2 * b_in,), "1/")


# %% quotient | wrong | a minus is missing
class Scalar(Scalar):
    def __truediv__(self, other):
        other = self.lift(other)
        x, y = self.num, other.num
        return type(self)(x / y, (self, other), lambda b_in: (b_in / y, x * b_in / y**2))


# %% quotient | wrong | b is squared there
class Scalar(Scalar):
    def __truediv__(self, other):
        other = self.lift(other)
        x, y = self.num, other.num
        return type(self)(x / y, (self, other), lambda b_in: (b_in / y, -x * b_in / y))


# %% quotient | wrong | the slope of 1 / b
class Scalar(Scalar):
    def __truediv__(self, other):
        other = self.lift(other)
        x, y = self.num, other.num
        return type(self)(x / y, (self, other), lambda b_in: (b_in / y, -b_in / y**2))


# %% quotient | wrong | the second input gets nothing
class Scalar(Scalar):
    def __truediv__(self, other):
        other = self.lift(other)
        x, y = self.num, other.num
        return type(self)(x / y, (self, other), lambda b_in: (b_in / y, 0))


# %% quotient | wrong | the rule of a * b
class Scalar(Scalar):
    def __truediv__(self, other):
        other = self.lift(other)
        x, y = self.num, other.num
        return type(self)(x / y, (self, other), lambda b_in: (y * b_in, x * b_in))


# %% quotient | wrong | swap them
class Scalar(Scalar):
    def __truediv__(self, other):
        other = self.lift(other)
        x, y = self.num, other.num
        return type(self)(x / y, (self, other), lambda b_in: (-x * b_in / y**2, b_in / y))


# %% quotient | wrong | other inputs than it was given
class Scalar(Scalar):
    def __truediv__(self, other):
        return self * self.lift(other) ** -1

    def __rtruediv__(self, other):
        return self.lift(other) / self


# %% quotient | wrong | what stands on the left
class Scalar(Scalar):
    def __truediv__(self, other):
        other = self.lift(other)
        x, y = self.num, other.num
        return type(self)(x / y, (self, other), lambda b_in: (b_in / y, -x * b_in / y**2), "/")

    def __rtruediv__(self, other):
        return self / other


# %% quotient | wrong | calls itself without end
class Scalar(Scalar):
    def __truediv__(self, other):
        other = self.lift(other)
        x, y = self.num, other.num
        return type(self)(x / y, (self, other), lambda b_in: (b_in / y, -x * b_in / y**2), "/")

    def __rtruediv__(self, other):
        return other / self


# %% quotient | wrong | __rtruediv__ needs a return
class Scalar(Scalar):
    def __truediv__(self, other):
        other = self.lift(other)
        x, y = self.num, other.num
        return type(self)(x / y, (self, other), lambda b_in: (b_in / y, -x * b_in / y**2), "/")

    def __rtruediv__(self, other):
        self.lift(other) / self


# %% quotient | wrong | save what it needs
class Scalar(Scalar):
    def __truediv__(self, other):
        other = self.lift(other)
        return type(self)(
            self.num / other.num,
            (self, other),
            lambda b_in: (b_in / other.num, -self.num * b_in / other.num**2),
        )


# %% quotient | wrong | lift what stands below
class Scalar(Scalar):
    def __truediv__(self, other):
        x, y = self.num, other.num
        return type(self)(x / y, (self, other), lambda b_in: (b_in / y, -x * b_in / y**2), "/")

    def __rtruediv__(self, other):
        return self.lift(other) / self


# %% quotient | wrong | __rtruediv__ is missing
class Scalar(Scalar):
    def __truediv__(self, other):
        other = self.lift(other)
        x, y = self.num, other.num
        return type(self)(x / y, (self, other), lambda b_in: (b_in / y, -x * b_in / y**2), "/")


# %% swing | right
def swing(x):
    return sin(x * 2.5) * exp(x * -0.3) + sqrt(abs(x))


# %% swing | right
def swing(x):
    strength = 1 / (math.e ** (0.3 * x))
    size = x if x > 0 else -x
    return size**0.5 + strength * sin(2.5 * x)


# %% swing | wrong | both leaks are still open
swing = leaking


# %% swing | wrong | what is added at the end
def swing(x):
    strength = exp(-0.3 * x)
    wave = sin(2.5 * x)
    size = abs(x) ** 0.5
    return strength * wave + size.num


# %% swing | wrong | strength is still a constant
def swing(x):
    strength = Finished(math.exp(-0.3 * x.num))
    wave = sin(2.5 * x)
    size = abs(x) ** 0.5
    return strength * wave + size


# %% swing | wrong | now wave forgets x
def swing(x):
    return exp(-0.3 * x) * math.sin(2.5 * x.num) + abs(x) ** 0.5


# %% swing | wrong | everything has leaked
def swing(x):
    x = x.num
    return math.exp(-0.3 * x) * math.sin(2.5 * x) + math.sqrt(abs(x))


# %% swing | wrong | the numbers should stay
def swing(x):
    return exp(-0.3 * x) * sin(2.5 * x)


# %% swing | wrong | did you forget a return
def swing(x):
    exp(-0.3 * x) * sin(2.5 * x) + abs(x) ** 0.5


# %% swing | wrong | would lose the derivative
def swing(x):
    return math.exp(-0.3 * x) * sin(2.5 * x) + abs(x) ** 0.5


# %% swing | wrong | to a function of NumPy
def swing(x):
    return np.exp(-0.3 * x) * sin(2.5 * x) + abs(x) ** 0.5


# %% bump | right
@elementary(lambda x, y: -2 * x * y)
def bump(x):
    return math.exp(-x * x)


bump.register(np.ndarray, lambda x: np.exp(-x * x))


# %% bump | right
def bump(x):
    return 1 / math.exp(x**2)


def slope(x, y):
    return -(x + x) * exp(-(x**2))


bump = elementary(slope)(bump)
bump.register(np.ndarray, lambda x: 1 / np.exp(x**2))


# %% bump | wrong | what stands inside has a slope too
@elementary(lambda x, y: y)
def bump(x):
    return math.exp(-x * x)


bump.register(np.ndarray, lambda x: np.exp(-x * x))


# %% bump | wrong | that of exp is missing
@elementary(lambda x, y: -2 * x)
def bump(x):
    return math.exp(-x * x)


bump.register(np.ndarray, lambda x: np.exp(-x * x))


# %% bump | wrong | the hill goes down
@elementary(lambda x, y: 2 * x * y)
def bump(x):
    return math.exp(-x * x)


bump.register(np.ndarray, lambda x: np.exp(-x * x))


# %% bump | wrong | the 2 is missing
@elementary(lambda x, y: -x * y)
def bump(x):
    return math.exp(-x * x)


bump.register(np.ndarray, lambda x: np.exp(-x * x))


# %% bump | wrong | the two slopes are added
@elementary(lambda x, y: -2 * x + y)
def bump(x):
    return math.exp(-x * x)


bump.register(np.ndarray, lambda x: np.exp(-x * x))


# %% bump | wrong | without the decorator math gets
def bump(x):
    return math.exp(-x * x)


# %% bump | wrong | without the decorator math forgets
def bump(x):
    x = getattr(x, "num", x)
    return math.exp(-x * x)


# %% bump | wrong | no version for arrays
@elementary(lambda x, y: -2 * x * y)
def bump(x):
    return math.exp(-x * x)


# %% bump | wrong | one is asked for
def bump(x):
    return exp(-x * x)


# %% bump | wrong | must do without math
@elementary(lambda x, y: -2 * x * math.exp(-x * x))
def bump(x):
    return math.exp(-x * x)


bump.register(np.ndarray, lambda x: np.exp(-x * x))


# %% bump | wrong | the version for arrays uses math
@elementary(lambda x, y: -2 * x * y)
def bump(x):
    return math.exp(-x * x)


bump.register(np.ndarray, lambda x: math.exp(-x * x))


# %% bump | wrong | the slope comes first in elementary
@elementary(lambda x: np.exp(-x * x))
def bump(x):
    return math.exp(-x * x)


# %% bump | wrong | bump of an array gives
@elementary(lambda x, y: -2 * x * y)
def bump(x):
    return math.exp(-x * x)


bump.register(np.ndarray, np.exp)


# %% bump | wrong | grows to both sides
@elementary(lambda x, y: 2 * x * y)
def bump(x):
    return math.exp((-x) ** 2)


bump.register(np.ndarray, lambda x: np.exp((-x) ** 2))


# %% sigmoid | right
def sigmoid(x):
    if x < 0:
        return exp(x) * sigmoid(-x)
    return 1 / (1 + exp(-x))


# %% sigmoid | right
def sigmoid(x):
    if x.num < -700:
        return 0 * x
    if x < -40:
        return exp(x)
    return naive_sigmoid(x)


# %% sigmoid | right
def sigmoid(x):
    size = max(x, -x)
    half = 1 / (1 + math.e ** (-size))
    return half if x >= 0 else half * math.e**x


# %% sigmoid | right
def sigmoid(x):
    from scalarad.functions import log1p

    return exp(-log1p(exp(-x))) if x > 0 else exp(x - log1p(exp(x)))


# %% sigmoid | wrong | as in the naive formula
def sigmoid(x):
    return naive_sigmoid(x)


# %% sigmoid | wrong | overflows in its place
def sigmoid(x):
    return exp(x) / (1 + exp(x))


# %% sigmoid | wrong | the wrong way round
def sigmoid(x):
    if x < 0:
        return 1 / (1 + exp(-x))
    return exp(x) / (1 + exp(x))


# %% sigmoid | wrong | only put off
def sigmoid(x):
    return exp(x / 2) / (exp(x / 2) + exp(-x / 2))


# %% sigmoid | wrong | hand on the limit
def sigmoid(x):
    return naive_sigmoid(max(min(x, 30), -30))


# %% sigmoid | wrong | This is the value at -30
def sigmoid(x):
    from scalarad.functions import maximum, minimum

    return naive_sigmoid(maximum(minimum(x, 30.0), -30.0))


# %% sigmoid | wrong | something left to follow
def sigmoid(x):
    if x < -20:
        return 0.0
    if x > 20:
        return 1.0
    return naive_sigmoid(x)


# %% sigmoid | wrong | That is small, but
def sigmoid(x):
    return naive_sigmoid(x) if x > -30 else 0 * x


# %% sigmoid | wrong | it is tiny there
def sigmoid(x):
    if x > 30:
        return 1 + 0 * x
    return exp(x) / (1 + exp(x)) if x < 0 else naive_sigmoid(x)


# %% sigmoid | wrong | come to it by itself
def sigmoid(x):
    try:
        return 1 / (1 + exp(-x))
    except OverflowError:
        return 0.0


# %% sigmoid | wrong | has forgotten x
def sigmoid(x):
    try:
        return 1 / (1 + exp(-x))
    except OverflowError:
        return Finished(0.0)


# %% sigmoid | wrong | math.exp and num forget x
def sigmoid(x):
    x = x.num
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))


# %% sigmoid | wrong | only the top remembers x
def sigmoid(x):
    if x >= 0:
        return 1 / (1 + exp(-x))
    return exp(x) / (1 + math.exp(x.num))


# %% sigmoid | wrong | left of 0 the 1 + is missing
def sigmoid(x):
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x)


# %% sigmoid | wrong | right of 0 the 1 + is missing
def sigmoid(x):
    return 1 / exp(-x)


# %% sigmoid | wrong | the whole bottom needs brackets
def sigmoid(x):
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / 1 + exp(x)


# %% sigmoid | wrong | the bottom is not
def sigmoid(x):
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(-x))


# %% sigmoid | wrong | left of 0 this is the mirror image
def sigmoid(x):
    return 1 / (1 + exp(-abs(x)))


# %% sigmoid | wrong | right of 0 this is the mirror image
def sigmoid(x):
    return exp(-abs(x)) / (1 + exp(-abs(x)))


# %% sigmoid | wrong | minus the mirror image
def sigmoid(x):
    return 1 / (1 + exp(-x)) if x >= 0 else -sigmoid(-x)


# %% sigmoid | wrong | 1 minus nearly 1
def sigmoid(x):
    return 1 / (1 + exp(-x)) if x >= 0 else 1 - sigmoid(-x)


# %% sigmoid | wrong | digits are gone
def sigmoid(x):
    if x > 700:
        return 1 / (1 + exp(-x))
    return exp(x) / (1 + exp(x))


# %% sigmoid | wrong | abs has a corner there
def sigmoid(x):
    small = exp(-abs(x))
    return 1 / (1 + small) if x >= 0 else small / (1 + small)


# %% sigmoid | wrong | at 0 this is a plain number
def sigmoid(x):
    if x == 0:
        return 0.5
    return 1 / (1 + exp(-x)) if x > 0 else exp(x) / (1 + exp(x))


# %% sigmoid | wrong | did you forget a return
def sigmoid(x):
    if x > 0:
        return 1 / (1 + exp(-x))
    if x < 0:
        return exp(x) / (1 + exp(x))


# %% sigmoid | wrong | would lose the derivative
def sigmoid(x):
    x = float(x)
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))


# %% sigmoid | wrong | to a function of NumPy
def sigmoid(x):
    return 1 / (1 + np.exp(-x)) if x >= 0 else np.exp(x) / (1 + np.exp(x))


# %% sigmoid | wrong | a rule of its own
@elementary(lambda x, y: y * sigmoid(-x))
def sigmoid(x):
    small = math.exp(-abs(x))
    return 1 / (1 + small) if x >= 0 else small / (1 + small)
