# %% new_m | right
new_m = 2.5
# %% new_m | right
m, derivative, rate = 1.6, -4.5, 0.2
new_m = m - rate * derivative
# %% new_m | wrong | this goes uphill
new_m = 0.7
# %% new_m | wrong | a whole derivative away
new_m = 6.1
# %% new_m | wrong | this is the derivative itself
new_m = -4.5
# %% new_m | wrong | this is the size of the step
new_m = 0.2 * 4.5
# %% new_m | wrong | is divided by the rate
new_m = 1.6 + 4.5 / 0.2
# %% new_m | wrong | is as long as the rate
new_m = 1.8
# %% new_m | wrong | a plain number is asked for
new_m = Scalar(2.5)
# %% new_m | wrong | mind the signs
new_m = 1.7


# %% step | right
def step(loss, m, rate):
    loss(m).backward()
    down = m.derivative * rate
    return Scalar(-down + m.num, name=m.name)


# %% step | right
def step(loss, m, rate):
    from scalarad.gradient_descent import downhill, loss_and_derivatives

    loss_and_derivatives(loss, [m], ())
    return downhill(m, rate)


# %% step | right
def step(loss, m, rate):
    copy = Scalar(m.num)
    loss(copy).backward()
    copy.num -= rate * copy.derivative
    return copy


# %% step | wrong | it goes uphill
def step(loss, m, rate):
    loss(m).backward()
    return Scalar(m.num + rate * m.derivative)


# %% step | wrong | left out of the step
def step(loss, m, rate):
    loss(m).backward()
    return Scalar(m.num - m.derivative)


# %% step | wrong | nobody has walked back yet
def step(loss, m, rate):
    result = loss(m)
    return Scalar(m.num - rate * m.derivative)


# %% step | wrong | is no leaf
def step(loss, m, rate):
    loss(m).backward()
    return m - rate * m.derivative


# %% step | wrong | is a plain number; wrap it
def step(loss, m, rate):
    loss(m).backward()
    return m.num - rate * m.derivative


# %% step | wrong | has a new num; leave it
def step(loss, m, rate):
    loss(m).backward()
    m.num = m.num - rate * m.derivative
    return m


# %% step | wrong | it is the result that walks back
def step(loss, m, rate):
    loss.backward()
    return Scalar(m.num - rate * m.derivative)


# %% step | wrong | takes the loss for its derivative
def step(loss, m, rate):
    result = loss(m)
    result.backward()
    return Scalar(m.num - rate * result.num)


# %% step | wrong | this is only the step; take it away
def step(loss, m, rate):
    loss(m).backward()
    return Scalar(rate * m.derivative)


# %% step | wrong | did you forget a return
def step(loss, m, rate):
    loss(m).backward()
    m = Scalar(m.num - rate * m.derivative)


# %% step | wrong | the derivative of the output itself
def step(loss, m, rate):
    result = loss(m)
    result.backward()
    return Scalar(m.num - rate * result.derivative)


# %% step | wrong | unmoved
def step(loss, m, rate):
    loss(m).backward()
    return m


# %% train | right
def train(examples, rate, epochs):
    m, b = Scalar(0), Scalar(0)
    for example in list(examples) * epochs:
        input_x, actual_y = example
        predicted_y = Scalar(input_x) * m + b
        (predicted_y - actual_y).square().backward()
        m, b = (Scalar(p.num - rate * p.derivative) for p in (m, b))
    return [m, b]


# %% train | right
def train(examples, rate, epochs):
    from scalarad.gradient_descent import gradient_descent

    def squared_error(m, b, x, y):
        return (Scalar(y) - (m * x + b)).square()

    start = [Scalar(0.0, name="m"), Scalar(0.0, name="b")]
    history = gradient_descent(squared_error, start, examples, rate, epochs)
    m, b = history.rows[-1]
    return Scalar(m), Scalar(b)


# %% train | wrong | it goes uphill
def train(examples, rate, epochs):
    m, b = Scalar(0.0), Scalar(0.0)
    for _ in range(epochs):
        for x, y in examples:
            (Scalar(y) - (m * x + b)).square().backward()
            m = Scalar(m.num + rate * m.derivative)
            b = Scalar(b.num + rate * b.derivative)
    return m, b


