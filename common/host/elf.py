"""The sections and the symbols of an ELF of 64 bits, as clang and ld.lld write it. Here they are read in less time than
llvm-nm takes to start."""
import struct
from collections import namedtuple

HEADER, SECTION, SYMBOL = "<40xQ10xHHH", "<IIQQQQIIQQ", "<IBBHQQ"
SYMTAB = 2  # a section's kind
LOCAL, GLOBAL = 0, 1  # how a symbol is bound
SECTION_SYMBOL, FILE_SYMBOL, INDIRECT = 3, 4, 10  # a symbol's kind
UNDEFINED = 0  # its section

Section = namedtuple("Section", "name kind offset size link address")
Symbol = namedtuple("Symbol", "name bound kind section value size")


def string(table, at):
    return table[at:table.index(0, at)].decode(errors="replace")


def sections(elf):
    """All of them. ValueError: there are more than the header can count."""
    table, _, count, names = struct.unpack_from(HEADER, elf)
    if not count:
        raise ValueError("too many sections")
    headers = [struct.unpack_from(SECTION, elf, table + i * struct.calcsize(SECTION)) for i in range(count)]
    start, size = headers[names][4:6]
    names = elf[start:start + size]
    return [Section(string(names, header[0]), header[1], *header[4:7], header[3]) for header in headers]


def symbols(elf):
    """Those of the program, without the names of its sections and source files, and without riscv64's thousands of local symbols
    that have no name: its debug information uses them."""
    found = sections(elf)
    for section in found:
        if section.kind == SYMTAB:
            _, _, start, size, *_ = found[section.link]
            names = elf[start:start + size]
            table = struct.iter_unpack(SYMBOL, elf[section.offset:section.offset + section.size])
            next(table)  # the first one is empty
            for name, info, _, index, value, size in table:
                if (name or info >> 4 != LOCAL) and info & 15 not in (SECTION_SYMBOL, FILE_SYMBOL):
                    yield Symbol(string(names, name), info >> 4, info & 15, index, value, size)
