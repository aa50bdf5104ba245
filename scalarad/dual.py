"""`Dual`, a number that carries along how fast it moves: forward mode (notebook 14)."""

import operator
from functools import partial, wraps
from itertools import count
from math import prod

from scalarad import functions
from scalarad.graph import is_node
from scalarad.scalar import (
    Scalar,
    admit,
    admit_as_it_is,
    beside,
    equally_deep,
    fit,
    positive_power,
    sign,
    summed,
)

NUDGES = count(1)


def nudge_of(number):
    """The nudge that a Dual moves with; 0 for what holds still."""
    return getattr(number, "nudge", 0)


def shape_of(number):
    """The shape of an array, also of one in a Scalar or a Dual; `()` for a single number."""
    while is_node(number):
        number = number.num
    return getattr(number, "shape", ())


class Dual:
    """A number and how fast it moves while something is nudged.

    primal: the number, of any kind that a Scalar wraps: also an array, a Scalar, a Symbol, or a
        Dual of an older nudge; `shape` is its shape, `()` for a single number.
    tangent: how far it moves, for each unit of the nudge; of the kind of the primal and of its
        shape, or a single number for all elements of an array.
    nudge: which nudge it moves with, a number that is larger for a newer one; by default one of
        its own. Duals of one nudge move together; for a Dual of a newer nudge one of an older
        holds still, so that a derivative inside a derivative is not confused with it.

    Arithmetic, comparisons of the primals and the functions of `scalarad.functions` work. Raises
    TypeError for what is no number, and ValueError for a tangent of another shape and where a
    part belongs to a nudge that is not older.

    The names are those of Griewank and Walther, "Evaluating Derivatives" (2008), section 3.1; the
    numbers are Clifford's (1873), and their use is Wengert's (1964).
    """

    def __init__(self, primal, tangent, nudge=None):
        self.primal, tangent = admit(primal), admit(tangent)
        self.nudge = next(NUDGES) if nudge is None else nudge
        self.shape = shape_of(self.primal)
        if shape_of(tangent) not in ((), self.shape):
            raise ValueError(f"the tangent of {primal!r:.60} must have its shape, {self.shape}")
        if max(nudge_of(self.primal), nudge_of(tangent)) >= self.nudge:
            raise ValueError("a Dual in a Dual must be of an older nudge; jvp takes a new one")
        self.tangent = fit(self.primal, tangent)

    def __repr__(self):
        return f"Dual({self.primal!r}, {self.tangent!r})"

    def __neg__(self):
        return push(operator.neg, self)

    def __pos__(self):
        return self

    def __abs__(self):
        return push(abs, self)

    def square(self):
        return push(Scalar.square, self)

    def sum(self, **options):
        """The sum of all elements of an array; of a single number, itself."""
        return push(partial(Scalar.sum, **options), self)

    def mean(self, **options):
        """The mean of all elements of an array; of a single number, itself."""
        return self.sum(**options) / prod(self.shape)

    def __bool__(self):
        return bool(self.primal)

    def refuse(self, *arguments, **options):
        """Raise TypeError: what float(), math, NumPy or pickle made of it had no tangent."""
        raise TypeError(
            "float(), math, NumPy and pickle would lose the tangent of a Dual, or its nudge. Use "
            "the functions of scalarad, such as scalarad.exp(x); or x.primal for the number alone."
        )

    __float__ = __int__ = __complex__ = __round__ = __trunc__ = __floor__ = __ceil__ = refuse
    __index__ = __array__ = __iter__ = __reduce_ex__ = refuse
    # NumPy's arrays and numbers leave the work to us when they stand on the left.
    __array_ufunc__ = None


def push(operation, *inputs):
    """The result of one operation of Scalar on these inputs, as a Dual.

    Its tangent is the sum of each input's tangent times the slope that the rule of Scalar gives
    it. Plain numbers, and Duals of an older nudge than the newest here, hold still. Beside a
    Scalar it is NotImplemented, since a Scalar does the work itself.
    """
    if any(map(is_node, inputs)):
        return NotImplemented
    nudge = max(map(nudge_of, inputs))
    leaves = [Scalar(x.primal) if nudge_of(x) == nudge else x for x in inputs]
    result = operation(*leaves)
    slopes = result.backward_fn(fit(result.num, 1))
    tangents = {id(leaf): x.tangent for leaf, x in zip(leaves, inputs) if nudge_of(x) == nudge}
    parts = [s * tangents[id(x)] for x, s in zip(result.inputs, slopes) if id(x) in tangents]
    return Dual(result.num, fit(result.num, sum(parts[1:], parts[0])), nudge)


