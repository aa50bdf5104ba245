# %% after_the_recording | right
three_numbers = (24, 12, 1)
# %% after_the_recording | right
three_numbers = [1.5 * 4.0**2, 3.0 * 4.0, len([3.5])]
# %% after_the_recording | wrong | the new rate is in it
three_numbers = (1600, 800, 2)
# %% after_the_recording | wrong | how often does Python run
three_numbers = (24, 12, 2)
# %% after_the_recording | wrong | of the first call
three_numbers = (18.375, 10.5, 1)
# %% after_the_recording | wrong | one share only
three_numbers = (24, 6, 1)
# %% after_the_recording | wrong | the slope forgets rate
three_numbers = (24, 8, 1)
# %% after_the_recording | wrong | you gave 2
three_numbers = (24, 12)
# %% lost_function | right
def lost(x, y, z):
    return (z - y * x).square() / (z + y)
# %% lost_function | right
def lost(x, y, z):
    off = x * y - z
    total = y + z
    return off**2 * total**-1
# %% lost_function | wrong | t2 is a difference
def lost(x, y, z):
    return (x * y + z).square() / (y + z)
# %% lost_function | wrong | the square is missing
def lost(x, y, z):
    return (x * y - z) / (y + z)
# %% lost_function | wrong | brackets are missing
def lost(x, y, z):
    return (x * y - z).square() / y + z
# %% lost_function | wrong | the value is wanted
def lost(x, y, z):
    return y * (2 * (x * y - z) * (1 / (y + z)))
# %% lost_function | wrong | what the return names first
def lost(x, y, z):
    return (x * y - z) * (x * y - z)
# %% lost_function | wrong | the slopes are what
def lost(x, y, z):
    t1 = x * y
    t2 = t1 - z
    t3 = t2 * t2
    t4 = y + z
    t5 = t3 / t4
    t6 = 2 * t2
    t7 = 1 / t4
    t8 = t6 * t7
    t11 = -t5 / t4
    return t5, (y * t8, t11 + x * t8, t11 - t8)
# %% lost_function | wrong | squares before it takes
def lost(x, y, z):
    return ((x * y).square() - z.square()) / (y + z)
# %% lost_function | wrong | upside down
def lost(x, y, z):
    return (y + z) / (x * y - z).square()
# %% lost_function | wrong | the Scalars themselves
def lost(x, y, z):
    return (x.num * y.num - z.num) ** 2 / (y.num + z.num)
# %% lost_function | wrong | did you forget a return
def lost(x, y, z):
    value = (x * y - z).square() / (y + z)
# %% hand_written_program | right
def program(x, y):
    next_x = x + 1
    guess = y * next_x
    twice = guess + guess
    return guess**2, [twice * y, twice * next_x]
# %% hand_written_program | right
def program(a, b):
    t1 = a * b
    t2 = t1 + b
    t3 = t2 * t2
    back_2 = 2 * t2
    back_a = back_2 * b
    back_b = back_2 * a
    back_b = back_b + back_2
    return (t3, (back_a, back_b))
# %% hand_written_program | wrong | only that of the product
def program(x, y):
    t2 = x * y + y
    t4 = 2 * t2
    return t2 * t2, (t4 * y, t4 * x)
# %% hand_written_program | wrong | only that of the sum
def program(x, y):
    t2 = x * y + y
    t4 = 2 * t2
    return t2 * t2, (t4 * y, t4)
# %% hand_written_program | wrong | the 2 of the square
def program(x, y):
    t2 = x * y + y
    return t2 * t2, (t2 * y, t2 * x + t2)
# %% hand_written_program | wrong | the rule of the square is missing
def program(x, y):
    t2 = x * y + y
    return t2 * t2, (y, x + 1)
# %% hand_written_program | wrong | have changed places
def program(x, y):
    t2 = x * y + y
    t4 = 2 * t2
    return t2 * t2, (t4 * x + t4, t4 * y)
# %% hand_written_program | wrong | in a tuple: value
def program(x, y):
    t2 = x * y + y
    t4 = 2 * t2
    return t2 * t2, t4 * y, t4 * x + t4
# %% hand_written_program | wrong | operations, and 7 are enough
def program(x, y):
    return (x * y + y) ** 2, (2 * (x * y + y) * y, 2 * (x * y + y) * (x + 1))
# %% hand_written_program | wrong | with the help of Scalar
def program(x, y):
    x, y = Scalar(x), Scalar(y)
    output = (x * y + y).square()
    output.backward()
    return output.num, (x.derivative, y.derivative)
