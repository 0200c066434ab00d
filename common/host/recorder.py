"""A QEMU that records: kept going, and ended so that its log is whole."""
import subprocess
import time
from pathlib import Path

from monitor import PATIENCE

# QEMU looks at what disk and keyboard have for the machine only when one of its timers is over, and a machine that waits
# for its disk in a loop may have none. Announcing the network, which the machine does not have, every millisecond
# is such a timer, and not a part of the machine.
ANNOUNCE = {"initial": 1, "max": 1, "rounds": 1000, "step": 0}
ANNOUNCED = 0.5  # seconds after which it is asked for again: a thousand rounds take one


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
