# %% counts | right
once, twice = (2, 2, 4), (2, 3, 6)
# %% counts | right
once = [2.0, 2, 4]
twice = [2, 2 + 1, 6]
# %% counts | wrong | z is made in a line of its own
once = (2, 3, 6)
twice = (2, 3, 6)
# %% counts | wrong | each * makes a node of its own
once = (2, 2, 4)
twice = (2, 2, 4)
# %% counts | wrong | has one arrow too few
once = (2, 2, 3)
twice = (2, 3, 6)
# %% counts | wrong | counts z as a box
once = (3, 1, 4)
twice = (2, 3, 6)
# %% counts | wrong | there is only one x
once = (2, 2, 4)
twice = (4, 3, 6)
# %% counts | wrong | boxes: one for each leaf
once = (4, 2, 4)
twice = (4, 3, 6)
# %% counts | wrong | ellipses: one for each product that is carried out
once = (2, 2, 4)
twice = (2, 1, 4)
# %% counts | wrong | you gave 2
once = (2, 2)
twice = (2, 3)
# %% rebuild | right
def rebuild(x, y):
    first = x * x
    middle = y * first
    return first * middle
# %% rebuild | right
def rebuild(x, y):
    nodes = [x * x]
    nodes.append(nodes[0] * y)
    nodes[0].name = "z"
    return nodes[1] * nodes[0]
# %% rebuild | wrong | what is used in two places is made once
def rebuild(x, y):
    return (x * x) * y * (x * x)
# %% rebuild | wrong | other nodes are joined
def rebuild(x, y):
    z = x * x
    return (z * z) * y
# %% rebuild | wrong | is not the end
def rebuild(x, y):
    return x * x * y
# %% rebuild | wrong | this leaves out y
def rebuild(x, y):
    z = x * x
    return z * z
# %% rebuild | wrong | none comes from x
def rebuild(x, y):
    return x * x * y * x
# %% rebuild | wrong | by a single arrow
def rebuild(x, y):
    z = x.square()
    return z * y * z
# %% rebuild | wrong | which has no picture
def rebuild(x, y):
    z = x.num * x.num
    return z * y.num * z
# %% rebuild | wrong | did you forget a return
def rebuild(x, y):
    z = x * x
    z * y * z
# %% rebuild | wrong | a box besides x and y
def rebuild(x, y):
    z = Scalar(x.num) * x
    return z * y * z
# %% orders | right
orders = ("f", "d", "b")
# %% orders | right
orders = "B, D, F"
# %% orders | wrong | begins with the output
orders = ["A", "B", "C", "D", "E", "F"]
# %% orders | wrong | has a node two times
orders = ["B", "D", "E", "F"]
# %% orders | wrong | between its two inputs
orders = ["A", "B", "D", "F"]
# %% orders | wrong | need not stand directly before
orders = ["F"]
# %% orders | wrong | a leaf may come late
orders = ["D", "F"]
# %% orders | wrong | that topological_order itself would give
orders = ["B", "D"]
# %% orders | wrong | there is no list G
orders = ["B", "G"]
# %% orders | wrong | each a text
orders = [lists["B"], lists["D"], lists["F"]]
# %% is_topological | right
def is_topological(order):
    ids = [id(node) for node in order]
    if len(set(ids)) < len(ids):
        return False
    place = {number: i for i, number in enumerate(ids)}
    return all(
        place.get(id(parent), len(ids)) < place[id(node)]
        for node in order
        for parent in node.inputs
    )
# %% is_topological | right
def is_topological(order):
    for i, node in enumerate(order):
        before = order[:i]
        if any(other is node for other in before):
            return False
        for parent in node.inputs:
            if not any(other is parent for other in before):
                return False
    return True
# %% is_topological | wrong | this one comes again
def is_topological(order):
    seen = set()
    for node in order:
        if any(id(parent) not in seen for parent in node.inputs):
            return False
        seen.add(id(node))
    return True
# %% is_topological | wrong | compare them by their id
def is_topological(order):
    for i, node in enumerate(order):
        if node in order[:i]:
            return False
        for parent in node.inputs:
            if parent not in order[:i]:
                return False
    return True
# %% is_topological | wrong | belongs after the loop
def is_topological(order):
    seen = set()
    for node in order:
        if id(node) in seen or any(id(p) not in seen for p in node.inputs):
            return False
        seen.add(id(node))
        return True
# %% is_topological | wrong | a graph has other orders too
def is_topological(order):
    from scalarad.graph import topological_order

    wanted = topological_order(order[-1])
    return [id(node) for node in order] == [id(node) for node in wanted]
# %% is_topological | wrong | not directly before
def is_topological(order):
    for i, node in enumerate(order):
        if sum(other is node for other in order) > 1:
            return False
        near = [id(other) for other in order[max(0, i - 2) : i]]
        if any(id(parent) not in near for parent in node.inputs):
            return False
    return True
