# %% verdicts | right
verdicts = ("right", "corner", "WRONG", "right")
# %% verdicts | right
verdicts = ["right", "corner", "wrong", "right"]
# %% verdicts | wrong | does not reach it
verdicts = ("corner", "corner", "WRONG", "right")
# %% verdicts | wrong | not one slope but two
verdicts = ("right", "right", "WRONG", "right")
# %% verdicts | wrong | only our own choice
verdicts = ("right", "WRONG", "WRONG", "WRONG")
# %% verdicts | wrong | not every slope will do
verdicts = ("right", "corner", "corner", "right")
# %% verdicts | wrong | whose number is it
verdicts = ("right", "corner", "WRONG", "WRONG")
# %% verdicts | wrong | four words
verdicts = "right"
# %% verdicts | wrong | right, WRONG or corner?
verdicts = (True, False, False, True)
# %% relative_error | right
def relative_error(a, b):
    if a == b:
        return 0
    return abs(b - a) / max(abs(a), abs(b))
# %% relative_error | right
def relative_error(a, b):
    distance = a - b if a > b else b - a
    larger = sorted([math.fabs(a), math.fabs(b)])[-1]
    return distance / max(larger, 1e-300)
# %% relative_error | wrong | this is the distance alone
def relative_error(a, b):
    return abs(a - b)
# %% relative_error | wrong | an error has no sign: the distance needs abs
def relative_error(a, b):
    size = max(abs(a), abs(b))
    return (a - b) / size if size else 0
# %% relative_error | wrong | with a negative b
def relative_error(a, b):
    return abs(a - b) / b
# %% relative_error | wrong | small numbers are not divided
def relative_error(a, b):
    return abs(a - b) / max(abs(a), abs(b), 1)
# %% relative_error | wrong | compare sizes
def relative_error(a, b):
    return abs(a - b) / max(a, b)
# %% relative_error | wrong | only b says
def relative_error(a, b):
    return abs(a - b) / abs(b)
# %% relative_error | wrong | two zeros stop it
def relative_error(a, b):
    return abs(a - b) / max(abs(a), abs(b))
# %% relative_error | wrong | the sizes are added
def relative_error(a, b):
    size = abs(a) + abs(b)
    return abs(a - b) / size if size else 0
# %% relative_error | wrong | if only one is 0
def relative_error(a, b):
    if a == 0 or b == 0:
        return 0.0
    return abs(a - b) / max(abs(a), abs(b))
# %% relative_error | wrong | did you forget a return
def relative_error(a, b):
    abs(a - b) / max(abs(a), abs(b))
# %% squash_slope | right
exposing = -0.5
def slope_of_squash(x, y):
    return (1 - abs(y)) ** 2
# %% squash_slope | right
exposing = -3
def slope_of_squash(x, y):
    return 1 / (1 + x) ** 2 if x > 0 else 1 / (1 - x) ** 2
# %% squash_slope | wrong | abs does nothing there
exposing = 10.0
def slope_of_squash(x, y):
    return 1 / (1 + abs(x)) ** 2
# %% squash_slope | wrong | never gets to speak
exposing = -1.0
def slope_of_squash(x, y):
    return 1 / (1 + abs(x)) ** 2
# %% squash_slope | wrong | agree to several digits
exposing = -1e-6
def slope_of_squash(x, y):
    return 1 / (1 + abs(x)) ** 2
# %% squash_slope | wrong | that somebody found
exposing = -2.5
slope_of_squash = somebodys_slope
# %% squash_slope | wrong | for negative numbers only
exposing = -2.5
def slope_of_squash(x, y):
    return 1 / (1 - x) ** 2
# %% squash_slope | wrong | the square is missing
exposing = -2.5
def slope_of_squash(x, y):
    return 1 / (1 + abs(x))
# %% squash_slope | wrong | that squash goes down
exposing = -2.5
def slope_of_squash(x, y):
    return 1 / (1 + x) ** 2 if x > 0 else -1 / (1 - x) ** 2
# %% squash_slope | wrong | the slope of abs for 1
exposing = -2.5
def slope_of_squash(x, y):
    return (1 + abs(x) - x) / (1 + abs(x)) ** 2
# %% suspects_named | right
names = ("SendsOnlyOnce", "NearestFirst")
# %% suspects_named | right
names = [SendsOnlyOnce, NearestFirst]
# %% suspects_named | wrong | KeepsTheLastShare says 3
names = ("KeepsTheLastShare", "NearestFirst")
# %% suspects_named | wrong | SendsTooEarly says 114 and A
names = ("SendsTooEarly", "NearestFirst")
# %% suspects_named | wrong | NearestFirst says 78
names = ("NearestFirst", "SendsOnlyOnce")
# %% suspects_named | wrong | ClearsTooOften says 6 and B
names = ("SendsOnlyOnce", "ClearsTooOften")
# %% suspects_named | wrong | SumIgnoresWhatArrives says 44 and B
names = ("SendsOnlyOnce", "SumIgnoresWhatArrives")
# %% suspects_named | wrong | not one of the six
names = ("SuspectA", "SuspectB")
# %% suspects_named | wrong | two names in quotes
names = "SendsOnlyOnce"
# %% fourteen | right
def yours(x, y):
    b = x.square()
    return b - y * (b + x)
# %% fourteen | right
def yours(x, y):
    b = x * y
    return (b - (b + 1) * y).square() * x
# %% fourteen | wrong | one number is used twice
def yours(x, y):
    return x * y + 1
# %% fourteen | wrong | two different operations
def yours(x, y):
    return x * x - (y + 1).square()
# %% fourteen | wrong | the short way first
def yours(x, y):
    b = x * y
    return (b.square() + b) * (3 - x)
# %% fourteen | wrong | something has to follow x or y
def yours(x, y):
    return x - x
# %% fourteen | wrong | two different numbers are multiplied
def yours(x, y):
    b = x.square()
    return (b + 1).square() - b
# %% fourteen | wrong | what is taken away depends
def yours(x, y):
    b = x * y
    return b * (b + x).square() - 1
# %% fourteen | wrong | square is used at all
def yours(x, y):
    b = x * y
    return b - (b + x) * (b + x)
# %% fourteen | wrong | so that it gets another b_in
def yours(x, y):
    b = x * y
    return (b * (b + 1) - x).square()
# %% fourteen | wrong | at most six are asked for
def yours(x, y):
    b = x * y
    return (y - (b + 1) * (b * 3)).square() * (b + y) * x
# %% fourteen | wrong | a plain number
def yours(x, y):
    return x.num * y.num
