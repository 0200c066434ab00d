"""AArch64: where the guest's state is, what the entries look like, what an exit means.
riscv64.py and x86_64.py have the same functions in the same order."""
import gdb

import causes
import chosen
import machine
from causes import FIQ, IRQ, is_stage2_fault
from machine import address, constant, read_physical, register, variable

# --- Which world ---


def in_guest():
    return (register("cpsr") >> 2 & 3) < 2  # below EL2 there is only the guest


def in_firmware():
    return (register("cpsr") >> 2 & 3) == 3


def in_exit_stub(pc):
    """A vector for traps from a lower EL has up to four instructions; the last one jumps to world_exit.
    Before step 5 it has only that one. After the last vector comes other code."""
    table = address("guest_vectors")
    if table is None or not table + 0x400 <= pc < table + 0x800:
        return False
    if table < address("world_exit") < pc < table + 0x480:
        return False  # this vector continues with the save itself
    return (pc - table) % 128 <= (12 if address("switch_worlds") else 0)


def is_hosts_trap():
    return False  # the host's own traps have other vectors


# --- The guest's registers ---

SYSTEM = ("SPSR_EL1 ELR_EL1 ESR_EL1 FAR_EL1 SP_EL0 SP_EL1 SCTLR_EL1 TCR_EL1 TTBR0_EL1 TTBR1_EL1 MAIR_EL1 "
          "VBAR_EL1 CPACR_EL1 PAR_EL1 TPIDR_EL0 TPIDR_EL1 CNTKCTL_EL1 CNTV_CTL_EL0 CNTV_CVAL_EL0").split()


def guest_register(name):
    vcpu = chosen.kept()
    return register(name) if vcpu is None else int(vcpu[name.lower()]) & machine.MASK


def guest_pc(where):
    return register("pc" if where == "guest" else "ELR_EL2") if chosen.kept() is None else guest_register("pc")


def _guest_pstate(where):
    return register("cpsr") if where == "guest" else guest_register("SPSR_EL2")


def guest_general(where):
    """From the hardware. But the vector has saved x0 and x1 in the vCPU, to which SP_EL2 points, and may have overwritten x1."""
    values = [register(f"x{n}") for n in range(31)]
    pc, table = register("pc"), address("guest_vectors")
    if where == "world_exit" and address("switch_worlds") is not None:
        if pc == address("world_exit") or (pc - table) % 128:
            parked = read_physical(register("sp"), 16)
            values[:2] = [int.from_bytes(parked[i:i + 8], "little") for i in (0, 8)]
    return values


def kept_general(vcpu):
    return [int(vcpu["x"][i]) & machine.MASK for i in range(31)]


def kept_pc(vcpu):
    return int(vcpu["pc"]) & machine.MASK


def guest_system(where):
    return [(name, guest_register(name)) for name in SYSTEM]


def general_lines(where, pc, general):
    """As `info registers` has them."""
    pstate = _guest_pstate(where)
    level, own = pstate >> 2 & 3, pstate & 1
    sp = register("sp") if where == "guest" else guest_register(f"SP_EL{level if own else 0}")
    cells = [f" PC={pc:016x}"] + [f"X{n:02}={general[n]:016x}" for n in range(31)] + [f" SP={sp:016x}"]
    for i in range(0, len(cells), 3):
        yield " ".join(cells[i:i + 3])
    yield _pstate_line(pstate)


def _pstate_line(pstate):
    flags = "".join(name if pstate >> bit & 1 else "-" for name, bit in zip("NZCV", (31, 30, 29, 28)))
    return f"PSTATE={pstate:08x} {flags} EL{pstate >> 2 & 3}{'h' if pstate & 1 else 't'}"


def unsaved_lines(where, pc):
    yield f" PC={pc:016x}"
    yield _pstate_line(_guest_pstate(where))


def system_lines(values):
    for name, value in values:
        yield f" {name:13} {value:016x}"


# --- The host's registers ---

HIDDEN = "UNKNOWN after this exception"
HOST_SP_MOVES = True  # while the switch loads the guest


