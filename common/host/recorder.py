"""A QEMU that records: kept going, and ended so that its log is whole."""
import re
import subprocess
import time
from pathlib import Path

from monitor import PATIENCE

# QEMU looks at what disk and keyboard have for the machine only when one of its timers is over, and a machine that waits
# for its disk in a loop may have none. Announcing the network, which the machine does not have, every millisecond
# is such a timer, and not a part of the machine.
ANNOUNCE = {"initial": 1, "max": 1, "rounds": 1000, "step": 0}
ANNOUNCED = 0.5  # seconds after which it is asked for again: a thousand rounds take one

TAIL = 64  # bytes of the log, in which a run ends
# The last character on the console, the shutdown with its cause, the instructions since that character (QEMU's
# replay/replay-internal.h).
EARLY_SHUTDOWN = re.compile(rb"(\x16\0\0\0\x01\0\0\0\x01)([\x0a-\x15])(\0.{4})", re.S)


class Recorder:
    def __init__(self, monitor):
        self.monitor, self.announced = monitor, 0

    def start(self):
        """Lets a machine run that waits with -S."""
        self.keep_on()
        self.monitor.send("cont")

    def keep_on(self):
        if time.monotonic() > self.announced + ANNOUNCED:
            self.monitor.send("announce-self", **ANNOUNCE)
            self.announced = time.monotonic()

    def end(self, qemu, file):
        """Ends QEMU, and writes into the file after how many instructions. What there is to say when it cannot be."""
        try:
            self.monitor.ask("stop")
            end = self.monitor.ask("query-replay")["icount"]
            self.monitor.ask("cont")  # a CPU that runs on has put into the log what it did before
            patience = time.monotonic() + PATIENCE
            while self.monitor.ask("query-replay")["icount"] <= end and time.monotonic() < patience:
                time.sleep(0.01)
            self.monitor.send("quit")
            qemu.wait(PATIENCE)
            Path(file).write_text(f"{end}\n")
        except (OSError, EOFError, TypeError, subprocess.TimeoutExpired):
            return ["QEMU did not end its recording"]
        return []

    @staticmethod
    def mend_log(file):
        """QEMU 10.0 writes the shutdown in front of the instructions that led to it, and a replay would end before them. This
        puts them into their order."""
        if not file.exists():  # QEMU has not started
            return
        with open(file, "r+b") as log:
            log.seek(max(0, log.seek(0, 2) - TAIL))
            start, tail = log.tell(), log.read()
            log.seek(start)
            log.write(EARLY_SHUTDOWN.sub(rb"\1\3\2", tail))
