"""AArch64: a guest's own tables. riscv64_walk.py and x86_64_walk.py have the same functions in the same order."""
import aarch64
from guest_tables import Mode
from machine import Problem

# --- Mode: D8.2, TCR_EL1 ---

TABLE_RIGHT = "r"  # what stage 2 has to give for a walk of the guest's tables
GRANULE_4K = (0, 2)  # TG0, TG1


def mode(va):
    """None while the guest's paging is off. Bit 55 of the address chooses the half."""
    if not aarch64.guest_pages():
        return None
    tcr, half = aarch64.guest_register("TCR_EL1"), va >> 55 & 1
    name = f"TTBR{half}_EL1"
    width = 64 - (tcr >> 16 * half & 63)
    if tcr >> (30 if half else 14) & 3 != GRANULE_4K[half] or not 16 <= width <= 48:
        raise Problem(f"TCR_EL1 {tcr:016x}: only tables of 4 KiB with at most 48 bits are drawn")
    count = -(-(width - 12) // 9)
    levels = tuple((f"L{3 - height}", 12 + 9 * height, min(9, width - 12 - 9 * height))
                   for height in reversed(range(count)))
    top = 56 if tcr >> 37 + half & 1 else 64  # TBI: the top byte is not looked at
    upper, refused = (va & (1 << top) - 1) >> width, ""
    if upper != ((1 << top - width) - 1 if half else 0):
        refused = f"bits {width} to {top - 1} of the address are not all {half}"
    elif tcr >> (23 if half else 7) & 1:
        refused = f"TCR_EL1.EPD{half} is 1, so {name} is not walked"
    refused = refused and f"translation fault, the guest's own: {refused}"
    ttbr = aarch64.guest_register(name)
    return Mode(f"{width} bits by the guest's {name} {ttbr:016x}", ttbr & (1 << 48) - 2, levels, refused)


# --- Entries: D8.3 ---

USER, READ_ONLY, PXN, UXN = 1 << 6, 1 << 7, 1 << 53, 1 << 54
PXN_TABLE, UXN_TABLE, NO_USER_TABLE, READ_ONLY_TABLE = 1 << 59, 1 << 60, 1 << 61, 1 << 62


def is_present(mode, entry):
    return aarch64.is_present(entry)


def is_table(mode, entry, height):
    return aarch64.is_table(entry, height)


def entry_address(mode, entry, height):
    return aarch64.entry_address(entry)


def entry_words(mode, entry, height):
    if not is_present(mode, entry):
        return "not valid: nothing below it"
    if is_table(mode, entry, height):
        return f"table at {entry_address(mode, entry, height):08x}"
    kernel, user = rights(mode, [entry])
    return f"{'block' if height else 'page'} {entry_address(mode, entry, height):08x} kernel {kernel}, user {user}" + (
        " AF" if entry & aarch64.AF else "")


def why_refused(mode, entry, height):
    """As in stage 2."""
    if height == 3 and not is_table(mode, entry, height):
        return "level 0 has no blocks"
    return aarch64.why_refused(entry, height)


def rights(mode, entries):
    """The kernel's and the programs', at the end of a walk: the tables on the way take rights away. D8.4: what programs
    may write, the kernel cannot execute."""
    leaf = entries[-1]
    tables = 0
    for entry in entries[:-1]:
        tables |= entry
    is_user = leaf & USER and not tables & NO_USER_TABLE
    write = "-" if leaf & READ_ONLY or tables & READ_ONLY_TABLE else "w"
    kernel_code = not (leaf & PXN or tables & PXN_TABLE or (is_user and write == "w"))
    user_code = not (leaf & UXN or tables & UXN_TABLE)
    return f"r{write}{'x' if kernel_code else '-'}", \
        (f"r{write}" if is_user else "--") + ("x" if user_code else "-")
