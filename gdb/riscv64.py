"""RISC-V: where the guest's state is, what the entries look like, what an exit means.
aarch64.py and x86_64.py have the same functions in the same order."""
import re

import gdb

import causes
import chosen
import machine
from machine import address, constant, monitor_of_thread, register, variable

# --- Which world ---


def in_guest():
    """Not every QEMU lets gdb read V, so ask the monitor."""
    return bool(re.search(r"^ V +(= +)?1", monitor_of_thread("info registers"), re.M))


def in_firmware():
    return (register("priv") & 3) == 3


def in_exit_stub(pc):
    return False  # a trap goes straight to world_exit


def is_hosts_trap():
    """From step 5 on the host's own traps also go through world_exit; sscratch is 0 then."""
    return address("switch_worlds") is not None and not register("sscratch")


# --- The guest's registers ---

NAMES = ("zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 "
         "t3 t4 t5 t6").split()
SYSTEM = "vsstatus vstvec vsscratch vsepc vscause vstval vsatp vsie vsip hvip scounteren senvcfg".split()


def guest_register(name):
    """By the host's name. The guest's stvec is vstvec for the host, but only while the guest does not run. With V = 1
    QEMU has the guest's value in stvec, and vstvec is stale."""
    vcpu = chosen.kept()
    if vcpu is None:
        return register(name[1:] if name.startswith("vs") and in_guest() else name)
    if name == "vsip":  # H.2.4: what hvip has, with the guest's numbers, as far as hideleg lets it
        return int(vcpu["hvip"]) >> 1 & int(vcpu["hideleg"]) >> 1
    return int(vcpu[name]) & machine.MASK


def guest_pc(where):
    vcpu = chosen.kept()
    return kept_pc(vcpu) if vcpu is not None else register("pc" if where == "guest" else "sepc")


def guest_general(where):
    """From the hardware: in the guest, at world_enter and at world_exit."""
    return [register(name) if name != "zero" else 0 for name in NAMES]


def kept_general(vcpu):
    return [0] + [int(vcpu["x"][i]) & machine.MASK for i in range(1, 32)]


def kept_pc(vcpu):
    return int(vcpu["pc"]) & machine.MASK


def guest_system(where):
    return [(name, guest_register(name)) for name in SYSTEM]


def general_lines(where, pc, general):
    """As `info registers` has them."""
    yield f" V      =   {int(where == 'guest')}"
    yield f" pc       {pc:016x}"
    for i in range(0, 32, 4):
        yield " " + " ".join(f"{f'x{n}/{NAMES[n]}':8} {general[n]:016x}" for n in range(i, i + 4))


def unsaved_lines(where, pc):
    yield f" V      =   {int(where == 'guest')}"
    yield f" pc       {pc:016x}"


def system_lines(values):
    for name, value in values:
        yield f" {name:8} {value:016x}"


# --- The host's registers ---

HIDDEN = "hidden by QEMU while the guest runs"
HOST_SP_MOVES = True  # while the switch loads the guest


def host_system(where):
    """hstatus and the like exist once. The registers of supervisor mode are the guest's while V = 1, and QEMU
    does not show gdb the host's then."""
    names = "hstatus hgatp hedeleg hideleg hcounteren henvcfg htimedelta htval htinst hie".split()
    for name in names:
        yield name, register(name)
    for name in "sstatus stvec sscratch sepc scause stval satp sie".split():
        yield name, None if where == "guest" else register(name)


def kept_host(vcpu):
    """The host's stack pointer, and the pc of its call of switch_worlds."""
    return int(vcpu["host_sp"]), int(vcpu["host_ra"]) - 4


# --- The last exit ---

def exit_cause():
    return register("scause")


def cause_words(cause):
    return causes.riscv64(cause, machine.text_at)


def _instruction_kind():
    """stval has the instruction, if the CPU stores it."""
    instruction = register("stval")
    if instruction == 0x10500073:  # wfi
        return constant("EXIT_WAIT")
    csr = (instruction & 0x7f) == 0x73 and instruction >> 12 & 3
    return constant("EXIT_REGISTER" if csr else "EXIT_INSTRUCTION")


def exit_kind():
    """The number of enum exit_kind, as exit_decode() will find it; None if this step has none."""
    kinds, cause = variable("exception_kinds"), exit_cause()
    if kinds is None:
        return None
    if cause >> 63:
        return constant("EXIT_TIMER" if (cause & 0xff) == 5 else "EXIT_INTERRUPT")
    if cause > kinds.type.range()[1]:
        return constant("EXIT_UNKNOWN")
    kind = int(kinds[cause])
    return _instruction_kind() if kind == constant("EXIT_INSTRUCTION") else kind


def fault_gpa():
    """The GPA if the last exit was a stage-2 fault, else None. H.2.8"""
    return register("htval") << 2 | register("stval") & 3 if exit_cause() in (20, 21, 23) else None


# --- Stage 2: H.5.1 ---

LEVELS, ROOT_SIZE, GPA_BITS = 3, 16384, 41
V, R, W, X, U, A, D = 1, 2, 4, 8, 16, 64, 128


def stage2_root():
    """HPA; None before the table is set."""
    hgatp = register("hgatp")
    return (hgatp & (1 << 44) - 1) << 12 if hgatp >> 60 else None


def root_words():
    hgatp = register("hgatp")
    return f"hgatp {hgatp:016x}: Sv39x4, VMID {hgatp >> 44 & 0x3fff}, root at {stage2_root():08x}"


def level_name(height):
    return f"L{height}"


def is_present(entry):
    return bool(entry & V)


def is_table(entry, height):
    return height > 0 and bool(entry & V) and not entry & (R | W | X)


def entry_address(entry):
    return (entry >> 10 & (1 << 44) - 1) << 12


def entry_prot(entry):
    return "".join(letter if entry & bit else "-" for letter, bit in (("r", R), ("w", W), ("x", X)))


def entry_words(entry, height):
    if not is_present(entry):
        return "not valid: nothing below it"
    if is_table(entry, height):
        return f"table at {entry_address(entry):08x}"
    bits = "".join(f" {name}" for name, bit in (("U", U), ("A", A), ("D", D)) if entry & bit)
    return f"leaf {entry_address(entry):08x} {entry_prot(entry)}{bits}"


def path_prot(entries):
    """The rights at the end of a walk: the leaf decides."""
    return entry_prot(entries[-1])


def why_refused(entry, height):
    """Why the hardware faults at a valid entry whatever the access: S.3.1, S.4.1, H.5.1."""
    leaf = not is_table(entry, height)
    wrong = (
        (entry >> 54, "a bit from 54 on is set, which is reserved"),
        (not leaf and entry & (U | A | D), "U, A and D are reserved in the entry of a table"),
        (leaf and not entry & (R | W | X), "neither R, W nor X is set, so it is a table, on the last level"),
        (leaf and entry & (R | W) == W, "W without R is reserved"),
        (leaf and entry_address(entry) % (4096 << 9 * height), "the block is not aligned to its size"),
        (leaf and not entry & U, "U is 0, and a guest's access counts as one of user mode"),
    )
    return next((words for so, words in wrong if so), "")


# --- The guest's code ---

def guest_architecture(where):
    return gdb.selected_inferior().architecture()


def code_at(where):
    """The address of the guest's next instruction: a GPA while the guest's paging is off."""
    return guest_pc(where)


def guest_pages():
    return bool(guest_register("vsatp") >> 60)
