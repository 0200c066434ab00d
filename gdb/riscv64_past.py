"""RISC-V: what a recorded run needs to go back. aarch64_past.py and x86_64_past.py have the same names."""
import contextlib

import gdb

import machine

# Instructions that store, in gdb's disassembly.
STORES = r"(c\.)?f?s[bhwdq](sp)? |sc\.|amo|hsv|cbo\.zero|\.insn"
GUEST_CAN_BE_SAVED = False  # while it runs, the host's stimecmp cannot be set again
EXITS_ARE_COUNTED = True
MTIME = 0x200bff8  # of the ACLINT on QEMU's virt machine


def keep_clock():
    """QEMU 7.2 to 11 leaves mtime out of its snapshots: with one loaded it goes on from where it was."""
    return int.from_bytes(machine.read_physical(MTIME, 8), "little")


def restore_clock(kept):
    """The timers compare with mtime, so they are set again."""
    with machine.physical_memory():
        gdb.execute(f"set *(unsigned long *){MTIME:#x} = {kept:#x}", to_string=True)
    for timer in ("stimecmp", "vstimecmp"):
        with contextlib.suppress(gdb.error):  # a CPU without Sstc
            gdb.execute(f"set ${timer} = ${timer}", to_string=True)
