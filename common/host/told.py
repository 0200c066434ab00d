#!/usr/bin/env python3
"""told.py RAM ELF FILE: what a guest was told of its machine at its start, out of the machine's memory, in words: its
device tree as a source, or the zero page of a PC. If FILE ends in .dtb, the tree itself, for dtc and its like. With
several guests there is a file for each: FILE.1, FILE.2 and so on."""
import struct
import sys
import textwrap

from ram import Ram

PAGE, KEPT_PAGES = 4096, 32
TREE, PVH, ZERO_PAGE, RSDP = 0xd00dfeed, 0x336ec578, b"HdrS", b"RSD PTR "


def kept_pages(ram):
    """{guest's number: {gpa: bytes}}: step 9's copies of the pages in which each guest was told something."""
    if "kept_pages" not in ram.symbols:
        sys.exit("told.py: this hypervisor keeps nothing of what it tells a guest: step 9 does")
    at = ram.symbols["kept_pages"]
    found = {}
    for i in range(KEPT_PAGES):
        guest, gpa, copy = ram.u64(at + 24 * i, 3)
        if copy:
            found.setdefault(guest, {})[gpa] = ram.read(copy, PAGE)
    return found


# --- A device tree: "Devicetree Specification" 0.4, chapter 5 ---

def value(data):
    """A property's value as a source has it: strings if it can be some, else numbers or bytes."""
    strings = data[:-1].split(b"\0") if data else []
    if strings and data[-1] == 0 and all(s and all(32 <= c < 127 for c in s) for s in strings):
        return ", ".join(f'"{s.decode()}"' for s in strings)
    if len(data) % 4:
        return "[" + data.hex(" ") + "]"
    return "<" + " ".join(f"{n:#x}" for n, in struct.iter_unpack(">I", data)) + ">"


def text_at(data, at):
    return data[at:data.index(0, at)].decode()


def tree_source(blob):
    """The lines of its source."""
    _, _, structure, strings = struct.unpack_from(">4I", blob)
    lines, depth, at = ["/dts-v1/;", ""], 0, structure
    while True:
        token, = struct.unpack_from(">I", blob, at)
        at += 4
        if token == 1:  # FDT_BEGIN_NODE
            name = text_at(blob, at)
            at += len(name) // 4 * 4 + 4
            lines.append("\t" * depth + f"{name or '/'} {{")
            depth += 1
        elif token == 2:  # FDT_END_NODE
            depth -= 1
            lines.append("\t" * depth + "};")
        elif token == 3:  # FDT_PROP
            size, name = struct.unpack_from(">2I", blob, at)
            data = blob[at + 8:at + 8 + size]
            at += 8 + (size + 3) // 4 * 4
            lines.append("\t" * depth + text_at(blob, strings + name) + (f" = {value(data)}" if data else "") + ";")
        else:  # FDT_END
            return lines


# --- A PC's pages ---

def memory_lines(entries):
    names = {1: "RAM", 2: "reserved"}
    return [f"memory      {base:#012x}..{base + size:#012x}  {names.get(kind, kind)}" for base, size, kind in entries]


def zero_page_lines(page, pages):
    """Linux's Documentation/arch/x86/zero-page.rst and boot.rst."""
    def field(form, at):
        return struct.unpack_from("<" + form, page, at)[0]
    entries = [struct.unpack_from("<QQI", page, 0x2d0 + 20 * i) for i in range(page[0x1e8])]
    words = field("I", 0x228)
    initrd, size = field("I", 0x218) | field("I", 0x0c0) << 32, field("I", 0x21c)
    return [f"boot protocol {page[0x207]}.{page[0x206]}, loader type {page[0x210]:#x}",
            *memory_lines(entries),
            f"initrd      {initrd:#012x}..{initrd + size:#012x}" if size else "no initrd",
            f"RSDP        {field('Q', 0x070):#012x}",
            *word_lines(words, text_at(pages[words], 0))]


