"""`Scalar`, a number that remembers how it was computed (notebooks 02, 04, 05, 07, 08 and 11)."""

from decimal import Decimal
from fractions import Fraction
from functools import singledispatch
from numbers import Number

from scalarad.graph import is_node, topological_order
from scalarad.guards.numbers import (
    admit,
    admit_as_it_is,
    beside,
    equally_deep,
    fit_complex,
    fit_float,
    fit_real,
    frozen,
    power_of_decimal,
    refuse_options,
    refuse_parts,
    summed,
)
from scalarad.guards.sweeps import Sweep, wrong_shares
from scalarad.programs.copies import copied, pickled


class Scalar:
    """One number in a computation, and the Scalars that it was computed from.

    num: the number (the primal), of a kind that `admit` takes.
    inputs: the Scalars it was computed from (its parents), in order; `()` for a leaf.
    is_leaf: True when nothing was computed to get it.
    backward_fn: for a result, the vector-Jacobian product of the operation (its vjp, or
        pullback): takes `b_in`, the derivative arriving here, and returns a tuple with one share
        of it per input. It is pure: it changes nothing. `None` for a leaf.
    derivative: d output / d this (the adjoint), once `output.backward()` has run; `None` before.
    name: what a picture calls it: a variable's name or an operation's sign; `None` for no name.

    Raises TypeError when a leaf is given what `admit` refuses, and ValueError when only one of
    `inputs` and `backward` is given.

    The design is that of the blog post "Scalar Autodiff" (2021); the theory is in Griewank and
    Walther, "Evaluating Derivatives" (2008), chapter 3.
    """

    # These attributes and no others: that saves a tenth of the memory.
    __slots__ = ("num", "inputs", "is_leaf", "backward_fn", "derivative", "name")

    def __init__(self, num, inputs=None, backward=None, name=None):
        if type(num) is not float:
            num = admit(num) if inputs is None else frozen(num)
        if inputs is None or backward is None:
            if inputs is not backward:
                raise ValueError("a result needs both inputs and backward, a leaf needs neither")
            inputs = ()
        self.num = num
        self.inputs = tuple(inputs)
        self.is_leaf = backward is None
        self.backward_fn = backward
        self.derivative = None
        self.name = name

    def lift(self, other):
        """Return `other` itself if it is a Scalar, else a leaf that wraps it, a constant."""
        if type(other) is type(self) or is_node(other):
            return other
        return type(self)(beside(self.num, other))

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

    def backward(self, b_in=1):
        """Set `derivative` on every Scalar that this one depends on, and on itself.

        `b_in` is the derivative that arrives here: 1 makes this the output; for an array it has
        the shape of `num`, or one that stretches to it. Each derivative is of the kind and shape
        of its number; two of them may be one array. Derivatives of an earlier call are cleared
        first, so that running it twice gives the same answer; those of Scalars that this one
        does not depend on stay as they are.

        Each node is visited once, after everything that uses it; the cost is a small multiple of
        the cost of the forward pass, however many inputs there are (reverse mode: Linnainmaa,
        1970). Two threads must not run it at the same time on graphs that share a Scalar. Raises
        TypeError when a rule does not give one share per input, or one that is no derivative of
        its number, and RuntimeError when a rule runs `backward` on this graph itself.
        """
        order = topological_order(self)
        with Sweep(order):
            for node in order:
                node.derivative = None
            self.derivative = fit(self.num, b_in if type(b_in) is int else admit(b_in))
            for node in reversed(order):
                if node.is_leaf:
                    continue
                shares = node.backward_fn(node.derivative)
                if type(shares) is not tuple or len(shares) != len(node.inputs):
                    raise TypeError(wrong_shares(node, shares))
                for parent, share in zip(node.inputs, shares):
                    if type(share) is not float or type(parent.num) is not float:
                        share = fit(parent.num, share)
                    so_far = parent.derivative
                    # Not +=, which would change an array that another node still holds.
                    parent.derivative = share if so_far is None else so_far + share

    def __repr__(self):
        """The number, the name if there is one, and the derivative once there is one."""
        name = f", name={self.name!r}" if self.name else ""
        known = "" if self.derivative is None else f", derivative={self.derivative!r}"
        return f"{type(self).__name__}({self.num!r}{name}{known})"

    def __format__(self, spec):
        return format(self.num, spec) if spec else repr(self)

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

    def number_in(self, other):
        """The number to compare with: that of a Scalar, or `other` itself."""
        return other.num if is_node(other) else other

    def __eq__(self, other):
        """Compare the numbers; so do !=, <, <=, > and >=. No derivative goes through it."""
        return self.num == self.number_in(other)

    def __ne__(self, other):
        return self.num != self.number_in(other)

    def __lt__(self, other):
        return ordered(self.num) < ordered(self.number_in(other))

    def __le__(self, other):
        return ordered(self.num) <= ordered(self.number_in(other))

    def __gt__(self, other):
        return ordered(self.num) > ordered(self.number_in(other))

    def __ge__(self, other):
        return ordered(self.num) >= ordered(self.number_in(other))

    # Two Scalars with equal numbers are still two: as keys they go by identity.
    __hash__ = object.__hash__

    def __bool__(self):
        return bool(self.num)

    def __abs__(self):
        """|x|, with d|x| = sign(x) dx; at the corner, x = 0, the derivative given is 0."""
        slope = sign(self.num)

        def backward(b_in):
            return (slope * b_in,)

        return type(self)(abs(self.num), (self,), backward, "abs")

    def __pow__(self, exponent):
        """x ** n, with d(x ** n) = n x ** (n - 1) dx; a Scalar as exponent has another rule.

        x ** 0 is 1 everywhere, with derivative 0. Raises ValueError where the result would be
        complex, as for (-8) ** (1 / 3), and OverflowError where it is larger than any float;
        `backward` raises ZeroDivisionError where the slope is infinite, as for x ** 0.5 at 0.
        """
        if not isinstance(exponent, Number):
            return positive_power(self, self.lift(exponent))
        # Wrapped and taken out again: NumPy's small integers would wrap around.
        x, n = self.num, exponent if type(exponent) is int else type(self)(exponent).num

        def backward(b_in):
            if n == 0:
                return (0,)
            try:
                return (n * real_power(x, n - 1) * b_in,)
            except ZeroDivisionError:
                raise ZeroDivisionError(f"the slope of x ** {n} at 0 is infinite") from None

        return type(self)(real_power(x, n), (self,), backward, f"** {n}")

    def __rpow__(self, base):
        return self.lift(base) ** self

    def refuse(self, *arguments, **options):
        """Raise TypeError: what float(), round(), math or NumPy made of it had no derivative."""
        raise TypeError(
            "float(), int(), round(), math and NumPy would lose the derivative of a Scalar. "
            "Use the functions of scalarad, such as scalarad.exp(x); a list in place of an array "
            "of Scalars; or x.num where the plain number is meant."
        )

    __float__ = __int__ = __complex__ = __round__ = __trunc__ = __floor__ = __ceil__ = refuse
    __index__ = __array__ = refuse
    __deepcopy__ = copied
    __reduce_ex__ = pickled

    def sum(self, **options):
        """The sum of all elements of an array, as one Scalar; of a single number, itself.

        The options are those with which `np.sum` calls it, and must be None.
        """
        refuse_options("sum", options)

        def backward(b_in):
            return (b_in,)  # one share for each element: `fit` stretches it

        return type(self)(summed(self.num), (self,), backward, "sum")

    def mean(self, **options):
        """The mean of all elements of an array, as one Scalar; of a single number, itself."""
        return self.sum(**options) / type(self)(summed(fit(self.num, 1)))

    __iter__ = refuse_parts


