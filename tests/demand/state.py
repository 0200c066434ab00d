#!/usr/bin/env python3
"""state.py RAM ELF [FLASH]: what the machine's memory says after a run of step 6: the guest's regions, what of them is
mapped, and in which rights; and what must not be: a page that is mapped twice, or free and mapped, or that lies in no
region. With the flash's file, each of its pages that is mapped is compared. One line each."""
import sys
from pathlib import Path

sys.path += [str(Path(__file__).resolve().parents[1] / "hostile")]
from attempts import MACHINES, PAGE  # noqa: E402
from ram import Ram  # noqa: E402
from trace import traces_of  # noqa: E402

ORDERS = 52
ARCHES = {243: "riscv64", 183: "aarch64", 62: "x86_64"}  # by ELF's number of the machine


def leaves(ram, machine, table, height, entries, gpa=0):
    """Each leaf of the table: GPA, HPA, bytes, entry."""
    for index, entry in enumerate(ram.u64(table, entries)):
        if entry & machine.present:
            at, span = gpa + index * (PAGE << 9 * height), PAGE << 9 * height
            if height and machine.is_table(entry):
                yield from leaves(ram, machine, machine.address(entry), height - 1, 512, at)
            else:
                yield at, machine.address(entry) // span * span, span, entry


def writable(arch, entry):
    return bool(entry & {"riscv64": 4, "aarch64": 0x80, "x86_64": 2}[arch])


def free_pages(ram):
    """The HPAs of free pages, as the allocator has them."""
    zone, free = ram.u64(ram.symbols["zones"]), set()
    while zone:
        at, (zone, first, end) = zone, ram.u64(zone, 3)
        for page, state in enumerate(ram.read(at + 8 * (5 + ORDERS), end - first), first):
            if state & 0x80:
                free.update(range(page * PAGE, (page + (1 << (state & 0x3f))) * PAGE, PAGE))
    return free


def regions_of(ram, guest):
    region = ram.u64(guest + 96)
    while region:
        name, base, size, _, following = ram.u64(region, 5)
        yield ram.text(name), base, size, region
        region = following


def main(memory, elf, file=None):
    ram = Ram(memory, elf)
    arch = ARCHES[ram.machine]
    machine, trace = MACHINES[arch], traces_of(ram)[0]
    guest = ram.u64(trace.ring + 16)
    mapped = list(leaves(ram, machine, ram.u64(guest), machine.levels - 1, machine.root))
    pages = [(gpa + at, hpa + at, entry) for gpa, hpa, span, entry in mapped for at in range(0, span, PAGE)]
    inside = 0
    for name, base, size, region in regions_of(ram, guest):
        own = [page for page in pages if base <= page[0] < base + size]
        inside += len(own)
        rights = {writable(arch, entry) for _, _, entry in own}
        print(f"{name}: {base:#x}, {size // PAGE} pages promised, {len(own)} given"
              + "".join(", writable" if right else ", read-only" for right in rights))
        if name == "flash":
            read, taken = ram.u64(region + 40, 2)
            print(f"flash: {read} pages read, {taken} taken back, {read - taken - len(own)} lost")
            content = Path(file).read_bytes() if file else b""
            wrong = [gpa for gpa, hpa, _ in own if content and
                     ram.read(hpa, PAGE) != content[gpa - base:gpa - base + PAGE].ljust(PAGE, b"\0")]
            print(f"flash: {len(wrong)} pages wrong" + "".join(f" {gpa:#x}" for gpa in wrong[:3]))
    hpas = [hpa for _, hpa, _ in pages]
    print(f"bad: {len(pages) - inside} in no region, {len(hpas) - len(set(hpas))} mapped twice, "
          f"{len(free_pages(ram) & set(hpas))} free")
    kinds = [trace.kind_name(exit.kind) for exit in trace.exits()]
    print(f"ring: {kinds.count('demand fault')} demand faults")


main(*sys.argv[1:])
