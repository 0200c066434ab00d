"""guest-x and guest-break: the guest's memory by its own addresses, and stops in its code."""
import re

import gdb
import gdb.disassembler

import registers
import stage2
import world
from machine import Command, Problem, arch, number, one_line, read_physical, register


def read_guest(gpa, length):
    """Through stage 2, page by page, from physical memory."""
    data = b""
    while len(data) < length:
        hpa, left, _ = stage2.lookup(gpa + len(data))
        data += read_physical(hpa, min(left, length - len(data)))
    return data


class GuestCode(gdb.disassembler.DisassembleInfo):
    """An instruction whose bytes are fetched by guest-physical address."""

    def read_memory(self, length, offset=0):
        try:
            return read_guest(self.address + offset, length)
        except Problem as problem:
            raise gdb.MemoryError(str(problem)) from None


class GuestDisassembler(gdb.disassembler.Disassembler):
    def __call__(self, info):
        return gdb.disassembler.builtin_disassemble(GuestCode(info))


SIZES = {"b": 1, "h": 2, "w": 4, "g": 8}
LETTERS = "xduotcafi"


def parse_format(text):
    """x's own /FMT: a count, a letter for the format, one for the size."""
    match = re.fullmatch(r"/(\d{0,4})([a-z]{0,2})", text)
    if not match:
        raise Problem(f"{text}: not a format (/8xw, /4i, /s)")
    letters = match[2]
    size = next((c for c in letters if c in SIZES), "w")
    kind = next((c for c in letters if c not in SIZES), "x")
    if kind not in LETTERS + "s":
        raise Problem(f"{text}: no format '{kind}' (one of {' '.join(LETTERS + 's')})")
    return int(match[1] or 1), kind, SIZES[size]


def show_code(gpa, count):
    gdb.disassembler.register_disassembler(GuestDisassembler("guest-x"), None)
    try:
        code = arch().guest_architecture(world.where()).disassemble(gpa, count=count)
    finally:
        gdb.disassembler.register_disassembler(None, None)
    for line in code:  # gdb's names for these addresses are the hypervisor's
        print(f"   0x{line['addr']:x}:\t" + re.sub(r" <[^>]*>", "", line["asm"]))


def show_string(gpa):
    data = b""
    while b"\0" not in data and len(data) < 200:
        try:
            data += read_guest(gpa + len(data), 1)
        except Problem:
            if not data:
                raise
            break
    text = data.split(b"\0")[0]
    print(f"0x{gpa:x}:\t{gdb.Value(text.decode('latin-1')).format_string()}")


def show_numbers(gpa, count, kind, size):
    unit = gdb.selected_inferior().architecture().integer_type(8 * size, False)
    per_line = 16 // size if size < 8 else 2
    for start in range(0, count, per_line):
        at = gpa + start * size
        data = read_guest(at, size * min(per_line, count - start))
        values = [gdb.Value(data[i:i + size], unit) for i in range(0, len(data), size)]
        shown = [value.format_string(format="z" if kind == "x" else kind, symbols=False)
                 for value in values]
        print(f"0x{at:x}:\t" + "\t".join(shown))


def gpa_of(text):
    """A GPA; or for real mode SEGMENT:OFFSET, whose bases are sixteen times the selector."""
    segment, colon, offset = text.partition(":")
    if not colon:
        return number(text, "a guest-physical address")
    return 16 * number(segment, "a segment") + number(offset, "an offset")


def gpa_of_next_instruction():
    where = world.where()
    registers.guest_registers(where)  # says what is the matter when there is no pc to be had
    if arch().guest_pages():
        raise Problem("the guest's own paging is on: its pc is no GPA")
    return arch().code_at(where)


def tell_of_guest(_):
    """gdb looks the guest's pc up among the hypervisor's names, and memory without stage 2: what it
    shows at a stop in the guest is wrong. The instruction that comes next is shown here."""
    try:
        if world.where() != world.GUEST:
            return
        if gdb.newest_frame().name():
            print("(In the guest: gdb's names and source lines are the hypervisor's, and wrong here.)")
        show_code(gpa_of_next_instruction(), 1)
    except (Problem, gdb.error, gdb.MemoryError):
        pass  # there is none, or its address is not to be had


