#!/usr/bin/env python3
"""image.py RAM ELF: whether the hypervisor's code and constants in a machine's memory (`--ram FILE`), and on
RISC-V the firmware's, are still those of its file. Status 1, and the first address where not."""
import struct
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "common/host"))
from ram import Ram  # noqa: E402

PT_LOAD, PF_W = 1, 2
FIRMWARE_AT, PAGE = 0x80000000, 4096


def constant_parts(elf):
    """Address and bytes of each segment that is not written, and of the firmware."""
    image = Path(elf).read_bytes()
    headers, = struct.unpack_from("<Q", image, 32)
    size, count = struct.unpack_from("<HH", image, 54)
    for at in range(headers, headers + size * count, size):
        kind, flags, offset, _, hpa, length = struct.unpack_from("<IIQQQQ", image, at)
        if kind == PT_LOAD and not flags & PF_W:
            yield hpa, image[offset:offset + length]
    for firmware in Path(elf).parents[1].glob("firmware.bin"):
        image = firmware.read_bytes()
        yield FIRMWARE_AT, image[:(len(image) - 1) // PAGE * PAGE]  # in its last page it keeps what it needs of each hart


def changed(ram, elf):
    """The address of the first byte that is not as in the file."""
    for hpa, was in constant_parts(elf):
        for i, (old, new) in enumerate(zip(was, ram.read(hpa, len(was)))):
            if old != new:
                return hpa + i
    return None


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    at = changed(Ram(sys.argv[1], sys.argv[2]), sys.argv[2])
    if at is not None:
        sys.exit(f"changed at {at:#x}")
