#!/usr/bin/env python3
"""state.py RAM ELF: what the machine's memory says of its CPUs after a run of step 11: their numbers, whether each
stack was used, and whether a guard or the trap stack was; and, if the run noted it (where.c), on which CPUs each guest's
CPUs were, and which guests ran at the same time."""
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "common/host"))
from ram import Ram  # noqa: E402

PAGE, MOST = 4096, 8
PARTS = (("guard", 1, 1), ("trap stack", 2, 1), ("other guard", 3, 1), ("stack", 4, 4))  # of a CPU's block: cpu.h


def u32(ram, at, count):
    return [int.from_bytes(ram.read(at + 4 * i, 4), "little") for i in range(count)]


def print_cpus(ram):
    count, = u32(ram, ram.symbols["cpus_count"], 1)
    blocks = [ram.u64(ram.symbols["cpus"] + 8 * n) for n in range(count)]
    ids = [ram.u64(block + 16) for block in blocks]
    print(f"{count} CPUs, {len(set(blocks))} blocks, {len(set(ids))} ids, the first {ids[0]:#x}")
    for n, block in enumerate(blocks):
        # What a trap finds by no `self` is the first CPU's.
        itself, number = ram.u64(block), u32(ram, block + 8, 1)[0]
        used = [name for name, page, pages in PARTS if any(ram.read(block + page * PAGE, pages * PAGE))]
        right = itself in (block, 0 if n == 0 else block) and number == n and block % (8 * PAGE) == 0
        print(f"CPU {n}: {'its own block' if right else 'a wrong block'}, used: {', '.join(used)}")


def print_noted(ram):
    at, together = ram.symbols["exits_on"], ram.symbols["together"]
    for guest in range(MOST):
        for vcpu in range(MOST):
            exits = u32(ram, at + 4 * MOST * (MOST * guest + vcpu), MOST)
            if any(exits):
                print(f"guest {guest + 1}.{vcpu} was on", *(n for n in range(MOST) if exits[n]))
        for other in range(MOST):
            if u32(ram, together + 4 * (MOST * guest + other), 1)[0]:
                print(f"guest {guest + 1} ran beside guest {other + 1}")


def main(memory, elf):
    ram = Ram(memory, elf)
    print_cpus(ram)
    if "together" in ram.symbols:
        print_noted(ram)


main(*sys.argv[1:])
