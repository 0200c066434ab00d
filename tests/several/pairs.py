#!/usr/bin/env python3
"""pairs.py ARCH [cpu=MODEL] [seed=N] [pairs=N]: pairs of random guests, beside one that looks at its registers all the
time (pairs.c); and when it has ended the hypervisor's text and constants in memory against those of its file."""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path += [str(TOP / "common/host"), str(TOP / "tests")]
from image import changed  # noqa: E402
from ram import Ram  # noqa: E402

PAIRS_A_SECOND = 5  # at the least, on a machine that others use too


def main(arch, options):
    told = dict(option.split("=") for option in options)
    cpu = told.pop("cpu", None)
    with tempfile.TemporaryDirectory() as folder:
        source, keep, memory = (Path(folder, name) for name in ("keep.S", "keep", "ram"))
        source.write_text("#define SEED 17\n#define MS 0x7fff0000\n#define ROUNDS 0xffffffff\n" +
                          (TOP / f"tests/several/{arch}.S").read_text())
        subprocess.run([TOP / "run.sh", "flat", arch, source, keep], check=True)
        words = ["restart", "slice=1", "guest-mem=16M", "fault-block=64K", *(f"{key}={value}" for key, value in told.items())]
        command = [str(c) for c in (
            TOP / "run.sh", "step", 10, arch, "--main", TOP / "tests/several/pairs.c", *(("--cpu", cpu) if cpu else ()),
            "--timeout", 60 + int(told.get("pairs", 100)) // PAIRS_A_SECOND, "--ram", memory, *3 * ("--guest", keep))]
        line = subprocess.run([*command, "--dry-run"], stdout=subprocess.PIPE, text=True, check=True).stdout
        status = subprocess.run([*command, "--", "-append", " ".join(words + 3 * ["guest=/sbin/keep", "flash=/sbin/flash.bin"])],
                                stdin=subprocess.DEVNULL).returncode
        elf = re.search(r" -kernel (\S+)", line)[1]
        at = changed(Ram(memory, elf), elf)
    if at is not None:
        print(f"pairs: the hypervisor's image has changed at {at:#x}")
    return status or at is not None


if len(sys.argv) < 2:
    sys.exit(__doc__)
sys.exit(main(sys.argv[1], sys.argv[2:]))
