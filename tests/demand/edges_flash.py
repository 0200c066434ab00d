#!/usr/bin/env python3
"""edges_flash.py ARCH FILE: a flash with code for edges.c. Prints how many bytes before an edge the code begins; 0: one
at the first edge, two at the second, and so on."""
import struct
import sys

PAGE = 4096
arch, file = sys.argv[1:]
edges, before = {"riscv64": (4, 2), "aarch64": (4, 4), "x86_64": (14, 0)}[arch]


def code(n):
    value = n * 1000
    if arch == "riscv64":  # lui a0, upper; addi a0, a0, lower; ret: the first one lies across the edge
        upper, lower = (value + 0x800) >> 12, value & 0xfff
        return struct.pack("<3I", upper << 12 | 0x537, lower << 20 | 0x50513, 0x8067)
    if arch == "aarch64":  # movz x0, value; ret: an instruction in each page
        return struct.pack("<2I", 0xd2800000 | value << 5, 0xd65f03c0)
    return b"\x3e" * 10 + b"\xb8" + struct.pack("<I", value) + b"\xc3"  # 15 bytes: ten prefixes, mov eax, value


memory = bytearray(2 * PAGE * edges)
for n in range(1, edges + 1):
    at = (2 * n - 1) * PAGE - (before or n)
    memory[at:at + len(code(n))] = code(n)
open(file, "wb").write(memory)
print(before)