# %% train | wrong | on the last example only
def train(examples, rate, epochs):
    m, b = Scalar(0.0), Scalar(0.0)
    for _ in range(epochs):
        for x, y in examples:
            loss = (Scalar(y) - (m * x + b)).square()
        loss.backward()
        m = Scalar(m.num - rate * m.derivative)
        b = Scalar(b.num - rate * b.derivative)
    return m, b


# %% train | wrong | adds up the derivatives of an epoch
def train(examples, rate, epochs):
    m, b = Scalar(0.0), Scalar(0.0)
    for _ in range(epochs):
        loss = Scalar(0.0)
        for x, y in examples:
            loss = loss + (Scalar(y) - (m * x + b)).square()
        loss.backward()
        m = Scalar(m.num - rate * m.derivative)
        b = Scalar(b.num - rate * b.derivative)
    return m, b


# %% train | wrong | against the mean
def train(examples, rate, epochs):
    m, b = Scalar(0.0), Scalar(0.0)
    for _ in range(epochs):
        loss = Scalar(0.0)
        for x, y in examples:
            loss = loss + (Scalar(y) - (m * x + b)).square()
        (loss * (1 / len(examples))).backward()
        m = Scalar(m.num - rate * m.derivative)
        b = Scalar(b.num - rate * b.derivative)
    return m, b


# %% train | wrong | after m has moved
def train(examples, rate, epochs):
    m, b = Scalar(0.0), Scalar(0.0)
    for _ in range(epochs):
        for x, y in examples:
            (Scalar(y) - (m * x + b)).square().backward()
            m = Scalar(m.num - rate * m.derivative)
            (Scalar(y) - (m * x + b)).square().backward()
            b = Scalar(b.num - rate * b.derivative)
    return m, b


# %% train | wrong | start anew there
def train(examples, rate, epochs):
    for _ in range(epochs):
        m, b = Scalar(0.0), Scalar(0.0)
        for x, y in examples:
            (Scalar(y) - (m * x + b)).square().backward()
            m = Scalar(m.num - rate * m.derivative)
            b = Scalar(b.num - rate * b.derivative)
    return m, b


# %% train | wrong | after a single step
def train(examples, rate, epochs):
    m, b = Scalar(0.0), Scalar(0.0)
    for _ in range(epochs):
        for x, y in examples:
            (Scalar(y) - (m * x + b)).square().backward()
            m = Scalar(m.num - rate * m.derivative)
            b = Scalar(b.num - rate * b.derivative)
            return m, b


# %% train | wrong | one epoch too few
def train(examples, rate, epochs):
    m, b = Scalar(0.0), Scalar(0.0)
    for _ in range(1, epochs):
        for x, y in examples:
            (Scalar(y) - (m * x + b)).square().backward()
            m = Scalar(m.num - rate * m.derivative)
            b = Scalar(b.num - rate * b.derivative)
    return m, b


# %% train | wrong | b never moves
def train(examples, rate, epochs):
    m, b = Scalar(0.0), Scalar(0.0)
    for _ in range(epochs):
        for x, y in examples:
            (Scalar(y) - (m * x + b)).square().backward()
            m = Scalar(m.num - rate * m.derivative)
    return m, b


# %% train | wrong | the loss is not squared
def train(examples, rate, epochs):
    m, b = Scalar(0.0), Scalar(0.0)
    for _ in range(epochs):
        for x, y in examples:
            (Scalar(y) - (m * x + b)).backward()
            m = Scalar(m.num - rate * m.derivative)
            b = Scalar(b.num - rate * b.derivative)
    return m, b


# %% train | wrong | rate is left out of the steps
def train(examples, rate, epochs):
    m, b = Scalar(0.0), Scalar(0.0)
    for _ in range(epochs):
        for x, y in examples:
            (Scalar(y) - (m * x + b)).square().backward()
            m = Scalar(m.num - m.derivative)
            b = Scalar(b.num - b.derivative)
    return m, b


# %% train | wrong | is no leaf
def train(examples, rate, epochs):
    m, b = Scalar(0.0), Scalar(0.0)
    for _ in range(epochs):
        for x, y in examples:
            (Scalar(y) - (m * x + b)).square().backward()
            m = m - rate * m.derivative
            b = b - rate * b.derivative
    return m, b


# %% train | wrong | is a plain number; wrap it
def train(examples, rate, epochs):
    m, b = Scalar(0.0), Scalar(0.0)
    for _ in range(epochs):
        for x, y in examples:
            (Scalar(y) - (m * x + b)).square().backward()
            m = Scalar(m.num - rate * m.derivative)
            b = Scalar(b.num - rate * b.derivative)
    return m.num, b.num


