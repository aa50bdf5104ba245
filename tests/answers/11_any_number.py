# %% slopes_over_a_batch | right
slopes = (10, 3)
# %% slopes_over_a_batch | right
slopes = [sum([4.0, 7.5, -1.5]), 3.0]
# %% slopes_over_a_batch | wrong | these are means
slopes = (10 / 3, 1)
# %% slopes_over_a_batch | wrong | b is stretched over the batch too
slopes = (10, 1)
# %% slopes_over_a_batch | wrong | each gets one number
slopes = ([4, 7.5, -1.5], [1, 1, 1])
# %% slopes_over_a_batch | wrong | of the last element alone
slopes = (-1.5, 1)
# %% slopes_over_a_batch | wrong | of the largest element alone
slopes = (7.5, 1)
# %% slopes_over_a_batch | wrong | changed places
slopes = (3, 10)
# %% slopes_over_a_batch | wrong | a share can be negative
slopes = (13, 3)
# %% slopes_over_a_batch | wrong | like (3.0, 4.0)
slopes = 10


# %% exact_slope | right
def exact_slope(f, n, d):
    x = Scalar(Fraction(n) / d)
    y = f(x)
    y.backward(Fraction(1))
    return x.derivative


# %% exact_slope | right
def exact_slope(f, n, d):
    top, bottom = Scalar(Fraction(n)), Scalar(Fraction(d))
    f(top / bottom).backward()
    return top.derivative * d


# %% exact_slope | wrong | which is rounded
def exact_slope(f, n, d):
    x = Scalar(n / d)
    f(x).backward()
    return x.derivative


# %% exact_slope | wrong | is a float already when Fraction gets it
def exact_slope(f, n, d):
    x = Scalar(Fraction(n / d))
    f(x).backward()
    return x.derivative


# %% exact_slope | wrong | the digits are lost
def exact_slope(f, n, d):
    x = Scalar(n / d)
    f(x).backward()
    return Fraction(x.derivative)


# %% exact_slope | wrong | not that simple
def exact_slope(f, n, d):
    x = Scalar(n / d)
    f(x).backward()
    return Fraction(x.derivative).limit_denominator()


# %% exact_slope | wrong | this is the value of f
def exact_slope(f, n, d):
    x = Scalar(Fraction(n, d))
    return f(x).num


# %% exact_slope | wrong | upside down
def exact_slope(f, n, d):
    x = Scalar(Fraction(d, n))
    f(x).backward()
    return x.derivative


# %% exact_slope | wrong | and not equal to it
def exact_slope(f, n, d):
    x, h = Fraction(n, d), Fraction(1, 10**9)
    return (f(x + h) - f(x - h)) / (2 * h)


# %% exact_slope | wrong | is a Scalar; a plain number
def exact_slope(f, n, d):
    x = Scalar(Fraction(n, d))
    f(x).backward()
    return x


# %% exact_slope | wrong | exact_slope gives None. Did you walk back
def exact_slope(f, n, d):
    x = Scalar(Fraction(n, d))
    return f(x).backward()


# %% exact_slope | wrong | this is 1, what arrives
def exact_slope(f, n, d):
    x = Scalar(Fraction(n, d))
    y = f(x)
    y.backward()
    return y.derivative


# %% newton_step | right
def newton_step(f, x):
    inner = Scalar(x)
    outer = Scalar(inner)
    f(outer).backward()
    outer.derivative.backward()
    return inner.num - outer.derivative.num / inner.derivative


# %% newton_step | right
def newton_step(f, x):
    def slope(leaf):
        outer = Scalar(leaf)
        f(outer).backward()
        return outer.derivative

    leaf = Scalar(x)
    value = slope(leaf)
    value.backward()
    return (x * leaf.derivative - value.num) / leaf.derivative


# %% newton_step | wrong | the step goes uphill
def newton_step(f, x):
    leaf = Scalar(Scalar(x))
    f(leaf).backward()
    leaf.derivative.backward()
    return x + leaf.derivative.num / leaf.num.derivative


# %% newton_step | wrong | this is the step alone
def newton_step(f, x):
    leaf = Scalar(Scalar(x))
    f(leaf).backward()
    leaf.derivative.backward()
    return -leaf.derivative.num / leaf.num.derivative


# %% newton_step | wrong | the place where f is 0
def newton_step(f, x):
    leaf = Scalar(x)
    y = f(leaf)
    y.backward()
    return x - y.num / leaf.derivative


# %% newton_step | wrong | learning rate 1
def newton_step(f, x):
    leaf = Scalar(x)
    f(leaf).backward()
    return x - leaf.derivative


# %% newton_step | wrong | divides the slope by itself
def newton_step(f, x):
    leaf = Scalar(Scalar(x))
    y = f(leaf)
    y.backward()
    y.num.backward()
    return x - leaf.derivative.num / leaf.num.derivative


# %% newton_step | wrong | something that is no Scalar
def newton_step(f, x):
    leaf = Scalar(x)
    f(leaf).backward()
    slope = leaf.derivative
    slope.backward()
    return x - slope / leaf.derivative


# %% newton_step | wrong | a derivative that is not there yet
def newton_step(f, x):
    leaf = Scalar(Scalar(x))
    f(leaf).backward()
    return x - leaf.derivative.num / leaf.num.derivative


