"""guest-symbols: the names and the lines of the guest's own program, beside those of the hypervisor."""
import contextlib
import os
import struct

import gdb

import machine
from machine import Command, Problem

FUNCTION_OR_NONE = (0, 1, 2)  # a symbol's type: a label of assembly, a variable, a function


class Program:
    """An ELF of the guest's: its names, and where its parts are by the addresses that its code uses."""

    def __init__(self, path):
        self.path, self.is_gdbs = path, False
        try:
            with open(path, "rb") as file:
                self.data = file.read()
        except OSError as problem:
            raise Problem(f"{path}: {problem.strerror}") from None
        try:
            self.read()
        except (struct.error, IndexError, ValueError):
            raise Problem(f"{path}: not an ELF with symbols, for a machine of 64 bits") from None

    def table(self, at, count, size, layout):
        return [struct.unpack_from(layout, self.data, at + i * size) for i in range(count)]

    def read(self):
        if self.data[:6] != b"\x7fELF\2\1":
            raise ValueError
        headers, sections = struct.unpack_from("<QQ", self.data, 32)
        size, count, section_size, section_count = struct.unpack_from("<HHHH", self.data, 54)
        self.parts = [(va, va + memory, offset, file) for kind, _, offset, va, _, file, memory in
                      self.table(headers, count, size, "<IIQQQQQ") if kind == 1 and memory]
        sections = self.table(sections, section_count, section_size, "<IIQQQQI")
        symbols = next((section for section in sections if section[1] == 2), None)
        if not symbols or not self.parts:
            raise ValueError
        names = sections[symbols[6]][4]
        self.names = {}
        for name, info, _, section, value in self.table(symbols[4], symbols[5] // 24, 24, "<IBBHQ"):
            if section and info & 15 in FUNCTION_OR_NONE and name and self.holds(value):
                start = names + name
                self.names.setdefault(self.data[start:self.data.index(b"\0", start)].decode(), value)

    def holds(self, va):
        return any(start <= va < end for start, end, _, _ in self.parts)

    def bytes_at(self, va, length):
        for start, _, offset, size in self.parts:
            if start <= va < start + size:
                return self.data[offset + va - start:offset + min(size, va - start + length)]
        return b""

    def overlaps(self, start, end):
        return any(at < end and start < stop for at, stop, _, _ in self.parts)


programs = []


def find(name):
    """The address of a name of the guest's programs; None if none of them has it."""
    return next((program.names[name] for program in programs if name in program.names), None)


def are_gdbs_names_the_guests(pc):
    """Whether what gdb says of this address is about the guest's program."""
    return any(program.is_gdbs and program.holds(pc) for program in programs)


def load(path):
    program = Program(path)
    first, last = machine.address("image_start"), machine.address("image_end")
    if first is not None and not program.overlaps(first, last):
        gdb.execute(f'add-symbol-file "{path}"', to_string=True)
        program.is_gdbs = True
    forget(path)
    programs.append(program)
    return program


def forget(path):
    for program in [program for program in programs if program.path == path]:
        programs.remove(program)


def load_guest():
    """Those of the guest that run.sh named, or of guest/kernel, if the hypervisor is one of a step that starts it (from
    step 8 on). A guest without symbols has none."""
    folder, _, step = os.path.dirname(gdb.current_progspace().filename or "").rpartition("/")
    path = os.environ.get("GUEST") or os.path.join(folder, "guest", "kernel")
    if step[:2].isdigit() and int(step[:2]) >= 8:
        with contextlib.suppress(Problem):
            load(os.path.realpath(path))


class GuestSymbols(Command):
    """Let gdb know the names and source lines of the guest's program: guest-symbols FILE

FILE is an ELF whose addresses are those that the guest's code uses. `guest-break NAME`, `info symbol` and
source lines know it then. From step 8 on those of the guest are there from the start. Where the hypervisor
has the same addresses, gdb can keep only one name: it keeps the hypervisor's, and the names of FILE are only for
`guest-break`, `guest-x` and `guest-walk`. Without FILE it lists what there is."""
    name, needs_machine = "guest-symbols", False

    def run(self, arguments):
        if len(arguments) > 1:
            raise Problem("[FILE]")
        for program in [load(os.path.abspath(os.path.expanduser(arguments[0])))] if arguments else programs:
            start, end = min(part[0] for part in program.parts), max(part[1] for part in program.parts)
            print(f"{program.path}: {len(program.names)} names, {start:#x}..{end - 1:#x}")
            if not program.is_gdbs:
                print("  The hypervisor has some of these addresses: the names are only for guest-break, guest-x, guest-walk.")
        if not programs:
            print("none")


GuestSymbols()
