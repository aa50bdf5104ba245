"""Time scalarad against its peers (`make bench`): a table, results.md, and a picture of it."""

import os
import platform
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt  # noqa: E402
import measure  # noqa: E402
from workloads import (  # noqa: E402
    CONTENDERS,
    NETWORK_1,
    NETWORK_10,
    POST,
    ROSENBROCK,
    TRAINING,
)

RESULTS = Path(__file__).parent / "results.md"
PICTURE = Path(__file__).parents[2] / "notebooks" / "pictures" / "benchmark.png"
SMALL = [POST, NETWORK_1, NETWORK_10, ROSENBROCK]
OURS = ["eager Scalar", "graph mode", "graph mode, batch", "native", "native, batch"]
MICRO = 1e6


def readable(seconds):
    """Three digits, in the largest unit that leaves at least one before the point."""
    for unit, size in {"s": 1, "ms": 1e-3}.items():
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * MICRO:.3g} µs"


def machine():
    """The processor's name, the number of processors, and the system."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next(
            x.split(":")[1].strip() for x in lines if x.startswith("model name")
        )
    except (OSError, StopIteration):
        model = platform.processor() or platform.machine()
    return f"{model}, {os.cpu_count()} processors, {platform.system()}"


def ratio_of(times, slow, fast):
    """The median, over the rounds, of how many times as long `slow` takes as `fast`."""
    pairs = [(times[slow], times[fast])] if {slow, fast} <= set(times) else []
    for x, y in pairs:
        return median(a / b for a, b in zip(x, y))


def goals(times, graphs, programs):
    """Each goal: what, where, the ratio, the goal, reached or not; ratio None if not measured."""
    found = []

    def goal(what, where, ratio, least=None, most=None):
        if ratio is not None:
            reached = ratio >= least if most is None else ratio <= most
            bound = f"≥ {least:,}" if most is None else f"≤ {most}"
            found.append(
                (what, where, ratio, bound, "reached" if reached else "missed")
            )

    what = "micrograd's time / eager's"
    goal(what, TRAINING, ratio_of(times[TRAINING], "micrograd", "eager Scalar"), 2)
    goal(what, POST, ratio_of(times[POST], "micrograd", "eager Scalar"), 2)
    for graph in ["chain", "doubling"]:
        ours, theirs = (
            graphs.get((graph, 10**4, n)) for n in ["eager Scalar", "micrograd"]
        )
        if theirs:
            goal(
                "eager's bytes per node / micrograd's",
                graph,
                ours[1] / theirs[1],
                most=0.5,
            )
    for workload in SMALL:
        ratio = ratio_of(times[workload], "micrograd", "graph mode")
        goal("micrograd's time / graph mode's", workload, ratio, 30)
    for workload in SMALL:
        ratio = ratio_of(times[workload], "PyTorch", "graph mode")
        goal("PyTorch's time / graph mode's", workload, ratio, 1)
    for peer, name, least in [
        ("micrograd", "micrograd", 1000),
        ("JAX jit", "JAX jit", 1),
    ]:
        for workload in SMALL:
            native = "native, batch" if workload == NETWORK_10 else "native"
            ratio = ratio_of(times[workload], peer, native)
            goal(f"{name}'s time / native's", workload, ratio, least)
    for workload, (value, gradient) in programs.items():
        goal("gradient program's time / value's", workload, gradient / value, most=4)
    for graph in ["chain", "doubling"]:
        long, short = (
            graphs[graph, n, "eager Scalar"][0].sum() for n in (10**6, 10**3)
        )
        goal("time per node, 10^6 / 10^3 nodes", graph, long / short, most=2)
    return found


def table(head, rows):
    """A table in Markdown, its columns aligned."""
    rows = [head, *([str(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*rows)]
    rows.insert(1, ["-" * width for width in widths])
    return "\n".join(
        f"| {' | '.join(c.ljust(w) for c, w in zip(row, widths))} |" for row in rows
    )


def report(times, graphs, programs, notes, seconds):
    """The whole text of results.md."""
    found = ", ".join(
        f"{name} {version}" for name, version in measure.versions().items()
    )
    parts = [
        "# The benchmark",
        f"{date.today()}; {machine()}; {found}. `make bench` took {seconds:.0f} seconds.",
        "Before anything was timed, all contenders agreed to a relative "
        f"{measure.TOLERANCE:g}, all in float64. Each runs in a process of its own, one at a time, "
        f"{measure.ROUNDS} rounds in turn (slow ones 3 or 1: see the column); medians. The "
        "garbage collector is on. Compiling is not timed. micrograd's recursion limit is "
        "raised; with Python's own it stops at a chain of about 1,000.",
        "## Goals",
        table(
            ["ratio", "workload", "measured", "goal", ""],
            [(w, x, f"{ratio:,.3g}" if ratio < 1000 else f"{ratio:,.0f}", g, r)
             for w, x, ratio, g, r in goals(times, graphs, programs)],
        ),
        "## Times",
    ]  # fmt: skip
    for workload, by_name in times.items():
        eager = median(by_name["eager Scalar"])
        ordered = sorted((median(t), name) for name, t in by_name.items())
        rows = [
            (name, readable(t), f"{t / eager:.3g}", len(by_name[name]))
            for t, name in ordered
        ]
        parts += [
            f"### {workload}",
            table(["", "time", "relative to eager", "rounds"], rows),
        ]
    rows = [
        (graph, f"{n:,}", name, *(f"{t * MICRO:.2f}" for t in [*parts_, parts_.sum()]),
         f"{size:.0f}" if size else "–")
        for (graph, n, name), (parts_, size) in graphs.items()
    ]  # fmt: skip
    head = [
        "graph",
        "nodes",
        "",
        "forward",
        "backward",
        "deletion",
        "together",
        "bytes",
    ]
    parts += ["### Long graphs: microseconds and bytes per node", table(head, rows)]
    parts += ["\n".join(f"- {note}" for note in notes)] if notes else []
    return "\n\n".join(parts) + "\n"


def draw(times):
    """Bars of the time relative to eager Scalar, a panel per workload; our own in one colour."""
    plt.style.use("scalarad.scalarad")
    panels = [workload for workload in times if workload != TRAINING]
    figure, axes = plt.subplots(3, 2, figsize=(10, 11))
    for place in axes.flat[len(panels) :]:
        place.axis("off")
    for place, workload in zip(axes.flat, panels):
        by_name = {name: median(t) for name, t in times[workload].items()}
        names = sorted(by_name, key=by_name.get, reverse=True)
        ratios = [by_name[name] / by_name["eager Scalar"] for name in names]
        colours = ["C0" if name in OURS else "C4" for name in names]
        place.barh(names, ratios, color=colours, hatch=None)
        for i, name in enumerate(names):
            text = f" {readable(by_name[name])}"
            place.text(max(ratios[i], min(ratios)), i, text, va="center", fontsize=8)
        place.set(xscale="log", title=workload, xlabel="time, relative to eager Scalar")
        place.set_xlim(min(ratios) / 3, max(ratios) * 12)
        place.axvline(1, color="black", linewidth=0.8)
        place.grid(False, axis="y")
    handles = [plt.Rectangle((0, 0), 1, 1, color=c) for c in ("C0", "C4")]
    axes.flat[-1].legend(handles, ["scalarad", "others"], loc="center", fontsize=12)
    stamp = f"{machine()}\nPython {platform.python_version()}, {date.today()}"
    axes.flat[-1].text(0.5, 0.2, stamp, ha="center", transform=axes.flat[-1].transAxes)
    PICTURE.parent.mkdir(exist_ok=True)
    figure.savefig(PICTURE, dpi=100)


def main():
    start = perf_counter()
    bench = measure.Bench()
    try:
        times = {}
        for workload in CONTENDERS:
            print(f"{perf_counter() - start:4.0f} s  {workload}", flush=True)
            times[workload] = bench.workload(workload)
        programs = bench.ask("graph mode", measure.program_times)
        print(f"{perf_counter() - start:4.0f} s  long graphs", flush=True)
        graphs = bench.graphs()
    finally:
        bench.close()
    text = report(times, graphs, programs, bench.notes, perf_counter() - start)
    RESULTS.write_text(text, encoding="utf-8")
    draw(times)
    print(text)


if __name__ == "__main__":
    main()