# %% train | wrong | should return two Scalars
def train(examples, rate, epochs):
    m, b = Scalar(0.0), Scalar(0.0)
    for _ in range(epochs):
        for x, y in examples:
            (Scalar(y) - (m * x + b)).square().backward()
            m = Scalar(m.num - rate * m.derivative)
            b = Scalar(b.num - rate * b.derivative)
    return m


# %% too_fast | right
too_fast = 0.345
# %% too_fast | right
low, high = 0.2, 0.4
while high / low > 1.001:
    rate = (low + high) / 2
    first, *_, last = descent(rate, epochs=200).losses
    low, high = (low, rate) if last > first else (rate, high)
too_fast = high
# %% too_fast | wrong | still converges
too_fast = 0.3
# %% too_fast | wrong | but nearly
too_fast = 0.34
# %% too_fast | wrong | from one side
too_fast = 0.1
# %% too_fast | wrong | a smaller rate would too
too_fast = 0.4
# %% too_fast | wrong | far too large
too_fast = 8
# %% too_fast | wrong | goes uphill
too_fast = -0.35
# %% too_fast | wrong | should be a number
too_fast = descent(0.35)
# %% scaled_border | right
factor = 0.04
# %% scaled_border | right
factor = (1 / 5) ** 2
# %% scaled_border | wrong | in the error as well
factor = 0.2
# %% scaled_border | wrong | the border goes the other way
factor = 25
# %% scaled_border | wrong | not a larger one
factor = 5
# %% scaled_border | wrong | the rate must change
factor = 1
# %% scaled_border | wrong | one 5 too many
factor = 1 / 125
# %% scaled_border | wrong | divide by the old one
factor = 0.07


# %% step | wrong | a plain number remembers nothing
def step(loss, m, rate):
    loss(m.num).backward()
    return Scalar(m.num - rate * m.derivative)


# %% train | wrong | a plain number remembers nothing
def train(examples, rate, epochs):
    m, b = Scalar(0.0), Scalar(0.0)
    for _ in range(epochs):
        for x, y in examples:
            loss = (y - (m.num * x + b.num)) ** 2
            loss.backward()
            m = Scalar(m.num - rate * m.derivative)
            b = Scalar(b.num - rate * b.derivative)
    return m, b


# %% train | wrong | are plain numbers already
def train(examples, rate, epochs):
    m, b = Scalar(0.0), Scalar(0.0)
    for _ in range(epochs):
        for x, y in examples:
            (Scalar(y.num) - (m * x.num + b)).square().backward()
            m = Scalar(m.num - rate * m.derivative)
            b = Scalar(b.num - rate * b.derivative)
    return m, b


# %% train | wrong | plain numbers after the first step
def train(examples, rate, epochs):
    m, b = Scalar(0.0), Scalar(0.0)
    for _ in range(epochs):
        for x, y in examples:
            (Scalar(y) - (m * x + b)).square().backward()
            m = m.num - rate * m.derivative
            b = b.num - rate * b.derivative
    return Scalar(m), Scalar(b)


# %% train | wrong | b is added to y
def train(examples, rate, epochs):
    m, b = Scalar(0.0), Scalar(0.0)
    for _ in range(epochs):
        for x, y in examples:
            (Scalar(y) - m * x + b).square().backward()
            m = Scalar(m.num - rate * m.derivative)
            b = Scalar(b.num - rate * b.derivative)
    return m, b


# %% train | wrong | against both derivatives
def train(examples, rate, epochs):
    m, b = Scalar(0.0), Scalar(0.0)
    for _ in range(epochs):
        for x, y in examples:
            (Scalar(y) - (m * x + b)).square().backward()
            m = Scalar(m.num - rate * m.derivative)
            b = Scalar(b.num + rate * b.derivative)
    return m, b


# %% train | wrong | was not computed from this Scalar
def train(examples, rate, epochs):
    m, b = Scalar(0.0), Scalar(0.0)
    for _ in range(epochs):
        for x, y in examples:
            (Scalar(y) - (m.num * x + b.num)).square().backward()
            m = Scalar(m.num - rate * m.derivative)
            b = Scalar(b.num - rate * b.derivative)
    return m, b
