#!/usr/bin/env python3
"""gdb.py SECONDS QEMU-COMMAND...: gdb in this terminal, and a QEMU that does not outlive it.

QEMU waits on a unix socket, stopped before its first instruction. Its console goes where gdb's
output goes; its input comes through a pipe from gdb's command `type`. A guard, out of reach of the
terminal's signals, holds the read end of another pipe, whose write end gdb has: however gdb ends, the
pipe closes, and the guard ends QEMU and removes the socket.

Status: gdb's own, 0 unless the user quits with another; 124 when SECONDS (0: no limit) are over; 130 for Ctrl-C before
gdb has started; 143 when this program, or the one that started it, was ended; 1 when QEMU did not start, or gdb was killed.
"""
import contextlib
import os
import select
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import terminal

root = Path(__file__).resolve().parents[2]
SIGNALS = (signal.SIGINT, signal.SIGHUP, signal.SIGTERM)


def own_output():
    """Standard output, opened once more. QEMU makes its own non-blocking; if that were gdb's too, gdb would lose
    lines when the reader is slow. None where it cannot be opened: a file, which never blocks, or a socket."""
    if "WALKTHROUGH_CONSOLE" in os.environ:  # which reads it from a file
        return os.open(os.environ["WALKTHROUGH_CONSOLE"], os.O_WRONLY)
    try:
        if os.isatty(1) or stat.S_ISFIFO(os.fstat(1).st_mode):
            return os.open("/dev/fd/1", os.O_WRONLY | os.O_NOCTTY)
    except OSError:
        pass
    return None


def guard(leash, keys, folder, command):
    """Runs QEMU until the other end of the leash is let go of. In a session of its own: Ctrl-C is
    gdb's, and a terminal that closes must not end the guard before its work is done."""
    os.setsid()
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    try:
        qemu = subprocess.Popen(command + ["-S", "-gdb", f"unix:{folder}/gdb,server=on,wait=off"],
                                stdin=keys, stdout=own_output())
        while qemu.poll() is None and not select.select([leash], [], [], 0.2)[0]:
            pass
        if qemu.poll() is None:
            qemu.kill()
            qemu.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start_guard(folder, command):
    """Returns the guard's process id, and the ends of the leash and of QEMU's input that gdb is to have."""
    (leash, held), (keys, typed) = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        os.close(held)
        os.close(typed)
        guard(leash, keys, folder, command)
        os._exit(0)
    os.close(leash)
    os.close(keys)
    return child, held, typed


def wait_for_socket(folder):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if Path(folder, "gdb").exists():
            return True
        if not Path(folder).exists():  # QEMU has ended, and said why
            return False
        time.sleep(0.02)
    return False


def run_gdb(seconds, folder, held, typed):
    """Returns gdb's status. gdb ends when this program does, or the shell that started it."""
    signal.signal(signal.SIGINT, lambda *_: None)  # gdb answers Ctrl-C
    parent, end = os.getppid(), time.monotonic() + (seconds or float("inf"))
    gdb = shutil.which("gdb-multiarch") or shutil.which("gdb")
    env = dict(os.environ, WORLDSWITCH_SOCKET=f"{folder}/gdb", WORLDSWITCH_KEYS=str(typed))
    child = subprocess.Popen([gdb, "-q", "-nx", "-iex", "set auto-load off", "-x", root / "gdb/init.gdb",
                              os.environ["IMAGE"]], env=env, cwd=root, pass_fds=[held, typed])
    try:
        while os.getppid() == parent and time.monotonic() < end:
            with contextlib.suppress(subprocess.TimeoutExpired):
                status = child.wait(min(0.5, end - time.monotonic()))
                return {-signal.SIGINT: 130}.get(status, status if status >= 0 else 1)
    finally:
        child.kill()
        child.wait()
    if os.getppid() != parent:
        return 143
    if sys.stdin.isatty():
        print(file=sys.stderr)  # the prompt's line
    print(f"run.sh: time limit of {seconds:g} s: gdb was ended", file=sys.stderr)
    return 124


def main():
    for number in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(143))
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)  # until there is something to end
    folder = tempfile.mkdtemp(prefix="worldswitch-", dir="/tmp")  # a socket's path has to be short
    child, held, typed = start_guard(folder, sys.argv[2:])
    status = 1
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        if wait_for_socket(folder):
            with terminal.kept():
                status = run_gdb(float(sys.argv[1]), folder, held, typed)
    except KeyboardInterrupt:
        status = 130
    finally:
        os.close(held)
        os.waitpid(child, 0)
    sys.exit(status)


main()