# %% is_topological | wrong | look only at a node and its own inputs
def is_topological(order):
    for left, right in zip(order, order[1:]):
        if not any(parent is left for parent in right.inputs):
            return False
    return True
# %% is_topological | wrong | not only after one
def is_topological(order):
    seen = set()
    for node in order:
        if id(node) in seen:
            return False
        if node.inputs and not any(id(p) in seen for p in node.inputs):
            return False
        seen.add(id(node))
    return True
# %% is_topological | wrong | is nowhere in the list
def is_topological(order):
    place = {id(node): i for i, node in enumerate(order)}
    if len(place) < len(order):
        return False
    return all(
        place.get(id(parent), -1) < place[id(node)]
        for node in order
        for parent in node.inputs
    )
# %% is_topological | wrong | ended without a return
def is_topological(order):
    seen = set()
    for node in order:
        if id(node) in seen or any(id(p) not in seen for p in node.inputs):
            return False
        seen.add(id(node))
# %% is_topological | wrong | asks for the way back
def is_topological(order):
    seen = set()
    for node in reversed(order):
        if id(node) in seen or any(id(p) not in seen for p in node.inputs):
            return False
        seen.add(id(node))
    return True
# %% is_topological | wrong | says True to every list
def is_topological(order):
    return True
# %% is_topological | wrong | after a product
def is_topological(order):
    results = [node for node in order if not node.is_leaf]
    leaves = [node for node in order if node.is_leaf]
    seen = set()
    for node in order:
        if id(node) in seen or any(id(p) not in seen for p in node.inputs):
            return False
        seen.add(id(node))
    return [id(n) for n in order] == [id(n) for n in leaves + results]
# %% depth | right
def depth(node):
    deepest = 0
    for parent in node.inputs:
        deepest = max(deepest, 1 + depth(parent))
    return deepest
# %% depth | right
def depth(node):
    depths = [depth(parent) for parent in node.inputs]
    return max(depths) + 1 if depths else 0
# %% depth | right
def depth(node):
    level, steps = [node], 0
    while any(n.inputs for n in level):
        level = [parent for n in level for parent in n.inputs]
        steps += 1
    return steps
# %% depth | wrong | a leaf counts as 1
def depth(node):
    if node.is_leaf:
        return 1
    return 1 + max(depth(parent) for parent in node.inputs)
# %% depth | wrong | this is the shortest way
def depth(node):
    if node.is_leaf:
        return 0
    return 1 + min(depth(parent) for parent in node.inputs)
# %% depth | wrong | along the first input only
def depth(node):
    if node.is_leaf:
        return 0
    return 1 + depth(node.inputs[0])
# %% depth | wrong | along the last input only
def depth(node):
    if node.is_leaf:
        return 0
    for parent in node.inputs:
        found = 1 + depth(parent)
    return found
# %% depth | wrong | only the deepest one counts
def depth(node):
    if node.is_leaf:
        return 0
    return 1 + sum(depth(parent) for parent in node.inputs)
# %% depth | wrong | count those on one way
def depth(node):
    from scalarad.graph import topological_order

    return len([n for n in topological_order(node) if n.inputs])
# %% depth | wrong | this is always 0
def depth(node):
    if node.is_leaf:
        return 0
    return max(depth(parent) for parent in node.inputs)
# %% depth | wrong | answer for a leaf first
def depth(node):
    return 1 + max(depth(parent) for parent in node.inputs)
# %% depth | wrong | did you forget a return
def depth(node):
    if node.is_leaf:
        return 0
    1 + max(depth(parent) for parent in node.inputs)
# %% is_topological | wrong | is_topological, for [b, a * b], stops with KeyError
def is_topological(order):
    place = {id(node): i for i, node in enumerate(order)}
    if len(place) < len(order):
        return False
    return all(place[id(p)] < place[id(node)] for node in order for p in node.inputs)
# %% orders | wrong | not the names of nodes
orders = lists["B"]
# %% is_topological | wrong | told apart by their names
def is_topological(order):
    placed = set()
    for node in order:
        if node.name in placed:
            return False
        if any(parent.name not in placed for parent in node.inputs):
            return False
        placed.add(node.name)
    return True
# %% is_topological | wrong | a and b are nowhere
def is_topological(order):
    placed = set()
    for node in order:
        if len(order) == 1:
            return True
        if id(node) in placed:
            return False
        if any(id(parent) not in placed for parent in node.inputs):
            return False
        placed.add(id(node))
    return True
# %% is_topological | wrong | goes through none
def is_topological(order):
    placed = set()
    for node in order:
        if id(node) in placed:
            return False
        first, second = node.inputs[0], node.inputs[1]
        if id(first) not in placed or id(second) not in placed:
            return False
        placed.add(id(node))
    return True
