#!/usr/bin/env python3
"""readme.py FILE: runs what FILE's console blocks show, and compares what is printed with them.

Shown is what clang and QEMU of the versions in tests/bench/figures.json make, and with these two every character
must be the same, but for times. With others, numbers and addresses may differ, and
the spaces in front of them. A line "..." stands for any lines. Step 4's guest spins: there the time limit is
short. Lines that begin with "(gdb) " are typed in.
"""
import json
import re
import subprocess
import sys
from pathlib import Path


TOP = Path(__file__).parent.parent


def version(command):
    return re.search(r"version (\d+(\.\d+)?)", subprocess.run([command, "--version"], capture_output=True,
                                                             text=True).stdout)[1]


kept = json.loads((TOP / "tests/bench/figures.json").read_text())
numbers = r"(?<=\btook )[0-9]+|(?<=\bcame )[0-9]+|(?<=\bwent on )[0-9]+"
if version("clang").partition(".")[0] != kept["clang"] or version("qemu-system-riscv64") != kept["qemu"]:
    numbers = r"0x[0-9a-f]+|\b[0-9a-f]{8,16}\b|\b[0-9]+\b"


def normal(line):
    return re.sub(" +#", " #", re.sub(numbers, "#", line.rstrip()))


def matches(shown, printed):
    """Whether the lines are the same, with "..." for any number of them."""
    if not shown:
        return not printed
    if shown[0] == "...":
        return any(matches(shown[1:], printed[n:]) for n in range(len(printed) + 1))
    return bool(printed) and normal(shown[0]) == normal(printed[0]) and matches(shown[1:], printed[1:])


def run(command):
    if re.match(r"\./run\.sh step 4 ", command):
        command += " --timeout 3"
    done = subprocess.run(command, shell=True, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=100, cwd=TOP)
    return done.stdout.splitlines()


def run_gdb(command, typed):
    """As a terminal would show it, from the first prompt on."""
    typed = "".join(f"echo {line}\\n\n{line.removeprefix('(gdb) ')}\n" for line in typed)
    done = subprocess.run(command + " --timeout 60", shell=True, input=typed, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=100, cwd=TOP)
    printed = done.stdout.replace("\r", "").splitlines()
    return printed[next((n for n, line in enumerate(printed) if line.startswith("(gdb) ")), 0):]


blocks = re.findall(r"^```console\n(.*?)^```", Path(sys.argv[1]).read_text(), flags=re.S | re.M)
if not blocks:
    sys.exit(f"{sys.argv[1]}: shows no output")
failed = False
for block in blocks:
    command, *shown = block.splitlines()
    typed = [line for line in shown if line.startswith("(gdb) ")]
    command = command.removeprefix("$ ")
    printed = run_gdb(command, typed) if typed else run(command)
    if not matches(shown, printed):
        failed = True
        print(f"{sys.argv[1]}: {command}\nshown:", *shown, "printed:", *printed, sep="\n  ")
sys.exit(failed)
