"""x86_64: every port and every MSR that the permission maps have a bit for, and some that they have not."""
import struct

from attempts import Attempt

SLOT, PADDING = 8, b"\xf4"  # hlt
COUNTS = set()
IN, OUT = {1: b"\xec", 2: b"\x66\xed", 4: b"\xed"}, {1: b"\xee", 2: b"\x66\xef", 4: b"\xef"}
RDMSR, WRMSR = b"\x0f\x32", b"\x0f\x30"
MSRS = [*range(0x2000), *range(0xc0000000, 0xc0002000), *range(0xc0010000, 0xc0012000),
        0x2000, 0x40000000, 0x80000000, 0xbfffffff, 0xc0002000, 0xc0012000, 0xffffffff]


def attempts():
    for port in range(0x10000):
        mov_edx = b"\xba" + struct.pack("<I", port)
        width = (1, 2, 4)[port % 3]
        yield Attempt(f"in {port:#x}, {width} bytes", mov_edx + IN[width], "port_io")
        yield Attempt(f"out {port:#x}, {width} bytes", mov_edx + OUT[width], "port_io")
    for msr in MSRS:
        mov_ecx = b"\xb9" + struct.pack("<I", msr)
        yield Attempt(f"rdmsr {msr:#x}", mov_ecx + RDMSR, "register")
        yield Attempt(f"wrmsr {msr:#x}", mov_ecx + WRMSR, "register")
