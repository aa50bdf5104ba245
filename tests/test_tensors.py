"""Notebook 17: the figures of PyTorch and JAX, and a training that is dealt out to workers."""

import json
import os
import signal

import numpy as np
import pytest
import tensor_figures

from scalarad import Scalar
from scalarad.graph_mode import compile

STORED = json.loads(tensor_figures.STORED.read_text(encoding="utf-8"))


@pytest.mark.parametrize("library", ["PyTorch", "JAX"])
def test_the_stored_path_is_that_of_scalars(library):
    xs, ys = np.array(tensor_figures.XS), np.array(tensor_figures.YS)
    m = b = 0.0
    path = []
    for step in range(tensor_figures.STEPS):
        by = Scalar(m), Scalar(b)
        (ys - (by[0] * xs + by[1])).square().mean().backward()
        if step % tensor_figures.SHOWN == 0:
            path.append([m, b, *(x.derivative for x in by)])
        m, b = (x.num - tensor_figures.RATE * x.derivative for x in by)
    assert np.allclose(path, STORED[library]["path"], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("library", ["PyTorch", "JAX"])
def test_the_stored_derivatives_of_a_product_of_matrices_are_exact(library):
    a, b = np.array(tensor_figures.A), np.array(tensor_figures.B)
    arriving = 2 * (a @ b)  # of the sum of squares
    by_a, by_b = map(np.array, STORED[library]["product"])
    assert np.array_equal(by_a, arriving @ b.T) and np.array_equal(by_b, a.T @ arriving)
    assert STORED[library]["second"] == 12.0  # 6 x of x³ at 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "library, module, compute",
    [
        ("PyTorch", "torch", tensor_figures.with_pytorch),
        ("JAX", "jax", tensor_figures.with_jax),
    ],
)
def test_computed_anew_the_figures_are_those_stored(library, module, compute):
    pytest.importorskip(
        module, reason=f"{library} is not installed: pip install -e .[bench] brings it"
    )
    found = compute()
    stored = STORED[library]
    assert np.allclose(found["path"], stored["path"], rtol=1e-12, atol=1e-12)
    for x, y in zip(found["product"], stored["product"], strict=True):
        assert np.allclose(x, y, rtol=1e-12)
    assert found["second"] == pytest.approx(stored["second"], rel=1e-12)


def squared_error(m, b, x, y):
    return (y - (m * x + b)).square()


@pytest.mark.slow
def test_a_worker_that_is_killed_in_the_middle_loses_nothing():
    distributed = pytest.importorskip(
        "distributed", reason="Dask is not installed: pip install -e .[distributed] brings it"
    )
    xs, ys = np.array(tensor_figures.XS), np.array(tensor_figures.YS)
    parts = [(xs[i::4], ys[i::4]) for i in range(4)]

    def descend(gradients, killed=None):
        m = b = 0.0
        for step in range(12):
            if step == 5 and killed is not None:
                os.kill(killed, signal.SIGKILL)
            found = [gradient for _, gradient in gradients(m, b)]
            m -= 0.5 * sum(part[0] for part in found) / 100
            b -= 0.5 * sum(part[1] for part in found) / 100
        return m, b

    here, there = compile(squared_error), compile(squared_error)
    alone = descend(lambda m, b: [here(m, b, x, y) for x, y in parts])
    quiet = {"dashboard_address": ":0", "silence_logs": 50}
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, **quiet) as cluster:
        with distributed.Client(cluster) as client:
            pids = list(client.run(os.getpid).values())
            assert len(set(pids)) == 2

            def dealt_out(m, b):
                tasks = [client.submit(there, m, b, x, y, pure=False) for x, y in parts]
                return client.gather(tasks)

            assert descend(dealt_out, killed=pids[0]) == alone
            assert pids[0] not in client.run(os.getpid).values()
