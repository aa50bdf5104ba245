"""Runs the cells of one submission behind the wall; wall.py starts it and asks.

Each line that comes in is a request, and each is answered by one line, both JSON:

    {"run": "x = 1"}                        -> {"outputs": [...], "ended": "well"}
    {"task": "noun.task", "answer": "x", "inputs": [...]}    -> {"found": {...}, "ended": "well"}

`ended` is "well", "slow" (interrupted), "stuck" or "dead"; after the last two the kernel is new and
empty. Code of a student runs beside this program and may say anything in its name: whoever reads
the answers believes none of them.
"""

import asyncio
import json
import os
import re
import shutil
import sys
from pathlib import Path

SHOWN = 20_000  # characters that a cell may print
DRAWN = 2_000_000  # characters of its pictures
OTHER_FILE = re.compile(r"(\x1b\[[\d;]*m)*File ")


def observe(path, name, inputs, answer):
    """In the kernel: write to a file what is seen of the answer to a task, as JSON."""
    from scalarad.exercises.judge import look, task_named

    try:
        answer = answer()
    except Exception as error:
        found = {"error": f"{type(error).__name__}: {error}"}
    else:
        found = look(task_named(name), answer, json.loads(inputs))
    Path(path).write_text(json.dumps(found), encoding="utf-8")


def client(seconds):
    """What runs cells in a kernel of its own, one after the other."""
    from nbclient import NotebookClient
    from nbformat.v4 import new_notebook

    class Cells(NotebookClient):
        def process_message(self, msg, cell, cell_index):
            content = msg["content"]
            if msg["msg_type"] == "stream":
                printed = sum(len(o.text) for o in cell.outputs if o.output_type == "stream")
                if printed >= SHOWN:
                    return None
                content["text"] = content["text"][: SHOWN - printed]
            if msg["msg_type"] in ("display_data", "execute_result"):
                if len(json.dumps([content, cell.outputs])) > DRAWN:
                    return None
            if msg["msg_type"] == "error":
                # What the student wrote is of interest, and not the way there through other files.
                content["traceback"] = [t for t in content["traceback"] if not OTHER_FILE.match(t)]
            return super().process_message(msg, cell, cell_index)

        def on_cell_executed(self, execute_reply, **kwargs):
            self.slow = execute_reply["content"].get("ename") == "slow"

    return Cells(
        new_notebook(),
        allow_errors=True,
        error_on_timeout={"ename": "slow", "evalue": "", "traceback": []},
        interrupt_on_timeout=True,
        kernel_name="python3",
        raise_on_iopub_timeout=True,
        record_timing=False,
        shutdown_kernel="immediate",
        timeout=seconds,
    )


async def execute(client, source):
    """Run a piece of code; returns its outputs and how it ended."""
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from nbformat.v4 import new_code_cell

    cell = new_code_cell(source)
    client.nb.cells, client.slow = [cell], False
    try:
        await client.async_execute_cell(cell, 0)
        return cell.outputs, "slow" if client.slow else "well"
    except DeadKernelError:
        ended = "dead"
    except CellTimeoutError:
        ended = "stuck"
    await client._async_cleanup_kernel()
    await start(client)
    return cell.outputs, ended


async def start(client):
    client.create_kernel_manager()
    await client.async_start_new_kernel()
    await client.async_start_new_kernel_client()
    # What takes long to import is there when the first cell asks for it.
    await execute(client, "__import__('scalarad.pictures');")


async def main(handed_in, seconds, megabytes):
    sys.modules["rfc3987_syntax"] = None  # nbformat can do without; its import takes two seconds
    # The kernel must not inherit what requests and answers go through.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if sys.platform == "linux":
        import resource

        limit = int(megabytes) * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit // 10, limit // 10))
    found = Path("found.json").absolute()
    cells = client(int(seconds))
    await start(cells)
    for line in sys.stdin:
        if handed_in:
            shutil.copytree(handed_in, ".", dirs_exist_ok=True)
            handed_in = None
        request = json.loads(line)
        if "run" in request:
            outputs, ended = await execute(cells, request["run"])
            reply = {"outputs": outputs, "ended": ended}
        else:
            found.unlink(missing_ok=True)
            values = str(found), request["task"], json.dumps(request["inputs"])
            call = f"__import__('inside').observe(*{values!r}, lambda: {request['answer']})"
            _, ended = await execute(cells, call)
            text = found.read_text(encoding="utf-8") if found.exists() else "null"
            reply = {"found": json.loads(text), "ended": ended}
        print(json.dumps(reply), file=answers, flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
