#!/usr/bin/env python3
"""readme.py [--update] FILE...: runs what the files' console blocks show, each command once, and compares what is printed
with them.

Shown is what clang and QEMU of the versions in tests/bench/figures.json make, and with these two every character
must be the same, except times. With others, numbers and addresses may differ, and the spaces in front of them;
--update writes those that were printed into the files. A line "..." stands for any lines. Lines that begin with "(gdb) "
are typed in.
"""
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parent.parent
TIME = (r"(?<=\btook )[0-9]+|(?<=\bexited )[0-9]+|(?<=\bresumed )[0-9]+"
        r"|\b[0-9]+(?= ms run,| ms ready while| times on the CPU)")
NUMBER = r"0x[0-9a-f]+|\b[0-9a-f]{8,16}\b|\b[0-9]+\b"


def version(command):
    return re.search(r"version (\d+(\.\d+)?)", subprocess.run([command, "--version"], capture_output=True,
                                                             text=True).stdout)[1]


def same_tools():
    kept = json.loads((TOP / "tests/bench/figures.json").read_text())
    return version("clang").partition(".")[0] == kept["clang"] and version("qemu-system-riscv64") == kept["qemu"]


def normal(line):
    if differs == NUMBER:  # gdb finds a function's arguments where the compiler has kept them
        line = re.sub(r"^(#\d .*?)\(.*\) at ", r"\1() at ", line)
    return re.sub("( +=)? +#", " #", re.sub(differs, "#", line.rstrip()))


def as_printed(shown, printed):
    """The lines that are shown, each as it was printed; None when they are not the same. "..." is any number."""
    if not shown:
        return None if printed else []
    if shown[0] == "...":
        rests = (as_printed(shown[1:], printed[n:]) for n in range(len(printed) + 1))
        return next((["...", *rest] for rest in rests if rest is not None), None)
    if not printed or normal(shown[0]) != normal(printed[0]):
        return None
    rest = as_printed(shown[1:], printed[1:])
    return None if rest is None else [printed[0].rstrip(), *rest]


def run(command, shown):
    """What it prints. Step 4's guest spins: with the last line that is shown its run is over."""
    child = subprocess.Popen(command, shell=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, text=True, cwd=TOP, start_new_session=True)
    printed = []
    for line in child.stdout:
        printed.append(line.rstrip("\n"))
        if command.startswith("./run.sh step 4 ") and normal(line) == normal(shown[-1]):
            os.killpg(child.pid, signal.SIGTERM)
    child.wait()
    return printed


def run_gdb(command, typed):
    """As a terminal would show it, from the first prompt on."""
    typed = "".join(f"echo {line}\\n\n{line.removeprefix('(gdb) ')}\n" for line in typed)
    done = subprocess.run(command + " --timeout 60", shell=True, input=typed, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=100, cwd=TOP)
    printed = done.stdout.replace("\r", "").splitlines()
    return printed[next((n for n, line in enumerate(printed) if line.startswith("(gdb) ")), 0):]


outputs = {}  # of commands that have run: a deck shows some of its chapter's


def output_of(command, typed, shown):
    if (command, *typed) not in outputs:
        outputs[command, *typed] = run_gdb(command, typed) if typed else run(command, shown)
    return outputs[command, *typed]


def check(name):
    """Whether everything that the file shows is printed."""
    text, good = Path(name).read_text(), True
    blocks = re.findall(r"^```console\n(.*?)^```", text, flags=re.S | re.M)
    if not blocks:
        sys.exit(f"{name}: shows no output")
    for block in blocks:
        command, *shown = block.splitlines()
        typed = [line for line in shown if line.startswith("(gdb) ")]
        command = command.removeprefix("$ ")
        fetched = re.search(r"build/linux/(\w+)/|step \d+ (\w+) .*--(?:initrd|guest) linux|step 9 (\w+) (?!.*--guest )", command)
        if fetched and not (TOP / "build/linux" / next(filter(None, fetched.groups())) / "packages").exists():
            print(f"{name}: not run without ./run.sh setup --linux: {command}", file=sys.stderr)
            continue
        printed = output_of(command, typed, shown)
        now = as_printed(shown, printed)
        if now is None:
            good = False
            print(f"{name}: {command}\nshown:", *shown, "printed:", *printed, sep="\n  ")
        elif update:
            text = text.replace(block, "\n".join([block.splitlines()[0], *now, ""]))
    if update:
        Path(name).write_text(text)
    return good


update = sys.argv[1] == "--update"
differs = TIME if same_tools() and not update else NUMBER
results = [check(name) for name in sys.argv[1 + update:]]
sys.exit(not all(results))
