"""Start a kernel that keeps a submission's mistakes to itself.

python guarded_kernel.py <course folder> <megabytes> <arguments of ipykernel>

Code in the kernel may write in the folder that it was started in and in its temporary folder. It
may not write elsewhere, read other files of the course, start or stop processes, or reach the
network; on Linux it gets no more memory than it was granted, and may write a tenth of that into a
file. This stops accidents and simple tricks. It is no wall: code that is written to get around it
will.
"""

import os
import sys
import tempfile

READERS = {"os.listdir", "os.scandir"}
# The event, and which of its arguments are paths that would change.
WRITERS = {
    "os.chmod": [0],
    "os.chown": [0],
    "os.link": [0, 1],
    "os.mkdir": [0],
    "os.remove": [0],
    "os.rename": [0, 1],
    "os.rmdir": [0],
    "os.symlink": [1],
    "os.truncate": [0],
    "os.utime": [0],
    "shutil.rmtree": [0],
    "sqlite3.connect": [0],
}
NEVER = {
    "os.exec": "start a program",
    "os.fork": "start a process",
    "os.forkpty": "start a process",
    "os.kill": "stop a process",
    "os.killpg": "stop a process",
    "os.posix_spawn": "start a program",
    "os.startfile": "start a program",
    "os.system": "start a program",
    "pty.spawn": "start a program",
    "socket.connect": "reach the network",
    "subprocess.Popen": "start a program",
}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def inside(path, folders):
    """Whether `path`, followed through links, lies in one of the `folders`."""
    return any(path == folder or path.startswith(folder + os.sep) for folder in folders)


def guard(course, own):
    """A function for `sys.addaudithook` that refuses what a submission has no business with."""
    course, *own = map(os.path.realpath, (course, *own))

    def real(path):
        if isinstance(path, (str, bytes, os.PathLike)):
            return os.path.realpath(os.fsdecode(path))
        return None  # a file that is open already

    def refuse_write(path):
        path = real(path)
        if path and path != os.devnull and not inside(path, own):
            raise PermissionError("a submission may write in its own folder only")

    def refuse_read(path):
        path = real("." if path is None else path)
        if path and inside(path, [course]) and not inside(path, own):
            raise PermissionError(
                "a submission may not read the other files of the course"
            )

    def hook(event, arguments):
        if event in NEVER:
            raise PermissionError(f"a submission may not {NEVER[event]}")
        if event == "open":
            path, _, flags = arguments
            (refuse_write if flags & WRITING else refuse_read)(path)
        elif event in READERS:
            refuse_read(arguments[0])
        elif event in WRITERS:
            for i in WRITERS[event]:
                refuse_write(arguments[i])

    return hook


def main():
    course, megabytes, *arguments = sys.argv[1:]
    if sys.platform == "linux":
        import resource

        limit = int(megabytes) * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit // 10, limit // 10))
    sys.argv = ["ipykernel_launcher", *arguments]
    # What importing the kernel does is its own business: the guard comes after it.
    from ipykernel.kernelapp import IPKernelApp

    application = IPKernelApp.instance()
    application.initialize(arguments)
    sys.addaudithook(guard(course, [os.getcwd(), tempfile.gettempdir()]))
    application.start()


if __name__ == "__main__":
    main()
