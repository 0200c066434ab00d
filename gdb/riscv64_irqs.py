"""RISC-V: the way of an interrupt into the guest: the PLIC, which the hypervisor plays, then the CPU's registers.
aarch64_irqs.py and x86_64_irqs.py have the same function."""
from machine import register

SOURCES = {"uart": 10, "rtc": 11}


def interrupt_lines(board):
    plic = board["plic"]
    high, pending, enabled, served = (int(plic[name]) for name in ("high", "pending", "enabled", "in_service"))
    yield f"PLIC, threshold {int(plic['threshold'])}"
    for name, source in SOURCES.items():
        words = [word for bits, word in ((high, "high"), (pending, "pending"), (served, "in service")) if bits >> source & 1]
        words.append("enabled" if enabled >> source & 1 else "masked")
        yield f"  {source:3} {name:6} priority {int(plic['priority'][source])}: {', '.join(words)}"
    hvip, hip, hie = register("hvip"), register("hip"), register("hie")
    yield "CPU"
    for bit, name in ((2, "software"), (6, "timer"), (10, "external")):
        words = [word for bits, word in ((hvip, "set in hvip"), (hip, "pending")) if bits >> bit & 1]
        words.append("enabled" if hie >> bit & 1 else "masked")
        yield f"  {bit - 1:3} {name:9} {', '.join(words)}"
