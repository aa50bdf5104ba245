"""Time scalarad against its peers (`make bench`): a table, results.md, and a picture of it."""

import importlib.metadata
import os
import platform
import re
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

import measure
import numpy as np
import workloads
from workloads import NETWORK_1, NETWORK_10, POST, ROSENBROCK, TRAINING

RESULTS = Path(__file__).parent / "results.md"
PICTURE = Path(__file__).parents[2] / "notebooks" / "pictures" / "benchmark.png"
SMALL = [POST, NETWORK_1, NETWORK_10, ROSENBROCK]
PACKAGES = "numpy llvmlite micrograd autograd torch jax jaxlib casadi".split()
EAGER, MICROGRAD = "eager Scalar", "micrograd"
OURS = (EAGER, "graph mode", "native")
MICRO = 1e6


def readable(seconds):
    """Three digits, in the largest unit that leaves at least one before the point."""
    for unit, size in {"s": 1, "ms": 1e-3}.items():
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * MICRO:.3g} µs"


def number(ratio):
    return f"{ratio:.3g}" if ratio < 1000 else f"{ratio:,.0f}"


def span(numbers, text=number):
    """Least to most, where there are several."""
    low, high = text(min(numbers)), text(max(numbers))
    return f"{low} to {high}" if len(numbers) > 1 else ""


def machine():
    """The processor's name, the number of processors, and the system."""
    info = Path("/proc/cpuinfo")
    names = (
        re.findall(r"model name\s*:\s*(.*)", info.read_text()) if info.exists() else []
    )
    model = [*names, platform.processor() or platform.machine()][0]
    return f"{model}, {os.cpu_count()} processors, {platform.system()}"


def versions():
    """Name and version of Python and of every peer that is installed."""
    known = {found.name: found.version for found in importlib.metadata.distributions()}
    peers = [f"{name} {known[name]}" for name in PACKAGES if name in known]
    return ", ".join([f"Python {platform.python_version()}", *peers])


def quotients(times, slow, fast):
    """How many times as long `slow` takes as `fast`, round by round; empty if one is missing."""
    return [a / b for a, b in zip(times.get(slow, ()), times.get(fast, ()))]


# The ratios that have goals.
FASTER, SMALLER = "micrograd's time / eager's", "eager's bytes per node / micrograd's"
GRAPH, TORCH = "micrograd's time / graph mode's", "PyTorch's time / graph mode's"
NATIVE, JAX = "micrograd's time / native's", "JAX jit's time / native's"
CHEAP = "gradient program's time / value's"
LINEAR = "eager's time per node, 10^6 / 10^3"


def goals(times, graphs, sizes):
    """Each goal: what, where, the ratio in each round, whether at least or at most, the bound."""
    for workload in (TRAINING, POST):
        yield FASTER, workload, quotients(times[workload], MICROGRAD, EAGER), "≥", 2
    for graph in workloads.GRAPHS:
        of_graph = {name: [size] for (g, name), size in sizes.items() if g == graph}
        yield SMALLER, graph, quotients(of_graph, EAGER, MICROGRAD), "≤", 0.5
    for what, peer, ours, bound in [
        (GRAPH, MICROGRAD, "graph mode", 30),
        (TORCH, "PyTorch", "graph mode", 1),
        (NATIVE, MICROGRAD, "native", 1000),
        (JAX, "JAX jit", "native", 1),
    ]:
        for workload in SMALL:
            yield what, workload, quotients(times[workload], peer, ours), "≥", bound
    for workload, alone in workloads.ALONE.items():
        ratios = quotients(times[alone], workloads.GRADIENT, workloads.VALUE)
        yield CHEAP, workload, ratios, "≤", 4
    for graph in workloads.GRAPHS:
        lengths = {n: graphs[graph, n, EAGER].sum(axis=1) for n in (10**3, 10**6)}
        yield LINEAR, graph, quotients(lengths, 10**6, 10**3), "≤", 2


