"""Time contenders, each in a process of its own, in turn, round by round.

A process imports one peer only, so that no garbage collector walks through another one's objects;
the collector is left at Python's default, as a reader's program has it.
"""

import gc
import itertools
import multiprocessing
import sys
import tracemalloc
from concurrent.futures import ProcessPoolExecutor
from time import perf_counter

import numpy as np
import workloads

ROUNDS, SHARE = 5, 0.1  # in a round, quick work is repeated for SHARE seconds
FEWER, SLOW = 3, 5  # work of SLOW seconds gets FEWER rounds
TOLERANCE, FLOOR = 1e-9, 1e-12  # relative to each number, and to the largest of all
LENGTHS = [10**3, 10**4, 10**5, 10**6]
SIZED = 10**4  # the length of the graphs whose bytes are counted

# What a process keeps between two requests: workload -> its work.
WORKS = {}


def prepare(name, workload):
    """Set up and run once, which compiles what compiles; return the result in one row."""
    work = WORKS[workload] = workloads.CONTENDERS[workload][name]()
    return np.concatenate([np.ravel(np.asarray(part, float)) for part in work()])


def settle():
    """Freeze what is there, so that a timed collection looks only at what the work leaves."""
    gc.collect()
    gc.freeze()


def timed(workload):
    """Seconds that the work takes, its garbage collected, the mean of some repetitions."""
    settle()
    work, repetitions, start = WORKS[workload], 0, perf_counter()
    while not repetitions or perf_counter() - start < SHARE:
        work()
        repetitions += 1
    gc.collect()
    return (perf_counter() - start) / repetitions


def graph_times(name, graph, length):
    """Seconds per node, forward, backward and to delete, of graphs of 10^5 nodes or more."""
    number, step = workloads.numbers_of(name)[0], workloads.GRAPHS[graph]
    parts, graphs = np.zeros(3), max(1, 10**5 // length)
    settle()
    for _ in range(graphs):
        x = y = number(1.0)
        times = [perf_counter()]
        for _ in range(length):
            y = step(x, y)
        times.append(perf_counter())
        y.backward()
        times.append(perf_counter())
        del x, y
        parts += np.diff([*times, perf_counter()])
    start = perf_counter()
    gc.collect()
    parts[2] += perf_counter() - start
    return parts / (graphs * length)


def graph_bytes(name, graph, length):
    """Bytes per node that a graph holds after its backward."""
    number, step = workloads.numbers_of(name)[0], workloads.GRAPHS[graph]
    tracemalloc.start()
    x = y = number(1.0)
    for _ in range(length):
        y = step(x, y)
    y.backward()
    gc.collect()
    size = tracemalloc.get_traced_memory()[0] / length
    tracemalloc.stop()
    return size


def compare(workload, results):
    """Raise AssertionError, with the entries, where a result differs from the first one."""
    reference, *_ = results.values()
    floor = FLOOR * np.max(np.abs(reference))
    for name, result in results.items():
        which = f"{name} on {workload}"
        np.testing.assert_allclose(result, reference, TOLERANCE, floor, err_msg=which)


class Bench:
    """The processes of all contenders; `notes` collects what was left out, and why."""

    def __init__(self):
        self.processes, self.notes = {}, []

    def ask(self, name, function, *arguments):
        """Call the function in the contender's process."""
        if name not in self.processes:
            # The backward of micrograd calls itself for each node.
            limit = {"initializer": sys.setrecursionlimit, "initargs": (10**8,)}
            spawn = multiprocessing.get_context("spawn")
            self.processes[name] = ProcessPoolExecutor(1, spawn, **limit)
        return self.processes[name].submit(function, *arguments).result()

    def try_to_ask(self, name, what, *request):
        """The same, or None and a note when the contender cannot do it."""
        try:
            return self.ask(name, *request)
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"[:100]
            self.notes.append(f"{what}: {name} is left out ({reason})")
            self.processes.pop(name).shutdown()

    def workload(self, workload):
        """Contender -> its seconds, one per round; AssertionError if two results differ."""
        results = {}
        for name in workloads.CONTENDERS[workload]:
            result = self.try_to_ask(name, workload, prepare, name, workload)
            results |= {} if result is None else {name: result}
        compare(workload, results)
        times = {name: [] for name in results}
        for i in range(ROUNDS):
            for name, seconds in times.items():
                if i < FEWER or seconds[0] < SLOW:
                    seconds.append(self.ask(name, timed, workload))
        return times

    def graphs(self):
        """(graph, length, contender) -> its seconds per node by part, a row per round."""
        keys = itertools.product(workloads.GRAPHS, LENGTHS, workloads.EAGER)
        times = {key: [] for key in keys}
        for i in range(ROUNDS):
            for (graph, n, name), rows in times.items():
                if i < FEWER or (rows and rows[0].sum() * n < SLOW):
                    what = f"{graph} of {n:,}"
                    row = self.try_to_ask(name, what, graph_times, name, graph, n)
                    rows += [] if row is None else [row]
        return {key: np.array(rows) for key, rows in times.items() if rows}

    def sizes(self):
        """(graph, contender) -> bytes per node of a graph of SIZED nodes."""
        found = {}
        for graph, name in itertools.product(workloads.GRAPHS, workloads.EAGER):
            size = self.try_to_ask(name, graph, graph_bytes, name, graph, SIZED)
            found |= {} if size is None else {(graph, name): size}
        return found
