"""x86-64 with AMD SVM: where the guest's state is, what the entries look like, what an exit means.
riscv64.py and aarch64.py have the same functions in the same order."""
import re

import gdb

import causes
import chosen
import machine
from machine import address, constant, monitor_of_thread, register, variable
from x86_64_state import (CODE_16, CODE_32, EFER_LMA, code_bits, control_lines, cpu_segments, caller_of_switch, field,
                          flags_line, general_cells, guest_values, host_state, host_values, segment_lines, vmcb)

# --- Which world ---

EFER_SVME = 1 << 12


def in_guest():
    """QEMU does not show whether the CPU is in guest mode. VMRUN needs EFER.SVME = 1 in the guest too (15.5.1),
    and every access of the guest to EFER exits, so a guest that is not in long mode is known by EFER: the host
    is in long mode before svm_enable() sets its SVME, and stays there. A guest in long mode (step 8) has other
    tables: the host's root is boot_pml4. A guest's root can have the same number as its GPA; but it then does
    not also have its code and its stack where the host has its own."""
    efer = register("efer") & (EFER_LMA | EFER_SVME)
    if efer != EFER_LMA | EFER_SVME:
        return efer == EFER_SVME
    return (register("cr3") != address("boot_pml4")
            or not all(address("image_start") <= register(name) < address("image_end") for name in ("pc", "rsp")))


def in_firmware():
    """Or in boot.S, before long mode."""
    return not register("efer") & (EFER_LMA | EFER_SVME)


def in_exit_stub(pc):
    return False  # an exit goes straight to world_exit


def is_hosts_trap():
    return False  # the host's own traps go through the IDT


# --- The guest's registers ---

# By their numbers in an instruction.
NAMES = "rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15".split()


def guest_register(name):
    """CR0, CR3, CR4, EFER or RFLAGS: in the CPU while the guest runs, else in the VMCB."""
    return register({"rflags": "eflags"}.get(name, name)) if chosen.runs() else field(name)


def guest_pc(where):
    """An offset in CS, as the guest sees it."""
    return register("pc") if where == "guest" else field("rip")


def guest_general(where):
    """From the hardware; but at world_enter and world_exit rax and rsp are in the VMCB."""
    values = [register(name) for name in NAMES]
    if where != "guest":
        values[0], values[4] = field("rax"), field("rsp")
    return values


def kept_general(vcpu):
    values = [int(vcpu["r"][i]) for i in range(16)]
    values[0], values[4] = int(vcpu["vmcb"]["rax"]), int(vcpu["vmcb"]["rsp"])
    return values


def kept_pc(vcpu):
    return int(vcpu["vmcb"]["rip"])


def guest_system(where):
    return guest_values(where)


def general_lines(where, pc, general):
    """As `info registers` has them: of 64 bits in 64-bit code, of 32 in all other."""
    digits = 16 if code_bits(where) == 64 else 8
    yield from general_cells([f"{value:016x}"[-digits:] for value in general], digits)
    yield flags_line(where, pc, digits)


def unsaved_lines(where, pc):
    """Two of them are in the VMCB. No guest of these steps is in long mode."""
    cells = ["--------"] * 8
    cells[0], cells[4] = (f"{field(name) & 0xffffffff:08x}" for name in ("rax", "rsp"))
    yield from general_cells(cells, 8)
    yield flags_line(where, pc, 8)


def system_lines(values):
    yield from segment_lines(values)
    yield from control_lines(values)


# --- The host's registers ---

HIDDEN = "not shown by QEMU"
HOST_SP_MOVES = False  # VMRUN saves it, #VMEXIT restores it


def host_system(where):
    return host_values(where)


def kept_host(vcpu):
    """The host's stack pointer, and the pc of its call of switch_worlds, whose return address is on the
    stack."""
    return caller_of_switch(int(host_state("rsp")) if in_guest() else register("sp"))


# --- The last exit ---

VMEXIT_INTR, VMEXIT_NPF, TIMER_VECTOR = 0x60, 0x400, 224


