#!/usr/bin/env python3
"""guest.py ARCH [OPTIONS OF RUN.SH]: the attempts of guest/hostile, each of which says how it has to end."""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from attempts import TOP, Broken, Run

SLOT = 128  # as in guest/hostile


def image_and_wanted(arch):
    subprocess.run(["common/host/alone.py", "build", "make", "-s", f"ARCH={arch}", "disk"], cwd=TOP, check=True)
    flat = TOP / f"build/{arch}/guest/hostile"
    with tempfile.NamedTemporaryFile() as section:
        subprocess.run(["llvm-objcopy", "--dump-section", f".wanted={section.name}", flat.with_suffix(".elf"), "/dev/null"],
                       check=True)
        wanted = Path(section.name).read_text()
    return flat.read_bytes(), wanted.split("\0")[:-1]


def addresses(run):
    """What an attempt names by a word."""
    symbols, memory = run.ram.symbols, min(run.guest_pages)
    return {"root": run.ram.u64(symbols["guest"]), "vcpu": symbols["vcpu"], "stack": symbols["boot_stack_top"] - 64,
            "image": symbols["image_start"], "before": memory - 8, "behind": memory + (1 << 20)}


def wrong_ends(run, wanted):
    names = addresses(run)
    printed = re.findall(r"^VmExit Reason: .*(?:\n  at .*)?", "\n".join(run.printed), re.M)
    if len(printed) != len(wanted):
        yield f"{len(wanted)} attempts, {len(printed)} exits were printed"
    for number, (words, line) in enumerate(zip(wanted, printed)):
        words = re.sub(r"{(.*?)}", lambda found: hex(eval(found[1], {}, names)), words)
        outcome = run.outcome(number)
        if outcome not in words.split("|"):
            yield f"attempt {number}: wanted {words}, got {outcome}: {line}"
        gpa = re.search(r", GPA (0x\w+)", line)
        if outcome.startswith("fault ") and not (gpa and outcome == f"fault {gpa[1]}"):
            yield f"attempt {number}: {outcome}, and what was printed is: {line}"


def main(arch, *options):
    image, wanted = image_and_wanted(arch)
    try:
        run = Run(arch, image, len(wanted), SLOT, options=options, also="print")
        wrong = list(wrong_ends(run, wanted))
        if run.canaries < 1000:
            wrong.append(f"{run.canaries} pages of free memory are too few to watch")
    except Broken as broken:
        wrong = [str(broken)]
    print("\n".join(wrong))
    print(f"{len(wanted)} attempts, {len(wrong)} not as wanted")
    return bool(wrong)


sys.exit(main(*sys.argv[1:]))
