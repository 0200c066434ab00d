"""Commands for the tests of recorded runs: what the machine is at a moment, and whether it is the same when gdb comes back."""
import gdb

import replay
import world
from machine import Command, arch, monitor, number, read_physical, register

seen = {}


def state():
    """All that QEMU shows of the CPU, and what the commands say of both worlds."""
    said = {name: gdb.execute(name, to_string=True) for name in ("guest-regs", "host-regs", "exits", "vcpu", "stage2-map")}
    return {"moment": replay.now(), "pc": register("pc"), "world": world.where(), "registers": monitor("info registers"), **said}


class Look(Command):
    """Keeps the machine's state: look NAME"""
    name = "look"

    def run(self, arguments):
        seen[arguments[0]] = now = state()
        print(f"{arguments[0]}: {now['world']} at pc {now['pc']:#x}")


class Same(Command):
    """Says whether the machine is as it was then: same NAME"""
    name = "same"

    def run(self, arguments):
        now, then = state(), seen[arguments[0]]
        differ = [name for name in now if now[name] != then[name]]
        print(f"{arguments[0]}: " + ("as it was" if not differ else
                                     "not as it was: " + ", ".join(f"{name} {then[name]} now {now[name]}" for name in differ)))


class Changes(Command):
    """Says which bytes the next instruction changes, and goes back before it: changes HPA BYTES"""
    name = "changes"

    def run(self, arguments):
        hpa, length = (number(text, "a number") for text in arguments)
        before, moment = read_physical(hpa, length), replay.now()
        replay.go_to(moment + 1)
        after = read_physical(hpa, length)
        replay.go_to(moment)
        print(f"next: {int.from_bytes(before, 'little'):#x} to {int.from_bytes(after, 'little'):#x}"
              f" from {'guest' if arch().in_guest() else 'host'}")


Look()
Same()
Changes()
