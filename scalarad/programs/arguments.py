"""Arguments of a function of numbers, taken apart and put together (for notebook 13).

An argument is a number, or a list or tuple of arguments; `Symbol`s and arrays are numbers here.
"""

import inspect


def take_apart(parts, numbers):
    """The kinds of nested arguments, a tuple that can be a key; appends the numbers to `numbers`.

    Equal kinds mean equal nesting and equal types, number by number.
    """
    kinds = []
    for part in parts:
        kind = type(part)
        if kind is not list and kind is not tuple:
            numbers.append(part)
        elif len(inside := set(map(type, part))) == 1 and not inside & {list, tuple}:
            # Hundreds of floats: their number and their type say it all.
            numbers += part
            kind = (kind, len(part), *inside)
        else:
            kind = (kind, take_apart(part, numbers))
        kinds.append(kind)
    return tuple(kinds)


def rebuilt(parts, numbers):
    """Nested lists and tuples like `parts`, holding the next ones of the iterator `numbers`."""
    return type(parts)(
        [rebuilt(p, numbers) if type(p) in (list, tuple) else next(numbers) for p in parts]
    )


def names_of(f, args, taken):
    """What a program calls the function, and each number in `args`.

    For f(x, weights) the numbers are x, weights_0, weights_1_0 and so on. A name that is `taken`
    gets an underscore. TypeError when `f` does not take these arguments.
    """
    called = getattr(f, "__name__", "")
    (called,) = unique([called if called.isidentifier() else "program"], taken)
    named = zip(parameters(f, args), args)
    return called, unique([n for name, part in named for n in numbered(name, part)], taken)


def parameters(f, args):
    """What `f` calls each of `args`; those that it collects with a star are numbered."""
    bound = bind(f, args, {})
    names = []
    for name, given in bound.arguments.items():
        starred = bound.signature.parameters[name].kind is inspect.Parameter.VAR_POSITIONAL
        names += [f"{name}_{i}" for i in range(len(given))] if starred else [name]
    return names


def bind(f, args, kwargs):
    """Which argument goes to which parameter of `f`; TypeError when they do not fit."""
    name = getattr(f, "__name__", "the function")
    try:
        signature = inspect.signature(f)
    except ValueError:
        raise TypeError(f"{name} does not say which arguments it takes; wrap it in a def") from None
    try:
        return signature.bind(*args, **kwargs)
    except TypeError as error:
        raise TypeError(f"{name}{signature} cannot take these arguments: {error}") from None


def numbered(name, argument):
    """The names of the numbers in one argument."""
    if type(argument) not in (list, tuple):
        return [name]
    return [n for i, part in enumerate(argument) for n in numbered(f"{name}_{i}", part)]


def unique(names, taken):
    """The names, with an underscore behind each that is taken already."""
    found = {}
    for name in names:
        while name in taken or name in found:
            name += "_"
        found[name] = None
    return [*found]


def by_position(f, args, kwargs):
    """All arguments that are given, in the order of the function's parameters.

    TypeError for one that goes by keyword only, or that comes after one that is left out.
    """
    bound = bind(f, args, kwargs)
    if bound.kwargs:
        raise TypeError(
            f"graph mode takes arguments by position; {', '.join(bound.kwargs)} cannot be one. "
            "Give the arguments before it too, or make it a constant of the function"
        )
    return bound.args


def nested_like(args, names, function):
    """The same function of numbers, its gradient nested as `args` are."""
    if not {list, tuple} & set(map(type, args)):
        return function
    # A literal such as ([x_0, x_1], y) puts numbers together quicker than any loop.
    literal = eval(f"lambda {', '.join(names)}: {literal_of(args, iter(names))}")

    def of_numbers(*numbers):
        value, gradient = function(*numbers)
        return value, literal(*gradient)

    return of_numbers


def literal_of(parts, names):
    """The Python text of nested arguments, with a name for each number."""
    inside = [literal_of(p, names) if type(p) in (list, tuple) else next(names) for p in parts]
    if type(parts) is list:
        return f"[{', '.join(inside)}]"
    return f"({', '.join(inside)}{',' * (len(inside) == 1)})"
