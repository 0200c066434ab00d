#!/usr/bin/env python3
"""host_tables.py RAM ELF: whether what the hypervisor goes by is in the machine's memory as it was before the guest
ran: its data, the guest's stage-2 tables, and what else host_tables.c has copied. What it changes itself is listed
here. Prints what has changed, by name."""
import struct
import sys
from bisect import bisect
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "hostile"))
from attempts import MACHINES, PAGE, walk  # noqa: E402
from ram import Ram  # noqa: E402

ARCHES = {243: "riscv64", 183: "aarch64", 62: "x86_64"}  # by ELF's number of the machine

# Variables that change in a run: how many of their first bytes.
ALL = 1 << 32
CHANGES = {
    "main.vm": ALL,  # the guest's registers and devices; host_tables.c has copied the parts that stay
    "machine_start.pages": PAGE,  # where VMRUN keeps the host's registers
    "boot_cpu": PAGE,  # its deadlines, its timer, and what it runs
    "deadlines_run_at": ALL, "time_counter.ticks": ALL,
    "add_ends.looks": ALL,  # when a guest is looked at next: it may have halted
    "open_flash.fs": ALL, "queue": ALL, "request": ALL, "virtio_blk_stats": ALL,  # the flash is read
    "open_line": ALL, "text_line": ALL,  # a line that the guest has not ended
    "host": ALL, "cleared": ALL,  # compare.c's and free_memory.c's own
}
HOST_PAGE_TABLES = {"boot_pml4", "boot_pdpt", "boot_pd", "image_pages"}  # the CPU sets accessed and dirty bits


class Table:
    """One of struct host_table."""

    def __init__(self, ram, name, at, size, copy):
        self.name, self.at, self.size = ram.text(name), at, size
        self.before, self.after = ram.read(copy, size), ram.read(at, size)

    def changed_words(self):
        """Each address, its 8 bytes then and now; what is left at the end is filled up."""
        if self.before != self.after:
            words = [struct.unpack(f"<{(self.size + 7) // 8}Q", part + bytes(-self.size % 8)) for part in (self.before, self.after)]
            yield from ((self.at + 8 * i, old, new) for i, (old, new) in enumerate(zip(*words)) if old != new)


def tables(ram):
    at = ram.symbols["host_tables"]
    while (fields := ram.u64(at, 4))[0]:
        yield Table(ram, *fields)
        at += 32


def changed_data(ram, table, accessed):
    """The variables' names."""
    variables = sorted((value, name) for name, value in ram.symbols.items() if table.at <= value < table.at + table.size)
    starts = [value for value, _ in variables]
    names = set()
    for at, old, new in table.changed_words():
        start, name = variables[bisect(starts, at) - 1]
        ignored = accessed if name in HOST_PAGE_TABLES else 0
        if at - start >= CHANGES.get(name, 0) and (old ^ new) & ~ignored:
            names.add(name)
    return sorted(names)


def changed_entries(machine, table):
    """Those that were there; the others may be there now."""
    return [f"{table.name}: {old:#x} at {at:#x} is {new:#x}" for at, old, new in table.changed_words()
            if old & machine.present and (old ^ new) & ~machine.accessed]


def given_away(ram, machine, own):
    """The hypervisor's own memory, as far as the guest has it."""
    root = next(table for table in own if table.name == "stage-2 table")
    image = ram.symbols["image_start"], ram.symbols["image_end"], "image"
    parts = [image, *((table.at, table.at + table.size, table.name) for table in own)]
    for is_table, hpa, size in walk(ram, machine, root.at, machine.levels - 1, machine.root):
        if not is_table:
            yield from (f"{name} mapped for the guest" for start, end, name in parts if start < hpa + size and hpa < end)


def changes(ram, machine, own):
    for table in own:
        if table.name == "data":
            yield from changed_data(ram, table, machine.accessed)
        elif table.name == "stage-2 table":
            yield from changed_entries(machine, table)
        else:
            yield from (f"{table.name}: {old:#x} at {at:#x} is {new:#x}" for at, old, new in table.changed_words())
    yield from given_away(ram, machine, own)


def main(memory, elf):
    ram = Ram(memory, elf)
    own = list(tables(ram))
    found = list(changes(ram, MACHINES[ARCHES[ram.machine]], own))
    print(f"{len(own)} tables compared;", ", ".join(found or ["nothing"]), "changed")
    return bool(found)


sys.exit(main(*sys.argv[1:]))
