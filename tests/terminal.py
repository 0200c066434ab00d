#!/usr/bin/env python3
"""terminal.py TEXT KEYS COMMAND...: runs it in a terminal, types KEYS once TEXT is on the screen.

Prints the screen, and has the command's status; 124 when it takes more than 20 seconds.
"""
import os
import pty
import select
import sys
import time

text, keys, command = sys.argv[1].encode(), sys.argv[2], sys.argv[3:]
keys = keys.encode().decode("unicode_escape").encode("latin-1")
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)

screen, typed, end = b"", False, time.monotonic() + 20
while time.monotonic() < end:
    ready, _, _ = select.select([terminal], [], [], 0.1)
    if ready:
        try:
            more = os.read(terminal, 65536)
        except OSError:
            break
        if not more:
            break
        screen += more
    if not typed and text in screen:
        os.write(terminal, keys)
        typed = True
else:
    os.kill(child, 9)
    os.waitpid(child, 0)
    sys.exit(124)
print(screen.decode(errors="replace").replace("\r", ""))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
