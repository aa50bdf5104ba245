"""Functions of one plain number that say in a sentence what was wrong (used in notebook 09)."""

from functools import wraps
from numbers import Real


def guarded(function, name, kind=Real):
    """The same function of one number of this kind, with errors that name it and the number."""

    @wraps(function)
    def of_number(x):
        if type(x) is not float and not isinstance(x, kind):
            known = "real numbers" if kind is Real else "numbers"
            raise TypeError(
                f"{name} takes {known}, arrays and Scalars; got {x!r:.60}, of type "
                f"{type(x).__name__}. Convert it first, as float(x) does for a Decimal"
            )
        try:
            return function(x)
        except OverflowError:
            raise OverflowError(f"{name}({x}) is larger than any float") from None
        except ValueError:
            raise ValueError(f"{name} has no value at {x}") from None

    return of_number
