"""guest-break: stops in the guest's code."""
import gdb

import chosen
import guest_tables
import replay
import world
from guest import address_of, gpa_of, show_next_instruction
from machine import Command, Problem, arch, one_line, register


class GuestStop(gdb.Breakpoint):
    """gdb compares only addresses. The hypervisor's code at the same address must not stop here."""

    def __init__(self, address, is_gpa):
        super().__init__(f"*{address:#x}")
        self.address, self.is_gpa, self.guest = address, is_gpa, chosen.number
        stops.append(self)

    def is_its_guest(self):
        return self.guest in (None, chosen.number_on_cpu())

    def stop(self):
        try:
            with chosen.choice(None):
                return arch().in_guest() and self.is_its_guest() and (
                    not self.is_gpa or guest_tables.translate(self.address)[0] == self.address)
        except (Problem, gdb.error):
            return True


class Recognised(gdb.Breakpoint):
    """If CS has a base, QEMU stops at the linear address, but tells gdb only the offset, where gdb has no
    breakpoint. gdb would report a SIGTRAP, and could not continue. With a breakpoint at the offset too, it
    steps over both."""

    def __init__(self, offset):
        super().__init__(f"*{offset:#x}", internal=True)
        self.silent = True
        recognised[offset] = self

    def stop(self):
        try:
            with chosen.choice(None):
                return report_stop()
        except (Problem, gdb.error):
            return True


stops, recognised = [], {}


def report_stop():
    """Whether the guest is at a guest-break that gdb does not recognise; if so, prints a line."""
    if not arch().in_guest() or arch().code_at(world.GUEST) == register("pc"):
        return False
    address = arch().code_at(world.GUEST)
    for stop in stops:
        if stop.is_valid() and stop.enabled and stop.address == address and stop.is_its_guest():
            print(f"\nBreakpoint {stop.number}, in the guest, at {address:#x} (offset {register('pc'):#x})")
            return True
    return False


def recognise(event):
    """After a stop without a breakpoint of gdb, which gdb reports as a SIGTRAP."""
    try:
        with chosen.choice(None):
            if not replay.is_moving and not isinstance(event, gdb.BreakpointEvent) and report_stop():
                Recognised(register("pc"))
    except (Problem, gdb.error) as problem:
        print(f"guest-break: {one_line(problem)}")


class GuestBreak(Command):
    """Set a breakpoint in the guest, which the hypervisor cannot hit: guest-break [gpa] ADDRESS

The guest need not be loaded yet. ADDRESS is compared with the guest's pc: while the guest's own paging is on, it is
a virtual address, before, a GPA. After the word gpa it stops only where that address is its own GPA: while paging is
off, or where the guest's tables say so. A name of `guest-symbols` is an address too, and SEGMENT:OFFSET, as in real
mode. It stops in every guest, or only in the one that `guest N` had chosen. `info breakpoints` and `delete` work with
it."""
    name, options = "guest-break", ("gpa",)

    def run(self, arguments):
        is_gpa = arguments[:1] == ["gpa"]
        if len(arguments) != 1 + is_gpa:
            raise Problem("[gpa] ADDRESS")
        GuestStop(gpa_of(arguments[1]) if is_gpa else address_of(arguments[0]), is_gpa)


gdb.events.stop.connect(recognise)
gdb.events.stop.connect(lambda _: replay.is_moving or show_next_instruction())
GuestBreak()
