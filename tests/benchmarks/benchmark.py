"""Time scalarad against its peers (`make bench`): one table, results.md, and one picture.

pyperf's runner takes one benchmark to its end and then the next, so contenders cannot take turns,
which ratios need on a machine that does other things too. Here a round is a fresh process in which
each is timed once; timeit calibrates, and turns the garbage collector off. Data is converted and
programs are compiled outside the timing; all is in float64.
"""

import gc
import os
import platform
import re
import sys
import tracemalloc
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from importlib.metadata import version
from pathlib import Path
from timeit import Timer

import numpy as np
import workloads as w

RESULTS = Path(__file__).parent / "results.md"
PICTURE = Path(__file__).parents[2] / "notebooks" / "pictures" / "benchmark.png"
PACKAGES = "numpy llvmlite micrograd autograd torch casadi jax distributed".split()
ROUNDS = 5
TOLERANCE, FLOOR = 1e-9, 1e-12  # relative to each number, and to the largest of a result
SHORT, SIZED, LONG = 10**3, 10**4, 10**6  # lengths of graphs: SIZED is the one weighed
ON, OFF = "collector on", "collector off"
EAGER_ONES = w.EAGER, w.MICROGRAD

# The rows of the table: what a ratio says, of which two, the sign of its goal, and where it is
# taken, with the goal there. Where both ways of the collector are shown, the goal is for off.
FASTER = "{1}, times as fast as {0}"
FOUR = dict.fromkeys([w.POST, w.NETWORK_1, w.NETWORK_10, w.ROSENBROCK])
EAGER_GOALS = {w.TRAINING: 3.5, w.NETWORK_10: 1, w.POST: 1, w.CHAIN: 1}
ROWS = [
    (FASTER, w.MICROGRAD, w.EAGER, "≥", EAGER_GOALS),
    ("{0}, bytes per node, relative to {1}", *EAGER_ONES, "≤", {w.TIMES: 0.6, w.PLUS: 0.5}),
    ("eager Scalar, time per node, 10^6 to 10^3", LONG, SHORT, "≤", {w.TIMES: 2, w.DOUBLING: None}),
    (FASTER, w.MICROGRAD, w.GRAPH, "≥", FOUR | {w.POST: 30, w.NETWORK_1: 30}),
    (FASTER, w.TORCH, w.GRAPH, "≥", FOUR),
    (FASTER, w.MICROGRAD, w.NATIVE, "≥", FOUR),
    (FASTER, w.JAX, w.NATIVE, "≥", dict.fromkeys(FOUR, 1)),
    ("{1} workers, times as fast as {0}", *w.WORKERS, "≥", {w.MOONS: None}),
    ("{0}, time relative to {1} alone", w.GRADIENT, w.VALUE, "≤", dict.fromkeys(w.LOSSES)),
]
ABOUT = f"""# The benchmark

{{}}; {{}}.

Every number is a ratio taken within a round, in which the contenders take turns: median of {ROUNDS}
rounds (least to most). Where both ways of Python's garbage collector are shown, the goal is for the
collector off. Graphs are weighed at {SIZED:,} nodes, after backward. A program is graph mode's,
without the call around it.

{{}}
"""


def agree(workload, results):
    """Raise AssertionError, with the entries, where a result differs from the first one."""
    reference = None
    for name, result in results.items():
        row = np.concatenate([np.ravel(np.asarray(part, float)) for part in result])
        reference = row if reference is None else reference
        floor, which = FLOOR * np.max(np.abs(reference)), f"{name} on {workload}"
        np.testing.assert_allclose(row, reference, TOLERANCE, floor, err_msg=which)


def seconds(work, collector=ON):
    """What one call takes, the mean of as many as fill 0.2 seconds."""
    gc.collect()
    gc.freeze()  # collections look at what the work makes, not at what the benchmark imports
    calls, together = Timer(work, gc.enable if collector == ON else "pass").autorange()
    return together / calls


def bytes_per_node(step, name):
    """What a graph holds after its backward, as Python counts."""
    number = w.number_of(name)
    gc.collect()
    tracemalloc.start()
    kept = w.grown(step, SIZED, number)
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return size / SIZED


def one_round():
    """(workload, contender, collector) -> seconds or bytes, of all but the training."""
    sys.setrecursionlimit(10**8)  # micrograd's backward calls itself for each node
    found = {}
    for workload, setups in w.CONTENDERS.items():
        works = {name: setup() for name, setup in setups.items()}
        agree(workload, {name: work() for name, work in works.items()})
        found |= {(workload, name, ON): seconds(work) for name, work in works.items()}
        found |= {(workload, name, OFF): seconds(works[name], OFF) for name in EAGER_ONES}
    for workload, task in w.LOSSES.items():
        works = w.programs(*task)
        found |= {(workload, part, ON): seconds(work) for part, work in works.items()}
    for step in (w.TIMES, w.PLUS):
        found |= {(step, name, ON): bytes_per_node(step, name) for name in EAGER_ONES}
    for step in (w.TIMES, w.DOUBLING):
        graphs = {length: w.graph(step, length, w.EAGER) for length in (SHORT, LONG)}
        for collector in (ON, OFF):
            times = {length: seconds(f, collector) / length for length, f in graphs.items()}
            found |= {(step, length, collector): time for length, time in times.items()}
    return found


