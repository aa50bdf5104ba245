# %% shares_of_a_difference | right
shares = (3, -3)
# %% shares_of_a_difference | right
b_in = 3.0
shares = [b_in, 0 - b_in]
# %% shares_of_a_difference | wrong | when 1 arrives
shares = (1, -1)
# %% shares_of_a_difference | wrong | the rule of the sum
shares = (3, 3)
# %% shares_of_a_difference | wrong | which of the two is taken away
shares = (-3, 3)
# %% shares_of_a_difference | wrong | the rule of the product
shares = (3 * 5.1, 3 * 15.6)
# %% shares_of_a_difference | wrong | like (3.0, 4.0)
shares = 3
# %% subtract | right
class Scalar(Scalar):
    def __sub__(self, other):
        other = self.lift(other)
        return type(self)(
            self.num - other.num, [self, other], lambda b_in: (b_in, -b_in), "-"
        )
# %% subtract | right
class Scalar(Scalar):
    def __sub__(self, other):
        other = self.lift(other)
        slopes = (1.0, -1.0)

        def backward(b_in):
            return tuple(slope * b_in for slope in slopes)

        result = type(self)(self.num + -1 * other.num, (self, other), backward)
        result.name = "minus"
        return result
# %% subtract | wrong | the rule of a + b
class Scalar(Scalar):
    def __sub__(self, other):
        other = self.lift(other)
        return type(self)(self.num - other.num, (self, other), lambda b_in: (b_in, b_in))
# %% subtract | wrong | b_in, is left out
class Scalar(Scalar):
    def __sub__(self, other):
        other = self.lift(other)
        return type(self)(self.num - other.num, (self, other), lambda b_in: (1, -1))
# %% subtract | wrong | each input gets another's
class Scalar(Scalar):
    def __sub__(self, other):
        other = self.lift(other)
        return type(self)(self.num - other.num, (self, other), lambda b_in: (-b_in, b_in))
# %% subtract | wrong | the number has the wrong sign
class Scalar(Scalar):
    def __sub__(self, other):
        other = self.lift(other)
        return type(self)(other.num - self.num, (self, other), lambda b_in: (b_in, -b_in))
# %% subtract | wrong | it has forgotten its inputs
class Scalar(Scalar):
    def __sub__(self, other):
        other = self.lift(other)
        return self.num - other.num
# %% subtract | wrong | all at once
class Scalar(Scalar):
    def __sub__(self, other):
        return type(self)(self.num - self.lift(other).num)
# %% square | right
class Scalar(Scalar):
    def square(self):
        slope = 2 * self.num
        return type(self)(self.num**2, (self,), lambda b_in: (slope * b_in,))
# %% square | right
class Scalar(Scalar):
    def square(self):
        x = self.num

        def backward(b_in):
            share = x * b_in
            return (share + share,)

        return type(self)(x * x, [self], backward, "square")
# %% square | wrong | the 2 is missing
class Scalar(Scalar):
    def square(self):
        x = self.num
        return type(self)(x * x, (self,), lambda b_in: (x * b_in,))
# %% square | wrong | write a comma
class Scalar(Scalar):
    def square(self):
        x = self.num
        return type(self)(x * x, (self,), lambda b_in: 2 * x * b_in)
# %% square | wrong | the slope of a square depends on where you are
class Scalar(Scalar):
    def square(self):
        x = self.num
        return type(self)(x * x, (self,), lambda b_in: (2 * b_in,))
# %% square | wrong | save what it needs in a variable
class Scalar(Scalar):
    def square(self):
        return type(self)(
            self.num * self.num, (self,), lambda b_in: (2 * self.num * b_in,)
        )
# %% square | wrong | it was given 1
class Scalar(Scalar):
    def square(self):
        x = self.num
        return type(self)(x * x, (self, self), lambda b_in: (x * b_in, x * b_in))
# %% square | wrong | b_in, is left out
class Scalar(Scalar):
    def square(self):
        x = self.num
        return type(self)(x * x, (self,), lambda b_in: (2 * x,))
