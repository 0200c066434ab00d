#!/usr/bin/env python3
"""acpi.py RAM ELF: whether the ACPI tables that a PC's guest was given, out of the machine's memory, are as the "ACPI
Specification" 6.5 says, and describe this machine."""
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "common/host"))
from ram import Ram  # noqa: E402
from told import RSDP, kept_pages  # noqa: E402

base, page = next((gpa, page) for gpa, page in kept_pages(Ram(*sys.argv[1:]))[0].items() if page.startswith(RSDP))


def numbers(form, data, at):
    return struct.unpack_from("<" + form, data, at)


def table(gpa, name):
    at = gpa - base
    size, = numbers("I", page, at + 4)
    data = page[at:at + size]
    assert data.startswith(name), (gpa, data[:4])
    assert name == b"FACS" or sum(data) % 256 == 0, name
    return data


assert sum(page[:20]) % 256 == 0 and sum(page[:36]) % 256 == 0  # 5.2.5.3
assert page[15] == 2 and numbers("I", page, 20) == (36,)
rsdt, xsdt = *numbers("I", page, 16), *numbers("Q", page, 24)
fadt_gpa, madt_gpa = numbers("2I", table(rsdt, b"RSDT"), 36)
assert numbers("2Q", table(xsdt, b"XSDT"), 36) == (fadt_gpa, madt_gpa)
fadt = table(fadt_gpa, b"FACP")  # 5.2.9
facs, dsdt = numbers("2I", fadt, 36)
assert facs % 64 == 0 and len(table(facs, b"FACS")) == 64  # 5.2.10
assert numbers("2Q", fadt, 132) == (0, dsdt)
assert numbers("H", fadt, 46) == (9,)
assert numbers("8I", fadt, 48) == (0, 0, 0x600, 0, 0x604, 0, 0, 0x608)  # no SMI; events, control, timer
assert numbers("8B", fadt, 88) == (4, 2, 0, 4, 0, 0, 0, 0)  # their bytes
assert numbers("2H", fadt, 96) > (100, 1000)  # no C2, no C3
assert fadt[108] == 0x32
assert numbers("H", fadt, 109) == (0b101,)  # old devices, no keyboard controller, no VGA
assert numbers("I", fadt, 112) == (1 << 10 | 1 << 6 | 1 << 5 | 1 << 4 | 1 << 0,)
assert numbers("4BQB", fadt, 116) == (1, 8, 0, 1, 0xcf9, 6)  # the reset register
assert table(dsdt, b"DSDT")[36:] == b"\x08\\_S5_\x12\x06\x04\0\0\0\0"  # 20.2: sleep type 0 is "off"
madt = table(madt_gpa, b"APIC")  # 5.2.12: two 8259; one CPU with an APIC, and nothing else
assert numbers("2I", madt, 36) == (0xfee00000, 1)
assert madt[44:] == b"\0\x08\0\0\x01\0\0\0"
print("ok")
