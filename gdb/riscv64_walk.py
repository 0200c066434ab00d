"""RISC-V: a guest's own tables. aarch64_walk.py and x86_64_walk.py have the same functions in the same order."""
import riscv64
from guest_tables import Mode
from machine import Problem

# --- Mode: S.4.1, S.4.4 ---

TABLE_RIGHT = "r"  # what stage 2 has to give for a walk of the guest's tables
LEVELS = {8: 3, 9: 4, 10: 5}
SUM = 1 << 18


def mode(va):
    """None while the guest's paging is off."""
    satp = riscv64.guest_register("vsatp")
    if not satp >> 60:
        return None
    if satp >> 60 not in LEVELS:
        raise Problem(f"vsatp {satp:016x}: no mode of the manual's")
    count = LEVELS[satp >> 60]
    width = 12 + 9 * count
    upper = va >> width - 1
    refused = "" if upper in (0, (1 << 65 - width) - 1) else \
        f"page fault, the guest's own: bits {width - 1} to 63 of the address are not all equal"
    levels = tuple((f"L{height}", 12 + 9 * height, 9) for height in reversed(range(count)))
    return Mode(f"Sv{width} by the guest's satp {satp:016x}", (satp & (1 << 44) - 1) << 12, levels, refused)


# --- Entries: S.4.3.1 ---

def is_present(mode, entry):
    return riscv64.is_present(entry)


def is_table(mode, entry, height):
    return riscv64.is_table(entry, height)


def entry_address(mode, entry, height):
    return riscv64.entry_address(entry)


def entry_words(mode, entry, height):
    return riscv64.entry_words(entry, height)


def why_refused(mode, entry, height):
    """As in stage 2, but for U, which is the guest's choice here."""
    return riscv64.why_refused(entry if is_table(mode, entry, height) else entry | riscv64.U, height)


def rights(mode, entries):
    """The kernel's and the programs', at the end of a walk. S.4.3.1: with SUM the kernel may read and write what is
    the programs', never execute it."""
    prot = riscv64.entry_prot(entries[-1])
    if not entries[-1] & riscv64.U:
        return prot, "---"
    return prot[:2] + "-" if riscv64.guest_register("vsstatus") & SUM else "---", prot
