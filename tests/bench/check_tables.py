#!/usr/bin/env python3
"""check_tables.py FIGURES FILE.md: whether the tables of FILE.md say what the figures are, to the digits that they show.
Prints the rows that do not, or how many there are that do. Status 1 when one does not, or when there are none."""
import json
import re
import sys

ROWS = {  # a row's first cell, and the figures that it is the sum of
    "out of the guest": ["null hypercall: out of the guest"],
    "a null hypercall's round trip in step 5": ["null hypercall"],
    "in step 10": ["null hypercall, step 10"],
    "in this step": ["null hypercall, step 11"],
    "the ring, with both times": ["null hypercall: ring, with both times"],
    "decoding": ["null hypercall: decode"],
    "the loop and the table": ["null hypercall: loop and table"],
    "the ring, decoding, the loop and the table": [
        "null hypercall: ring, with both times", "null hypercall: decode", "null hypercall: loop and table"],
    "the call: found and answered": ["null hypercall: handler"],
    "into the guest": ["null hypercall: into the guest"],
    "the guest's own loop": ["null hypercall: the guest's loop"],
    "**a hypercall that asks for nothing**": ["null hypercall"],
    "**all of it**, with the guest's own loop": ["null hypercall"],
    "a character on the console": ["console character"],
    "a stage-2 fault, until the guest is stopped": ["stage-2 fault: stopped"],
    "the same, until the report is printed": ["stage-2 fault: reported"],
    "mapping 1 GiB in blocks of 2 MiB": ["map 2 MiB blocks, 1024 MiB"],
    "mapping 4 GiB in pages of 4 KiB": ["map 4 KiB pages, 4096 MiB"],
    "a page, from its list, zeroed": ["allocator, 64M: a page"],
    "from `machine_start()` to the guest's first instruction": ["boot to the guest"],
    "beside that: zeroing its memory": ["boot: zeroing memory"],
    "loading 1 MiB of a guest, in 9 requests to the disk": ["load 1 MiB"],
    "a demand fault": ["demand fault"],
    "zeroing a page": ["zero a page"],
    "reading a page of flash": ["flash: a page read"],
    "taking a page back": ["flash: a page taken back"],
    "reading a register of a device": ["device read"],
    "a tick of the timer (RISC-V: with `--no-sstc`)": ["timer tick"],
    "from the host's interrupt to the guest's handler, with the switch": ["interrupt to the handler"],
    "a system call, without a hypervisor": ["kernel: a system call, bare"],
    "a system call, delegated": ["kernel: a system call"],
    "a system call, reflected": ["kernel: a system call, reflected"],
    "a page fault, without a hypervisor": ["kernel: a page fault, bare"],
    "a page fault, delegated": ["kernel: a page fault"],
    "a page fault, reflected": ["kernel: a page fault, reflected"],
    "from the kernel's entry to the end of its first program": ["kernel: boot to its first program"],
    "exits": ["counted: exits"],
    "for devices": ["counted: device"],
    "of these, reads of the 8254": ["counted: reads of the 8254"],
    "demand faults, each of 2 MiB": ["counted: demand fault"],
    "instructions to handle one of these (2 MiB are zeroed)": ["counted: demand fault, instructions"],
    "demand faults with `--fault-block 4K`": ["counted: demand faults of 4 KiB"],
    "interrupts and ticks": ["counted: interrupt", "counted: timer"],
    "`cpuid`, ID registers, other registers": ["counted: identify", "counted: register"],
    "hypercalls": ["counted: hypercall"],
    "accesses to nothing": ["counted: wild access"],
    "a device's register, instructions": ["counted: device, instructions"],
    "a demand fault of 2 MiB": ["counted: demand fault, instructions"],
    "instructions in handling exits, of all": ["counted: in handling exits, %"],
    "to the shell, QEMU alone": ["to the shell: QEMU alone, s"],
    "to the shell, in step 9": ["to the shell: step 9, s"],
    "**ratio**": ["to the shell: ratio"],
    "CPU time to the shell, step 9 / `--bare`": ["to the shell: ratio"],
    "ratio with the kernel's messages (`--verbose-boot`)": ["to the shell, not quiet: ratio"],
    "ratio for `sha256sum` of 64 MiB": ["sha256sum of 64 MiB: ratio"],
    "6 seconds at the prompt": ["6 s at the prompt, s"],
    "from guest to guest, all: exit, scheduler, save, load, entry": ["guest to guest"],
    "of it the scheduler": ["guest to guest, the scheduler"],
    "the other parts": ["guest to guest, no scheduler"],
    "the other parts, without floating point (`--lazy-fp`)": ["guest to guest, no scheduler, no FP"],
    "all, with eight guests instead of two": ["guest to guest, eight guests"],
    "from guest to guest, all": ["guest to guest"],
    "without the scheduler": ["guest to guest, no scheduler"],
    "with eight guests": ["guest to guest, eight guests"],
}


def agrees(shown, value):
    """Without a value, that there can be none; 39,600 for 39576 and 2.9 million for 2904897: the last digit that is not 0 is rounded."""
    if value is None or shown == "cannot be":
        return value is None and shown == "cannot be"
    number, million = re.fullmatch(r"\**([\d,.]+?)\**( million|%)?", shown).groups()
    digits = number.replace(",", "")
    _, _, decimals = digits.partition(".")
    unit = 10 ** (len(digits) - len(digits.rstrip("0") or "0") if not decimals else -len(decimals))
    scale = 1e6 if million == " million" else 1
    return abs(value - float(digits) * scale) <= unit * scale / 2 + 1e-9


figures = json.load(open(sys.argv[1]))["figures"]
good, bad = 0, []
for line in open(sys.argv[2]):
    first, *cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    if first not in ROWS or len(cells) != 3:
        continue
    values = [sum(figures[machine][label] for label in ROWS[first]) if ROWS[first][0] in figures[machine] else None
              for machine in ("riscv64", "aarch64", "x86_64")]
    if all(map(agrees, cells, values)):
        good += 1
    else:
        bad.append(f"{sys.argv[2]}: {first}: {', '.join(cells)}: the figures are {', '.join(map(str, values))}")
print("\n".join(bad) if bad else f"{good} rows")
sys.exit(bool(bad) or not good)
