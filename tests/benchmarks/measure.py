"""Time every contender, each in a process of its own, in turn, round by round.

A process imports one peer only, so that no garbage collector walks through another one's objects;
the collector is left at Python's default, as a reader's program has it.
"""

import gc
import importlib.metadata
import multiprocessing
import sys
import tracemalloc
from statistics import median
from time import perf_counter

import numpy as np
import workloads

ROUNDS, SHARE = 5, 0.05  # a round of quick work repeats it for about SHARE seconds
SLOW, VERY_SLOW = 0.3, 1.5  # seconds from which work gets 3 rounds and 1
TOLERANCE = 1e-9


def serve(name, pipe):
    """The life of a process: answer requests (function, *arguments) for one contender."""
    works = {}
    if name == "micrograd":
        sys.setrecursionlimit(10**8)  # its backward calls itself for each node
    while request := pipe.recv():
        function, *arguments = request
        try:
            pipe.send((None, function(name, works, *arguments)))
        except Exception as error:
            pipe.send((f"{type(error).__name__}: {error}"[:100], None))


def prepare(name, works, workload):
    """Set up and run once, which compiles what compiles; return the result and then a time.

    What is there by then is frozen, so that the collections that are timed look only at what
    the work itself leaves behind.
    """
    work = works[workload] = workloads.CONTENDERS[workload][name]()
    result = np.concatenate([np.ravel(np.asarray(r, float)) for r in work()])
    gc.collect()
    gc.freeze()
    return result, timed(name, works, workload, 1)


def timed(name, works, workload, repetitions):
    """Seconds that the work takes, garbage collected, the mean of some repetitions."""
    start = perf_counter()
    for _ in range(repetitions):
        works[workload]()
    gc.collect()
    return (perf_counter() - start) / repetitions


def graph_times(name, works, step, length, nodes):
    """Seconds per node, forward, backward and to delete, of graphs that make `nodes` in all."""
    number = number_type(name)
    step, parts = workloads.GRAPHS[step], np.zeros(3)
    gc.collect()
    for _ in range(nodes // length):
        x = y = number(1.0)
        times = [perf_counter()]
        for _ in range(length):
            y = step(x, y)
        times.append(perf_counter())
        y.backward()
        times.append(perf_counter())
        del y
        parts += np.diff([*times, perf_counter()])
    return parts / nodes


def graph_bytes(name, works, step, length):
    """Bytes per node that a graph holds after its backward; short graphs only.

    tracemalloc counts all frames at each allocation: under a deep recursion it never ends.
    """
    number, step = number_type(name), workloads.GRAPHS[step]
    tracemalloc.start()
    x = y = number(1.0)
    for _ in range(length):
        y = step(x, y)
    y.backward()
    gc.collect()
    size = tracemalloc.get_traced_memory()[0] / length
    tracemalloc.stop()
    return size


def number_type(name):
    if name == "micrograd":
        from micrograd.engine import Value

        return Value
    return workloads.Scalar


def program_times(name, works):
    """Per workload the medians of seconds of the value program and of the gradient program."""
    found = {}
    for workload, programs in workloads.value_programs():
        works["v"], works["g"] = programs
        many = [max(1, int(SHARE / timed(name, works, p, 3))) for p in "vg"]
        rounds = [
            [timed(name, works, p, n) for p, n in zip("vg", many)]
            for _ in range(ROUNDS)
        ]
        found[workload] = [median(column) for column in zip(*rounds)]
    return found


class Bench:
    """The processes of all contenders; `notes` collects what was left out, and why."""

    def __init__(self):
        self.context = multiprocessing.get_context("spawn")
        self.pipes, self.processes, self.notes = {}, [], []

    def ask(self, name, *request):
        """The answer of a contender; RuntimeError with its message when it cannot."""
        if name not in self.pipes:
            self.pipes[name], other = self.context.Pipe()
            process = self.context.Process(
                target=serve, args=(name, other), daemon=True
            )
            process.start()
            other.close()
            self.processes.append(process)
        self.pipes[name].send(request)
        error, answer = self.pipes[name].recv()
        if error:
            raise RuntimeError(error)
        return answer

    def close(self):
        for pipe in self.pipes.values():
            pipe.send(None)
        for process in self.processes:
            process.join()

    def workload(self, workload):
        """Contender -> its seconds, one per round; AssertionError if two results differ."""
        results, seconds = {}, {}
        for name in workloads.CONTENDERS[workload]:
            try:
                results[name], seconds[name] = self.ask(name, prepare, workload)
            except (RuntimeError, EOFError) as error:
                self.notes.append(f"{workload}: {name} is left out ({error})")
        reference = results["eager Scalar"]
        for name, result in results.items():
            error = np.max(np.abs(result - reference)) / np.max(np.abs(reference))
            assert error <= TOLERANCE, f"{workload}: {name} differs by {error:.1e}"
        times = {n: [s] if s >= VERY_SLOW else [] for n, s in seconds.items()}
        for i in range(ROUNDS):
            for name, once in seconds.items():
                if once < SLOW or (once < VERY_SLOW and i < 3):
                    repetitions = max(1, int(SHARE / once))
                    times[name].append(self.ask(name, timed, workload, repetitions))
        return times

    def graphs(self, lengths=(10**3, 10**4, 10**5, 10**6), rounds=1):
        """(graph, length, contender) -> medians of seconds per node by part, and bytes."""
        found = {}
        for step in workloads.GRAPHS:
            for name in ["eager Scalar", "micrograd"]:
                try:
                    times = {length: [] for length in lengths}
                    for i in range(rounds):
                        for n in (
                            lengths if i == 0 or name != "micrograd" else lengths[:3]
                        ):
                            nodes = max(n, 10**5)
                            times[n].append(self.ask(name, graph_times, step, n, nodes))
                    for n in lengths:
                        size = (
                            self.ask(name, graph_bytes, step, n) if n <= 10**4 else None
                        )
                        found[step, n, name] = np.median(times[n], axis=0), size
                except (RuntimeError, EOFError) as error:
                    self.notes.append(f"{step}: {name} is left out ({error})")
        return found


def versions():
    """Name and version of every peer that is installed."""
    found = {"Python": sys.version.split()[0]}
    for package in "numpy llvmlite micrograd autograd torch jax jaxlib casadi".split():
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            pass
    return found
