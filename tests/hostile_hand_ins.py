#!/usr/bin/env python3
"""hostile_hand_ins.py make FOLDER: writes hand-ins that attack whoever grades them, and one honest one for the same exercise.
hostile_hand_ins.py check OUT.json: each has the points that it deserves, and is told for its reason."""
import gzip
import json
import re
import sys
import tarfile
from pathlib import Path

SEED = 5
ABOUT = {"format": 1, "name": "NAME", "seed": SEED, "graded": [{"exercise": "3.2", "architecture": "aarch64", "points": 7, "of": 7, "seed": SEED}],
         "changed": [], "tools": {"clang": "clang version 14"}}
ZERO = 'uint64_t mapped_bytes(const struct stage2 *s) { return 0; }'
SOLUTION = (Path(__file__).parent / "solutions/03/2-mapped-bytes/solution.c").read_text()


def member(name, data=b"", **facts):
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for key, value in facts.items():
        setattr(info, key, value)
    return info.tobuf(tarfile.GNU_FORMAT) + data + bytes(-len(data) % 512)


def about(**facts):
    return member("hand-in.json", json.dumps({**ABOUT, **facts}).encode())


def answer(*lines):
    """A hand-in whose archive is as it should be."""
    return ABOUT_HERE + member("answers/3.2.c", "\n".join(('#include "exercise.h"', *lines)).encode()) + END