def host_system(where):
    """EL2's registers can be read while the guest runs. HPFAR_EL2 is not always defined."""
    for name in ("HCR_EL2 VTTBR_EL2 VTCR_EL2 ESR_EL2 ELR_EL2 SPSR_EL2 FAR_EL2 HPFAR_EL2 VBAR_EL2 "
                 "SCTLR_EL2 CPTR_EL2 MDCR_EL2 CNTHCTL_EL2 CNTVOFF_EL2").split():
        yield name, register(name) if name != "HPFAR_EL2" or _hpfar_is_known(exit_cause()) else None


def kept_host(vcpu):
    """The host's stack pointer, and the pc of its call of switch_worlds."""
    return int(vcpu["host_sp"]), int(vcpu["host_lr"]) - 4


# --- The last exit ---

HVC_0 = 0x5a000000


def exit_cause():
    return register("ESR_EL2")


def _hpfar_is_known(esr):
    """As hpfar_is_known() in traps.c: not after a permission fault, except on a walk of the guest's table."""
    return is_stage2_fault(esr) and ((esr & 0x3f) < 0x0c or bool(esr & 0x80))


def cause_words(cause):
    return causes.aarch64(cause, machine.text_at)


def exit_kind():
    """The number of enum exit_kind, as exit_decode() will find it; None if this step has none."""
    kinds, cause = variable("class_kinds"), exit_cause()
    if kinds is None:
        return None
    if cause == HVC_0:
        return constant("EXIT_HYPERCALL")
    if cause in (IRQ, FIQ):
        return constant("EXIT_TIMER" if register("CNTHP_CTL_EL2") & 4 else "EXIT_INTERRUPT")
    if is_stage2_fault(cause):
        return constant("EXIT_STAGE2_FAULT")
    return int(kinds[cause >> 26 & 0x3f]) or constant("EXIT_UNKNOWN")


def fault_gpa():
    """The GPA if the last exit was a stage-2 fault, else None. When HPFAR_EL2 does not
    hold the page, only the guest's own tables could say it, and while they are off FAR_EL2 does."""
    esr = exit_cause()
    if not is_stage2_fault(esr):
        return None
    far = register("FAR_EL2")
    if not _hpfar_is_known(esr):
        return None if guest_pages() else far
    page = register("HPFAR_EL2") >> 4 << 12
    return page if esr & 0x80 else page | far & 0xfff


# --- Stage 2: D8.3 ---

LEVELS, ROOT_SIZE, GPA_BITS = 3, 4096, 39
VALID, TABLE, READ, WRITE, AF, XN = 1, 2, 1 << 6, 1 << 7, 1 << 10, 1 << 54


def stage2_root():
    """HPA; None before the table is set."""
    root = register("VTTBR_EL2") & (1 << 48) - 2
    return root if register("HCR_EL2") & 1 or root else None


def root_words():
    vttbr = register("VTTBR_EL2")
    return f"VTTBR_EL2 {vttbr:016x}: VMID {vttbr >> 48}, root at {stage2_root():08x}"


def level_name(height):
    return f"L{3 - height}"


def is_present(entry):
    return bool(entry & VALID)


def is_table(entry, height):
    return height > 0 and bool(entry & VALID) and bool(entry & TABLE)


def entry_address(entry):
    return entry & ((1 << 48) - 4096)


def entry_prot(entry):
    return ("r" if entry & READ else "-") + ("w" if entry & WRITE else "-") + ("-" if entry & XN else "x")


def entry_words(entry, height):
    if not is_present(entry):
        return "not valid: nothing below it"
    if is_table(entry, height):
        return f"table at {entry_address(entry):08x}"
    return f"{'block' if height else 'page'} {entry_address(entry):08x} {entry_prot(entry)}" + (
        " AF" if entry & AF else "")


def path_prot(entries):
    """The rights at the end of a walk: the leaf decides."""
    return entry_prot(entries[-1])


def why_refused(entry, height):
    """Why the hardware faults at a valid entry whatever the access: D8.3."""
    leaf = not is_table(entry, height)
    wrong = (
        (leaf and not height and not entry & TABLE, "bit 1 is 0, which is reserved on the last level"),
        (leaf and not entry & AF, "AF is 0, which is an access flag fault"),
    )
    return next((words for so, words in wrong if so), "")


# --- The guest's code ---

def guest_architecture(where):
    return gdb.selected_inferior().architecture()


def code_at(where):
    """The address of the guest's next instruction: a GPA while the guest's paging is off."""
    return guest_pc(where)


def guest_pages():
    return bool(guest_register("SCTLR_EL1") & 1)
