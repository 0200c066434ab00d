"""x86_64: every port and every MSR that the permission maps have a bit for, and some that they have not; and all
registers that are neither: control and debug registers, and what XSAVE knows."""
import struct

from attempts import Attempt

SLOT, PADDING = 32, b"\xf4"  # hlt
COUNTS = set()
IN, OUT = {1: b"\xec", 2: b"\x66\xed", 4: b"\xed"}, {1: b"\xee", 2: b"\x66\xef", 4: b"\xef"}
RDMSR, WRMSR = b"\x0f\x32", b"\x0f\x30"
MSRS = [*range(0x2000), *range(0xc0000000, 0xc0002000), *range(0xc0010000, 0xc0012000),
        0x2000, 0x40000000, 0x80000000, 0xbfffffff, 0xc0002000, 0xc0012000, 0xffffffff]

# An exception of the guest's, which has no table of handlers: it ends as a triple fault. A bit of CR4 that the CPU
# does not have makes VMEXIT_INVALID in QEMU.
EXCEPTION = f"shutdown {(1 << 64) - 1}|shutdown 6"
NO_BIT = f"unknown|{EXCEPTION}"
THERE_OR_NOT = f"resumed|{NO_BIT}"

# CR4, by its bits: those that a guest may set where its CPU has them. Whatever it can reach by one of them is below.
CR4_KNOWN = {0: "VME", 1: "PVI", 2: "TSD", 3: "DE", 4: "PSE", 5: "PAE", 6: "MCE", 7: "PGE", 8: "PCE", 9: "OSFXSR",
             10: "OSXMMEXCPT", 11: "UMIP", 12: "LA57", 16: "FSGSBASE", 17: "PCIDE", 18: "OSXSAVE", 20: "SMEP",
             21: "SMAP", 22: "PKE", 23: "CET", 24: "PKS"}
OSFXSR, OSXSAVE, PKE = 1 << 9, 1 << 18, 1 << 22

# CR8, by lock mov: AltMovCr8. A guest reads 0.
READ_CR8, WRITE_CR8 = b"\xf0\x0f\x20\xc0", b"\x31\xc0\x40\xf0\x0f\x22\xc0"
CR8_IS_0 = READ_CR8 + b"\x85\xc0\x74\x02\x0f\xa2"  # test eax, eax; jz past cpuid, whose exit is not wanted
MOV_EAX_ONES = b"\x83\xc8\xff"  # or eax, -1
AT_8000 = struct.pack("<I", 0x8000)  # memory of the guest's
MOV_EAX_8000 = b"\xa1" + AT_8000
XCR0_ALL = b"\x31\xc9\x31\xc0\xb0\x07\x99\x0f\x01\xd1"  # ecx = 0, edx:eax = 7: x87, SSE, AVX; xsetbv


def cr4(bits):
    return b"\xb8" + struct.pack("<I", bits) + b"\x0f\x22\xe0"  # mov eax, bits; mov cr4, eax


# Name, read it into eax, write ones or something else, and how both may end. A CPU need not have it.
STATE = [
    *((f"CR{n}", bytes([0x0f, 0x20, 0xc0 + 8 * n]), MOV_EAX_ONES + bytes([0x0f, 0x22, 0xc0 + 8 * n]), THERE_OR_NOT)
      for n in (2, 3)),
    *((f"DR{n}", bytes([0x0f, 0x21, 0xc0 + 8 * n]), MOV_EAX_ONES + bytes([0x0f, 0x23, 0xc0 + 8 * n]), "resumed")
      for n in range(4)),
    *((f"DR{n}", bytes([0x0f, 0x21, 0xc0 + 8 * n]), MOV_EAX_ONES + bytes([0x0f, 0x23, 0xc0 + 8 * n]), "register")
      for n in (4, 5, 6, 7)),
    ("x87 control", b"\xd9\x3d" + AT_8000 + MOV_EAX_8000, b"\x66\xc7\x05" + AT_8000 + b"\x00\x0f\xd9\x2d" + AT_8000,
     "resumed"),
    ("x87 status", b"\xdf\xe0", b"\xd9\xe8", "resumed"),  # fnstsw ax; fld1
    ("x87 register", b"\xd9\x1d" + AT_8000 + MOV_EAX_8000, b"\xd9\xe8", "resumed"),  # fstp
    ("MMX register", b"\x0f\x7e\xc0", MOV_EAX_ONES + b"\x0f\x6e\xc0", "resumed"),
    ("MXCSR", cr4(OSFXSR) + b"\x0f\xae\x1d" + AT_8000 + MOV_EAX_8000,
     cr4(OSFXSR) + b"\x66\xc7\x05" + AT_8000 + b"\x3f\x7f\x0f\xae\x15" + AT_8000, "resumed"),
    ("XMM0", cr4(OSFXSR) + b"\x66\x0f\x7e\xc0", cr4(OSFXSR) + MOV_EAX_ONES + b"\x66\x0f\x6e\xc0", "resumed"),
    ("XMM7", cr4(OSFXSR) + b"\x66\x0f\x7e\xf8", cr4(OSFXSR) + MOV_EAX_ONES + b"\x66\x0f\x6e\xf8", "resumed"),
    ("XCR0", cr4(OSXSAVE) + b"\x31\xc9\x0f\x01\xd0", cr4(OSXSAVE) + XCR0_ALL, f"instruction|{THERE_OR_NOT}"),
    ("YMM0", cr4(OSXSAVE) + XCR0_ALL + b"\xc4\xe3\x7d\x19\xc0\x01\x66\x0f\x7e\xc0",
     cr4(OSXSAVE) + XCR0_ALL + b"\xc5\xfd\x76\xc0", f"instruction|{THERE_OR_NOT}"),  # vpcmpeqd
    ("PKRU", cr4(PKE) + b"\x31\xc9\x0f\x01\xee", cr4(PKE) + b"\x31\xc9\x99" + MOV_EAX_ONES + b"\x31\xd2\x0f\x01\xef",
     THERE_OR_NOT),
]


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
    for name, read, write, wanted in STATE:
        yield Attempt(f"read {name}", read, wanted)
        yield Attempt(f"write {name}", write, wanted)
        yield Attempt(f"read {name} again", read, wanted)
    yield Attempt("write CR8", WRITE_CR8, f"register|{EXCEPTION}")
    yield Attempt("read CR8", CR8_IS_0, f"resumed|{EXCEPTION}")
    for bit in range(32):
        yield Attempt(f"CR4 bit {bit}", cr4(1 << bit), THERE_OR_NOT if bit in CR4_KNOWN else NO_BIT)
    for n in (1, 5, 6, 7):
        yield Attempt(f"read CR{n}", bytes([0x0f, 0x20, 0xc0 + 8 * n]), EXCEPTION)


def by_features(_attempts, _run):
    """A guest's CPUID does not say what there is: what is optional may be there or not."""
    return []
