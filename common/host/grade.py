#!/usr/bin/env python3
"""grade.py OPTIONS ELF RAM -- QEMU-COMMAND...: runs an exercise's grader, and then reads its findings in the machine's memory
(common/grade.h). Prints a line for each point, and how many points the answer has; writes the same as JSON into the file
of --verdict. Status 0: it has all of them."""
import argparse
import hashlib
import json
import os
import re
import resource
import select
import signal
import struct
import sys
import textwrap
from pathlib import Path

import run
from ram import Ram
from witness import Witness

SHOWN, WIDTH = 100, 400  # lines of the grader's output that are shown, and characters of a line
PRINTED = 1 << 20  # bytes that the grader may print
FILE = 1 << 30  # bytes of a file that QEMU writes: the memory, and what it has seen
POINT, FINDING = "<QQ", "<Q248s"  # the structures in common/grade.h
MAX_POINTS = 16
MISSED, REACHED = 1, 2  # in a finding's word, beside the point's number and the nonce


def read_points(memory, nonce):
    """For each point: what it is, whether it was reached (None: not decided), and why it was missed."""
    for i in range(MAX_POINTS):
        what, _ = unpack(memory, POINT, "points", i)
        if not what:
            return
        word, why = unpack(memory, FINDING, "findings", i)
        decided = {MISSED: False, REACHED: True}.get(word ^ nonce ^ (i + 1) << 8)
        yield text(memory.read(what, 200)), decided, text(why)


def believed(points, seen):
    """The points, of which only those count as reached that QEMU has seen reached."""
    seen = list(seen)
    for number, (what, reached, why) in enumerate(points):
        if reached and (number >= len(seen) or not seen[number]):
            yield what, False, "QEMU has seen that the check missed it, or did not end. Did the answer write into the grader's memory?"
        else:
            yield what, reached, why


def unpack(memory, layout, array, index):
    size = struct.calcsize(layout)
    return struct.unpack(layout, memory.read(memory.symbols[array] + index * size, size))


def text(string):
    return string.split(b"\0")[0].decode(errors="replace")


def start(options, output, said):
    """Runs run.py in a child process. fork() is faster here than starting Python once more."""
    child = os.fork()
    if child:
        return child
    for number, file in enumerate((os.open(os.devnull, os.O_RDONLY), output, said)):
        os.dup2(file, number)
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE, FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    run.main(["--limit", options.limit, "--success", options.success, "--failure", options.failure, options.elf, "--",
              *options.command])


def run_grader(options):
    """Returns run.py's status, what the machine printed, and what run.py says about the end of the run."""
    parent, printed, piece = os.getppid(), b"", b"some"
    output, its_output = os.pipe()
    with open(f"{options.ram}.said", "w+b") as said:
        child = start(options, its_output, said.fileno())
        os.close(its_output)
        while piece and len(printed) <= PRINTED and os.getppid() == parent:  # as long as run.sh waits for the verdict
            if select.select([output], [], [], 0.5)[0]:
                piece = os.read(output, PRINTED)
                printed += piece
        os.kill(child, signal.SIGTERM)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said.seek(0)
        return status, as_text(printed), as_text(said.read(PRINTED))


def as_text(output):
    return output.decode(errors="replace").replace("\r", "")


def plain(line):
    """The line without characters that control a terminal, and cut if it is long."""
    line = re.sub(r"[^ -~\t]", lambda m: f"\\x{ord(m[0]):02x}", line[:WIDTH + 1])
    return line if len(line) <= WIDTH else line[:WIDTH] + " ..."


def how_it_ended(limit, status, printed, said):
    """Tells the student why the grader did not finish, and where it was."""
    panic = re.search(r"^panic: (.*)", printed, re.M)
    if status == 124:
        words = f"it did not finish within {limit} s"
    elif status == 143:  # run_grader() has ended it
        words = f"it printed more than {PRINTED >> 20} MiB"
    elif panic:
        words = f"the hypervisor panicked: {panic[1]}"
    else:
        words = "the machine ended before the grader had done its work. Does the answer power it off, or reset it?"
    return [words, *(line.strip() for line in said.splitlines() if not line.startswith("run.sh: "))]


def say(head, words, *details):
    """Prints a line for a point, and its details below; lines are folded at the width of the terminal."""
    width = 10000
    if sys.stdout.isatty():
        import shutil  # only here: it imports much
        width = shutil.get_terminal_size().columns
    for line in map(plain, (f"{head:6}{words}", *details)):
        print(textwrap.fill(line, width, initial_indent="" if line.startswith(head) else " " * 6, subsequent_indent=" " * 6,
                            break_long_words=False, break_on_hyphens=False))


def verdict(points, checked, end):
    """Prints a line for each point, and returns how many were reached. end: if the run ended while point number `checked`
    was being checked, how it ended; the points after that one were not tried."""
    for number, (what, reached, why) in enumerate(points):
        if end and number > checked:
            print(f"      not graded: {what}")
        elif end and number == checked:
            say("MISS", f"{what}: {end[0] if reached is None else why}", *end[reached is None:])
        elif reached:
            print(f"ok    {what}")
        else:
            say("MISS", f"{what}: {why}")
    return sum(reached is True for number, (_, reached, _) in enumerate(points) if not end or number < checked)


def show(lines):
    """Shows what the machine printed, marked with |, so that nobody takes it for a verdict."""
    if len(lines) > SHOWN:
        print(f"| ({len(lines) - SHOWN} lines more)")
    for line in lines[-SHOWN:]:
        print("| " + plain(line))


def keep(options, points, reached):
    """As JSON, with the hash of the answer that it is about."""
    told = {"points": reached, "of": len(points), "seed": int(options.seed),
            "answer": hashlib.sha256(Path(options.answer).read_bytes()).hexdigest(),
            "list": [{"what": what, "reached": bool(ok), "why": "" if ok else why} for what, ok, why in points]}
    Path(options.verdict).write_text(json.dumps(told, indent=1) + "\n")


def main():
    parser = argparse.ArgumentParser()
    for name in ("--limit", "--success", "--failure", "--verdict", "--answer", "--seed", "elf", "ram"):
        parser.add_argument(name)
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    nonce = int(re.search(r"\bnonce=(\d+)", " ".join(options.command))[1])
    witness = Witness(options.elf, f"{options.ram}.seen")
    options.command += witness.arguments()
    status, printed, said = run_grader(options)
    show(printed.splitlines())
    try:
        memory = Ram(options.ram, options.elf)
        points = list(believed(read_points(memory, nonce), witness.decided()))
    except (OSError, ValueError, KeyError, struct.error):
        points = []
    if not points:
        sys.exit(f"run.sh: the grader did not start\n{said.strip()}")
    checked = (memory.u64(memory.symbols["checked_point"]) - memory.symbols["points"]) // struct.calcsize(POINT)
    over = checked == len(points)
    reached = verdict(points, checked, None if over else how_it_ended(options.limit, status, printed, said))
    print(f"{reached} of {len(points)} points")
    keep(options, points, reached)
    return reached != len(points) or status != 0


try:
    sys.exit(main())
except KeyboardInterrupt:
    sys.exit(130)