def training(name):
    """Seconds and result of the training run, for which this process was started."""
    work, results = w.training(name), []
    return seconds(lambda: results.append(work())), results[0]


def on_workers(count):
    """Seconds and result of a training that Dask deals out to so many processes."""
    from dask.distributed import Client, LocalCluster

    quiet = {"threads_per_worker": 1, "dashboard_address": ":0", "silence_logs": 50}
    # Also where this file is no module that the workers could import.
    path = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})"
    with LocalCluster(n_workers=count, **quiet) as cluster, Client(cluster) as client:
        client.run(exec, path)
        work = w.training_on(client)
        result = work()  # the workers make their points, and record the program
        return seconds(work), [result]


def measure():
    """The same of every round, and of the training, in arrays with an entry per round."""
    rounds = []
    with ProcessPoolExecutor(1, max_tasks_per_child=1) as fresh:
        for i in range(ROUNDS):
            print(f"round {i + 1} of {ROUNDS}", flush=True)
            found = fresh.submit(one_round).result()
            runs = {name: fresh.submit(training, name).result() for name in EAGER_ONES}
            agree(w.TRAINING, {name: result for name, (_, result) in runs.items()})
            found |= {(w.TRAINING, name, ON): run for name, (run, _) in runs.items()}
            runs = {count: fresh.submit(on_workers, count).result() for count in w.WORKERS}
            agree(w.MOONS, {f"{count} workers": result for count, (_, result) in runs.items()})
            found |= {(w.MOONS, count, ON): run for count, (run, _) in runs.items()}
            rounds.append(found)
    return {key: np.array([found[key] for found in rounds]) for key in rounds[0]}


def number(ratio):
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.3g}"


def spread(ratios):
    low, middle, high = map(number, np.percentile(ratios, [0, 50, 100]))
    return middle if low == high else f"{middle} ({low} to {high})"


def table(found):
    """All ratios, in Markdown."""
    rows = [["ratio", "workload", ON, OFF, "goal", ""]]
    for what, over, under, sign, goals in ROWS:
        for workload, goal in goals.items():
            cells, mark = ["", ""], ""
            for i, collector in enumerate((ON, OFF)):
                if (workload, over, collector) in found and (workload, under, collector) in found:
                    ratios = found[workload, over, collector] / found[workload, under, collector]
                    cells[i] = spread(ratios)
            if goal:
                is_above = np.median(ratios) >= goal
                mark, goal = "reached" if is_above == (sign == "≥") else "missed", f"{sign} {goal}"
            rows.append([what.format(over, under), workload, *cells, goal or "", mark])
    widths = [max(map(len, column)) for column in zip(*rows)]
    rows.insert(1, ["-" * width for width in widths])
    padded = ([cell.ljust(width) for cell, width in zip(row, widths)] for row in rows)
    return "\n".join(f"| {' | '.join(row)} |" for row in padded)


def machine():
    info = Path("/proc/cpuinfo")
    model = (
        re.search(r"model name\s*: (.*)", info.read_text(encoding="utf-8"))
        if info.exists()
        else None
    )
    processor = model[1] if model else platform.machine()
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    python = f"{platform.system()}; Python {platform.python_version()}"
    return f"{os.cpu_count()} processors, {processor}, {python}, {versions}"


# scalarad's three in blues, the others in colours that colour-blind people can tell apart.
COLOURS = ["#56B4E9", "#0072B2", "#00304F", "#CC79A7", "#D55E00", "#E69F00", "#009E73"]


def draw(found):
    """Bars that begin at micrograd's time: to the right what is faster, to the left slower."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(9, 8), layout="constrained")
    starts = np.arange(len(w.BY_ALL)) * (len(COLOURS) + 1.5)
    for j, (name, colour) in enumerate(zip(w.ALL, COLOURS)):
        pairs = [(found[each, w.MICROGRAD, ON], found[each, name, ON]) for each in w.BY_ALL]
        ratios = np.array([np.median(theirs / ours) for theirs, ours in pairs])
        bars = axes.barh(starts + j, ratios - 1, 0.9, left=1, color=colour, label=name)
        axes.bar_label(bars, map(number, ratios), padding=4)
    axes.axvline(1, color="black", linewidth=0.8)
    axes.set_yticks(starts + (len(COLOURS) - 1) / 2, [*w.BY_ALL])
    axes.set(xscale="log", xlabel="times as fast as micrograd, which stands at 1")
    axes.xaxis.set_major_formatter("{x:,g}")
    axes.invert_yaxis()
    axes.margins(0.12, 0.01)
    axes.tick_params(axis="y", length=0, pad=15)
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    figure.legend(loc="outside right upper", frameon=False)
    figure.savefig(PICTURE, dpi=100)


def main():
    found = measure()
    text = ABOUT.format(date.today(), machine(), table(found))
    RESULTS.write_text(text, encoding="utf-8")
    draw(found)
    print(text)


if __name__ == "__main__":
    main()
