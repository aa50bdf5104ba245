"""Functions of a complex number that `cmath` lacks (used in notebook 09)."""

import cmath
import math


def log1p(z):
    """log(1 + z), exact for tiny z; the real part is the logarithm of |1 + z|."""
    x, y = z.real, z.imag
    if abs(z) > 0.5:
        return cmath.log(1 + z)
    return complex(math.log1p(x * (2 + x) + y * y) / 2, math.atan2(y, 1 + x))


def expm1(z):
    """exp(z) - 1, exact for tiny z: cos(y) is written as 1 - 2 sin(y / 2) ** 2."""
    x, y = z.real, z.imag
    real = math.expm1(x) * math.cos(y) - 2 * math.sin(y / 2) ** 2
    return complex(real, math.exp(x) * math.sin(y))


def sigmoid(z):
    """1 / (1 + exp(-z)), without overflow."""
    small = cmath.exp(-z if z.real >= 0 else z)
    return 1 / (1 + small) if z.real >= 0 else small / (1 + small)


def softplus(z):
    """log(1 + exp(z)), without overflow; the imaginary part is between -pi and pi."""
    if z.real <= 0:
        return log1p(cmath.exp(z))
    value = log1p(cmath.exp(-z)) + z
    return complex(value.real, math.remainder(value.imag, math.tau))
