"""Run a command and write what the system says it took: `python -S launcher.py figures.json COMMAND ...`.

A process of its own without imports, since a process begins with the resident set of the one that starts it: started
from a large program, every command would seem at least as large.
"""

import json
import os
import sys
import time


def bytes_written(pid: int) -> int:
    """Bytes that a finished, not yet reaped process sent to storage; 0 where the system does not say."""
    try:
        with open(f"/proc/{pid}/io", encoding="ascii") as file:  # noqa: PTH123 (pathlib is a large import)
            return int(dict(line.split(": ") for line in file)["write_bytes"])
    except OSError:
        return 0


def main() -> int:
    """Run the command; returns its exit status."""
    started = time.monotonic()
    pid = os.fork()
    if pid == 0:
        os.execvp(sys.argv[2], sys.argv[2:])
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    written = bytes_written(pid)
    _, status, usage = os.wait4(pid, 0)
    figures = {
        "wall": time.monotonic() - started,
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak_memory": usage.ru_maxrss * 1024,
        "written": written,
    }
    with open(sys.argv[1], "w", encoding="ascii") as file:  # noqa: PTH123
        json.dump(figures, file)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())