@singledispatch
def ordered(num):
    """`num`, where numbers of its kind have an order, to be compared by <, <=, > or >=."""
    return num


@singledispatch
def sign(x):
    """1 above 0, -1 below, 0 at 0, NaN at NaN, of the type of x. No derivative goes through it."""
    return x if x == 0 or x != x else type(x)(1 if x > 0 else -1)


sign.register(Scalar, lambda x: sign(x.num))  # the slope is 0 wherever there is one


@ordered.register(complex)
@sign.register(complex)
def unordered(num):
    """Refused, since NumPy's complex numbers would be compared."""
    raise TypeError(f"complex numbers have no order: <, > and abs take real numbers; got {num}")


@singledispatch
def real_power(x, n):
    """x ** n, where that is a real number and not too large for a float."""
    try:
        value = x**n
    except OverflowError:
        raise OverflowError(f"{x} ** {n} is larger than any float") from None
    except TypeError:
        raise TypeError(
            f"{x!r:.60} ** {n!r:.60} mixes kinds of numbers that have no power"
        ) from None
    if isinstance(value, complex) and not isinstance(x, complex):
        raise ValueError(f"{x} ** {n} is not a real number")
    return value


@singledispatch
def positive_power(x, y):
    """x ** y for an exponent that has a derivative too; ValueError unless x is above 0."""
    if not isinstance(x, complex) and not x > 0:
        raise ValueError(f"a Scalar as exponent needs a base above 0; got {x}")
    return real_power(x, y)


@singledispatch
def fit(num, share):
    """`share` as a derivative of `num`: of its kind, its floating type and its shape.

    0 becomes a zero of that kind. What was stretched to the shape of a larger array was used once
    per element, and its shares are summed. Raises TypeError for what is no derivative of `num`.
    """
    return equally_deep(num, share)


fit.register(float, fit_float)
fit.register(complex, fit_complex)

real_power.register(Decimal, power_of_decimal)

# A Scalar is a kind of number too: what stands beside it is wrapped as often as it is.
admit.register(Scalar, admit_as_it_is)
beside.register(Scalar, lambda num, constant: num.lift(constant))
summed.register(Scalar, lambda num: num.sum())

for kind in (int, Fraction, Decimal):
    fit.register(kind, fit_real)


@fit.register(Scalar)
def fit_scalar(num, share):
    """A Scalar, wrapped as often as `num`; to fit one is an operation with a rule of its own."""
    if not is_node(share):
        return type(num)(fit(num.num, share))
    fitted = fit(num.num, share.num)
    if fitted is share.num:
        return share

    def backward(b_in):
        return (b_in,)  # summed on the way there, stretched on the way back: by `fit` again

    return type(share)(fitted, (share,), backward, "fit")