class GuestX(Command):
    """Examine memory by guest-physical address: guest-x [/FMT] [GPA]

FMT is that of gdb's `x`: a count, a format (x d u o t c a f, i for instructions, s for a string)
and a size (b h w g). It works in either world, and never through the guest's own tables. Without GPA
it shows what lies where the guest goes on; SEGMENT:OFFSET is a GPA too, as real mode counts."""
    name = "guest-x"

    def run(self, arguments):
        formats = arguments[:1] if arguments and arguments[0].startswith("/") else []
        places = arguments[len(formats):]
        if len(places) > 1 or not arguments:
            raise Problem("[/FMT] [GPA]")
        count, kind, size = parse_format(formats[0] if formats else "/1xw")
        gpa = gpa_of(places[0]) if places else gpa_of_next_instruction()
        stage2.lookup(gpa)
        if kind == "i":
            show_code(gpa, count)
        elif kind == "s":
            show_string(gpa)
        else:
            show_numbers(gpa, count, kind, size)


class GuestStop(gdb.Breakpoint):
    """gdb compares addresses and knows no worlds: the hypervisor's code at the same address must not
    stop here."""

    def __init__(self, gpa):
        super().__init__(f"*{gpa:#x}")
        self.gpa = gpa
        stops.append(self)

    def stop(self):
        try:
            return arch().in_guest()
        except (Problem, gdb.error):
            return True


class Recognised(gdb.Breakpoint):
    """Where CS has a base, QEMU stops at the linear address, and gdb, which is told the offset alone,
    finds no breakpoint of its own there: it would report a SIGTRAP, and never get away from it. With
    a breakpoint at the offset too it steps over the two."""

    def __init__(self, offset):
        super().__init__(f"*{offset:#x}", internal=True)
        self.silent = True
        recognised[offset] = self

    def stop(self):
        try:
            return tell_of_stop()
        except (Problem, gdb.error):
            return True


stops, recognised = [], {}


def tell_of_stop():
    """Whether the guest is at a breakpoint of its own that gdb does not see; says so."""
    if not arch().in_guest() or arch().code_at(world.GUEST) == register("pc"):
        return False
    gpa = arch().code_at(world.GUEST)
    for stop in stops:
        if stop.is_valid() and stop.enabled and stop.gpa == gpa:
            print(f"\nBreakpoint {stop.number}, in the guest, at {gpa:#x} (offset {register('pc'):#x})")
            return True
    return False


def recognise(event):
    """After a stop that gdb has no breakpoint for: a SIGTRAP, it says."""
    try:
        if not isinstance(event, gdb.BreakpointEvent) and tell_of_stop():
            Recognised(register("pc"))
    except (Problem, gdb.error) as problem:
        print(f"guest-break: {one_line(problem)}")


class GuestBreak(Command):
    """Set a breakpoint in the guest, which the hypervisor cannot hit: guest-break GPA

The guest need not be loaded yet. GPA is compared with the guest's pc: that is the same as long as the
guest has not switched its own paging on. `info breakpoints` and `delete` know it. SEGMENT:OFFSET is a
GPA too, as real mode counts."""
    name = "guest-break"

    def run(self, arguments):
        if len(arguments) != 1:
            raise Problem("GPA")
        gpa = gpa_of(arguments[0])
        if gpa >> arch().GPA_BITS:
            raise Problem(f"{gpa:#x}: no GPA: a guest has {arch().GPA_BITS} bits of address")
        GuestStop(gpa)
        if arch().guest_pages():
            print("The guest's own paging is on: its pc may differ from the GPA.")


gdb.events.stop.connect(recognise)
gdb.events.stop.connect(tell_of_guest)
GuestX()
GuestBreak()
