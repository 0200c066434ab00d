#!/usr/bin/env python3
"""alone.py COMMAND...: runs it while nobody else does, so that two builds never write one file.

The lock is the system's own: it ends with its holder, however that ends.
"""
import fcntl
import os
import sys

try:
    os.makedirs("build", exist_ok=True)
    lock = os.open("build/.lock", os.O_CREAT | os.O_RDWR)
except OSError as problem:
    sys.exit(f"run.sh: {problem.filename}: {problem.strerror}")
fcntl.flock(lock, fcntl.LOCK_EX)
os.set_inheritable(lock, True)
os.execvp(sys.argv[1], sys.argv[1:])
