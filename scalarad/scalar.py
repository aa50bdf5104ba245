"""`Scalar`, a number that remembers how it was computed (notebooks 02, 04, 07, 08 and 12)."""

from decimal import Decimal
from fractions import Fraction
from numbers import Number

import numpy as np

from scalarad.graph import topological_order


class Scalar:
    """One number in a computation, and the Scalars that it was computed from.

    num: the number (the primal): anything with `+`, `-` and `*`, kept as it is.
    inputs: the Scalars it was computed from (its parents), in order; `()` for a leaf.
    is_leaf: True when nothing was computed to get it.
    backward_fn: for a result, the vector-Jacobian product of the operation (its vjp, or
        pullback): takes `b_in`, the derivative arriving here, and returns one share of it
        per input. It is pure: it changes nothing. `None` for a leaf.
    derivative: d output / d this (the adjoint), once `output.backward()` has run; `None` before.
    name: what a picture calls it: a variable's name or an operation's sign; `None` for no name.

    Raises TypeError when `num` does no arithmetic, and ValueError when only one of `inputs`
    and `backward` is given.

    The design is that of the blog post "Scalar Autodiff" (2021); the theory is in Griewank and
    Walther, "Evaluating Derivatives" (2008), chapter 3.
    """

    def __init__(self, num, inputs=None, backward=None, name=None):
        if not (hasattr(type(num), "__sub__") and hasattr(type(num), "__mul__")):
            raise TypeError(
                f"Scalar wraps a number, such as 3.0; "
                f"got {num!r:.60}, of type {type(num).__name__}"
            )
        if (inputs is None) != (backward is None):
            raise ValueError(
                "a result needs both inputs and backward, a leaf needs neither"
            )
        self.num = num
        self.inputs = () if inputs is None else tuple(inputs)
        self.is_leaf = inputs is None
        self.backward_fn = backward
        self.derivative = None
        self.name = name

    def lift(self, other):
        """Return `other` itself if it is a Scalar, else a leaf that wraps it."""
        return other if hasattr(other, "backward_fn") else type(self)(other)

    def __mul__(self, other):
        """x * y, with d(x * y) = y dx + x dy."""
        other = self.lift(other)
        x, y = self.num, other.num

        def backward(b_in):
            return (y * b_in, x * b_in)

        return type(self)(x * y, (self, other), backward, "*")

    def __add__(self, other):
        """x + y, with d(x + y) = dx + dy."""
        other = self.lift(other)

        def backward(b_in):
            return (b_in, b_in)

        return type(self)(self.num + other.num, (self, other), backward, "+")

    def __sub__(self, other):
        """x - y, with d(x - y) = dx - dy."""
        other = self.lift(other)

        def backward(b_in):
            return (b_in, -b_in)

        return type(self)(self.num - other.num, (self, other), backward, "-")

    def square(self):
        """x * x, with d(x * x) = 2 x dx."""
        x = self.num

        def backward(b_in):
            return (2 * x * b_in,)

        return type(self)(x * x, (self,), backward, "square")

    def sweep(self, b_in=1):
        """Walk back from here and yield each node as soon as its derivative is complete.

        This is the reverse sweep, one node at a time: a node sends its shares on when the next
        one is asked for. `backward` runs it to the end and says more.
        """
        order = topological_order(self)
        for node in order:
            node.derivative = None
        self.derivative = summed_to(b_in, self.num)
        for node in reversed(order):
            yield node
            if not node.is_leaf:
                shares = node.backward_fn(node.derivative)
                for parent, share in zip(node.inputs, shares, strict=True):
                    share = summed_to(share, parent.num)
                    so_far = parent.derivative
                    # Not +=, which would change an array that another node still holds.
                    parent.derivative = share if so_far is None else so_far + share

    def backward(self, b_in=1):
        """Set `derivative` on every Scalar that this one depends on, and on itself.

        `b_in` is the derivative that arrives here: 1 makes this the output. Derivatives of an
        earlier call are cleared first, so that running it twice gives the same answer. Each node
        is visited once, after everything that uses it; the cost is a small multiple of the cost
        of the forward pass, however many inputs there are (reverse mode: Linnainmaa, 1970).
        Raises ValueError when a rule gives more or fewer shares than its result has inputs.
        """
        for _ in self.sweep(b_in):
            pass

    def __repr__(self):
        """The number, the name if there is one, and the derivative once there is one."""
        parts = [repr(self.num)]
        if self.name:
            parts.append(f"name={self.name!r}")
        if self.derivative is not None:
            parts.append(f"derivative={self.derivative!r}")
        return f"{type(self).__name__}({', '.join(parts)})"

    def __radd__(self, other):
        """other + self, where `other` is a plain number; so for every method with an r."""
        return self.lift(other) + self

    def __rsub__(self, other):
        return self.lift(other) - self

    def __rmul__(self, other):
        return self.lift(other) * self

    # NumPy's arrays and numbers leave the work to us when they stand on the left.
    __array_ufunc__ = None

    def __truediv__(self, other):
        """x / y, with d(x / y) = dx / y - (x / y) dy / y. At y = 0 Python's ZeroDivisionError."""
        other = self.lift(other)
        y, quotient = other.num, self.num / other.num
        if isinstance(quotient, (Fraction, Decimal)):
            y = type(quotient)(
                y
            )  # else the 1 that arrives, by an int, would be a float

        def backward(b_in):
            return (b_in / y, -quotient * b_in / y)

        return type(self)(quotient, (self, other), backward, "/")

    def __rtruediv__(self, other):
        return self.lift(other) / self

    def __neg__(self):
        """-x, with d(-x) = -dx."""

        def backward(b_in):
            return (-b_in,)

        return type(self)(-self.num, (self,), backward, "-")

    def __pos__(self):
        return self

    def __abs__(self):
        """|x|, with d|x| = sign(x) dx; at the corner, x = 0, the derivative given is 0."""
        from scalarad.functions import sign

        slope = sign(self.num)

        def backward(b_in):
            return (slope * b_in,)

        return type(self)(abs(self.num), (self,), backward, "abs")

    def __pow__(self, exponent):
        """x ** n, with d(x ** n) = n x ** (n - 1) dx; for a Scalar exponent see `power`.

        x ** 0 is 1 everywhere, with derivative 0. Raises ValueError where the result would be
        complex, as for (-8) ** (1 / 3); `backward` raises ZeroDivisionError where the slope is
        infinite, as for x ** 0.5 at 0.
        """
        if not isinstance(exponent, Number):
            return self.power(self.lift(exponent))
        x, n = self.num, exponent
        value = x**n
        if isinstance(value, complex) and not isinstance(x, complex):
            raise ValueError(f"{x} ** {n} is not a real number")

        def backward(b_in):
            if n == 0:
                return (0 * b_in,)
            try:
                return (n * x ** (n - 1) * b_in,)
            except ZeroDivisionError:
                raise ZeroDivisionError(
                    f"the slope of x ** {n} at 0 is infinite"
                ) from None

        return type(self)(value, (self,), backward, f"** {n}")

    def power(self, exponent):
        """x ** y for a Scalar y, with d(x ** y) = y x ** (y - 1) dx + x ** y log(x) dy.

        Raises ValueError unless x is above 0, since log(x) is needed.
        """
        from scalarad.functions import log

        x, y = self.num, exponent.num
        try:
            log_x = log(x)
        except ValueError:
            message = f"a Scalar as exponent needs a base above 0; got {x}"
            raise ValueError(message) from None
        value = x**y

        def backward(b_in):
            return (y * x ** (y - 1) * b_in, value * log_x * b_in)

        return type(self)(value, (self, exponent), backward, "**")

    def __rpow__(self, base):
        return self.lift(base) ** self

    def number_in(self, other):
        """The number to compare with: that of a Scalar, or `other` itself."""
        return other.num if hasattr(other, "backward_fn") else other

    def __eq__(self, other):
        """Compare the numbers; so do !=, <, <=, > and >=. No derivative goes through it."""
        return self.num == self.number_in(other)

    def __ne__(self, other):
        return self.num != self.number_in(other)

    def __lt__(self, other):
        return self.num < self.number_in(other)

    def __le__(self, other):
        return self.num <= self.number_in(other)

    def __gt__(self, other):
        return self.num > self.number_in(other)

    def __ge__(self, other):
        return self.num >= self.number_in(other)

    # Two Scalars with equal numbers are still two: as keys they go by identity.
    __hash__ = object.__hash__

    def __bool__(self):
        return bool(self.num)

    def __float__(self):
        """The plain number; like int() and round() it leaves the graph, and no derivative."""
        return float(self.num)

    def __int__(self):
        return int(self.num)

    def __round__(self, digits=None):
        return round(self.num, digits)

    def __format__(self, spec):
        return format(self.num, spec) if spec else repr(self)


