"""QEMU's monitor, spoken to by QMP over one end of a pair of sockets: no port, and no path to clean up."""
import json
import re
import socket
import struct
import time

RESTART = 5  # seconds that a machine may need to start again
PATIENCE = 5  # seconds for an answer: on a busy machine QEMU may be slow


class Monitor:
    def __init__(self):
        self.socket, self.qemus = socket.socketpair()
        self.waiting = b""  # the start of a line whose end has not come
        self.greeted = False  # QEMU has a machine: one that only prints a list or its version has no monitor
        self.panicked = False  # the machine has said so: by pvpanic, or with --bare by a reset, which ends QEMU
        self.restarts_until = None  # the machine was reset: by then it has said so (arch/x86_64/boot.c)
        self.left = None  # why QEMU ends, if the machine is not the reason
        self.send("qmp_capabilities")  # asks for events, before QEMU starts: so it tells the first one too

    def arguments(self):
        """What QEMU's command line has to say for it; the process has to inherit self.qemus."""
        return ["-chardev", f"socket,id=run-sh,fd={self.qemus.fileno()}", "-qmp", "chardev:run-sh"]

    def start(self):
        """After QEMU has its end."""
        self.qemus.close()

    def send(self, command, **arguments):
        """Without waiting for the answer."""
        try:
            self.socket.sendall(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        except ConnectionError:
            pass  # QEMU has ended already, and says why

    def receive(self):
        """Waits for something to come, and yields each answer in it. EOFError: QEMU has ended."""
        try:
            more = self.socket.recv(65536)
        except ConnectionError:
            more = b""
        if not more:
            raise EOFError("QEMU has ended")
        *lines, self.waiting = (self.waiting + more).split(b"\n")
        for message in map(json.loads, lines):
            self.greeted |= "QMP" in message
            self.panicked |= message.get("event") == "GUEST_PANICKED" or message.get("data", {}).get("reason") == "guest-reset"
            if message.get("event") == "RESET" and message["data"]["guest"]:
                self.restarts_until = time.monotonic() + RESTART
            if message.get("event") == "SHUTDOWN" and not message["data"]["guest"]:
                self.left = message["data"]["reason"]
            if "return" in message or "error" in message:
                yield message

    def ask(self, command, **arguments):
        """The answer. TimeoutError: there is none."""
        number = f"{command} {time.monotonic()}"
        self.socket.sendall(json.dumps({"execute": command, "arguments": arguments, "id": number}).encode() + b"\n")
        self.socket.settimeout(PATIENCE)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for message in self.receive():
                if message.get("id") == number:
                    return message.get("return")
        raise TimeoutError("QEMU's monitor does not answer")

    def ask_human(self, line, cpu=0):
        """The answer of the monitor for people, about the CPU of that index where it matters."""
        return self.ask("human-monitor-command", **{"command-line": line, "cpu-index": cpu}).replace("\r", "")

    def drain(self):
        """Takes what else there is, after QEMU has ended."""
        self.socket.settimeout(1)
        try:
            while True:
                for _ in self.receive():
                    pass
        except (EOFError, TimeoutError):
            pass

    def read(self, hpa, length):
        """Bytes of the machine's memory."""
        first = hpa & ~7
        words = (hpa + length - first + 7) // 8
        text = self.ask_human(f"xp /{words}xg {first:#x}")
        values = [int(value, 16) for value in re.findall(r"0x([0-9a-f]{16})", text)]
        if len(values) != words:
            raise ValueError(f"HPA {hpa:#x} is not in this machine's memory")
        return struct.pack(f"<{words}Q", *values)[hpa - first:hpa - first + length]