def word_lines(gpa, text):
    return textwrap.wrap(f"words       {gpa:#012x}  {text}", 96, subsequent_indent=" " * 24, break_long_words=False,
                         break_on_hyphens=False)


def start_info_lines(gpa, page):
    """Xen's include/public/arch-x86/hvm/start_info.h; what it points to is in the same page."""
    _, version, _, modules, modules_at, words, rsdp, memory, count, _ = struct.unpack_from("<4I4Q2I", page)
    entries = [struct.unpack_from("<QQI", page, memory - gpa + 24 * i) for i in range(count)]
    files = [struct.unpack_from("<QQ", page, modules_at - gpa + 32 * i) for i in range(modules)]
    return [f"PVH start_info version {version} at {gpa:#x}",
            *memory_lines(entries),
            *(f"initrd      {at:#012x}..{at + size:#012x}" for at, size in files),
            f"RSDP        {rsdp:#012x}",
            *word_lines(words, text_at(page, words - gpa))]


def acpi_lines(gpa, page):
    """"ACPI Specification" 6.5, chapter 5: the tables that the XSDT names, which are in the same page."""
    def table(at):
        name, length = struct.unpack_from("<4sI", page, at - gpa)
        return name.decode(), page[at - gpa:at - gpa + length]
    xsdt, = struct.unpack_from("<Q", page, 24)
    _, body = table(xsdt)
    lines = []
    for at, in struct.iter_unpack("<Q", body[36:]):
        name, body = table(at)
        lines.append(f"ACPI        {name} at {at:#x}, {len(body)} bytes")
        if name == "FACP":
            interrupt, = struct.unpack_from("<H", body, 46)
            ports = [struct.unpack_from("<I", body, at)[0] for at in (56, 64, 76)]
            reset, = struct.unpack_from("<Q", body, 120)
            lines.append("            events at port {:#x}, control at {:#x}, timer at {:#x}, ".format(*ports) +
                         f"reset at {reset:#x}, interrupt {interrupt}")
        elif name == "APIC":
            lines += apic_lines(body)
    return lines


def apic_lines(madt):
    """5.2.12: the local APICs, and what else is listed by its number."""
    address, flags = struct.unpack_from("<2I", madt, 36)
    lines = [f"            local APICs at {address:#x}; {'two 8259' if flags & 1 else 'no 8259'}"]
    at = 44
    while at < len(madt):
        kind, length = madt[at], madt[at + 1]
        cpu, enabled = madt[at + 3], madt[at + 4] & 1
        lines.append("            " + (f"CPU with APIC {cpu}{'' if enabled else ', not there'}" if kind == 0 else f"entry of type {kind}"))
        at += length
    return lines


def pc_lines(pages):
    lines = []
    for gpa, page in pages.items():
        if page[0x202:0x206] == ZERO_PAGE:
            lines += zero_page_lines(page, pages)
        elif page.startswith(RSDP):
            lines += acpi_lines(gpa, page)
        elif struct.unpack_from("<I", page)[0] == PVH:
            lines += start_info_lines(gpa, page)
    return lines


def write_told(pages, out, is_blob):
    trees = [page for page in pages.values() if struct.unpack_from(">I", page)[0] == TREE]
    if is_blob and not trees:
        sys.exit("told.py: a PC has no device tree: give a name that does not end in .dtb")
    if is_blob:
        data = trees[0][:struct.unpack_from(">I", trees[0], 4)[0]]
    else:
        data = ("\n".join(tree_source(trees[0]) if trees else pc_lines(pages)) + "\n").encode()
    try:
        with open(out, "wb") as file:
            file.write(data)
    except OSError as problem:
        sys.exit(f"told.py: {out}: {problem.strerror}")


def main(ram, elf, out):
    guests = kept_pages(Ram(ram, elf))
    if not guests:
        sys.exit("told.py: the guest did not start")
    for guest, pages in guests.items():
        write_told(pages, out if len(guests) == 1 else f"{out}.{guest + 1}", out.endswith(".dtb"))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
