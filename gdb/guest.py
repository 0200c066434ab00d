"""guest-x and guest-break: the guest's memory by its own addresses, and stops in its code."""
import re

import gdb
import gdb.disassembler

import registers
import replay
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


def code_at(gpa, count):
    """As gdb disassembles it."""
    gdb.disassembler.register_disassembler(GuestDisassembler("guest-x"), None)
    try:
        return arch().guest_architecture(world.where()).disassemble(gpa, count=count)
    finally:
        gdb.disassembler.register_disassembler(None, None)


def show_code(gpa, count):
    for line in code_at(gpa, count):  # gdb's names for these addresses are the hypervisor's
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
    registers.guest_registers(where)  # raises a Problem if the pc is not available
    if arch().guest_pages():
        raise Problem("the guest's own paging is on, so its pc is not a GPA")
    return arch().code_at(where)


def show_next_instruction():
    """gdb looks the guest's pc up among the hypervisor's symbols, and reads memory without stage 2, so what
    it shows at a stop in the guest is wrong. This shows the next instruction."""
    try:
        if world.where() != world.GUEST:
            return
        if gdb.newest_frame().name():
            print("(In the guest, ignore gdb's names and source lines: they are the hypervisor's.)")
        show_code(gpa_of_next_instruction(), 1)
    except (Problem, gdb.error, gdb.MemoryError):
        pass  # no instruction, or its address is not known


class GuestX(Command):
    """Examine memory by guest-physical address: guest-x [/FMT] [GPA]

FMT is that of gdb's `x`: a count, a format (x d u o t c a f, i for instructions, s for a string)
and a size (b h w g). It works in both worlds, and never uses the guest's own tables. Without GPA
it shows the memory at the guest's next instruction; SEGMENT:OFFSET is a GPA too, as in real mode."""
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
    """gdb compares only addresses. The hypervisor's code at the same address must not stop here."""

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
    """If CS has a base, QEMU stops at the linear address, but tells gdb only the offset, where gdb has no
    breakpoint. gdb would report a SIGTRAP, and could not continue. With a breakpoint at the offset too, it
    steps over both."""

    def __init__(self, offset):
        super().__init__(f"*{offset:#x}", internal=True)
        self.silent = True
        recognised[offset] = self

    def stop(self):
        try:
            return report_stop()
        except (Problem, gdb.error):
            return True


stops, recognised = [], {}


def report_stop():
    """Whether the guest is at a guest-break that gdb does not recognise; if so, prints a line."""
    if not arch().in_guest() or arch().code_at(world.GUEST) == register("pc"):
        return False
    gpa = arch().code_at(world.GUEST)
    for stop in stops:
        if stop.is_valid() and stop.enabled and stop.gpa == gpa:
            print(f"\nBreakpoint {stop.number}, in the guest, at {gpa:#x} (offset {register('pc'):#x})")
            return True
    return False


def recognise(event):
    """After a stop without a breakpoint of gdb, which gdb reports as a SIGTRAP."""
    try:
        if not replay.is_moving and not isinstance(event, gdb.BreakpointEvent) and report_stop():
            Recognised(register("pc"))
    except (Problem, gdb.error) as problem:
        print(f"guest-break: {one_line(problem)}")


class GuestBreak(Command):
    """Set a breakpoint in the guest, which the hypervisor cannot hit: guest-break GPA

The guest need not be loaded yet. GPA is compared with the guest's pc. The two are the same until the
guest turns on its own paging. `info breakpoints` and `delete` work with it. SEGMENT:OFFSET is a GPA
too, as in real mode."""
    name = "guest-break"

    def run(self, arguments):
        if len(arguments) != 1:
            raise Problem("GPA")
        gpa = gpa_of(arguments[0])
        if gpa >> arch().GPA_BITS:
            raise Problem(f"{gpa:#x} is not a GPA: a guest has {arch().GPA_BITS} address bits")
        GuestStop(gpa)
        if arch().guest_pages():
            print("The guest's own paging is on, so its pc may differ from the GPA.")


gdb.events.stop.connect(recognise)
gdb.events.stop.connect(lambda _: replay.is_moving or show_next_instruction())
GuestX()
GuestBreak()
