#!/usr/bin/env python3
"""fuzz.py ARCH [step=6 to step=9] [cpu=MODEL] [seed=N] [streams=N] [mode=N] [slice=MS] [OPTION]: random guests (main.c) on that machine, one after the other,
and when it has ended the hypervisor's text and constants in memory against those of its file. Status 0 when
nothing was found; else the last line is the command that runs the failing stream alone."""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path += [str(TOP / "common/host"), str(TOP / "tests")]
from image import changed  # noqa: E402
from ram import Ram  # noqa: E402

FAILED = TOP / "build/failed"  # recordings
STREAMS_A_SECOND = 50  # at the least, on a machine that others use too


def keep(command, words, status):
    """Runs the failing stream alone, recorded; keeps the recording if it fails again as it did."""
    FAILED.mkdir(parents=True, exist_ok=True)
    file = FAILED / f"fuzz-{command[3]}-{words[0].replace('=', '-')}.rec"
    again = subprocess.run([*command, "--record", str(file), "--", "-append", " ".join(words)], stdin=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if again.returncode == status and file.is_file() and file.stat().st_size:
        print(f"fuzz: a recording of it: ./run.sh replay {file.relative_to(TOP)}")
    else:
        file.unlink(missing_ok=True)


def main(arch, options):
    cpu = [o for o in options if o.startswith("cpu=")]
    step = [o for o in options if o.startswith("step=")]
    options = [o for o in options if o not in cpu + step]
    streams = next((int(o[8:]) for o in options if o.startswith("streams=")), 1000)
    with tempfile.NamedTemporaryFile() as memory:
        command = [str(TOP / "run.sh"), "step", step[0][5:] if step else "5", arch, "--main", str(TOP / "tests/fuzz/main.c"), "--disk",
                   "none", "--timeout", str(30 + streams // STREAMS_A_SECOND), *(word for o in cpu for word in ("--cpu", o[4:]))]
        in_file = [*command, "--ram", memory.name]
        line = subprocess.run([*in_file, "--dry-run"], stdout=subprocess.PIPE, text=True)
        if line.returncode:
            return line.returncode
        status = subprocess.run([*in_file, "--", "-append", " ".join(options)],
                                stdin=subprocess.DEVNULL).returncode
        elf = re.search(r" -kernel (\S+)", line.stdout)[1]
        ram = Ram(memory.name, elf)
        seed, mode = ram.u64(ram.symbols["fuzz_stream"], 2)
        at = changed(ram, elf)
    if at is not None:
        print(f"fuzz: the hypervisor's image has changed at {at:#x}")
        status = status or 1
    if status:
        keep(command, [f"seed={seed}", f"mode={mode}", "streams=1"], status)
        print(f"fuzz: status {status}: tests/fuzz/fuzz.py {' '.join([arch, *step, *cpu])} seed={seed} mode={mode} streams=1")
    return status


if len(sys.argv) < 2:
    sys.exit(__doc__)
sys.exit(main(sys.argv[1], sys.argv[2:]))
