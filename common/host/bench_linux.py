#!/usr/bin/env python3
"""bench_linux.py ARCH...: what Linux costs as a guest of step 9, against the same kernel, files, words and memory on
QEMU's own machine, without a hypervisor: the CPU time (user and system) of QEMU's whole process. Five pairs of runs, one
after the other, and their medians. Prints a table, and leaves the figures in build/bench-linux.json."""
import json
import os
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from statistics import median

from bench_run import ICOUNT, ROOT, Failed, first_ring, image, run
from bench_table import print_heading, print_rows
from ram import Ram

PAIRS = 5
MEMORY = "256M"  # of the guest, and of QEMU's own machine
# QEMU's tree for AArch64 has a seed for KASLR, which ours has not. With it Linux isolates its page tables from programs
# (KPTI), and QEMU flushes its TLB at each system call: without a hypervisor Linux would be the slower one.
WORDS = "nokaslr"
SILENT_FOR = 120  # seconds, after which a run is given up
MARKS = b"bench: shell", b"bench: slept", b"bench: made", b"bench: summed"  # printed by
SCRIPT = "echo bench: shell; sleep 6; echo bench: slept; head -c 64m /dev/zero >/tmp/zeros; echo bench: made; " \
         "sha256sum /tmp/zeros; echo bench: summed"

SHELL, PRINTS = "to the shell", "to the shell, not quiet"
SUM, IDLE = "sha256sum of 64 MiB", "6 s at the prompt, s"
LIMITS = {f"{SHELL}: ratio": {"riscv64": 1.3, "aarch64": 1.2, "x86_64": 1.05},
          f"{SUM}: ratio": dict.fromkeys(("riscv64", "aarch64", "x86_64"), 1.05),
          IDLE: dict.fromkeys(("riscv64", "aarch64", "x86_64"), 0.3)}


def cpu_time(pid):
    """Seconds that the process has used, user and system."""
    if sys.platform == "linux":
        return time.clock_gettime(~pid << 3 | 2)  # the clock of clock_getcpuclockid(3)
    shown = subprocess.run(["ps", "-o", "time=", "-p", str(pid)], capture_output=True, text=True, check=True).stdout
    minutes, seconds = shown.split(":")
    return 60 * int(minutes) + float(seconds)


def times_at(command, marks):
    """The CPU time that QEMU has used when it prints each of these. Then it is ended."""
    qemu, printed, times = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE), b"", []
    try:
        for mark in marks:
            while mark not in printed:
                ready, _, _ = select.select([qemu.stdout], [], [], SILENT_FOR)
                piece = os.read(qemu.stdout.fileno(), 65536) if ready else b""
                if not piece:
                    raise Failed(f"{command[0]}: no '{mark.decode()}': {printed[-500:].decode(errors='replace')}")
                printed += piece
            times.append(cpu_time(qemu.pid))
    finally:
        qemu.kill()
        qemu.wait()
    return times


class Pairs:
    """A run in step 9 and one without a hypervisor, by turns; the disk and the files are made once."""

    def __init__(self, arch, *options):
        ours, bare = ("--guest-mem", MEMORY), ("--bare", "--mem", MEMORY)
        self.commands = [shlex.split(run(arch, "--dry-run", "--run", SCRIPT, "--append", WORDS, *options, *which, step=9))
                         for which in (ours, bare)]

    def measure(self, *marks):
        """For each of the two the times of all its runs."""
        both = [[], []]
        try:
            for _ in range(PAIRS):
                for times, command in zip(both, self.commands):
                    times.append(times_at(command, marks))
        finally:
            for command in self.commands:
                shutil.rmtree(re.search(r"/[^=, ]*/own/\d+", " ".join(command))[0])
        return both


def compare(label, ours, bare):
    """Three rows: both medians, and what the first is of the second."""
    ours, bare = median(ours), median(bare)
    return {f"{label}: QEMU alone, s": round(bare, 3), f"{label}: step 9, s": round(ours, 3),
            f"{label}: ratio": round(ours / bare, 3)}


def count_exits(arch):
    """From the guest's first instruction until it has switched its machine off, by kind."""
    with tempfile.TemporaryDirectory() as folder:
        run(arch, "--ram", f"{folder}/ram", "--run", "true", step=9)
        ram = Ram(f"{folder}/ram", image(arch, 9))
        counts = first_ring(ram).counts()
    return {"exits": sum(counts.values()), **{f"exits: {name}": count for name, count in counts.items()}}


# Kinds of exits, which are 0 where a machine does not have them.
COUNTED = ("device", "demand fault", "hypercall", "timer", "interrupt", "identify", "register", "wild access")


def summary(arch, *options):
    """What --summary says of a boot, as QEMU's -icount counts it: exits and the median of instructions by kind, and all."""
    output = run(arch, "--summary", "--run", "true", *options, *ICOUNT, step=9)
    rows = re.findall(r"^([a-z]+(?: [a-z]+)*) +(\d+) +[\d.]+% +(\d+) ", output, re.M)
    return {kind: (int(count), int(median)) for kind, count, median in rows}, output


def count_instructions(arch):
    kinds, output = summary(arch)
    everything, handling = re.search(r"^(\d+) instructions: .* (\d+) in handling exits", output, re.M).groups()
    reads = re.search(r" pit (\d+) read", output)
    by_pages, _ = summary(arch, "--fault-block", "4K")
    return {"counted: exits": sum(count for count, _ in kinds.values()),
            **{f"counted: {kind}": kinds.get(kind, (0,))[0] for kind in COUNTED},
            "counted: reads of the 8254": int(reads[1]) if reads else 0,
            "counted: device, instructions": kinds["device"][1],
            "counted: demand fault, instructions": kinds["demand fault"][1],
            "counted: demand faults of 4 KiB": by_pages["demand fault"][0],
            "counted: in handling exits, %": round(100 * int(handling) / int(everything), 2)}


def measure(arch):
    quiet, verbose = Pairs(arch).measure(*MARKS), Pairs(arch, "--verbose-boot").measure(MARKS[0])
    figures = compare(SHELL, *([shell for shell, *_ in runs] for runs in quiet))
    figures.update(compare(PRINTS, *([shell for shell, in runs] for runs in verbose)))
    figures.update(compare(SUM, *([end - begin for *_, begin, end in runs] for runs in quiet)))
    figures[IDLE] = round(median(slept - shell for shell, slept, *_ in quiet[0]), 3)
    return {**figures, **count_exits(arch), **count_instructions(arch)}


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # and so what was begun is tidied up
    result = {"kernels": {}, "figures": {}}
    try:
        for arch in sys.argv[1:]:
            result["kernels"][arch] = (ROOT / f"build/linux/{arch}/packages").read_text().splitlines()[0]
            result["figures"][arch] = measure(arch)
    except KeyboardInterrupt:
        sys.exit(130)
    except Failed as problem:
        sys.exit(f"bench: {problem}")
    (ROOT / "build/bench-linux.json").write_text(json.dumps(result, indent=1) + "\n")
    print_heading(result["figures"])
    print_rows(result["figures"], LIMITS)
    print(f"\nMedians of {PAIRS} runs; in brackets, the most that it may be.")


main()
