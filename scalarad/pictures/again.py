"""A graph computed once more with other numbers, by the very operations that made it."""

import contextlib
import dis
import inspect
import io

from scalarad.pictures.drawing import called_in, local_derivatives, short

VARIOUS = inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD


def operation_of(node):
    """What computed a result, as a function, and what it took beside the inputs, by name.

    A rule is defined inside its operation, and Python keeps the operation's name and what the rule
    uses of it. A function of this name is the operation if it is its code in which the rule stands,
    and what it takes beside the inputs is what the rule keeps under the same names. The function is
    None where there is none.
    """
    rule = node.backward_fn
    if not inspect.isfunction(rule):
        return None, {}
    kept = inspect.getclosurevars(rule).nonlocals
    name = name_of(rule)
    if name == "of_scalar":  # the body that all elementary functions share, but for the slope
        slope = kept.get("slope")
        function = getattr(slope, "__globals__", {}).get(kept.get("name"))
        if slope is None or getattr(function, "slope", None) is not slope:
            return None, {}
        its = cells(getattr(function, "dispatch", lambda kind: function)(type(node)))
        alike = all(its.get(word) is cells(rule)[word] for word in ("slope", "name"))
        return (function if alike else None), {}
    places = [rule.__globals__, *map(vars, type(node).__mro__)]
    found = [place[name] for place in places if name in place]
    function = next((f for f in found if has_inside(f, rule)), None)
    if function is None:
        return None, {}
    taken = inspect.signature(function).parameters
    if any(parameter.kind in VARIOUS for parameter in taken.values()):
        return None, {}
    # One that another call has made, of what makes such functions, would have other cells.
    its = {word: cell for word, cell in cells(function).items() if word != "__class__"}
    if any(cells(rule).get(word) is not cell for word, cell in its.items()):
        return None, {}
    more = {word: "n" if name == "__pow__" else word for word in [*taken][len(node.inputs) :]}
    anew = {step.argval for step in dis.get_instructions(function) if step.opname == "STORE_DEREF"}
    if len(taken) < len(node.inputs) or not kept.keys() >= {*more.values()} or anew & {*more}:
        return None, {}
    if name == "maximum_of_scalars":  # maximum, which calls it, says more of itself
        function = rule.__globals__["maximum"]
    return function, {word: kept[name] for word, name in more.items()}


def cells(function):
    """Where a function keeps what it uses of those around it, by name."""
    return dict(zip(function.__code__.co_freevars, function.__closure__ or ()))


def name_of(rule):
    """The name of the operation inside which a rule is defined; "" where that is not known."""
    path = getattr(rule, "__qualname__", "").rpartition(".<locals>")[0]
    return path.rpartition(".")[2]


def has_inside(function, rule):
    """Whether the rule is defined inside this very function, not one that was written alike."""
    return any(
        part is rule.__code__ for part in getattr(function, "__code__", rule.__code__).co_consts
    )


def again(nodes, numbers):
    """The graph computed once more, with these numbers in its leaves, in their order.

    Raises ValueError where it does not come out as it was, but for its numbers.
    """
    if len(numbers) != len(numbers_in_leaves(nodes)):
        raise ValueError("these are the numbers of another graph; show the formula again")
    twins, numbers, called = {}, iter(numbers), called_in(nodes)
    for node in nodes:
        parents = [twins[id(parent)] for parent in node.inputs]
        if node.is_leaf:
            twin = type(node)(next(numbers))
        else:
            twin = computed_again(node, parents, called[id(node)])
        twin.name = node.name
        twins[id(node)] = twin
    return [*twins.values()]


def computed_again(node, parents, called):
    """The result, which errors name as `called`, once more, from these inputs."""
    function, more = operation_of(node)
    if function is None:
        raise ValueError(
            f"how {called} was computed cannot be told; it can for methods and functions of a "
            "notebook or module that take the inputs in order"
        )
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # what it prints was printed once
            twin = function(*parents, **more)
    except (ArithmeticError, TypeError, ValueError):
        raise
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        raise ValueError(f"computed again, {called} ends in {what}") from error
    if [*map(id, twin.inputs)] != [*map(id, parents)]:
        raise ValueError(f"computed again, {called} comes from other nodes")
    return twin


def why_fixed(nodes):
    """Why the numbers of the graph cannot be changed, as a sentence; "" where they can.

    They can where, with the same numbers, it comes out the same when it is computed again.
    """
    try:
        twins = again(nodes, numbers_in_leaves(nodes))
        for node, twin, called in zip(nodes, twins, called_in(nodes).values()):
            if str(node.num) != str(twin.num):
                found = f"{called} is {short(twin.num)}, and not {short(node.num)}"
                return f"computed again, {found}: was something changed after it was used?"
            if str(local_derivatives(node)) != str(local_derivatives(twin)):
                return f"computed again, {called} has another local derivative"
    except Exception as reason:  # the operations may be the reader's own
        return str(reason)
    return ""


def numbers_in_leaves(nodes):
    return [node.num for node in nodes if node.is_leaf]
