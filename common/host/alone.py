#!/usr/bin/env python3
"""alone.py FOLDER COMMAND...: runs it alone in that build folder, so that two builds never write one
file.

The lock is the system's own: it ends with its holder, however that ends.
"""
import fcntl
import os
import sys

try:
    os.makedirs(sys.argv[1], exist_ok=True)
    lock = os.open(f"{sys.argv[1]}/.lock", os.O_CREAT | os.O_RDWR)
except OSError as problem:
    sys.exit(f"run.sh: {problem.filename}: {problem.strerror} (--build DIR takes another folder)")
fcntl.flock(lock, fcntl.LOCK_EX)
os.set_inheritable(lock, True)
os.execvp(sys.argv[2], sys.argv[2:])