def exit_cause():
    return field("exitcode")


def cause_words(cause):
    return causes.x86_64(cause, machine.text_at, _far_exits)


def _far_exits():
    table = variable("far_exits")
    with machine.physical_memory():
        return {int(row["code"]) & 0xffffffff: row["name"].string() for row in map(table.__getitem__, range(table.type.range()[1] + 1))}


def exit_kind():
    """The number of enum exit_kind, as exit_decode() will find it; None if this step has none."""
    kinds, code = variable("exit_kinds"), exit_cause()
    if kinds is None:
        return None
    if code == VMEXIT_INTR:
        waiting = re.search(r"^IRR\s+(.*)", monitor_of_thread("info lapic"), re.M)[1].split()
        return constant("EXIT_TIMER" if str(TIMER_VECTOR) in waiting else "EXIT_INTERRUPT")
    if code <= kinds.type.range()[1]:
        return int(kinds[code])
    if code == VMEXIT_NPF:
        return constant("EXIT_STAGE2_FAULT")
    return constant("EXIT_INSTRUCTION" if VMEXIT_NPF < code <= 0x403 else "EXIT_UNKNOWN")


def fault_gpa():
    """The GPA if the last exit was a stage-2 fault, else None. 15.25.6"""
    return field("exitinfo2") if exit_cause() == VMEXIT_NPF else None


# --- Stage 2: 15.25.5, 5.3 ---

LEVELS, ROOT_SIZE, GPA_BITS = 4, 4096, 48
P, RW, US, A, D, PS, NX = 1, 2, 4, 1 << 5, 1 << 6, 1 << 7, 1 << 63


def stage2_root():
    """HPA; None before the table is set."""
    return field("nested_cr3") or None


def root_words():
    return f"VMCB.nCR3 {stage2_root():016x}: four levels, ASID {field('asid')}, root at {stage2_root():08x}"


def level_name(height):
    return ("PT  ", "PD  ", "PDPT", "PML4")[height]


def is_present(entry):
    return bool(entry & P)


def is_table(entry, height):
    return height > 0 and bool(entry & P) and not entry & PS


def entry_address(entry):
    return entry & ((1 << 52) - 4096)


def entry_prot(entry):
    return "r" + ("w" if entry & RW else "-") + ("-" if entry & NX else "x")


def entry_words(entry, height):
    if not is_present(entry):
        return "not present: nothing below it"
    if is_table(entry, height):
        return f"table at {entry_address(entry):08x}"
    bits = "".join(f" {name}" for name, bit in (("U", US), ("A", A), ("D", D)) if entry & bit)
    return f"leaf {entry_address(entry):08x} {entry_prot(entry)}{bits}"


def path_prot(entries):
    """The rights at the end of a walk: what every level allows."""
    allowed = P | RW | US
    for entry in entries:
        allowed &= entry
    return entry_prot(allowed | (NX if any(entry & NX for entry in entries) else 0))


def why_refused(entry, height):
    """Why the hardware faults at a valid entry whatever the access: 5.3, 15.25.5."""
    block = height > 0 and entry & PS
    wrong = (
        (height == LEVELS - 1 and block, "PS is reserved in the PML4"),
        (block and entry & (4096 << 9 * height) - 8192, "the block is not aligned to its size"),
        (not entry & US, "U is 0, and a guest's access counts as one of user mode"),
    )
    return next((words for so, words in wrong if so), "")


# --- The guest's code ---

def guest_architecture(where):
    return {16: CODE_16, 32: CODE_32}.get(code_bits(where)) or gdb.selected_inferior().architecture()


def code_at(where):
    """The guest's next instruction as a linear address; while its paging is off that is a GPA. CS has no base
    in 64-bit code, 4.8.1."""
    if code_bits(where) == 64:
        return guest_pc(where)
    base = cpu_segments()["cs"][1] if where == "guest" else int(vmcb()["cs"]["base"])
    return base + guest_pc(where) & 0xffffffff


def guest_pages():
    return bool(guest_register("cr0") >> 31 & 1)
