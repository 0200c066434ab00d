"""x86-64: the way of an interrupt into the guest: the two emulated 8259, from step 9 on the CPU's local APIC, then the VMCB.
While the guest runs, the CPU has its own copy of V_IRQ, which gdb does not see: then it is as at the last entry.
riscv64_irqs.py and aarch64_irqs.py have the same functions in the same order."""
import chips
import chosen
import guest
import world
import x86_64_state
from machine import Problem, register, variable

NAMES = {0: "timer", 4: "uart", 8: "rtc"}
RFLAGS_IF, V_IRQ, VECTOR = 1 << 9, 1 << 8, 32
CR0_PE = 1


def _vmcb(board):
    return chosen.the_vcpu()["vmcb"]


def _offered(board):
    """The vector; None if there is none."""
    interrupts = int(_vmcb(board)["virtual_interrupts"])
    return interrupts >> VECTOR & 0xff if interrupts & V_IRQ else None


def _apic():
    """That of the CPU; None before step 9."""
    vcpu = chosen.the_vcpu()
    at = int(vcpu["guest"]["apics"]) if int(vcpu["guest"]) else 0
    return variable(f"((struct apics *){at})->of[{int(vcpu['number'])}]") if at else None


def controller_lines(board):
    for number, which in enumerate(("first", "second")):
        chip = board["pic"]["chips"][number]
        lines, requests, served, masked, vector = chips.integers(chip, "lines requests in_service masked vector")
        yield f"8259, the {which}: vectors {vector:#x} to {vector + 7:#x}"
        for i in range(8):
            line = i + 8 * number
            words = chips.words((masked >> i & 1, "masked"), (not masked >> i & 1, "enabled"), (lines >> i & 1, "line high"),
                                (requests >> i & 1, "requested"), (served >> i & 1, "in service"),
                                (line == int(board["pic"]["offered"]), "offered to the CPU"))
            if line in NAMES or words != ["masked"]:
                yield f"  {line:3} {NAMES.get(line, ''):9} {', '.join(words)}"
    apic = _apic()
    if apic is not None:
        yield "local APIC" + (", to which the 8259s lead" if not int(apic["id"]) else "")
        yield from (f"  {line}" for line in chips.apic_lines(apic))


def cpu_lines(board):
    flags = register("eflags") if world.where_of_guest() == world.GUEST else int(_vmcb(board)["rflags"])
    yield f"CPU: interrupts {'on' if flags & RFLAGS_IF else 'off'} in the guest"
    vector, then = _offered(board), ", at the last entry" if world.where_of_guest() == world.GUEST else ""
    yield f"  V_IRQ is 0{then}: nothing is offered" if vector is None else f"  V_IRQ is 1{then}, with vector {vector:#x}"


def handler(board):
    """4.8.4: the gate of the vector in the guest's IDT, of 16 bytes in long mode; in real mode a far pointer."""
    vector = _offered(board)
    if vector is None:
        return None
    values = x86_64_state.guest_values(world.where_of_guest())
    try:
        if not values["cr0"] & CR0_PE:
            pointer = guest.read_guest(values["idt"][0] + 4 * vector, 4)
            return 16 * int.from_bytes(pointer[2:], "little") + int.from_bytes(pointer[:2], "little")
        size = 16 if values["efer"] & x86_64_state.EFER_LMA else 8
        gate = guest.read_guest(values["idt"][0] + size * vector, size)
        return int.from_bytes(gate[:2] + gate[6:12], "little")
    except Problem:
        return None
