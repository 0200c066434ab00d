"""x86-64: what a recorded run needs to go back. riscv64_past.py and aarch64_past.py have the same names."""

# Instructions that store, in gdb's disassembly: the result goes to the last operand.
STORES = r"push|call|.*\b(stos|movs|xsave|fxsave)|.*(\)|[,:]0x[0-9a-f]+)$"
GUEST_CAN_BE_SAVED = False  # QEMU refuses to load it: it looks for the state of a nested guest of KVM
EXITS_ARE_COUNTED = False  # an instruction that exits before it completes is not: two states have one number


def keep_clock():
    return None  # it is in QEMU's snapshots


def restore_clock(kept):
    pass
