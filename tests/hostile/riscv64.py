"""RISC-V: every CSR number, read and written, and every SYSTEM instruction without operands."""
import struct

from attempts import Attempt

SLOT, PADDING = 16, struct.pack("<I", 0x73)  # ecall
LI_A0_ONES = 0xfff00513
SYSTEM = 0x73

# What VS-mode has: its own copy of each (H.2.12 to H.2.20), but scounteren and senvcfg, which are the
# guest's while it runs; and the time, since hcounteren.TM says so. Everything else comes to us.
GUESTS_OWN = {0x100: "sstatus", 0x104: "sie", 0x105: "stvec", 0x106: "scounteren", 0x10a: "senvcfg",
              0x140: "sscratch", 0x141: "sepc", 0x142: "scause", 0x143: "stval", 0x144: "sip", 0x180: "satp"}
READ_ONLY = {0xc01: "time"}
COUNTS = {"time"}  # another value at each reading

# Those of funct3 = 0 that VS-mode executes, or that have an end of their own.
SYSTEM_INSTRUCTIONS = {0x000: "went on", 0x001: "exception 0x3", 0x105: "wait",  # ecall, ebreak, wfi
                       0x102: "fault 0x0",  # sret, to sepc = 0 in VU-mode
                       0x01d: "instruction|went on"}  # wrs.sto: a short wait, where the CPU has Zawrs
SYSTEM_INSTRUCTIONS.update({0x120 + rs2: "went on" for rs2 in range(32)})  # sfence.vma


def code(*instructions):
    return struct.pack(f"<{len(instructions)}I", *instructions)


def attempts():
    for csr in range(0x1000):
        name = GUESTS_OWN.get(csr) or READ_ONLY.get(csr) or f"csr {csr:#x}"
        read = code(csr << 20 | 2 << 12 | 10 << 7 | SYSTEM)  # csrrs a0, csr, x0
        write = code(LI_A0_ONES, csr << 20 | 10 << 15 | 1 << 12 | SYSTEM)  # csrrw x0, csr, a0
        may_read, may_write = csr in GUESTS_OWN or csr in READ_ONLY, csr in GUESTS_OWN
        yield Attempt(f"read {name}", read, "went on" if may_read else "register")
        yield Attempt(f"write {name}", write, "went on" if may_write else "register")
        yield Attempt(f"read {name} again", read, "went on" if may_read else "register")
    for n in range(0x1000):
        yield Attempt(f"system {n:#x}", code(n << 20 | SYSTEM), SYSTEM_INSTRUCTIONS.get(n, "instruction"))
        yield Attempt(f"hlv or hsv {n:#x}", code(n << 20 | 4 << 12 | SYSTEM), "instruction")
