"""A guest out of the machine's memory: its regions, and what its stage-2 table maps in them."""
import functools
from typing import NamedTuple

PAGE = 4096
TABLES = 1 << 17  # that one guest can have at most: more is no table of this project
# Where the fields lie: struct guest, struct guest_region, struct flash, struct device.
GUEST_ROOT, GUEST_NUMBER, GUEST_REGIONS = 0, 24, 96
GUEST_DEVICES = 224
REGION_WORDS, FLASH_COUNTS, DEVICE_WORDS = 5, 40, 11


class Table(NamedTuple):
    """What an architecture's entries look like: steps/03-stage2-tables/ARCH_stage2.h."""
    levels: int
    root_size: int  # bytes
    valid: int
    kind: int  # these bits of a valid entry above the last level
    table: int  # have this value when a table is below it
    shift: int  # of the address, to the left
    address: int  # its bits after that

    def is_table(self, entry, height):
        return height > 0 and entry & self.kind == self.table

    def address_of(self, entry):
        return entry << self.shift & self.address


TABLES_OF = {  # by ELF's number of the machine
    243: Table(3, 16384, 1, 0xe, 0, 2, (1 << 56) - PAGE),
    183: Table(3, 4096, 1, 2, 2, 0, (1 << 48) - PAGE),
    62: Table(4, 4096, 1, 1 << 7, 0, 0, (1 << 52) - PAGE),
}


class Region(NamedTuple):
    """A stretch of a guest's addresses. given: (gpa, bytes) of each page or block that is mapped, in order;
    on_demand: whether more of it can come. pages_read, taken_back: of flash, since the start."""
    name: str
    base: int
    size: int
    on_demand: bool
    given: list
    pages_read: int
    taken_back: int

    @property
    def from_file(self):
        return self.name == "flash"

    @property
    def pages(self):
        """That are given."""
        return sum(size for _, size in self.given) // PAGE


class Device(NamedTuple):
    """reads, writes: that it answered."""
    name: str
    base: int
    size: int
    reads: int
    writes: int


class Guest:
    def __init__(self, memory, at):
        self.memory, self.at = memory, at
        self.table = TABLES_OF[memory.machine]
        self.root = memory.u64(at + GUEST_ROOT)  # 0: the guest has ended, and its memory is given back
        self.number = memory.u64(at + GUEST_NUMBER) & 0xffffffff

    def regions(self, with_given=True):
        """In the order of their addresses."""
        found = []
        for at, (name, base, size, give, _) in self.memory.linked(self.memory.u64(self.at + GUEST_REGIONS), REGION_WORDS, 4):
            name = self.memory.text(name)
            counts = self.memory.u64(at + FLASH_COUNTS, 2) if name == "flash" else (0, 0)
            given = list(self.leaves(base, base + size)) if with_given else []
            found.append(Region(name, base, size, bool(give), given, *counts))
        return sorted(found, key=lambda region: region.base)

    @functools.cached_property
    def devices(self):
        """In the order of their adding."""
        found, first = [], self.memory.u64(self.at + GUEST_DEVICES)
        for _, (name, _, base, size, *_, reads, writes, _) in self.memory.linked(first, DEVICE_WORDS, 10):
            found.append(Device(self.memory.text(name), base, size, reads, writes))
        return found

    def device_at(self, address):
        """The device at a GPA, or at a port: no machine has both at one address. None if there is none."""
        return next((one for one in self.devices if one.base <= address < one.base + one.size), None)

    def leaves(self, start, end):
        """(gpa, bytes) of what is mapped in start..end."""
        budget = [TABLES]
        if not self.root:
            return
        for gpa, size, _ in self.below(self.root, self.table.levels - 1, 0, start, end, budget):
            first = max(gpa, start)
            yield first, min(gpa + size, end) - first

    def below(self, table, height, base, start, end, budget):
        """Every leaf below a table that has addresses in start..end: (gpa, bytes, entry)."""
        budget[0] -= 1
        if budget[0] < 0:
            raise ValueError("the stage-2 table goes round in a circle")
        span = PAGE << 9 * height
        count = self.table.root_size // 8 if height == self.table.levels - 1 else 512
        entries = self.memory.u64(table, count)
        for i in range(max(0, (start - base) // span), min(count, -(-(end - base) // span))):
            entry = entries[i]
            if not entry & self.table.valid:
                continue
            if self.table.is_table(entry, height):
                yield from self.below(self.table.address_of(entry), height - 1, base + i * span, start, end, budget)
            else:
                yield base + i * span, span, entry

    def counts(self):
        """Of pages, in the whole run, as a sentence; None when all of the memory was there from the start, or has been
        given back."""
        regions = self.regions()
        if not self.root or not any(region.on_demand for region in regions):
            return None
        left = sum(region.pages for region in regions)
        read, back = (sum(getattr(region, name) for region in regions) for name in ("pages_read", "taken_back"))
        return f"pages of 4 KiB: {left + back} given, {read} of them read from flash; {back} taken back, {left} left"

    def is_mapped(self, gpa):
        return any(self.leaves(gpa, gpa + 1))


def guests_of(memory):
    """Each guest that has a vCPU, in the order of their numbers."""
    places = {guest for _, (_, _, guest) in memory.linked(memory.u64(memory.symbols["exit_rings"]), 3, 0)}
    return sorted((Guest(memory, at) for at in places), key=lambda guest: guest.number)