# %% hand_written_program | wrong | compile has written this
fast_one = compile(lambda x, y: (x * y + y).square())


def program(x, y):
    return fast_one(x, y)
# %% hand_written_program | wrong | with the help of exec
fast_one = compile(lambda x, y: (x * y + y).square())
fast_one(3.0, 4.0)


def program(x, y):
    space = {}
    exec(fast_one.source, space)
    return space["program"](x, y)
# %% hand_written_program | wrong | (x * y + y), not 1
def program(x, y):
    t2 = x * y + y
    t4 = 2 * t2
    return t2 * t2, (t4 * y, t4 * x + 1)
# %% hand_written_program | wrong | not squared yet
def program(x, y):
    t2 = x * y + y
    t4 = 2 * t2
    return t2, (t4 * y, t4 * x + t4)
# %% hand_written_program | wrong | has no attribute 'square'
def program(x, y):
    t2 = x * y + y
    t4 = 2 * t2
    return t2.square(), (t4 * y, t4 * x + t4)
# %% steps_of_a_loop | right
def steps(n):
    fast = compile(distance)
    fast([0.5] * n, [0.25] * n)
    return operations(fast.value_program), operations(fast.program)
# %% steps_of_a_loop | right
def steps(n):
    forward = back = 0
    for i in range(n):
        forward += 3 if i else 2
        back += 2
    return [forward, forward + back]
# %% steps_of_a_loop | wrong | the program for two pairs
def steps(n):
    return 5, 9
# %% steps_of_a_loop | wrong | one sum too many: between
def steps(n):
    return 3 * n, 5 * n
# %% steps_of_a_loop | wrong | the walk back alone
def steps(n):
    return 3 * n - 1, 2 * n
# %% steps_of_a_loop | wrong | minus what x gets
def steps(n):
    return 3 * n - 1, 4 * n - 1
# %% steps_of_a_loop | wrong | first the value alone
def steps(n):
    return 5 * n - 1, 3 * n - 1
# %% steps_of_a_loop | wrong | as a nudge does
def steps(n):
    return 3 * n - 1, 2 * n * (3 * n - 1)
# %% steps_of_a_loop | wrong | as 2.5 and 4.5
def steps(n):
    return 5 * n / 2, 9 * n / 2
# %% steps_of_a_loop | wrong | like (3.0, 4.0)
def steps(n):
    return 5 * n - 1
# %% recordable | right
def recordable(x):
    right = where(x > 2, x + 2, x * x)
    return where(x >= -1, right, -x)
# %% recordable | right
def recordable(x):
    low = where(x < -1, -x, 0)
    high = where(x > 2, x + 2, 0)
    return low + high + where(x < -1, 0, where(x > 2, 0, x.square()))
# %% recordable | wrong | compile still refuses it
def recordable(x):
    return -x if x < -1 else where(x <= 2, x * x, x + 2)
# %% recordable | wrong | this is compiled already
@compile
def recordable(x):
    return where(x < -1, -x, where(x <= 2, x * x, x + 2))
# %% recordable | wrong | did you forget a return
def recordable(x):
    where(x < -1, -x, where(x <= 2, x * x, x + 2))
# %% recordable | wrong | the first `where` has its sides swapped
def recordable(x):
    return where(x < -1, where(x <= 2, x * x, x + 2), -x)
# %% recordable | wrong | the second `where` has its sides swapped
def recordable(x):
    return where(x < -1, -x, where(x <= 2, x + 2, x * x))
# %% recordable | wrong | at x = -1 the wrong side
def recordable(x):
    return where(x <= -1, -x, where(x <= 2, x * x, x + 2))
# %% recordable | wrong | at x = 2 the wrong side
def recordable(x):
    return where(x < -1, -x, where(x < 2, x * x, x + 2))
# %% recordable | wrong | the line on the left never comes up
def recordable(x):
    return where(x <= 2, where(x < -1, x * x, x * x), x + 2)
# %% recordable | wrong | the line on the right never comes up
def recordable(x):
    return where(x < -1, -x, x * x)
# %% recordable | wrong | below -1 two sides are added
def recordable(x):
    return (
        where(x < -1, -x, 0) + where(x <= 2, x * x, 0) + where(x > 2, x + 2, 0)
    )
# %% recordable | wrong | the parabola for every x
def recordable(x):
    return valley(0) + x * x
# %% recordable | wrong | those of valley
def recordable(x):
    return where(x < -1, -x + 2, where(x <= 2, x * x, x + 2))
