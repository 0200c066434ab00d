#!/usr/bin/env python3
"""alone.py FOLDER COMMAND...: runs it alone in that build folder, so that two builds never write one
file.

The lock is the system's own: it ends with its holder, however that ends.
"""
import fcntl
import os
import sys



def lock(folder):
    """The lock, for pass_fds: it is held until each process that has it has ended."""
    try:
        os.makedirs(folder, exist_ok=True)
        held = os.open(f"{folder}/.lock", os.O_CREAT | os.O_RDWR)
    except OSError as problem:
        sys.exit(f"run.sh: {problem.filename}: {problem.strerror} (--build DIR takes another folder)")
    fcntl.flock(held, fcntl.LOCK_EX)
    return held


if __name__ == "__main__":
    os.set_inheritable(lock(sys.argv[1]), True)
    os.execvp(sys.argv[2], sys.argv[2:])
