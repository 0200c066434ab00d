#!/usr/bin/env python3
"""run.py OPTIONS ELF -- QEMU-COMMAND...: a step's QEMU in this terminal, with a time limit, and a monitor that can be
asked when the run does not end by itself.

Keys go through this program, which knows Ctrl-A X and (--ctrl-c) Ctrl-C; what QEMU prints comes through it too,
because what follows a panic has to be found. The terminal is afterwards what it was before.

Status: 0 when QEMU's is that of --success, else 1; 124 time limit; 130 a person left, or QEMU was killed; 135 the
disk has no room for the file of its memory; 143 this program was ended. With --spins, for a guest that has no other
end, leaving it while it runs is 0. With --record-end FILE QEMU records, and waits with -S to be started (recorder.py)."""
import argparse
import os
import re
import select
import signal
import subprocess
import sys
import time

import terminal
from monitor import Monitor

CTRL_A, CTRL_C, CTRL_D = 1, 3, 4
PIECE = 65536  # bytes that are read at once
KEYS_WAITING = 1 << 20  # bytes that may wait for QEMU


class Left(Exception):
    """The run is to end: why, and the status."""


class Ended(Exception):
    """A signal asks this program to end."""


def on_signal(*_):
    raise Ended


class Run:
    def __init__(self, options, has_terminal):
        self.options, self.has_terminal = options, has_terminal
        self.end = time.monotonic() + options.limit if options.limit else None
        self.parent = os.getppid()
        self.keys = bytearray()  # for QEMU
        self.keys_come = True
        self.after_ctrl_a = False
        self.first_printed, self.printed = bytearray(), bytearray()  # the beginning, and the end
        self.reader_is_there = True
        self.monitor, self.recorder, self.qemu = Monitor(), None, None
        if options.record_end:
            from recorder import Recorder  # only here, because it imports more than all the rest
            self.recorder = Recorder(self.monitor, options.elf, options.record_end)

    def start(self):
        """QEMU, which Ctrl-C does not end: it is still to be asked."""
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        ours = [self.monitor] + ([self.recorder] if self.recorder else [])
        self.qemu = subprocess.Popen(sum((one.arguments() for one in ours), self.options.command), stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE, pass_fds=[one.qemus.fileno() for one in ours])
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        os.set_blocking(self.qemu.stdin.fileno(), False)
        self.monitor.start()
        if self.recorder:
            self.recorder.start()

    # --- Bytes from here to there ---

    def until_it_ends(self):
        """Its status."""
        output, keyboard, monitor = self.qemu.stdout.fileno(), self.qemu.stdin.fileno(), self.monitor.socket
        sources = [output, monitor] + ([self.recorder.socket] if self.recorder else [])
        while output in sources:
            wanted = [0] if self.keys_come and len(self.keys) < KEYS_WAITING else []
            ready, _, _ = select.select(sources + wanted, [keyboard] if self.keys else [], [], 0.5)
            if output in ready and not self.print(os.read(output, PIECE)):
                sources.remove(output)
            if monitor in ready and not self.take_events():
                sources.remove(monitor)
            if 0 in ready:
                self.take_keys(self.read_keys())
            self.give_keys(keyboard)
            if self.end and time.monotonic() >= self.end:
                raise Left(f"time limit of {self.options.limit:g} s: QEMU was ended", 124)
            if self.monitor.restarts_until and time.monotonic() >= self.monitor.restarts_until:
                raise Left("the machine was reset, and its firmware does not start it again: QEMU was ended", 1)
            if os.getppid() != self.parent:
                raise Ended
            if self.recorder and not self.recorder.keep_on(ready):
                sources.remove(self.recorder.socket)
        return self.qemu.wait()

    def print(self, output):
        """False when there was nothing."""
        was_something = bool(output)
        self.printed += output
        if len(self.first_printed) < PIECE:
            self.first_printed += output
        if len(self.printed) > 2 * PIECE:
            del self.printed[:-PIECE]
        while output and self.reader_is_there:
            try:
                output = output[os.write(1, output):]
            except BlockingIOError:
                select.select([], [1], [])
            except BrokenPipeError:
                self.reader_is_there = False
        return was_something

    def take_events(self):
        try:
            list(self.monitor.receive())
            return True
        except EOFError:
            return False

    def read_keys(self):
        try:
            keys = os.read(0, PIECE)
        except BlockingIOError:  # another reader of the terminal was first
            return b""
        except OSError:  # the terminal is gone
            keys = b""
        self.keys_come = bool(keys)
        if not keys and self.has_terminal:
            raise Ended
        return keys or bytes([CTRL_D] * self.options.ctrl_d)

    def take_keys(self, keys):
        """Ctrl-A X, and Ctrl-C where it is ours; all others are QEMU's."""
        for key in keys:
            if self.after_ctrl_a and key in b"xX":
                raise Left("Ctrl-A X: QEMU was ended", 130)
            if key == CTRL_C and self.has_terminal and self.options.ctrl_c:
                raise Left("Ctrl-C: QEMU was ended", 130)
            if key != CTRL_A or self.after_ctrl_a:
                self.keys += bytes([CTRL_A, key]) if self.after_ctrl_a else bytes([key])
            self.after_ctrl_a = key == CTRL_A and not self.after_ctrl_a

    def give_keys(self, keyboard):
        try:
            while self.keys:
                del self.keys[:os.write(keyboard, self.keys)]
            if not self.keys_come and not self.qemu.stdin.closed:
                self.qemu.stdin.close()
        except BlockingIOError:
            pass
        except BrokenPipeError:
            self.keys.clear()

    # --- The end ---

    def guest_file(self, number):
        """Of the guest of that number. None when it has not been loaded, or came from a disk of the user's."""
        from pathlib import Path  # here, as hang and the recorder: not each run pays for them
        self.print_waiting()
        names = re.findall(rb"^load: /sbin/(\S+): ", self.first_printed, re.M)
        file = names[number:] and self.options.guests and Path(self.options.guests, os.fsdecode(names[number]))
        return file if file and file.is_file() else None

    def leave(self, why, status):
        """Asks what the machine was doing, ends QEMU, and says it."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C changes nothing
        import hang  # only here, because it imports more than all the rest
        in_guest, lines = hang.describe(self.monitor, self.options.elf, self.guest_file)
        lines += self.recorder.stop(self.qemu) if self.recorder else []
        self.kill()
        self.print_waiting()
        if self.printed and self.printed[-1:] != b"\n":
            self.print(b"\n")
        print(f"run.sh: {why}", *lines, sep="\n  ", file=sys.stderr)
        return 0 if status == 130 and in_guest and self.options.spins else status

    def print_waiting(self):
        """What a QEMU that is stopped or gone has printed."""
        output = self.qemu.stdout.fileno()
        while select.select([output], [], [], 0)[0] and self.print(os.read(output, PIECE)):
            pass

    def kill(self):
        if self.qemu and self.qemu.returncode is None:
            self.qemu.kill()
            self.qemu.wait()

    def over(self, status):
        """QEMU has ended."""
        self.monitor.drain()
        if status == -signal.SIGBUS:
            return 135
        if status < 0 or self.monitor.left == "host-signal":
            ended_by = signal.Signals(-status).name if status < 0 else "a signal"
            print(f"run.sh: QEMU was ended by {ended_by}", file=sys.stderr)
            return 130
        if self.monitor.left:
            return 0 if self.options.spins else 130
        if status in (0, self.options.success) and not self.monitor.greeted:
            print("run.sh: QEMU ended without a machine: no step was run", file=sys.stderr)
            return 1
        if status == self.options.success and not self.monitor.panicked:
            return 0
        if status not in (1, self.options.failure) and not self.monitor.panicked:  # with 1 QEMU has said why
            print(f"run.sh: QEMU ended with status {status}", file=sys.stderr)
        import panics
        for line in panics.places(self.options.elf, self.printed.decode(errors="replace")):
            print(f"  {line}", file=sys.stderr)
        return 1


def run(options):
    with terminal.kept() as before:
        this = Run(options, before is not None)
        try:
            this.start()
            if before is not None:
                terminal.pass_keys_on(0, before)
            return this.over(this.until_it_ends())
        except Left as left:
            return this.leave(*left.args)
        except KeyboardInterrupt:
            return this.leave("Ctrl-C: QEMU was ended", 130)
        finally:
            this.kill()


def main(arguments):
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, on_signal)
    parser = argparse.ArgumentParser()
    parser.add_argument("--limit", type=float, default=0, help="seconds; 0 is none")
    parser.add_argument("--ctrl-c", action="store_true", help="Ctrl-C ends the run; else it is the guest's")
    parser.add_argument("--ctrl-d", action="store_true", help="a Ctrl-D tells the guest that the input has an end")
    parser.add_argument("--success", type=int, default=0, help="QEMU's status for power_off(0)")
    parser.add_argument("--failure", type=int, default=1, help="and for power_off(1)")
    parser.add_argument("--spins", action="store_true", help="the guest never ends by itself")
    parser.add_argument("--guests", help="the folder with the files of the guests")
    parser.add_argument("--record-end", help="QEMU records; the file that says after how many instructions it was ended")
    parser.add_argument("elf")
    parser.add_argument("command", nargs="+")
    try:
        sys.exit(run(parser.parse_args(arguments)))
    except Ended:
        sys.exit(143)
    except KeyboardInterrupt:  # before QEMU was there
        sys.exit(130)
    except OSError as problem:
        sys.exit(f"run.sh: {problem.filename or 'standard output'}: {problem.strerror}")


if __name__ == "__main__":
    main(sys.argv[1:])
