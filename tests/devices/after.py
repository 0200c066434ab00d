#!/usr/bin/env python3
"""after.py RAM ELF [GUEST VARIABLE...]: what the machine's memory says after a run of step 7: the exits of each kind,
how often each device was read and written, how often each interrupt was given, and variables of the guest, numbers of
32 bits, by the guest's own symbols. "tasks" is the array of guest/tasks. One line each."""
import subprocess
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "common/host"))  # its trace.py, not Python's own
from ram import Ram  # noqa: E402
from trace import RING_WORDS, traces_of  # noqa: E402

TASKS, STACK = 3, 1024  # guest/tasks/main.c


def guest_bytes(guest, gpa, length):
    """What lies there in the guest's memory, as its stage-2 table maps it."""
    found = b""
    while len(found) < length:
        at = gpa + len(found)
        table = guest.table
        root = guest.memory.u64(guest.at)
        base, span, entry = next(guest.below(root, table.levels - 1, 0, at, at + 1, [1000]))
        piece = min(length - len(found), base + span - at)
        found += guest.memory.read(table.address_of(entry) // span * span + at - base, piece)
    return found


def addresses(elf):
    """Of the guest's variables and functions, by name."""
    lines = subprocess.run(["llvm-nm", elf], capture_output=True, text=True, check=True).stdout.splitlines()
    return {name: int(value, 16) for value, _, name in (line.split() for line in lines if len(line.split()) == 3)}


def print_tasks(guest, at):
    """Each one's ticks and, in percent of all, its work."""
    word = 4 if guest.memory.machine == 62 else 8  # struct task: two numbers of 32 bits, two words, the stack
    tasks = [guest_bytes(guest, at + number * (8 + 2 * word + STACK), 8 + word) for number in range(TASKS)]
    work = [int.from_bytes(task[8:], "little") for task in tasks]
    for number, task in enumerate(tasks, 1):
        ticks = int.from_bytes(task[4:8], "little")
        print(f"task {number}: {ticks} ticks, {100 * work[number - 1] / sum(work):.0f}%")


def main(memory, elf, guest_elf=None, *variables):
    ram = Ram(memory, elf)
    trace = traces_of(ram)[0]
    counts = ram.u64(trace.ring + 8 * RING_WORDS, ram.u64(trace.ring + 8 * (RING_WORDS - 1)))
    for kind, count in enumerate(counts):
        if count:
            print(f"exits: {trace.kind_name(kind)} {count}")
    for device in trace.guest.devices:
        print(f"{device.name}: {device.reads} read, {device.writes} written")
    given = Counter(exit.injected for exit in trace.exits() if exit.injected is not None)
    for number, count in sorted(given.items()):
        print(f"interrupt {number}: given {count} times")
    names = addresses(guest_elf) if guest_elf else {}
    for variable in variables:
        if variable == "tasks":
            print_tasks(trace.guest, names[variable])
        else:
            value = int.from_bytes(guest_bytes(trace.guest, names[variable], 4), "little")
            print(f"{variable}: {value}")


main(*sys.argv[1:])
