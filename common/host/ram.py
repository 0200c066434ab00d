"""The machine's memory, read by host-physical address and by the hypervisor's symbols: out of a file
(`run.sh step ... --ram FILE`), while the machine runs or when it is gone, or through QEMU's monitor."""
import mmap
import struct

from elf import UNDEFINED, symbols

MIB = 1 << 20
ELF_MACHINE_AT = 18  # in the ELF header
RAM_BASES = {243: 0x80000000, 183: 0x40000000, 62: 0}  # by ELF's number of the machine


class Memory:
    """read(hpa, length) gives the bytes; ValueError: there is no memory."""

    def __init__(self, elf, read):
        with open(elf, "rb") as image:
            data = image.read()
        self.machine = struct.unpack_from("<H", data, ELF_MACHINE_AT)[0]
        defined = sorted((one for one in symbols(data) if one.section != UNDEFINED), key=lambda one: one.bound)
        self.symbols = {symbol.name: symbol.value for symbol in defined}  # of two with one name the global one
        self.read = read

    def u64(self, hpa, count=1):
        """That many 64-bit numbers; one alone is no list."""
        values = struct.unpack(f"<{count}Q", self.read(hpa, 8 * count))
        return values if count > 1 else values[0]

    def text(self, hpa):
        """A C string of less than 64 bytes."""
        return self.read(hpa, 64).split(b"\0")[0].decode()


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