def reason(what, where, times, graphs):
    """Why this goal is missed, in figures of this run; None where it is not known."""

    def took(name, workload=where):
        return median(times[workload][name])

    def share(part, whole):
        calls = len(workloads.POINTS) if where == POST else 1
        alone = took(part, workloads.ALONE[where])
        return f"{calls * alone / took(whole):.0%} of {whole}'s time"

    if what == FASTER:
        ours, theirs = (graphs["chain", 10**4, name] for name in (EAGER, MICROGRAD))
        (to, back, _), (to_2, back_2, _) = MICRO * np.median([ours, theirs], axis=1)
        return f"""on a chain of 10,000 nodes forward takes eager {to:.2f} µs a node and micrograd
            {to_2:.2f}, backward {back:.2f} and {back_2:.2f}; ours does not recurse, and fits each
            share to the shape of its number."""
    if what == SMALLER:
        return "half of a node is its rule: a function, its cells, and their tuple."
    if what == GRAPH:
        by_hand = number(took(MICROGRAD) / took("hand, Python"))
        return f"""the gradient written by hand in Python gets {by_hand}; the program alone is
            {share(workloads.GRADIENT, "graph mode")}, the rest is the call."""
    if what == TORCH and where == NETWORK_10:
        names = ["PyTorch", "graph mode"]
        one, ten = ([readable(took(n, w)) for n in names] for w in (NETWORK_1, where))
        return f"""PyTorch does all samples in one call for each layer, a program one after the
            other: from 1 sample to 10, PyTorch goes from {one[0]} to {ten[0]}, graph mode from
            {one[1]} to {ten[1]}."""
    if what in (NATIVE, JAX) and workloads.CODE in times[workloads.ALONE[where]]:
        return f"""the machine code alone is {share(workloads.CODE, "native")}; the rest is
            Python's, which takes arguments apart, packs them, and puts the gradient together."""
    if what == LINEAR:
        return """while a graph is built, Python's collector walks through what there is of it,
            again and again: see how forward grows."""


