#!/usr/bin/env python3
"""swap.py ARCH [only=REGEX] [lazy-fp] [OPTIONS OF RUN.SH]: every register that an encoding has room for, or those whose
names match, read by one guest before and after another has changed it, and the other way round (swap.c). Prints the
names of those that did not keep their values."""
import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/hostile"))
SHOWN = 20  # lines at most


def words(*instructions):
    return struct.pack(f"<{len(instructions)}I", *instructions)


def riscv64():
    """Each register's name, the code that reads it into a0, and the code that writes a0 with a1's bits changed."""
    import riscv64 as known
    xor, floating_point_on = words(0xb54533), words(0x62b7, 0x1002a073)  # lui t0, 6; csrs sstatus, t0
    for csr in range(0x1000):
        name = {**known.GUESTS_OWN, **known.READ_ONLY, **known.OPTIONAL}.get(csr, f"csr {csr:#x}")
        # SPELP (Zicfilp) stays 0: while it is off for guests, newer QEMUs give them the host's, which sret clears.
        no_spelp = words(0x8002b7, 0xfff2c293, 0x557533) if csr == 0x100 else b""  # lui t0, 0x800; not t0, t0; and a0, a0, t0
        read, write = words(csr << 20 | 0x2573), xor + no_spelp + words(csr << 20 | 0x51073)
        if name not in known.COUNTS:
            yield name, read, write
        if csr in (1, 2, 3):  # where there is no Zfinx
            yield f"{name}, FS on", floating_point_on + read, write
    for n in range(1, 32):
        yield f"f{n}", floating_point_on + words(0xe2000553 | n << 15), xor + words(0xf2050053 | n << 7)  # fmv.x.d, fmv.d.x
        if n != 10:
            yield f"x{n}", words(0x513 | n << 15), xor + words(0x50013 | n << 7)  # mv


def aarch64():
    """Into x0, by x1's bits."""
    import aarch64 as known
    eor = words(0xca010000)
    for number in range(1 << 15, 1 << 16):
        name = known.name_of(number)
        name = known.GUESTS_OWN.get(name) or known.READ_ONLY.get(name) or known.NAMED.get(name) or name
        if name not in (*known.COUNTS, "S3_3_C14_C0_1", "S3_3_C14_C0_5"):  # CNTPCT_EL0, CNTPCTSS_EL0
            yield name, words(known.access(number, True)), eor + words(known.access(number, False))
    for n in range(32):
        yield f"d{n}", words(0x9e660000 | n << 5), eor + words(0x9e670000 | n)  # fmov
        yield f"v{n}.d[1]", words(0x4e183c00 | n << 5), eor + words(0x4e181c00 | n)  # mov
        if n not in (0, 31):
            yield f"x{n}", words(0xaa0003e0 | n << 16), eor + words(0xaa0003e0 | n)  # mov


def x86_64():
    """Into eax; the write changes all of its bits, or what it can."""
    import x86_64 as known
    for name, read, write, _ in known.STATE:
        yield name, read.replace(b"\xd9\x1d", b"\xd9\x15"), write  # fst, which leaves it on the stack
    for n in range(1, 8):
        yield f"r{n}", bytes([0x8b, 0xc0 | n]), bytes([0xf7, 0xd0, 0x89, 0xc0 | n])  # mov; not, mov
        yield f"mm{n}", bytes([0x0f, 0x7e, 0xc0 | n << 3]), bytes([0xf7, 0xd0, 0x0f, 0x6e, 0xc0 | n << 3])  # movd
    for msr in (*range(0x400), *range(0xc0000000, 0xc0000400), *range(0xc0010000, 0xc0010400)):
        mov_ecx = b"\xb9" + struct.pack("<I", msr)
        if msr != 0x10:  # the time
            yield f"msr {msr:#x}", mov_ecx + known.RDMSR, b"\xf7\xd0" + known.WRMSR


# The room for each half, the call, the number of a0, x0 or rax; and what every guest finds as after a reset each time
# that it comes onto the CPU, since its CPUID does not have it.
MACHINES = {"riscv64": (64, words(0x73), 10, ()), "aarch64": (32, words(0xd4000002), 0, ()),
            "x86_64": (128, b"\x0f\x01\xd9", 0, ("XCR0", "YMM0", "PKRU"))}


def main(arch, *options):
    slot, call, value, not_kept = MACHINES[arch]
    only = options[0].removeprefix("only=") if options and options[0].startswith("only=") else ""
    options = options[1:] if only else options
    attempts = [attempt for attempt in globals()[arch]() if re.match(only, attempt[0])]
    reads = [(read + call) * 2 for _, read, _ in attempts]
    writes = [read + write + (read + call) * 2 for _, read, write in attempts]
    assert max(map(len, reads + writes)) <= slot
    lazy, options = ("lazy-fp ", options[1:]) if options[:1] == ("lazy-fp",) else ("", options)
    told = f"{lazy}guest-mem=16M fault-block=2M attempts={len(attempts)} slot={slot} value={value}" + 2 * " guest=/sbin/swap"
    with tempfile.TemporaryDirectory() as folder:
        image = Path(folder, "swap")
        image.write_bytes(b"".join(half.ljust(slot, b"\0") for both in zip(reads, writes) for half in both))
        run = subprocess.run([TOP / "run.sh", "step", "10", arch, "--main", TOP / "tests/several/swap.c", "--timeout", "100",
                              *options, "--guest", image, "--guest", image, "--", "-append", told],
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    wrong = [(attempts[int(n)][0], rest) for n, rest in re.findall(r"^attempt (\d+): (.*)", run.stdout, re.M)]
    wrong = [f"{name}: {rest}" for name, rest in wrong if not (name in not_kept and "writer" in rest)]
    last = run.stdout.splitlines()[-1:]
    if not last or "times read" not in last[0]:
        wrong.append(f"status {run.returncode}: " + run.stdout[-500:])
    print("\n".join(wrong[:SHOWN] + last))
    print(f"{len(attempts)} attempts, {len(wrong)} not as wanted")
    return bool(wrong)


sys.exit(main(*sys.argv[1:]))
