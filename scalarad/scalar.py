"""`Scalar`, a number that remembers how it was computed (notebooks 02, 04, 05, 07, 08 and 11)."""

import threading
from decimal import Decimal, InvalidOperation, Overflow
from fractions import Fraction
from functools import singledispatch
from numbers import Complex, Number, Real

from scalarad.graph import is_node, topological_order
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
        if SWEEPS.running:
            refuse_overlap(order)
        SWEEPS.running.append(order)
        try:
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
        finally:
            SWEEPS.running.pop()

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
        # Through the gate: NumPy's small integers would wrap around.
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
        if any(option is not None for option in options.values()):
            raise TypeError(f"sum adds up all elements, without {', '.join(options)}")

        def backward(b_in):
            return (b_in,)  # one share for each element: `fit` stretches it

        return type(self)(summed(self.num), (self,), backward, "sum")

    def mean(self, **options):
        """The mean of all elements of an array, as one Scalar; of a single number, itself."""
        return self.sum(**options) / type(self)(summed(fit(self.num, 1)))

    def __iter__(self):
        raise TypeError(
            "a Scalar is one number and has no parts to go through; x.sum() adds up the elements "
            "of an array in it"
        )


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
def admit(num):
    """The number that a leaf keeps for `num`; TypeError for what a Scalar does not wrap.

    Plain numbers are float, int, Fraction, Decimal and complex. Other kinds register themselves:
    arrays in `scalarad.arrays`, Symbols in `scalarad.symbol`. A number of any other class is
    taken if it does arithmetic, which is tried: num + num, num - num, num * num.
    """
    try:
        num + num, num - num, num * num
    except TypeError:
        raise TypeError(
            f"Scalar wraps a number, such as 3.0; got {num!r:.60}, of type {type(num).__name__}"
        ) from None
    return num


@admit.register(bool)
def admit_bool(num):
    raise TypeError(
        f"Scalar wraps a number, and {num} is a condition: write where(condition, a, b), "
        f"or {float(num)} where the number is meant"
    )


@admit.register(float)
@admit.register(int)
@admit.register(Fraction)
@admit.register(Decimal)
@admit.register(complex)
@admit.register(Scalar)
def admit_as_it_is(num):
    return num


@singledispatch
def frozen(num):
    """`num` in a form that nobody can change in place, as arrays could be."""
    return num


@singledispatch
def beside(num, constant):
    """`constant` as it stands beside `num` in an operation, before it is wrapped."""
    return constant


@beside.register(complex)
def beside_complex(num, constant):
    """A complex number, for the share that it gets is one."""
    return complex(admit(constant)) if isinstance(constant, Real) else constant


@beside.register(Decimal)
def beside_decimal(num, constant):
    """Not a float, which decimal arithmetic refuses."""
    if isinstance(constant, (float, Fraction)):
        raise TypeError(
            f"{constant!r} and a Decimal do not mix in arithmetic; write it as a Decimal, "
            f"such as Decimal({str(constant)!r})"
        )
    return constant


@beside.register(Scalar)
def beside_scalar(num, constant):
    """Wrapped as often as `num` is."""
    return num.lift(constant)


@real_power.register(Decimal)
def real_power_of_decimal(x, n):
    """The same in decimal arithmetic, which has errors of its own, and none for 0 ** 0."""
    try:
        return x ** beside(x, n) if n != 0 else Decimal(1)
    except Overflow:
        raise OverflowError(f"{x} ** {n} is larger than any Decimal") from None
    except InvalidOperation:
        raise ValueError(f"{x} ** {n} is not a real number") from None


@singledispatch
def summed(num):
    """The sum of all elements of `num`; a single number is its own."""
    return num


@summed.register(Scalar)
def summed_scalar(num):
    return num.sum()


@singledispatch
def fit(num, share):
    """`share` as a derivative of `num`: of its kind, its floating type and its shape.

    0 becomes a zero of that kind. What was stretched to the shape of a larger array was used once
    per element, and its shares are summed. Raises TypeError for what is no derivative of `num`.
    """
    return equally_deep(num, share)


def equally_deep(num, share):
    """`share` itself; TypeError if it is a Scalar, as `num` is none."""
    if is_node(share):
        raise TypeError(
            f"a Scalar of a plain number ({num!r:.20}) met a Scalar of a Scalar, and their "
            "derivatives would be mixed up; wrap both equally often: Scalar(Scalar(3.0))"
        )
    return share


@fit.register(float)
def fit_float(num, share):
    return float(share) if type(share) in (int, float) else fit_real(num, share)


@fit.register(int)
@fit.register(Fraction)
@fit.register(Decimal)
def fit_real(num, share):
    """A float for a float; for an int, a Fraction or a Decimal what arrives, ints made exact."""
    if hasattr(share, "shape"):  # it has elements, one for each use of the number
        share = summed(share)
    share = equally_deep(num, share)
    if isinstance(share, complex):
        raise TypeError(
            f"the derivative of the real number {num!r:.20} would be complex ({share!r:.60}); "
            "wrap it as a complex number: Scalar(complex(...))"
        )
    if type(share) is int and not isinstance(num, int):
        return type(num)(share)
    if isinstance(num, float) and isinstance(share, (Real, Decimal)):
        return float(share)
    return admit(beside(num, share))


@fit.register(complex)
def fit_complex(num, share):
    return complex(share) if isinstance(share, Complex) else equally_deep(num, share)


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


class Sweeps(threading.local):
    """The nodes of every `backward` that is running in this thread, the outermost first."""

    def __init__(self):
        self.running = []


SWEEPS = Sweeps()


def refuse_overlap(order):
    """Raise RuntimeError when a sweep that is running has a node in common with `order`."""
    nodes = set(map(id, order))
    if any(id(node) in nodes for outer in SWEEPS.running for node in outer):
        raise RuntimeError(
            "a rule ran backward on a Scalar of the graph that is being swept, which would erase "
            "its derivatives; a rule only computes its shares"
        )


def wrong_shares(node, shares):
    """What to say when the rule of a node does not return one share per input."""
    got = f"{len(shares)} shares" if type(shares) is tuple else f"{shares!r:.60}"
    return (
        f"the rule of {node.name or 'a result'!r} must return a tuple with one share for each of "
        f"its {len(node.inputs)} inputs, such as (b_in,); got {got}"
    )
