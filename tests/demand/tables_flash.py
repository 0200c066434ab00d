#!/usr/bin/env python3
"""tables_flash.py ARCH FILE: a flash with the guest's page tables for step-06-edges.bats, or on x86_64, whose CPU
writes to the tables that it walks (APM 15.25.5), with its GDT and IDT."""
import struct
import sys

PAGE = 4096
FLASH = {"riscv64": 0x22000000, "aarch64": 0x04000000}


def riscv64_entry(address, flags):
    return address >> 2 | flags


def put(memory, table, index, value):
    struct.pack_into("<Q", memory, table * PAGE + index * 8, value)


def riscv64(memory, base, leaf):
    """Sv39: RAM one to one; 0x40005000 is the flash's page 6, 0x40006000 a page of RAM."""
    put(memory, 0, 2, riscv64_entry(0x80000000, 0xcf))
    put(memory, 0, 1, riscv64_entry(base + 2 * PAGE, 1))
    put(memory, 2, 0, riscv64_entry(base + 4 * PAGE, 1))
    put(memory, 4, 5, riscv64_entry(base + 6 * PAGE, 0x43))
    put(memory, 4, 6, riscv64_entry(0x81000000, leaf))
    put(memory, 2, 1, riscv64_entry(0x81200000, 1))  # a table in RAM that nobody has used


def aarch64(memory, base, _):
    """39 bits, the same; the table in RAM is for 0xc0000000."""
    put(memory, 0, 1, 0x40000000 | 0x705)
    put(memory, 0, 2, base + 2 * PAGE | 3)
    put(memory, 2, 0, base + 4 * PAGE | 3)
    put(memory, 4, 5, base + 6 * PAGE | 0x787)
    put(memory, 4, 6, 0x41000000 | 0x707)
    put(memory, 0, 3, 0x41200000 | 3)


def x86_64(memory):
    struct.pack_into("<3Q", memory, 0, 0, 0x00cf9b000000ffff, 0x00cf93000000ffff)
    for vector in range(256):
        handler = 0x100900 if vector in (8, 10, 11, 12, 13, 14, 17) else 0x100800  # with an error code, or without
        struct.pack_into("<HHHH", memory, PAGE + 8 * vector, handler & 0xffff, 8, 0x8e00, handler >> 16)


arch, file, *leaf = sys.argv[1:]
memory = bytearray(8 * PAGE)
if arch == "x86_64":
    x86_64(memory)
else:
    globals()[arch](memory, FLASH[arch], int(leaf[0], 0) if leaf else 0xc7)
    struct.pack_into("<I", memory, 7 * PAGE - 4, 0x600df00d)
open(file, "wb").write(memory)
