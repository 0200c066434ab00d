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

# What only some CPUs have, and nothing takes from a guest that has it: H.2.5 and Smstateen know them not, or are not
# there either. Those that can be written must not keep what one guest wrote for the next one.
OPTIONAL = {0x001: "fflags", 0x002: "frm", 0x003: "fcsr",  # only with Zfinx: else sstatus.FS has them trap
            0x017: "jvt", 0x150: "siselect", 0xda0: "scountovf", 0xdb0: "stopi"}

# Those of funct3 = 0 that VS-mode executes, or that have an end of their own.
SYSTEM_INSTRUCTIONS = {0x000: "resumed", 0x001: "exception 0x3", 0x105: "wait",  # ecall, ebreak, wfi
                       0x102: "fault 0x0",  # sret, to sepc = 0 in VU-mode
                       0x01d: "instruction|resumed"}  # wrs.sto: a short wait, where the CPU has Zawrs
SYSTEM_INSTRUCTIONS.update({0x120 + rs2: "resumed" for rs2 in range(32)})  # sfence.vma
SYSTEM_INSTRUCTIONS.update({0x160 + rs2: "instruction|resumed" for rs2 in range(32)})  # sinval.vma (Svinval),
SYSTEM_INSTRUCTIONS.update({0x180 + n: "instruction|resumed" for n in (0, 1)})  # sfence.w.inval, sfence.inval.ir


def is_mop(n):
    """mop.r and mop.rr (Zimop), which write 0 to a register until something else is defined for them."""
    return n & 0xb3c == 0x81c or n & 0xb20 == 0x820


def code(*instructions):
    return struct.pack(f"<{len(instructions)}I", *instructions)


def attempts():
    for csr in range(0x1000):
        name = GUESTS_OWN.get(csr) or READ_ONLY.get(csr) or OPTIONAL.get(csr) or f"csr {csr:#x}"
        read = code(csr << 20 | 2 << 12 | 10 << 7 | SYSTEM)  # csrrs a0, csr, x0
        write = code(LI_A0_ONES, csr << 20 | 10 << 15 | 1 << 12 | SYSTEM)  # csrrw x0, csr, a0
        may_read = may_write = "resumed" if csr in GUESTS_OWN else "register"
        if csr in READ_ONLY:
            may_read = "resumed"
        elif csr in OPTIONAL:
            may_read, may_write = "register|resumed", "register|resumed" if csr < 0xc00 else "register"
        yield Attempt(f"read {name}", read, may_read)
        yield Attempt(f"write {name}", write, may_write)
        yield Attempt(f"read {name} again", read, may_read)
    for n in range(0x1000):
        yield Attempt(f"system {n:#x}", code(n << 20 | SYSTEM), SYSTEM_INSTRUCTIONS.get(n, "instruction"))
        hlv = "instruction|resumed" if is_mop(n) else "instruction"
        yield Attempt(f"hlv or hsv {n:#x}", code(n << 20 | 4 << 12 | SYSTEM), hlv)


def by_features(_attempts, _run):
    """A guest cannot ask what its CPU has: what is optional may be there or not."""
    return []
