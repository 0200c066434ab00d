#!/usr/bin/env python3
"""are_at.py SOCKET KERNEL PROGRAM TIMES PLACE...: looks where all CPUs of the machine are at one moment, TIMES times at most, until
they are at these places, in any order. A place is a pattern for a function of the program or of the guest's kernel, or
"elsewhere". It prints where they were last, and fails if that is another place. SOCKET is that of QEMU's monitor. The CPUs are
not stopped, because QEMU stops them where its timers interrupt them."""
import re
import socket
import subprocess
import sys
import time

FUNCTION = re.compile(r"([0-9a-f]+) ([0-9a-f]+) [Tt] (\w+)$")
PROMPT = b"(qemu) "


def functions(path):
    """Their first addresses, the addresses after them, and their names."""
    lines = subprocess.run(["llvm-nm", "-S", path], capture_output=True, text=True, check=True).stdout.splitlines()
    found = [FUNCTION.match(line) for line in lines]
    return [(int(match[1], 16), int(match[1], 16) + int(match[2], 16), match[3]) for match in found if match]


def connected(path):
    """QEMU may have just been started."""
    for left in reversed(range(200)):
        monitor = socket.socket(socket.AF_UNIX)
        try:
            monitor.connect(path)
            return monitor
        except OSError:
            monitor.close()
            if not left:
                raise
        time.sleep(0.1)


def ask(monitor, command=""):
    """Without a command: reads the greeting."""
    answer = b""
    monitor.sendall(command.encode() + b"\n" if command else b"")
    while not answer.endswith(PROMPT):
        answer += monitor.recv(65536)
    return answer.decode().replace("\r", "")


def place(registers, known):
    pc = int(re.search(r"^ pc +([0-9a-f]+)$|\bPC=([0-9a-f]+)|\b[RE]IP=([0-9a-f]+)", registers, re.M).expand(r"\1\2\3"), 16)
    # RISC-V's lines do not tell user mode from the guest's kernel. But a kernel there cannot execute a program's page.
    in_user = not re.search(r"^ V +(= +)?0$| EL[12]h |CPL=0", registers, re.M)
    return next((name for first, end, name in known if first <= pc < end and (in_user or first >> 32)), "elsewhere")


def main(path, kernel, program, times, *wanted):
    known, places = functions(kernel) + functions(program), []
    with connected(path) as monitor:
        ask(monitor)
        for _ in range(int(times)):
            registers = ask(monitor, "info registers -a")
            places = sorted(place(cpu, known) for cpu in re.split(r"^CPU#\d+$", registers, flags=re.M)[1:])
            there = len(places) == len(wanted) and all(map(re.fullmatch, sorted(wanted), places))
            if there:
                break
            time.sleep(0.02)
    print(*places)
    sys.exit(not there)


main(*sys.argv[1:])
