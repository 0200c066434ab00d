"""Lets QEMU record a run: keeps it going, stops it once before the machine powers off, and ends it with a complete log."""
import re
import socket
import subprocess
import time
from pathlib import Path

import elf
import hang
from monitor import PATIENCE

# A QEMU that records handles its disk and keyboard only when one of its timers expires. But a machine that waits for its
# disk in a loop may have set no timer. announce-self adds one that the machine does not notice: it announces the machine
# on the network, and there is none. The first one below expires every millisecond for one second. The second one expires
# more slowly for ten seconds, in case this program is too busy to ask for the first one again.
ANNOUNCE = [{"id": f"every-{ms}", "initial": ms, "max": ms, "rounds": 1000, "step": 0} for ms in (1, 10)]
ANNOUNCED = 0.5  # seconds after which both are asked for again


class Recorder:
    """QEMU writes the end of the run into its log, but not always the instructions since the last event before it. So this
    class sets a breakpoint at power_off(), by gdb's protocol: when the CPU continues after a stop, QEMU has logged all
    instructions before the stop. A replay stops there too."""

    def __init__(self, monitor, file, end):
        self.monitor, self.file = monitor, Path(end)
        self.announced, self.waiting = 0, b""
        self.socket, self.qemus = socket.socketpair()
        data = Path(file).read_bytes()
        self.machine = hang.MACHINES[int.from_bytes(data[18:20], "little")]
        places = {symbol.name: symbol.value for symbol in elf.symbols(data)}
        self.power_off, self.host_root = places["power_off"], places.get("boot_pml4")

    def arguments(self):
        return ["-chardev", f"socket,id=recorder,fd={self.qemus.fileno()}", "-gdb", "chardev:recorder"]

    def start(self):
        """Starts the machine, which waits because of -S."""
        self.qemus.close()
        self.announce()
        self.monitor.ask("query-status")  # when QEMU answers, its timers run: they must run before the machine does
        self.breakpoint("Z")
        self.send("c")

    def keep_on(self, ready):
        """Called regularly, with the sockets that can be read. False: QEMU has ended."""
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
        """Reads what QEMU has sent. True: a packet is complete. EOFError: QEMU has ended."""
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
        """Sends a packet, and waits for the answer."""
        self.send(packet)
        self.socket.settimeout(PATIENCE)
        while not self.receive():
            pass

    def breakpoint(self, what):
        self.ask(f"{what}0,{self.power_off:x},1")

    def take_stop(self):
        """Handles a stop: the machine is about to power off, or the guest runs at the same address. False: QEMU has ended."""
        try:
            if not self.receive():
                return True
            cpu = hang.Cpu(self.monitor, self.machine, self.host_root)
            if cpu.pc == self.power_off and not cpu.in_guest:
                self.note_end()
            self.breakpoint("z")
            self.ask("s")  # so that the machine ends at a later moment than this
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
        """Ends QEMU at this moment. Returns the lines to print if that fails."""
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
