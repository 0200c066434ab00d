#!/usr/bin/env python3
"""registers.py ARCH: hostile/privileged.py and several/swap.py on every CPU model of QEMU's that can hold guests: every
encoding of a register, read, written and read again by the next guest, and by one that had the CPU before. A register
that no list of the first knows is an error. $QEMU is another QEMU than the system's."""
import subprocess
import sys

from models import TOP, models, verdict


def main(arch):
    bad = count = 0
    for cpu in models(arch):
        ending, _ = verdict(arch, cpu, ("step", "1", arch))
        if ending != "works":
            continue
        count += 1
        for script in ("hostile/privileged.py", "several/swap.py"):
            done = subprocess.run([TOP / "tests" / script, arch, "--cpu", cpu], stdout=subprocess.PIPE, text=True)
            bad += bool(done.returncode)
            print(f"{cpu}: {done.stdout.strip()}", flush=True)
    print(f"{count} models, {bad} bad")
    return bool(bad or not count)


if len(sys.argv) != 2:
    sys.exit(__doc__)
sys.exit(main(sys.argv[1]))
