"""AArch64: the way of an interrupt into the guest: the emulated GIC, then the CPU's list registers. QEMU does not show
those to gdb, so what is said of them is what the hypervisor wrote there, or read back.
riscv64_irqs.py and x86_64_irqs.py have the same functions in the same order."""
import chips
import chosen
import world
from machine import arch, register

NAMES = {27: "timer", 33: "uart", 34: "rtc"}
PSTATE_I = 0x80


def _pstate():
    return register("cpsr") if world.where_of_guest() == world.GUEST else arch().guest_register("SPSR_EL2")


def _gic(board):
    """As this CPU of the guest sees it."""
    vcpu = int(chosen.the_vcpu()["number"])
    return board["other_gics"][vcpu - 1] if vcpu else board["gic"]


def controller_lines(board):
    gic = _gic(board)
    yield f"GIC: groups on: {chips.flags(int(gic['control']), {1: '0', 2: '1'})}"
    for intid in range(96):
        words = chips.intid_words(gic, intid)
        if words or intid in NAMES:
            yield f"  {intid:3} {NAMES.get(intid, ''):9} {', '.join(words or ['masked'])}; " \
                  f"priority {int(gic['priority'][intid]):#x}"


def cpu_lines(board):
    gic = _gic(board)
    yield f"CPU: interrupts {'off' if _pstate() & PSTATE_I else 'on'} in the guest"
    used, lists = int(gic["lists_used"]), int(gic["lists"])
    for n in range(used):
        intid = int(gic["listed"][n])
        given, active = (int(gic[name][intid // 32]) >> intid % 32 & 1 for name in ("given", "active"))
        words = chips.words((given, "given as pending"), (active, "active"), (not given and not active, "had ended"),
                            (intid == 27 and int(gic["timer_taken"]), "tied to the machine's interrupt"))
        yield f"  list register {n}: {intid} {NAMES.get(intid, '')}, {', '.join(words)}"
    if used < lists:
        yield f"  {lists - used} of {lists} list registers are empty"


def handler(board):
    """D1.3.1: VBAR_EL1, by the guest's mode: IRQ is the second vector of each group."""
    group = {4: 0x000, 5: 0x200}.get(_pstate() & 15, 0x400)
    return arch().guest_register("VBAR_EL1") + group + 0x80
