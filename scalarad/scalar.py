"""`Scalar`, a number that remembers how it was computed (notebooks 02, 04 and 07)."""

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

    def backward(self, b_in=1):
        """Set `derivative` on every Scalar that this one depends on, and on itself.

        `b_in` is the derivative that arrives here: 1 makes this the output. Derivatives of an
        earlier call are cleared first, so that running it twice gives the same answer. Each node
        is visited once, after everything that uses it; the cost is a small multiple of the cost
        of the forward pass, however many inputs there are (reverse mode: Linnainmaa, 1970).
        """
        order = topological_order(self)
        for node in order:
            node.derivative = None
        self.derivative = b_in
        for node in reversed(order):
            if node.is_leaf:
                continue
            for parent, share in zip(
                node.inputs, node.backward_fn(node.derivative), strict=True
            ):
                # Not +=, which would change an array that another node still holds.
                parent.derivative = (
                    share if parent.derivative is None else parent.derivative + share
                )
