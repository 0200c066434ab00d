#!/usr/bin/env python3
"""limit.py SECONDS COMMAND...: runs it, and ends it after that time with status 124; 0 is no limit.

What `timeout` does, on systems that have none; the terminal stays the command's. The command
ends when this program is ended, and when the process that started this program ends.
"""
import os
import signal
import subprocess
import sys
import time


class Ended(Exception):
    """A signal asks this program to end. (A handler that waited for the child could wait for itself.)"""


def on_term(*_):
    raise Ended


def wait(child):
    """Its status; TimeoutExpired when the time is over."""
    end = time.monotonic() + seconds
    while True:
        left = min(0.5, end - time.monotonic()) if seconds else 0.5
        try:
            return child.wait(timeout=left)
        except subprocess.TimeoutExpired:
            if os.getppid() != parent:
                raise Ended from None
            if seconds and time.monotonic() >= end:
                raise


seconds, command, parent = float(sys.argv[1]), sys.argv[2:], os.getppid()
signal.signal(signal.SIGTERM, on_term)
child = None
try:
    child = subprocess.Popen(command)
    status = wait(child)
    sys.exit(status if status >= 0 else 128 - status)
except subprocess.TimeoutExpired:
    child.kill()  # first: the reader of this line may be gone
    print(f"run.sh: time limit of {seconds:g} s: QEMU was ended", file=sys.stderr)
    status = 124
except Ended:
    status = 143
except KeyboardInterrupt:
    status = 130
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if child and child.returncode is None:
    child.kill()
    try:
        os.waitpid(child.pid, 0)  # not child.wait(): what we were called away from may hold its lock
    except ChildProcessError:
        pass  # it was reaped there
sys.exit(status)
