"""The machine's memory as a file (`run.sh step ... --ram FILE`), read by host-physical address and by the
hypervisor's symbols. It can be read while the machine runs, and when it is gone."""
import mmap
import struct
import subprocess

MIB = 1 << 20
ELF_MACHINE_AT = 18  # in the ELF header
RAM_BASES = {243: 0x80000000, 183: 0x40000000, 62: 0}  # by ELF's number of the machine


class Ram:
    def __init__(self, file, elf):
        with open(file, "rb") as memory, open(elf, "rb") as image:
            self.bytes = mmap.mmap(memory.fileno(), 0, prot=mmap.PROT_READ)
            self.machine = struct.unpack_from("<H", image.read(64), ELF_MACHINE_AT)[0]
        names = subprocess.run(["llvm-nm", elf], check=True, capture_output=True, text=True).stdout
        self.symbols = {name: int(value, 16) for value, _, name in map(str.split, names.splitlines())}
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

    def read(self, hpa, length):
        at = self.offset(hpa)
        return self.bytes[at:at + length]

    def u64(self, hpa, count=1):
        """That many 64-bit numbers; one alone is no list."""
        values = struct.unpack(f"<{count}Q", self.read(hpa, 8 * count))
        return values if count > 1 else values[0]

    def text(self, hpa):
        """A C string."""
        at = self.offset(hpa)
        return self.bytes[at:self.bytes.find(b"\0", at)].decode()