ABOUT_HERE, END = b"ABOUT", bytes(1024)  # the first becomes one with the case's name
GOOD = member("answers/3.2.c", SOLUTION.encode())
LINK = {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"}

ARCHIVES = {  # name: the archive, and the note on it
    "empty": (b"", "it has no hand-in.json"),
    "noise": (b"\x01\xfe" * 5000, "not a hand-in, or damaged"),
    "parent": (ABOUT_HERE + member("../evil.c", b"x") + END, "a member is called '../evil.c'"),
    "absolute": (ABOUT_HERE + member("/tmp/evil.c", b"x") + END, "a member is called '/tmp/evil.c'"),
    "hidden": (ABOUT_HERE + member("answers/.git/config", b"x") + END, "a member is called"),
    "symlink": (ABOUT_HERE + member("answers/3.2.c", **LINK) + END, "answers/3.2.c is no regular file"),
    "hardlink": (ABOUT_HERE + member("answers/3.2.c", type=tarfile.LNKTYPE, linkname="run.sh") + END, "is no regular file"),
    "device": (ABOUT_HERE + member("answers/3.2.c", type=tarfile.CHRTYPE, devmajor=1, devminor=5) + END, "is no regular file"),
    "longname": (ABOUT_HERE + member("././@LongLink", b"a" * 5000, type=tarfile.GNUTYPE_LONGNAME) + END, "a member is called"),
    "cut": (ABOUT_HERE + member("answers/3.2.c", SOLUTION.encode())[:700], "it is cut off"),
    "huge": (ABOUT_HERE + member("answers/3.2.c", size=1 << 40) + END, "answers/3.2.c has more than 1024 KiB"),
    "long": (ABOUT_HERE + member("answers/3.2.c", b"/" * (1 << 20 | 1)) + END, "answers/3.2.c has more than 1024 KiB"),
    "bulky": (ABOUT_HERE + bytes(17 << 20), "larger than 16 MiB"),
    "many": (ABOUT_HERE + b"".join(member(f"f{i}") for i in range(300)) + END, "more than 200 members"),
    "twice": (ABOUT_HERE + GOOD + GOOD + END, "answers/3.2.c is there twice"),
    "gzipped": (gzip.compress(ABOUT_HERE + GOOD + END, mtime=0), "not a hand-in, or damaged"),
    "nested": (member("hand-in.json", b"[" * 200000) + END, "not a hand-in, or damaged"),
    "forger": (about(name="../../etc/passwd") + GOOD + END, "its name is"),
    "formula": (about(name="=1+1") + GOOD + END, "its name is"),
    "seedless": (about(name="seedless", seed="$(id)") + GOOD + END, "its seed is no number"),
}
ANSWERS = {  # name: the hand-in, its points, and what is said of it
    "honest": (ABOUT_HERE + GOOD + member("steps/03-stage2-tables/exercises/2-mapped-bytes/check.c", b"x") + END, 7,
               "ignored: steps/03-stage2-tables/exercises/2-mapped-bytes/check.c"),
    "reader": (answer('#include "/etc/passwd"', ZERO), 0, "by their name alone"),
    "key": (answer('#include "../../../../.course/key"', ZERO), 0, "by their name alone"),
    "binary": (answer('__asm__(".incbin \\"/etc/passwd\\"");', ZERO), 0, "it has assembly"),
    "before": (answer("static void __attribute__((constructor)) f(void) {}", ZERO), 0, "it has a constructor"),
    "placed": (answer('static int __attribute__((section(".text.boot"), used)) f;', ZERO), 0, "a section .text.boot"),
    "bomb": (answer("#define A(x) x x x x x x x x x x x x x x x x", "#define B(x) A(A(A(A(A(A(A(A(x))))))))",
                    "uint64_t mapped_bytes(const struct stage2 *s) { return 0 B(B(+ 1)); }"), 0, "more time or memory"),
    "alias": (answer('extern uint64_t f[] __asm__("findings");', "uint64_t mapped_bytes(const struct stage2 *s) { return f[0]++; }"), 0,
              "it uses findings"),
    "weak": (answer("__attribute__((weak)) void printf(const char *s, ...) {}", ZERO), 0, "a weak or special symbol"),
    "own": (answer("void check_points(void) {}", ZERO), 0, "it defines check_points"),
    "wrapped": (answer('uint64_t f(void) __asm__("__wrap_page_alloc");', "uint64_t f(void) { return 0; }", ZERO), 0, "it defines __wrap_page_alloc"),
    "text": (answer('#include "print.h"', 'uint64_t mapped_bytes(const struct stage2 *s) { printf("7 of 7 points\\n"); return 0; }'), 1,
             r"\| 7 of 7 points"),
    "flood": (answer('#include "print.h"', "uint64_t mapped_bytes(const struct stage2 *s) { for (;;) printf(\"x\"); }"), 0, "more than 1 MiB"),
    "hang": (answer("uint64_t mapped_bytes(const struct stage2 *s) { for (volatile int i = 0;;) i++; }"), 0, "did not finish within 10 s"),
    "filler": (answer("uint64_t mapped_bytes(const struct stage2 *s)", "{ for (volatile uint64_t *p = (void *)s;; p++) *p = 0x4141; }"), 0,
               "not graded: more than 4 GiB"),
}


def named(data, name):
    return data.replace(ABOUT_HERE, about(name=name), 1)


def make(folder):
    for name, case in {**ARCHIVES, **ANSWERS}.items():
        (folder / f"{name}.tar").write_bytes(named(case[0], name))
    (folder / "link.tar").symlink_to("honest.tar")


def check(out):
    found = {Path(student["extra_data"]["file"]).stem: student for student in json.loads(out.read_text())["students"]}
    cases = {name: (0, f"not graded: .*{re.escape(note)}") for name, (_, note) in ARCHIVES.items()}
    cases.update({name: case[1:] for name, case in ANSWERS.items()})
    cases["link"] = (0, "not graded: .*not a regular file")
    for name, (points, told) in cases.items():
        text = "\n".join([found[name]["output"], *(test["output"] for test in found[name]["tests"])])
        if found[name]["score"] != points or not re.search(told, text):
            yield f"{name}: {found[name]['score']} points, not {points}; {told!r} should be in: {text}"
    if set(found) != set(cases):
        yield f"not the hand-ins that were made: {set(found) ^ set(cases)}"


if sys.argv[1] == "make":
    make(Path(sys.argv[2]))
else:
    problems = list(check(Path(sys.argv[2])))
    print(*problems, sep="\n")
    sys.exit(bool(problems))
