"""The machine's memory, read by host-physical address and by the hypervisor's symbols: out of a file
(`run.sh step ... --ram FILE`), while the machine runs or when it is gone, or through QEMU's monitor."""
import mmap
import struct

from elf import UNDEFINED, symbols

MIB = 1 << 20
ELF_MACHINE_AT = 18  # in the ELF header
LONGEST = 1000  # of a list of vCPUs, regions or devices
RAM_BASES = {243: 0x80000000, 183: 0x40000000, 62: 0}  # by ELF's number of the machine


class Memory:
    """read(hpa, length) gives the bytes; ValueError: there is no memory."""

    def __init__(self, elf, read):
        with open(elf, "rb") as image:
            data = image.read()
        self.machine = struct.unpack_from("<H", data, ELF_MACHINE_AT)[0]
        defined = sorted((one for one in symbols(data) if one.section != UNDEFINED), key=lambda one: one.bound)
        self.symbols = {symbol.name: symbol.value for symbol in defined}  # of two with one name the global one
        self.sizes = {symbol.name: symbol.size for symbol in defined}
        self.read = read

    def u64(self, hpa, count=1):
        """That many 64-bit numbers; one alone is no list."""
        values = struct.unpack(f"<{count}Q", self.read(hpa, 8 * count))
        return values if count > 1 else values[0]

    def linked(self, hpa, words, following):
        """Of each structure in a list, where it lies, and its first words; the one of that number leads to the next structure.
        ValueError: the list has no end, as when it was overwritten."""
        for _ in range(LONGEST):
            if not hpa:
                return
            fields = self.u64(hpa, words)
            yield hpa, fields
            hpa = fields[following]
        raise ValueError("a list in the machine's memory goes round in a circle")

    def text_in(self, table, index):
        """A string of a table of strings in the hypervisor; "" where it has none."""
        at = 8 * index
        place = self.u64(self.symbols[table] + at) if at < self.sizes.get(table, 0) else 0
        return self.text(place) if place else ""

    def text(self, hpa):
        """A C string of less than 64 bytes."""
        return self.read(hpa, 64).split(b"\0")[0].decode(errors="replace")


class Ram(Memory):
    def __init__(self, file, elf):
        super().__init__(elf, self.read_file)
        with open(file, "rb") as memory:
            self.bytes = mmap.mmap(memory.fileno(), 0, prot=mmap.PROT_READ)
        # A q35 machine of 2.75 GiB or more has its memory in two pieces, below 2 GiB and from 4 GiB on.
        split = self.machine == 62 and len(self.bytes) >= 2816 * MIB
        self.below = 2048 * MIB if split else len(self.bytes)

    def offset(self, hpa):
        """Where a byte of memory lies in the file."""
        at = hpa - RAM_BASES[self.machine]
        if 0 <= at < self.below:
            return at
        at -= 4096 * MIB - self.below
        if self.below <= at < len(self.bytes):
            return at
        raise ValueError(f"HPA {hpa:#x} is not in this machine's memory")

    def read_file(self, hpa, length):
        at = self.offset(hpa)
        return self.bytes[at:at + length]