def joined(text):
    """Paragraphs, each in one line."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def table(head, rows):
    """A table in Markdown, its columns aligned; the head's cells are parted by bars."""
    rows = [head.split("|"), *([str(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*rows)]
    rows.insert(1, ["-" * width for width in widths])
    padded = ([c.ljust(w) for c, w in zip(row, widths)] for row in rows)
    return "\n".join(f"| {' | '.join(row)} |" for row in padded)


def goal_table(times, graphs, sizes):
    """The goals, and under them the reasons for those that are missed."""
    rows, foot = [], {}
    for what, where, ratios, sign, bound in goals(times, graphs, sizes):
        if not ratios:
            continue
        ratio = median(ratios)
        reached = ratio >= bound if sign == "≥" else ratio <= bound
        goal = f"{sign} {bound:,}", "reached" if reached else "missed"
        rows.append((what, where, number(ratio), span(ratios), *goal))
        if not reached and (why := reason(what, where, times, graphs)):
            foot.setdefault((what, why), []).append(where)
    lines = (
        f"- {what}, {', '.join(w)}: {joined(why)}" for (what, why), w in foot.items()
    )
    filled = table("ratio|workload|median|least to most|goal|", rows)
    return "\n".join([filled, "\nWhy some are missed:\n", *lines])


def time_table(by_name):
    """The contenders, the quickest first."""
    base = EAGER if EAGER in by_name else [*by_name][0]
    rows = []
    for name, seconds in sorted(by_name.items(), key=lambda item: median(item[1])):
        ratio = number(median(seconds) / median(by_name[base]))
        spread = span(seconds, readable)
        rows.append((name, readable(median(seconds)), spread, ratio, len(seconds)))
    return table(f"|median|least to most|relative to {base}|rounds", rows)


def graph_table(graphs, sizes):
    rows = []
    for (graph, n, name), parts in graphs.items():
        together = parts.sum(axis=1) * MICRO
        cells = [*np.median(parts, axis=0) * MICRO, median(together)]
        size = f"{sizes[graph, name]:.0f}" if n == measure.SIZED else ""
        cells = [*(f"{t:.2f}" for t in cells), span(together, "{:.2f}".format), size]
        rows.append((graph, f"{n:,}", name, *cells))
    head = "graph|nodes||forward|backward|deletion|together|least to most|bytes"
    return table(head, rows)


def report(times, graphs, sizes, notes, seconds):
    """The whole text of results.md."""
    about = f"""# The benchmark

        {date.today()}; {machine()}; {versions()}. `make bench` took {seconds:.0f} seconds.

        Before anything is timed, each number of each result must agree with eager's to a relative
        {measure.TOLERANCE:g}, or to {measure.FLOOR:g} of the largest; all work is in float64. Each
        contender has a process of its own. In a round all take their turn, one at a time. There
        are {measure.ROUNDS} rounds, or {measure.FEWER} for what takes {measure.SLOW} seconds or
        more. Ratios of goals are taken within each round. Given are the median of the rounds, the
        least and the most. The garbage collector is on; it sees what the work itself makes, and its
        time is charged to the work (micrograd's graphs wait for it: their rules refer back to
        them). Compiling is not timed. micrograd's recursion limit is raised; with Python's own it
        stops at a chain of about 1,000."""
    about_graphs = f"""### Long graphs: microseconds and bytes per node

        Bytes are counted at {measure.SIZED:,} nodes only: Python's tracemalloc walks up the whole
        stack at each allocation, which under micrograd's recursion takes ever longer. To deletion
        belongs the collection that follows it."""
    parts = [
        joined(about),
        "## Goals",
        goal_table(times, graphs, sizes),
        "## Times",
        *(f"### {workload}\n\n{time_table(times[workload])}" for workload in times),
        joined(about_graphs),
        graph_table(graphs, sizes),
        *(f"- {note}" for note in notes),
    ]
    return "\n\n".join(parts) + "\n"


def draw(times):
    """Bars of the time relative to eager Scalar, a panel per workload; our own in one colour."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot as plt

    plt.style.use("scalarad.scalarad")
    figure, axes = plt.subplots(3, 2, figsize=(10, 11))
    panels = [w for w in times if EAGER in times[w] and w != TRAINING]
    for place, workload in zip(axes.flat, panels):
        seconds = {name: median(t) for name, t in times[workload].items()}
        names = sorted(seconds, key=seconds.get, reverse=True)
        ratios = [seconds[name] / seconds[EAGER] for name in names]
        colours = ["C0" if name.startswith(OURS) else "C4" for name in names]
        bars = place.barh(names, ratios, color=colours)
        labels = [f" {readable(seconds[name])}" for name in names]
        place.bar_label(bars, labels, fontsize=8)
        place.set(xscale="log", title=workload, xlabel="time, relative to eager Scalar")
        place.set_xlim(min(ratios) / 3, max(ratios) * 12)
        place.axvline(1, color="black", linewidth=0.8)
        place.grid(False, axis="y")
    last = axes.flat[-1]
    last.axis("off")
    handles = [plt.Rectangle((0, 0), 1, 1, color=colour) for colour in ("C0", "C4")]
    last.legend(handles, ["scalarad", "others"], loc="center", fontsize=12)
    stamp = f"{machine()}\nPython {platform.python_version()}, {date.today()}"
    last.text(0.5, 0.2, stamp, ha="center", transform=last.transAxes)
    PICTURE.parent.mkdir(exist_ok=True)
    figure.savefig(PICTURE, dpi=100)


def main():
    start = perf_counter()
    bench, times = measure.Bench(), {}
    for workload in workloads.CONTENDERS:
        print(f"{perf_counter() - start:4.0f} s  {workload}", flush=True)
        times[workload] = bench.workload(workload)
    print(f"{perf_counter() - start:4.0f} s  long graphs", flush=True)
    graphs, sizes = bench.graphs(), bench.sizes()
    text = report(times, graphs, sizes, bench.notes, perf_counter() - start)
    RESULTS.write_text(text, encoding="utf-8")
    draw(times)
    print(text)


if __name__ == "__main__":
    main()