def shape_of(num):
    """The shape of an array, also of one inside Scalars; `()` of a single number."""
    if hasattr(num, "backward_fn"):
        return shape_of(num.num)
    return getattr(num, "shape", ())


def summed_to(share, num):
    """`share` in the shape of `num`: the sum over all places where `num` was used.

    Arithmetic on arrays stretches the smaller one to the shape of the larger; what was stretched
    was used once per element, and the derivative of a number that is used often is a sum. Single
    numbers come back as they are, but an int for a float as a float.
    """
    if type(num) is float and type(share) in (float, int):
        return float(share)  # an int would be exact, and grow without end
    if shape_of(share) == shape_of(num):
        return share
    if hasattr(share, "backward_fn"):
        return summed_scalar(share, num)
    shape = shape_of(num)
    whole = np.broadcast_to(share, np.broadcast_shapes(np.shape(share), shape))
    padded = (1,) * (whole.ndim - len(shape)) + shape
    stretched = [i for i, n in enumerate(padded) if n != whole.shape[i]]
    total = whole.sum(axis=tuple(stretched), keepdims=True).reshape(shape)
    return total if shape or isinstance(num, np.ndarray) else total.item()


def summed_scalar(share, num):
    """`summed_to` for a share that is itself a Scalar, as in a second derivative."""
    shape = shape_of(share)

    def backward(b_in):
        return (b_in * np.ones(shape),)

    return type(share)(summed_to(share.num, num), (share,), backward, "sum")
