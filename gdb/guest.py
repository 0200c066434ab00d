"""guest-x: the guest's memory by its own addresses."""
import re

import gdb
import gdb.disassembler

import chosen
import guest_symbols
import guest_tables
import registers
import stage2
import world
from machine import MASK, PAGE, Command, Problem, arch, number, read_physical, register


def read_page(address, length, translate):
    """As far as one page or block goes."""
    gpa, left = translate(address)
    hpa, second_left, _ = stage2.lookup(gpa)
    return read_physical(hpa, min(left, second_left, length))


def as_gpa(address):
    return address, PAGE - address % PAGE


def read_guest(address, length, translate=guest_tables.translate):
    """Through the guest's own tables and stage 2, page by page, from physical memory."""
    data = b""
    while len(data) < length:
        data += read_page(address + len(data), length - len(data), translate)
    return data


class GuestCode(gdb.disassembler.DisassembleInfo):
    """An instruction whose bytes are fetched by the guest's address."""

    def read_memory(self, length, offset=0):
        try:
            return read_guest(self.address + offset & MASK, length, GuestCode.translate)  # gdb's may be negative
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


def code_at(gpa, count, translate=guest_tables.translate):
    """As gdb disassembles it."""
    GuestCode.translate = staticmethod(translate)
    gdb.disassembler.register_disassembler(GuestDisassembler("guest-x"), None)
    try:
        return arch().guest_architecture(world.where_of_guest()).disassemble(gpa, count=count)
    finally:
        gdb.disassembler.register_disassembler(None, None)


def show_code(address, count, translate=guest_tables.translate):
    for line in code_at(address, count, translate):
        asm = line["asm"]
        if not guest_symbols.are_gdbs_names_the_guests(line["addr"]):
            asm = re.sub(r" <[^>]*>", "", asm)  # the hypervisor's
        print(f"   0x{line['addr']:x}:\t{asm}")


def show_string(address, translate):
    data = b""
    while b"\0" not in data and len(data) < 200:
        try:
            data += read_page(address + len(data), 200 - len(data), translate)
        except Problem:
            if not data:
                raise
            break
    text = data.split(b"\0")[0]
    print(f"0x{address:x}:\t{gdb.Value(text.decode('latin-1')).format_string()}")


def show_numbers(gpa, count, kind, size, translate):
    unit = gdb.selected_inferior().architecture().integer_type(8 * size, False)
    per_line = 16 // size if size < 8 else 2
    for start in range(0, count, per_line):
        at = gpa + start * size
        data = read_guest(at, size * min(per_line, count - start), translate)
        values = [gdb.Value(data[i:i + size], unit) for i in range(0, len(data), size)]
        shown = [value.format_string(format="z" if kind == "x" else kind, symbols=False)
                 for value in values]
        print(f"0x{at:x}:\t" + "\t".join(shown))


def address_of(text):
    """A guest's address, or a name of its program's; or for real mode SEGMENT:OFFSET, whose bases are sixteen times the
    selector."""
    segment, colon, offset = text.partition(":")
    if colon:
        return 16 * number(segment, "a segment") + number(offset, "an offset")
    name = guest_symbols.find(text)
    return number(text, "an address of the guest's") if name is None else name


def gpa_of(text):
    gpa = address_of(text)
    if gpa >> arch().GPA_BITS:
        raise Problem(f"{gpa:#x} is not a GPA: a guest has {arch().GPA_BITS} address bits")
    return gpa


def address_of_next_instruction():
    where = world.where_of_guest()
    registers.guest_registers(where)  # raises a Problem if the pc is not available
    return arch().code_at(where)


def show_next_instruction():
    """gdb looks the guest's pc up among the hypervisor's symbols, and reads memory without stage 2, so what
    it shows at a stop in the guest is wrong. This shows the next instruction."""
    try:
        if world.where() != world.GUEST:
            return
        if gdb.newest_frame().name() and not guest_symbols.are_gdbs_names_the_guests(register("pc")):
            print("(In the guest, ignore gdb's names and source lines: they are the hypervisor's.)")
        with chosen.choice(None):
            show_code(address_of_next_instruction(), 1)
    except (Problem, gdb.error, gdb.MemoryError):
        pass  # no instruction, or its address is not known


class GuestX(Command):
    """Examine memory by the guest's address: guest-x [/FMT] [[gpa] ADDRESS]

FMT is that of gdb's `x`: a count, a format (x d u o t c a f, i for instructions, s for a string)
and a size (b h w g). It works in both worlds. ADDRESS is one that the guest's code uses now: while the guest's
own paging is on, a virtual one, which both translations translate; before, a GPA. After the word gpa it is always a
GPA. Without ADDRESS it shows the memory at the guest's next instruction. A name of `guest-symbols` is an address
too, and SEGMENT:OFFSET, as in real mode."""
    name, options, looks_at_vcpu = "guest-x", ("gpa",), True

    def run(self, arguments):
        formats = arguments[:1] if arguments and arguments[0].startswith("/") else []
        places = arguments[len(formats):]
        is_gpa = places[:1] == ["gpa"]
        if len(places) > 1 + is_gpa or len(places) == is_gpa == 1 or not arguments:
            raise Problem("[/FMT] [[gpa] ADDRESS]")
        count, kind, size = parse_format(formats[0] if formats else "/1xw")
        translate = as_gpa if is_gpa else guest_tables.translate
        address = address_of(places[-1]) if places else address_of_next_instruction()
        stage2.lookup(translate(address)[0])
        if kind == "i":
            show_code(address, count, translate)
        elif kind == "s":
            show_string(address, translate)
        else:
            show_numbers(address, count, kind, size, translate)


GuestX()