# %% newton_step | wrong | upside down
def newton_step(f, x):
    leaf = Scalar(Scalar(x))
    f(leaf).backward()
    leaf.derivative.backward()
    return x - leaf.num.derivative / leaf.derivative.num


# %% newton_step | wrong | is a Scalar; a plain number
def newton_step(f, x):
    leaf = Scalar(Scalar(x))
    f(leaf).backward()
    leaf.derivative.backward()
    return x - leaf.derivative / leaf.num.derivative


# %% newton_step | wrong | / has to come first
def newton_step(f, x):
    leaf = Scalar(Scalar(x))
    f(leaf).backward()
    leaf.derivative.backward()
    return (x - leaf.derivative.num) / leaf.num.derivative


# %% newton_step | wrong | a nudge has come in
def newton_step(f, x):
    leaf, h = Scalar(x), 1e-4
    f(leaf).backward()
    curvature = (f(x + h) - 2 * f(x) + f(x - h)) / h**2
    return x - leaf.derivative / curvature


# %% newton_step | wrong | with f = 2.5 * x * x * x * x
def newton_step(f, x):
    leaf = Scalar(Scalar(x))
    f(leaf).backward()
    leaf.derivative.backward()
    return x - leaf.derivative.num / leaf.num.derivative / 2


# %% from_formulas | right
def f(x, y):
    return sin(x) * y - x / y + 7


# %% from_formulas | right
def f(x, y):
    turned = 1 / y
    return y * (sin(x) - x * turned * turned)


# %% from_formulas | wrong | in which line does the quotient get a minus
def f(x, y):
    return y * sin(x) + x / y


# %% from_formulas | wrong | the product is right
def f(x, y):
    return y * sin(x)


# %% from_formulas | wrong | the sine stands alone
def f(x, y):
    return sin(x) - x / y


# %% from_formulas | wrong | is the slope of what
def f(x, y):
    return y * cos(x) - x / y


# %% from_formulas | wrong | one line as its value
def f(x, y):
    return -1 / y + cos(x) * y


# %% from_formulas | wrong | the sum of both lines
def f(x, y):
    return -1 / y + cos(x) * y + x / y / y + sin(x)


# %% from_formulas | wrong | neither is counted twice
def f(x, y):
    return y * sin(x) - x / y + sin(x) * y - x / y


# %% from_formulas | wrong | the quotient is upside down
def f(x, y):
    return y * sin(x) - y / x


# %% from_formulas | wrong | get lost on the way
def f(x, y):
    return y * sin(getattr(x, "num", x)) - x / y


# %% from_formulas | wrong | and not from math
def f(x, y):
    import math

    return y * math.sin(x) - x / y


# %% from_formulas | wrong | to a function of NumPy
def f(x, y):
    return y * np.sin(x) - x / y


# %% from_formulas | wrong | should be a number
def f(x, y):
    return -1 / y + cos(x) * y, x / y / y + sin(x)


# %% curvature_formula | right
def curvature_formula(f):
    x = Scalar(Symbol("x"))
    outer = Scalar(x)
    f(outer).backward()
    outer.derivative.backward()
    return str(x.derivative)


# %% curvature_formula | right
def curvature_formula(f):
    inner = Scalar(Symbol("x"), name="x")
    x = Scalar(inner)
    y = f(x)
    y.backward()
    slope = x.derivative
    slope.backward()
    return 1 * inner.derivative


# %% curvature_formula | wrong | the formula of the slope; walk back once more
def curvature_formula(f):
    x = Scalar(Symbol("x"))
    f(x).backward()
    return x.derivative


# %% curvature_formula | wrong | still wrapped in a Scalar
def curvature_formula(f):
    x = Scalar(Scalar(Symbol("x")))
    f(x).backward()
    return x.derivative


# %% curvature_formula | wrong | something that is no Scalar
def curvature_formula(f):
    x = Scalar(Symbol("x"))
    f(x).backward()
    x.derivative.backward()
    return x.derivative


# %% curvature_formula | wrong | has somebody walked back
def curvature_formula(f):
    x = Scalar(Scalar(Symbol("x")))
    f(x).backward()
    return x.num.derivative


# %% curvature_formula | wrong | not a formula; put in
def curvature_formula(f):
    x = Scalar(Scalar(3.0))
    f(x).backward()
    x.derivative.backward()
    return x.num.derivative


# %% curvature_formula | wrong | the formula of f itself
def curvature_formula(f):
    x = Scalar(Scalar(Symbol("x")))
    y = f(x)
    y.backward()
    return y.num.num


# %% curvature_formula | wrong | squared
def curvature_formula(f):
    x = Scalar(Symbol("x"))
    f(x).backward()
    return x.derivative * x.derivative


# %% curvature_formula | wrong | cannot be computed at
def curvature_formula(f):
    t = Scalar(Scalar(Symbol("t")))
    f(t).backward()
    t.derivative.backward()
    return t.num.derivative


# %% curvature_formula | wrong | your formula at x =
def curvature_formula(f):
    x = Scalar(Scalar(Symbol("x")))
    f(x).backward()
    x.derivative.backward()
    return x.num.derivative + x.num.num


# %% curvature_formula | wrong | what arrives at an output
def curvature_formula(f):
    x = Scalar(Scalar(Symbol("x")))
    f(x).backward()
    x.derivative.backward()
    return x.derivative.derivative
