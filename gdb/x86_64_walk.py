"""x86-64: a guest's own tables. riscv64_walk.py and aarch64_walk.py have the same functions in the same order."""
import x86_64
from guest_tables import Mode
from x86_64 import guest_register as control
from x86_64_state import EFER_LMA

# --- Mode: 5.1 ---

TABLE_RIGHT = "w"  # 15.25.5: nested paging takes a walk of the guest's tables for a write
CR0_WP, CR0_PG = 1 << 16, 1 << 31
CR4_PSE, CR4_PAE, CR4_LA57, CR4_SMEP, CR4_SMAP = 1 << 4, 1 << 5, 1 << 12, 1 << 20, 1 << 21
EFER_NXE, FLAGS_AC = 1 << 11, 1 << 18
LONG = ("PT  ", 12, 9), ("PD  ", 21, 9), ("PDPT", 30, 9), ("PML4", 39, 9), ("PML5", 48, 9)
PAE = ("PT  ", 12, 9), ("PD  ", 21, 9), ("PDPT", 30, 2)
LEGACY = ("PT  ", 12, 10), ("PD  ", 22, 10)


def mode(va):
    """None while the guest's paging is off."""
    cr3, cr4 = control("cr3"), control("cr4")
    if not control("cr0") & CR0_PG:
        return None
    if control("efer") & EFER_LMA:
        levels = LONG if cr4 & CR4_LA57 else LONG[:4]
        top = levels[-1][1] + 8  # the highest bit that is translated
        upper = va >> top
        refused = "" if upper in (0, (1 << 64 - top) - 1) else \
            f"general-protection fault, the guest's own: bits {top} to 63 of the address are not all equal"
        return Mode(f"long mode by CR3 {cr3:016x}", cr3 & (1 << 52) - 4096, levels[::-1], refused)
    refused = "" if va < 1 << 32 else "the guest is not in long mode: an address has 32 bits"
    if cr4 & CR4_PAE:
        return Mode(f"PAE by CR3 {cr3:08x}", cr3 & 0xffffffe0, PAE[::-1], refused)
    return Mode(f"32-bit paging by CR3 {cr3:08x}", cr3 & 0xfffff000, LEGACY[::-1], refused, 4)


# --- Entries: 5.2, 5.3 ---

def is_present(mode, entry):
    return x86_64.is_present(entry)


def _is_pae_root(mode, height):
    """An entry of PAE's PDPT has neither rights nor PS."""
    return len(mode.levels) == len(PAE) and height == 2


def is_table(mode, entry, height):
    ps = entry & x86_64.PS and not (mode.entry_bytes == 4 and not control("cr4") & CR4_PSE)
    return height > 0 and not ps


def entry_address(mode, entry, height):
    if mode.entry_bytes == 8:
        return x86_64.entry_address(entry)
    if is_table(mode, entry, height) or not height:
        return entry & 0xfffff000
    return entry & 0xffc00000 | (entry >> 13 & 0xff) << 32  # PSE-36, 5.2.2


def entry_words(mode, entry, height):
    if not is_present(mode, entry):
        return "not present: nothing below it"
    at = f"{entry_address(mode, entry, height):08x}"
    if _is_pae_root(mode, height):
        return f"table at {at}"
    bits = "".join(f" {name}" for name, bit in (("U", x86_64.US), ("A", x86_64.A), ("D", x86_64.D)) if entry & bit)
    return f"{'table at' if is_table(mode, entry, height) else 'leaf'} {at} {x86_64.entry_prot(entry)}{bits}"


def why_refused(mode, entry, height):
    """Why the CPU faults at an entry that is present, whatever the access: 5.3, 5.6."""
    block = not is_table(mode, entry, height) and height > 0
    wrong = (
        (height > 2 and block or _is_pae_root(mode, height) and entry & 0x1e6, "a reserved bit is set"),
        (entry & x86_64.NX and not control("efer") & EFER_NXE, "NX is set, and EFER.NXE is 0"),
        (block and mode.entry_bytes == 8 and entry & (4096 << 9 * height) - 8192,
         "the block is not aligned to its size"),
    )
    return next((words for so, words in wrong if so), "")


def rights(mode, entries):
    """The kernel's and the programs', at the end of a walk: what every level allows, 5.6. CR0.WP, SMEP and SMAP say what
    the kernel may do with what is not its own."""
    levels = entries[1:] if len(mode.levels) == len(PAE) else entries
    prot, cr4 = x86_64.path_prot(levels), control("cr4")
    is_user = all(entry & x86_64.US for entry in levels)
    kernel = prot if control("cr0") & CR0_WP else f"rw{prot[2]}"
    if is_user and cr4 & CR4_SMEP:
        kernel = kernel[:2] + "-"
    if is_user and cr4 & CR4_SMAP and not control("rflags") & FLAGS_AC:
        kernel = f"--{kernel[2]}"
    return kernel, prot if is_user else "---"
