"""RISC-V: the way of an interrupt into the guest: the emulated PLIC, then the CPU's registers.
aarch64_irqs.py and x86_64_irqs.py have the same functions in the same order."""
import chips
import chosen
from machine import arch, register

NAMES = {10: "uart", 11: "rtc"}
SIE = 2  # in sstatus
FIRST_SHOWN = {1: "software", 5: "timer", 9: "external"}  # the guest's numbers: hvip, hip and hie have them one bit higher


def controller_lines(board):
    plic, vcpu = board["plic"], int(chosen.the_vcpu()["number"])
    yield f"PLIC: threshold {int(plic['threshold'][vcpu])}"
    for source in range(1, 32):
        words = chips.plic_words(plic, source, [vcpu])
        if source in NAMES or words != ["masked"]:
            yield f"  {source:3} {NAMES.get(source, ''):9} {', '.join(words)}; priority {int(plic['priority'][source])}"


def cpu_lines(board):
    """What is enabled is hie's, and that the guest takes interrupts at all vsstatus.SIE's. Of a guest that is off the CPU
    vsie and hvip are kept, which are the same."""
    hvip, vcpu = arch().guest_register("hvip"), chosen.kept()
    hip, hie = (register("hip"), register("hie")) if vcpu is None else (hvip, int(vcpu["vsie"]) << 1)
    yield f"CPU: interrupts {'on' if arch().guest_register('vsstatus') & SIE else 'off'} in the guest"
    for number, name in FIRST_SHOWN.items():
        bit = number + 1
        words = chips.words((hie >> bit & 1, "enabled"), (not hie >> bit & 1, "masked"), (hvip >> bit & 1, "set in hvip"),
                            (hip >> bit & 1, "pending"))
        yield f"  {number:3} {name:9} {', '.join(words)}"


def handler(board):
    """S.1.2: vstvec without its mode, which is direct in most kernels."""
    return arch().guest_register("vstvec") & ~3
