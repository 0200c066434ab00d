#!/usr/bin/env python3
"""noise.py ARCH SEED FILE: a guest of random instructions, a flat image. A part of them are those that a guest exits by."""
import random
import struct
import sys

# Calls, and accesses to what only the hypervisor has: opcodes with random registers.
EXITS = {
    "riscv64": lambda r: r.choice((
        0x73,  # ecall
        0x10500073,  # wfi
        0x73 | r.choice((1, 2, 3, 5, 6, 7)) << 12 | r.getrandbits(5) << 7 | r.getrandbits(5) << 15 | r.choice(
            (0x100, 0x104, 0x105, 0x140, 0x141, 0x144, 0x14D, 0x180, 0x200, 0x600, 0x680, r.getrandbits(12))) << 20,
        0x3 | r.getrandbits(25) << 7, 0x23 | r.getrandbits(25) << 7,  # loads and stores
        0x12000073, 0x100F,  # sfence.vma, fence.i
        0x1000202F | r.getrandbits(5) << 15, 0x1800302F | r.getrandbits(13) << 12)),  # lr, sc
    "aarch64": lambda r: r.choice((
        0xD4000002, 0xD4000003, 0xD503207F,  # hvc, smc, wfi
        0xD5000000 | r.getrandbits(22), 0xD5180000 | r.getrandbits(17), 0xD5380000 | r.getrandbits(17),  # msr, mrs
        0xF9400000 | r.getrandbits(22), 0xF9000000 | r.getrandbits(22),  # loads and stores
        0x885F7C00 | r.getrandbits(10), 0x88007C00 | r.getrandbits(21) & 0x1F03FF)),  # ldxr, stxr
}
PARTS = b"\x0f\x01\xd9", b"\xf4", b"\x0f\x30", b"\x0f\x32", b"\x0f\xa2", b"\xe6", b"\xe4", b"\xee", b"\xec", b"\x0f\x22", b"\x0f\x20"


def code(arch, r):
    if arch == "x86_64":  # a mixture of bytes: VMMCALL, HLT, MSRs, CPUID, ports, control registers
        return b"".join(r.choice(PARTS) if r.random() < 0.3 else r.randbytes(r.randint(1, 4)) for _ in range(20000))[:32768]
    words = (EXITS[arch](r) if r.random() < 0.3 else r.getrandbits(32) | 3 * (arch == "riscv64") for _ in range(16384))
    return b"".join(struct.pack("<I", word) for word in words)


arch, seed, file = sys.argv[1:]
with open(file, "wb") as image:
    image.write(code(arch, random.Random(f"{arch} {seed}")))
