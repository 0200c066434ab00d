#!/usr/bin/env python3
"""limit.py SECONDS COMMAND...: runs it, and ends it after that time with status 124.

What `timeout` does, on systems that have none; the terminal stays the command's.
"""
import subprocess
import sys

seconds, command = float(sys.argv[1]), sys.argv[2:]
child = subprocess.Popen(command)
try:
    status = child.wait(timeout=seconds)
except subprocess.TimeoutExpired:
    child.kill()
    child.wait()
    print(f"run.sh: time limit of {seconds:g} s: QEMU was ended", file=sys.stderr)
    sys.exit(124)
except KeyboardInterrupt:
    child.kill()
    child.wait()
    sys.exit(130)
sys.exit(status if status >= 0 else 128 - status)