# %% cube | right
class Scalar(Scalar):
    def cube(self):
        x = self.num
        return type(self)(x**3, (self,), lambda b_in: (3 * x**2 * b_in,), "cube")
# %% cube | right
class Scalar(Scalar):
    def cube(self):
        x = self.num
        square = x * x

        def backward(b_in):
            return (square * b_in + 2 * square * b_in,)

        return type(self)(square * x, (self,), backward, "cube")
# %% cube | wrong | the rule of the square
class Scalar(Scalar):
    def cube(self):
        x = self.num
        return type(self)(x * x * x, (self,), lambda b_in: (2 * x * b_in,))
# %% cube | wrong | the power falls only by one
class Scalar(Scalar):
    def cube(self):
        x = self.num
        return type(self)(x * x * x, (self,), lambda b_in: (3 * x * b_in,))
# %% cube | wrong | the 3 is missing
class Scalar(Scalar):
    def cube(self):
        x = self.num
        return type(self)(x * x * x, (self,), lambda b_in: (x * x * b_in,))
# %% cube | wrong | the power did not fall
class Scalar(Scalar):
    def cube(self):
        x = self.num
        return type(self)(x * x * x, (self,), lambda b_in: (3 * x * x * x * b_in,))
# %% cube | wrong | b_in, is left out
class Scalar(Scalar):
    def cube(self):
        x = self.num
        return type(self)(x * x * x, (self,), lambda b_in: (3 * x * x,))
# %% cube | wrong | it should return a tuple
class Scalar(Scalar):
    def cube(self):
        x = self.num

        def backward(b_in):
            return 3 * x * x * b_in

        return type(self)(x * x * x, (self,), backward, "cube")
# %% loss | right
def loss(m, b, x, y):
    return (m * x + b - y).square()
# %% loss | right
def loss(m, b, x, y):
    off = y - b - x * m
    return off * off
# %% loss | wrong | not squared yet
def loss(m, b, x, y):
    return y - (m * x + b)
# %% loss | wrong | a plain number
def loss(m, b, x, y):
    return (y.num - (m.num * x.num + b.num)) ** 2
# %% loss | wrong | apart; take the difference first
def loss(m, b, x, y):
    return y.square() - (m * x + b).square()
# %% loss | wrong | m goes with x
def loss(m, b, x, y):
    return (y - (b * x + m)).square()
# %% loss | wrong | compare it with y
def loss(m, b, x, y):
    return m * x + b
# %% loss | wrong | did you forget a return
def loss(m, b, x, y):
    guess = m * x + b
    (y - guess).square()
# %% subtract | wrong | no such method of yours yet
class Scalar(Scalar):
    def __subtract__(self, other):
        other = self.lift(other)
        return type(self)(self.num - other.num, (self, other), lambda b_in: (b_in, -b_in))
# %% square | wrong | the comma makes it
class Scalar(Scalar):
    def square(self):
        x = self.num
        return type(self)(x * x, (self), lambda b_in: (2 * x * b_in,), "square")
# %% cube | wrong | compare its method's name
class Scalar(Scalar):
    def cubed(self):
        x = self.num
        return type(self)(x**3, (self,), lambda b_in: (3 * x * x * b_in,), "cube")
# %% loss | wrong | are its brackets () missing
def loss(m, b, x, y):
    guess = m * x + b
    return (y - guess).square
# %% loss | wrong | b is added to y
def loss(m, b, x, y):
    return (y - m * x + b).square()
# %% loss | wrong | b comes after the product
def loss(m, b, x, y):
    return (y - m * (x + b)).square()
# %% loss | wrong | the line starts from x
def loss(m, b, x, y):
    return (x - (m * y + b)).square()
# %% loss | wrong | only the guess is squared
def loss(m, b, x, y):
    return y - (m * x + b).square()
# %% loss | wrong | does not lead back
def loss(m, b, x, y):
    guess = m.num * x.num + b.num
    return (y - guess).square()
