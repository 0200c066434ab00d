#!/usr/bin/env python3
"""privileged.py ARCH [--state] [OPTIONS OF RUN.SH]: all that is privileged in an instruction set, one after the other,
each by a guest of its own. Prints what did not end as ARCH.py says, and which registers keep the value that
one guest wrote for the next one. With --state: only the registers that a guest of some CPU can write."""
import importlib
import sys

from attempts import Broken, run_all

SHOWN = 20  # lines at most


def survivors(attempts, run, counts):
    """What was read again after somebody else's write, and is not as it was."""
    for number, attempt in enumerate(attempts):
        name = attempt.name.removeprefix("read ").removesuffix(" again")
        if not attempt.name.endswith(" again") or name in counts or run.outcome(number) != "resumed":
            continue
        before, now = run.exits[number - 2].what_else, run.exits[number].what_else
        if before != now:
            yield f"{name}: {before:#x} for one guest, {now:#x} for the one after the next"


def of_state(attempts):
    """Those of three that follow each other: read, write, read again."""
    for number, attempt in enumerate(attempts):
        if attempt.name.endswith(" again"):
            yield from attempts[number - 2:number + 1]


def main(arch, *options):
    machine = importlib.import_module(arch)
    attempts = list(machine.attempts())
    if options[:1] == ("--state",):
        attempts, options = list(of_state(attempts)), options[1:]
    room = len(attempts) * machine.SLOT // (1 << 20) + 1
    try:
        wrong, run = run_all(arch, attempts, machine.SLOT, machine.PADDING, guest_mem=room + 1,
                             slice_ms=0 if arch == "x86_64" else 500, options=options)
        wrong += survivors(attempts, run, machine.COUNTS)
        wrong += machine.by_features(attempts, run)
    except Broken as broken:
        wrong = [str(broken)]
    print("\n".join(wrong[:SHOWN]))
    print(f"{len(attempts)} attempts, {len(wrong)} not as wanted")
    return bool(wrong)


sys.exit(main(*sys.argv[1:]))
