#!/usr/bin/env python3
"""limit.py SECONDS COMMAND...: runs it, and ends it after that time with status 124.

What `timeout` does, on systems that have none; the terminal stays the command's. Whoever ends this
program ends the command.
"""
import signal
import subprocess
import sys

seconds, command = float(sys.argv[1]), sys.argv[2:]
child = subprocess.Popen(command)


def end(status):
    child.kill()
    child.wait()
    sys.exit(status)


signal.signal(signal.SIGTERM, lambda *_: end(143))
try:
    status = child.wait(timeout=seconds)
except subprocess.TimeoutExpired:
    print(f"run.sh: time limit of {seconds:g} s: QEMU was ended", file=sys.stderr)
    end(124)
except KeyboardInterrupt:
    end(130)
sys.exit(status if status >= 0 else 128 - status)
