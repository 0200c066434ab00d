"""A QEMU that records: kept going, stopped once before it powers off, and ended so that its log is whole."""
import re
import socket
import subprocess
import time
from pathlib import Path

import elf
import hang
from monitor import PATIENCE

# QEMU looks at what disk and keyboard have for the machine only when one of its timers is over, and a machine that waits
# for its disk in a loop may have none. Announcing the network, which the machine does not have, is such a timer, and not a
# part of the machine: every millisecond for a second, and for ten more slowly, in case this program is busy.
ANNOUNCE = [{"id": f"every-{ms}", "initial": ms, "max": ms, "rounds": 1000, "step": 0} for ms in (1, 10)]
ANNOUNCED = 0.5  # seconds after which it is asked for again


class Recorder:
    """QEMU writes the machine's end into its log, but not always what the machine did since the event before. So there is
    a breakpoint at power_off(), by gdb's protocol: a CPU that runs on from there has put into the log what it did
    before. A replay is to stop there too."""

    def __init__(self, monitor, file, end):
        self.monitor, self.file = monitor, Path(end)
        self.announced, self.waiting = 0, b""
        self.socket, self.qemus = socket.socketpair()
        data = Path(file).read_bytes()
        self.machine = hang.MACHINES[int.from_bytes(data[18:20], "little")]
        self.power_off = next(symbol.value for symbol in elf.symbols(data) if symbol.name == "power_off")

    def arguments(self):
        return ["-chardev", f"socket,id=recorder,fd={self.qemus.fileno()}", "-gdb", "chardev:recorder"]

    def start(self):
        """Lets a machine run that waits with -S."""
        self.qemus.close()
        self.announce()
        self.monitor.ask("query-status")  # the timers run, before the machine does
        self.breakpoint("Z")
        self.send("c")

    def keep_on(self, ready):
        """Now and then, with what can be read. False: QEMU has ended."""
        self.announce()
        return self.socket not in ready or self.take_stop()

    def announce(self):
        if time.monotonic() > self.announced + ANNOUNCED:
            for announce in ANNOUNCE:
                self.monitor.send("announce-self", **announce)
            self.announced = time.monotonic()

    # --- gdb's protocol ---

    def send(self, packet):
        self.socket.sendall(f"${packet}#{sum(packet.encode()) & 255:02x}".encode())

    def receive(self):
        """Takes what has come. Whether a packet is complete; EOFError: QEMU has ended."""
        more = self.socket.recv(4096)
        if not more:
            raise EOFError("QEMU has ended")
        self.waiting += more
        packet = re.search(rb"\$[^#]*#..", self.waiting, re.S)
        if packet:
            self.waiting = self.waiting[packet.end():]
            self.socket.sendall(b"+")
        return packet is not None

    def ask(self, packet):
        """Sends it, and waits for the answer."""
        self.send(packet)
        self.socket.settimeout(PATIENCE)
        while not self.receive():
            pass

    def breakpoint(self, what):
        self.ask(f"{what}0,{self.power_off:x},1")

    def take_stop(self):
        """The machine has stopped: before it powers off, or when the guest runs at that address. False as above."""
        try:
            if not self.receive():
                return True
            cpu = hang.Cpu(self.monitor, self.machine)
            if cpu.pc == self.power_off and not cpu.in_guest:
                self.note_end()
            self.breakpoint("z")
            self.ask("s")  # so that the machine's end is not at the same moment
            if not self.file.exists():
                self.breakpoint("Z")
            self.send("c")
            return True
        except (EOFError, ConnectionError):
            return False

    # --- The end ---

    def note_end(self):
        self.end = self.monitor.ask("query-replay")["icount"]
        self.file.write_text(f"{self.end}\n")

    def stop(self, qemu):
        """Ends QEMU where it is. What there is to say when it cannot be."""
        try:
            self.monitor.ask("stop")
            self.note_end()
            self.monitor.ask("cont")
            patience = time.monotonic() + PATIENCE
            while self.monitor.ask("query-replay")["icount"] <= self.end and time.monotonic() < patience:
                time.sleep(0.01)
            self.monitor.send("quit")
            qemu.wait(PATIENCE)
        except (OSError, EOFError, TypeError, subprocess.TimeoutExpired):
            self.file.unlink(missing_ok=True)
            return ["QEMU did not end its recording"]
        return []
