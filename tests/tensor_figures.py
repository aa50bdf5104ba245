"""The figures of PyTorch and JAX that notebook 17 reads, computed with both of them.

python tests/tensor_figures.py writes notebooks/data/tensors.json anew; it needs the extra `bench`.
"""

import json
from pathlib import Path

STORED = Path(__file__).parent.parent / "notebooks" / "data" / "tensors.json"
XS = [i / 100 for i in range(100)]
YS = [5 * x + 10 for x in XS]
STEPS, RATE, SHOWN = 81, 0.5, 20
A = [[1.0, 2.0, -1.0], [0.5, -3.0, 2.0]]
B = [[2.0, -1.0], [1.0, 4.0], [-2.0, 0.5]]


def with_pytorch():
    """The path of m and b, the gradients of ((A @ B) ** 2).sum(), and a second derivative."""
    import torch

    torch.set_default_dtype(torch.float64)
    x, y = torch.tensor(XS), torch.tensor(YS)
    m, b = (torch.tensor(0.0, requires_grad=True) for _ in range(2))
    path = []
    for step in range(STEPS):
        loss = ((y - (m * x + b)) ** 2).mean()
        loss.backward()
        if step % SHOWN == 0:
            path.append([m.item(), b.item(), m.grad.item(), b.grad.item()])
        with torch.no_grad():
            m -= RATE * m.grad
            b -= RATE * b.grad
        m.grad.zero_()
        b.grad.zero_()
    a, c = (torch.tensor(numbers, requires_grad=True) for numbers in (A, B))
    ((a @ c) ** 2).sum().backward()
    u = torch.tensor(2.0, requires_grad=True)
    (slope,) = torch.autograd.grad(u**3, u, create_graph=True)
    (curvature,) = torch.autograd.grad(slope, u)
    return {
        "path": path,
        "product": [a.grad.tolist(), c.grad.tolist()],
        "second": curvature.item(),
        "version": torch.__version__.split("+")[0],
    }


def with_jax():
    """The same."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    x, y = jnp.array(XS), jnp.array(YS)

    def loss(parameters):
        m, b = parameters
        return ((y - (m * x + b)) ** 2).mean()

    gradient = jax.jit(jax.grad(loss))
    m = b = 0.0
    path = []
    for step in range(STEPS):
        by_m, by_b = gradient((m, b))
        if step % SHOWN == 0:
            path.append([float(m), float(b), float(by_m), float(by_b)])
        m, b = m - RATE * by_m, b - RATE * by_b

    def squares(a, c):
        return ((a @ c) ** 2).sum()

    product = jax.grad(squares, argnums=(0, 1))(jnp.array(A), jnp.array(B))
    return {
        "path": path,
        "product": [part.tolist() for part in product],
        "second": float(jax.grad(jax.grad(lambda u: u**3))(2.0)),
        "version": jax.__version__,
    }


if __name__ == "__main__":
    figures = {"PyTorch": with_pytorch(), "JAX": with_jax()}
    STORED.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8", newline="\n")
