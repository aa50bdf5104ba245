# %% factor | right
factor = 2 * 5.3 + 0.4
# %% factor | right
factor = 11
# %% factor | wrong | what is left when h goes to 0
factor = 10.6
# %% factor | wrong | by how much x * x goes up
factor = 5.7**2 - 5.3**2
# %% factor | wrong | you turn x up, not down
factor = 10.2
# %% factor | wrong | which belongs to x = 3
factor = 6.4
# %% factor | wrong | h * h was not divided
factor = 2 * 5.3 + 0.4**2
# %% factor | wrong | once, not twice
factor = 2 * 5.3 + 2 * 0.4
# %% factor | wrong | both factors of x * x are nudged
factor = 5.7
# %% factor | wrong | take x * x at 5.7, take away
factor = 12
# %% factor | wrong | factor should be a number
factor = "11 times"
# %% backward_difference | right
def backward_difference(f, x, h):
    left, right = f(x - h), f(x)
    return (right - left) / (x - (x - h))
# %% backward_difference | right
def backward_difference(f, x, h):
    from scalarad.finite_difference import forward_difference

    return forward_difference(f, x, -h)
# %% backward_difference | right
def backward_difference(f, x, h):
    return 2 * central_difference(f, x, h) - (f(x + h) - f(x)) / h
# %% backward_difference | wrong | this is the forward difference
def backward_difference(f, x, h):
    return (f(x + h) - f(x)) / h
# %% backward_difference | wrong | two steps wide
def backward_difference(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)
# %% backward_difference | wrong | the sign is wrong
def backward_difference(f, x, h):
    return (f(x - h) - f(x)) / h
# %% backward_difference | wrong | put brackets around the whole
def backward_difference(f, x, h):
    return f(x) - f(x - h) / h
# %% backward_difference | wrong | not divided by the nudge yet
def backward_difference(f, x, h):
    return f(x) - f(x - h)
# %% backward_difference | wrong | never calls f
def backward_difference(f, x, h):
    return (x * x - (x - h) * (x - h)) / h
# %% backward_difference | wrong | inside of f(...)
def backward_difference(f, x, h):
    return (f(x) - f(x) - h) / h
# %% backward_difference | wrong | not two
def backward_difference(f, x, h):
    return (f(x) - f(x - h)) / (2 * h)
# %% backward_difference | wrong | did you forget a return
def backward_difference(f, x, h):
    slope = (f(x) - f(x - h)) / h
# %% backward_difference | wrong | you ask for f at
def backward_difference(f, x, h):
    return (f(x) - f(h)) / h
# %% slope_in_y | right
def slope_in_y(f, x, y, h=1e-5):
    return (f(x, y + h) - f(x, y - h)) / (2 * h)
# %% slope_in_y | right
def slope_in_y(f, x, y):
    def along_y(y):
        return f(x, y)

    return central_difference(along_y, y, 0.5)
# %% slope_in_y | right
def slope_in_y(f, x, y):
    from scalarad.finite_difference import partial_derivatives

    return partial_derivatives(f, x, y)[1]
# %% slope_in_y | wrong | this is the slope in x
def slope_in_y(f, x, y):
    return central_difference(lambda x: f(x, y), x)
# %% slope_in_y | wrong | both x and y are nudged
def slope_in_y(f, x, y):
    h = 1e-5
    return (f(x + h, y + h) - f(x - h, y - h)) / (2 * h)
# %% slope_in_y | wrong | to one side only
def slope_in_y(f, x, y):
    h = 1e-6
    return (f(x, y + h) - f(x, y)) / h
# %% slope_in_y | wrong | divide by 2 * h
def slope_in_y(f, x, y):
    h = 1e-5
    return (f(x, y + h) - f(x, y - h)) / h
# %% slope_in_y | wrong | brackets around (2 * h)
def slope_in_y(f, x, y):
    h = 1e-5
    return (f(x, y + h) - f(x, y - h)) / 2 * h
# %% slope_in_y | wrong | around the whole difference
def slope_in_y(f, x, y):
    h = 1e-5
    return f(x, y + h) - f(x, y - h) / (2 * h)
# %% slope_in_y | wrong | goes into the place of x
def slope_in_y(f, x, y):
    return central_difference(lambda x: f(x, y), y)
# %% slope_in_y | wrong | it takes x first
def slope_in_y(f, x, y):
    return central_difference(lambda number: f(y, number), x)
# %% slope_in_y | wrong | the nudge starts at x
def slope_in_y(f, x, y):
    return central_difference(lambda y: f(x, y), x)
# %% slope_in_y | wrong | rounding eats it
def slope_in_y(f, x, y):
    return central_difference(lambda y: f(x, y), y, 1e-13)
# %% slope_in_y | wrong | but this function takes two
def slope_in_y(f, x, y):
    return central_difference(f, y)
# %% slope_in_y | wrong | only at x, y itself
def slope_in_y(f, x, y):
    return f(x, y) / y
# %% slope_of_one_over | right
def slope_of_one_over(x):
    return -(x**-2)
# %% slope_of_one_over | right
def slope_of_one_over(x):
    return -(1 / x) * (1 / x)
# %% slope_of_one_over | wrong | does 1 / x go up
def slope_of_one_over(x):
    return 1 / (x * x)
# %% slope_of_one_over | wrong | with h gone
def slope_of_one_over(x):
    return -1 / x
# %% slope_of_one_over | wrong | needs brackets
def slope_of_one_over(x):
    return -1 / x * x
# %% slope_of_one_over | wrong | with the error that a nudge makes
def slope_of_one_over(x):
    return central_difference(lambda x: 1 / x, x)
# %% slope_of_one_over | wrong | this is 1 / x itself
def slope_of_one_over(x):
    return 1 / x
# %% slope_of_one_over | wrong | put under the line
def slope_of_one_over(x):
    return 1 / 1
# %% slope_of_one_over | wrong | a nudge says
def slope_of_one_over(x):
    return -1 / (x * (x + 0.01))
# %% slope_of_one_over | wrong | h = 0 came too early
def slope_of_one_over(x):
    return 1 / x - 1 / x
# %% nudge | right
h = 1e-8
# %% nudge | right
h = 2 / 10**8
# %% nudge | right
h = min(
    (10.0**-n for n in range(2, 15)),
    key=lambda h: abs(central_difference(wave, 0.001, h) - true_slope),
)
# %% nudge | wrong | it picks by itself
h = 1e-5
# %% nudge | wrong | a smaller one helps
h = 1e-6
# %% nudge | wrong | a larger one helps
h = 1e-11
# %% nudge | wrong | only luck
h = 5e-10
# %% nudge | wrong | does not move 0.001 at all
h = 1e-20
# %% nudge | wrong | lands on another one
h = 1
# %% nudge | wrong | give its size
h = -1e-8
# %% factor | wrong | should be one number
factor = 11,0
# %% slope_in_y | wrong | is a number already
def slope_in_y(f, x, y):
    return central_difference(f(x, y), y)
# %% slope_in_y | wrong | with f, x and y, and no more
def slope_in_y(f, x, y, h):
    return (f(x, y + h) - f(x, y - h)) / (2 * h)
