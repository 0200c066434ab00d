"""AArch64: what a recorded run needs to go back. riscv64_past.py and x86_64_past.py have the same names."""

# Instructions that store, in gdb's disassembly.
STORES = r"st|dc |cas|swp|ld(add|clr|eor|set|[su]max|[su]min)"
GUEST_CAN_BE_SAVED = False  # a timer that is pending there is not seen again
EXITS_ARE_COUNTED = True


def keep_clock():
    return None  # it is in QEMU's snapshots


def restore_clock(kept):
    pass
