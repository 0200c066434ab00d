"""guest-x and guest-break: the guest's memory by its own addresses, and stops in its code."""
import re

import gdb
import gdb.disassembler

import stage2
from machine import Command, Problem, arch, number, read_physical


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
        text = gdb.execute(f"x/{count}i {gpa:#x}", to_string=True)
    finally:
        gdb.disassembler.register_disassembler(None, None)
    for line in text.splitlines():  # gdb's names for these addresses are the hypervisor's
        print(re.sub(r" <[^>]*>", "", line).replace("=>", "  "))


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


class GuestX(Command):
    """Examine memory by guest-physical address: guest-x /FMT GPA

FMT is that of gdb's `x`: a count, a format (x d u o t c a f, i for instructions, s for a string)
and a size (b h w g). It works in either world, and never through the guest's own tables."""
    name = "guest-x"

    def run(self, arguments):
        if len(arguments) == 1:
            arguments = ["/1xw"] + arguments
        if len(arguments) != 2:
            raise Problem("/FMT GPA")
        count, kind, size = parse_format(arguments[0])
        gpa = number(arguments[1], "a guest-physical address")
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

    def stop(self):
        try:
            return arch().in_guest()
        except (Problem, gdb.error):
            return True


class GuestBreak(Command):
    """Set a breakpoint in the guest, which the hypervisor cannot hit: guest-break GPA

The guest need not be loaded yet. GPA is compared with the guest's pc: that is the same as long as the
guest has not switched its own paging on. `info breakpoints` and `delete` know it."""
    name = "guest-break"

    def run(self, arguments):
        if len(arguments) != 1:
            raise Problem("GPA")
        gpa = number(arguments[0], "a guest-physical address")
        if gpa >> arch().GPA_BITS:
            raise Problem(f"{gpa:#x}: no GPA: a guest has {arch().GPA_BITS} bits of address")
        GuestStop(f"*{gpa:#x}")
        if arch().guest_pages():
            print("The guest's own paging is on: its pc may differ from the GPA.")


GuestX()
GuestBreak()