def add_operator(operation):
    """Give Dual the methods of an operator: with the Dual on its left, and on its right."""

    def method(self, other):
        return push(operation, self, other)

    def reflected(self, other):
        return push(operation, other, self)

    setattr(Dual, f"__{operation.__name__}__", method)
    setattr(Dual, f"__r{operation.__name__}__", reflected)


for operation in (operator.add, operator.sub, operator.mul, operator.truediv, operator.pow):
    add_operator(operation)


def add_comparison(compare):
    """Give Dual the method that compares the primals; no tangent goes through it."""

    def method(self, other):
        return compare(Scalar(self.primal), getattr(other, "primal", other))

    setattr(Dual, f"__{compare.__name__}__", method)


for compare in (operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge):
    add_comparison(compare)


admit.register(Dual, admit_as_it_is)
sign.register(Dual, lambda num: sign(num.primal))
summed.register(Dual, Dual.sum)
positive_power.register(Dual, partial(push, positive_power))


@beside.register(Dual)
def beside_dual(num, constant):
    """A Dual that holds still, so that its share fits it."""
    return constant if nudge_of(constant) else Dual(constant, 0, num.nudge)


@fit.register(Dual)
def fit_dual(num, share):
    """A Dual, primal and tangent each as a derivative of the number in `num`."""
    nudge = nudge_of(equally_deep(num, share))
    if nudge > num.nudge:
        return Dual(fit(num, share.primal), fit(num, share.tangent), nudge)
    primal, tangent = (share.primal, share.tangent) if nudge == num.nudge else (share, 0)
    return Dual(fit(num.primal, primal), fit(num.primal, tangent), num.nudge)


for function in list(vars(functions).values()):
    if hasattr(function, "slope"):
        function.register(Dual, partial(push, function))


def also_for_duals(function, rule):
    """One rule of a function of several arguments, pushed through where one of them is a Dual."""

    @wraps(rule)
    def either(*arguments):
        duals = any(map(nudge_of, arguments)) and not any(map(is_node, arguments))
        return push(function, *arguments) if duals else rule(*arguments)

    return either


for chooser in (functions.maximum, functions.where):
    for kind, rule in list(chooser.registry.items()):
        chooser.register(kind, also_for_duals(chooser, rule))


def jvp(f, primals, tangents):
    """The value of `f` at `primals`, and how fast it moves while they move by `tangents`.

    f: takes a Dual for each primal; returns a Dual or a number, or a list or tuple of them.
    primals, tangents: lists or tuples of numbers of any kind, one for each argument of `f`.

    Returns (value, tangent): the Jacobian-vector product, or pushforward, in one run of `f`,
    however many values it returns; tuples where `f` returns several. Each call has a nudge of its
    own, so that one may stand inside another. Raises TypeError when `primals` and `tangents` are
    no such pair, and when `f` returns what is no number, or a Scalar that met a Dual.
    """
    lists = all(isinstance(numbers, (list, tuple)) for numbers in (primals, tangents))
    if not lists or len(primals) != len(tangents):
        raise TypeError("jvp takes tuples of as many tangents as primals: jvp(f, (2.0,), (1.0,))")
    nudge = next(NUDGES)
    return apart(f(*(Dual(p, t, nudge) for p, t in zip(primals, tangents))), nudge)


def apart(output, nudge):
    """Primal and tangent of a Dual of this nudge, or tuples of them; what is none holds still."""
    if isinstance(output, (list, tuple)):
        pairs = [apart(part, nudge) for part in output]
        return tuple(primal for primal, _ in pairs), tuple(tangent for _, tangent in pairs)
    if is_node(output) or nudge_of(output) > nudge:
        raise TypeError(
            f"f returned {output!r:.60}, in which a Scalar, or a Dual made by hand, has met a Dual "
            "of jvp; give it to jvp as one more primal, with the tangent 0"
        )
    if nudge_of(output) == nudge:
        return output.primal, output.tangent
    return admit(output), fit(output, 0)
