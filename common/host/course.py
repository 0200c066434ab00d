#!/usr/bin/env python3
"""What hand-out, hand-in and grade share: the exercises, the students and their seeds, what was handed out.

course.py seed NAME: prints the seed that this copy has for the student; nothing if it was not made for a course.
course.py changed: prints the numbers of the exercises whose answers were changed."""
import hashlib
import hmac
import json
import re
import sys
from collections import namedtuple
from pathlib import Path

from problem import Problem, printable, run

ROOT = Path(__file__).resolve().parents[2]
HANDED_OUT = ROOT / ".hand-out.json"  # in a copy that hand-out has made: the hash of each file, and the seed of each student
COURSE = ROOT / ".course"  # in the lecturer's copy: the key and the students
ARCHITECTURES = ("riscv64", "aarch64", "x86_64")
NAME = r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}"  # a student's
SEEDS = 999_999_999

Exercise = namedtuple("Exercise", "number name folder points architectures for_one_seed solutions")


def exercises():
    """Those of this tree, by their number "3.2", in order."""
    found = {}
    folders = ROOT.glob("steps/[0-9]*/exercises/*/")
    for folder in sorted(folders, key=lambda path: (path.parts[-3], int(path.name.split("-")[0]))):
        step, facts = folder.parts[-3][:2], (folder / "README.md").read_text()
        first, _, name = folder.name.partition("-")
        number = f"{int(step)}.{first}"
        points, architectures = re.search(r"^(\d+) points, .*; (.*)\.$", facts, re.M).groups()
        found[number] = Exercise(number, name, folder, int(points), tuple(a for a in ARCHITECTURES if a in architectures),
                                 "for one seed" in (folder / "exercise.h").read_text(), ROOT / "tests/solutions" / step / folder.name)
    return found


def digest(data):
    return hashlib.sha256(data).hexdigest()


# --- Students ---

def read_roster(file):
    """The names in a list: a line each, its first word or field. What follows it, and lines that begin with #, is not read."""
    names = []
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Problem(f"{file}: not a text file in UTF-8") from None
    for number, line in enumerate(text.splitlines(), 1):
        name = re.split(r"[\s,;]", line.strip())[0].strip('"')
        if not name or name.startswith("#"):
            continue
        if not re.fullmatch(NAME, name):
            raise Problem(f"{file}:{number}: {printable(name)}: a name has letters, digits and . _ @ + - (take a login, or a number)")
        if name in names:
            raise Problem(f"{file}:{number}: {name} is listed twice")
        names.append(name)
    if not names:
        raise Problem(f"{file}: no names: write one in each line")
    return names


def read_key(file):
    key = Path(file).read_bytes().strip()
    if len(key) < 16:
        raise Problem(f"{file}: a key has 16 characters at least")
    return key


def seed_of(key, *words):
    """The seed for a student, or for one exercise of the student's."""
    return 1 + int.from_bytes(hmac.new(key, "\0".join(words).encode(), "sha256").digest()[:8], "big") % SEEDS


def listed_as(name):
    """How a copy's list names a student: all students have the list, and it shows no names."""
    return digest(name.encode())[:16]


# --- A copy that was handed out ---

def handed_out():
    try:
        return json.loads(HANDED_OUT.read_text()) if HANDED_OUT.is_file() else None
    except ValueError:
        raise Problem(f"{HANDED_OUT.name} is damaged: restore it from the copy that you were given") from None


def listed_seed(name):
    copy = handed_out()
    if not copy or not copy["students"]:
        return None
    if not name:
        raise Problem("say once who you are: --student NAME, with your name as it is on the course list")
    if listed_as(name) not in copy["students"]:
        raise Problem(f"{printable(name)} is not on the course list")
    return copy["students"][listed_as(name)]


def changed_files():
    """The paths of the files that are not as they were handed out; None if this copy was not handed out."""
    copy = handed_out()
    if not copy:
        return None
    return [path for path, known in copy["files"].items()
            if not (ROOT / path).is_file() or digest((ROOT / path).read_bytes()) != known]


def changed_answers(progress):
    """Those that differ from what was handed out; in any other copy, those that were graded."""
    changed = changed_files()
    for exercise in exercises().values():
        answer = str((exercise.folder / "answer.c").relative_to(ROOT))
        if answer in changed if changed is not None else any(Path(progress).glob(f"{exercise.number}.*.json")):
            yield exercise


def main():
    if sys.argv[1] == "seed":
        seed = listed_seed(sys.argv[2])
        print("" if seed is None else seed)
    else:
        print(*(exercise.number for exercise in changed_answers(sys.argv[2])))


if __name__ == "__main__":
    run(main)
