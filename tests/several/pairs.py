#!/usr/bin/env python3
"""pairs.py ARCH [step=11] [cpu=MODEL] [seed=N] [pairs=N]: pairs of random guests, beside one that looks at its registers
all the time (pairs.c); in step 11 on two CPUs, and the random ones have two as well; and when it has ended the hypervisor's text and constants in memory against those of its file, and that
each page is one guest's."""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path += [str(TOP / "common/host"), str(TOP / "tests"), str(TOP / "tests/hostile")]
from attempts import MACHINES, PAGE, walk  # noqa: E402
from image import changed  # noqa: E402
from ram import Ram  # noqa: E402

PAIRS_A_SECOND = 5  # at the least, on a machine that others use too


def pages_of_two(ram, arch):
    """The pages of the hypervisor's image and of each guest, with its tables, that are another's as well."""
    machine, symbols = MACHINES[arch], ram.symbols
    seen, twice = set(range(symbols["image_start"], symbols["image_end"], PAGE)), set()
    for guest in {guest for _, (_, _, guest) in ram.linked(ram.u64(symbols["exit_rings"]), 3, 0)}:
        parts = walk(ram, machine, ram.u64(guest), machine.levels - 1, machine.root)
        own = {page for _, hpa, size in parts for page in range(hpa, hpa + size, PAGE)}
        twice |= seen & own
        seen |= own
    return sorted(twice)


def main(arch, options):
    told = dict(option.split("=") for option in options)
    cpu, step = told.pop("cpu", None), told.pop("step", "10")
    many = step == "11"
    with tempfile.TemporaryDirectory() as folder:
        source, keep, memory = (Path(folder, name) for name in ("keep.S", "keep", "ram"))
        source.write_text("#define SEED 17\n#define MS 0x7fff0000\n#define ROUNDS 0xffffffff\n" +
                          (TOP / f"tests/several/{arch}.S").read_text())
        subprocess.run([TOP / "run.sh", "flat", arch, source, keep], check=True)
        words = ["restart", "slice=1", "guest-mem=16M", "fault-block=64K", *(f"{key}={value}" for key, value in told.items())]
        guest = ["guest=/sbin/keep", "flash=/sbin/flash.bin"]
        guests = guest + 2 * [*guest, "vcpus=2"] if many else 3 * guest
        command = [str(c) for c in (
            TOP / "run.sh", "step", step, arch, *(("--cpus", 2) if many else ()), "--main", TOP / "tests/several/pairs.c", *(("--cpu", cpu) if cpu else ()),
            "--timeout", 60 + int(told.get("pairs", 100)) // PAIRS_A_SECOND, "--ram", memory, *3 * ("--guest", keep))]
        line = subprocess.run([*command, "--dry-run"], stdout=subprocess.PIPE, text=True, check=True).stdout
        status = subprocess.run([*command, "--", "-append", " ".join(words + guests)],
                                stdin=subprocess.DEVNULL).returncode
        elf = re.search(r" -kernel (\S+)", line)[1]
        ram = Ram(memory, elf)
        at, twice = changed(ram, elf), pages_of_two(ram, arch)
    if twice:
        print(f"pairs: {len(twice)} pages are in two guests, the first {twice[0]:#x}")
    if at is not None:
        print(f"pairs: the hypervisor's image has changed at {at:#x}")
    return status or at is not None or bool(twice)


if len(sys.argv) < 2:
    sys.exit(__doc__)
sys.exit(main(sys.argv[1], sys.argv[2:]))
