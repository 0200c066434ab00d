#!/usr/bin/env python3
"""terminal.py TEXT KEYS COMMAND...: runs it in a terminal, types KEYS once TEXT is on the screen.
terminal.py TEXT KEYS TEXT KEYS ... -- COMMAND...: the same several times: each text has to come after the
one before it.

It types when the text has come, and nothing else for a fifth of a second, as a person would: what printed it has gone on
by then.

Prints the screen, and has the command's status; 124 when it takes more than 60 seconds for each text, 125 when the
command has not left the terminal as it was.
"""
import os
import pty
import select
import sys
import termios
import time

words = sys.argv[1:]
split = words.index("--") if "--" in words[2:] else 2
script, command = words[:split], words[split:]
command = command[1:] if command[0] == "--" else command
script = [(text.encode(), keys.encode().decode("unicode_escape").encode("latin-1"))
          for text, keys in zip(script[::2], script[1::2])]

child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)

before = termios.tcgetattr(terminal)
screen, seen, end = b"", 0, time.monotonic() + 60 * len(script)
while time.monotonic() < end:
    ready, _, _ = select.select([terminal], [], [], 0.2)
    if ready:
        try:
            more = os.read(terminal, 65536)
        except OSError:
            break
        if not more:
            break
        screen += more
    elif script and script[0][0] in screen[seen:]:
        text, keys = script.pop(0)
        seen = screen.index(text, seen) + len(text)
        os.write(terminal, keys)
else:
    os.kill(child, 9)
    os.waitpid(child, 0)
    print(screen.decode(errors="replace").replace("\r", ""))
    sys.exit(124)
print(screen.decode(errors="replace").replace("\r", ""))
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
if termios.tcgetattr(terminal) != before:
    print("the terminal is not as it was")
    status = 125
sys.exit(status)
