#!/usr/bin/env python3
"""hand_out.py DIR STUDENTS KEY: makes a copy of the project for students, in DIR: without the solutions, the answers to the
questions and those in the speaker notes, and with a seed for each student in the file STUDENTS. The seeds come from the key in
the file KEY; '' is the one in .course, which is made if it is not there."""
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import course
from course import COURSE, HANDED_OUT, ROOT
from problem import Problem, count, run

LEFT_OUT = re.compile(r"\.github/|tests/solutions/|steps/lecturers\.md|tests/(course|hostile_hand_ins)\b")
NEEDS_SOLUTIONS = re.compile(r"tests/solutions|^load exercises$|^load course$", re.M)
OWN = {"build", ".git", ".progress", ".course", "__pycache__"}  # folders that are no part of the project
WORKFLOW = ("common/host/classroom.yml", ".github/workflows/hand-in.yml")
NOBODY = "Your lecturer has the answer."
LABEL = r"(?:Say|Ask|Show|Plan|Before the lecture|Answers?(?: \d+)?)[:.]"  # in speaker notes


# --- What is handed out ---

def known_to_git():
    """The paths of git's files, if this is its top folder; else None."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        return None

    def git(*words):
        done = subprocess.run(["git", "-C", ROOT, *words, "-z"], stdout=subprocess.PIPE, text=True)
        if done.returncode:
            raise Problem(f"git {words[0]} has failed, so it is not known which files belong to the project")
        return done.stdout.split("\0")[:-1]

    for path in git("diff", "--name-only", "HEAD"):
        if path.endswith("/answer.c") and "/exercises/" in path:
            raise Problem(f"{path} was changed: students would get your answer (git checkout {path})")
    unknown = git("ls-files", "--others", "--exclude-standard")
    if unknown:
        print(f"left out: {len(unknown)} files that git does not know: {', '.join(unknown[:3])}{' ...' if len(unknown) > 3 else ''}")
    return [path for path in git("ls-files") if (ROOT / path).exists()]


def in_the_folder():
    """The paths of all files here, if git knows nothing of them."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in OWN]
        yield from (os.path.relpath(os.path.join(folder, name), ROOT) for name in names)


def paths():
    """The paths of all files that are handed out."""
    found = known_to_git()
    if found is None:
        found = list(in_the_folder())
        print("no git here, so check that each answer.c is as students should get it")
    found = [path for path in found if not LEFT_OUT.match(path) and path != HANDED_OUT.name]
    return [path for path in found
            if not (path.startswith("tests/") and path.endswith((".bats", ".bash")) and NEEDS_SOLUTIONS.search((ROOT / path).read_text()))]


# --- Without answers ---

def without_answers(text):
    """Each answer of a file questions.md."""
    return re.sub(r"^(## \d+\.\d+\n).*?(?=^## |\Z)", rf"\1\n{NOBODY}\n\n", text, flags=re.M | re.S).rstrip() + "\n"


def without_spoken_answers(text):
    """A deck without the answers in its speaker notes. An answer ends at the next label."""
    answer = re.compile(rf"[ \n]*\bAnswers?(?: \d+)?[:.].*?(?=\n{LABEL}|\n?-->)", re.S)
    return re.sub(r"<!--\n.*?-->", lambda note: re.sub(r"<!--(?=\n?-->)", "<!--\nAsk the lecturer.\n", answer.sub("", note[0])), text, flags=re.S)


def without_dead_links(text, folder, kept):
    """Without links to files that are not handed out, and without the rows of tables that have one."""
    def dead(link):
        path = os.path.normpath(os.path.join(folder, link.partition("#")[0]))
        return (ROOT / path).is_file() and path not in kept
    lines = []
    for line in text.splitlines(True):
        if not (line.startswith("|") and any(map(dead, re.findall(r"\]\(([^)]+)\)", line)))):
            lines.append(re.sub(r"\[([^][]*)\]\(([^)]+)\)", lambda link: link[1] if dead(link[2]) else link[0], line))
    return "".join(lines)


def changed_for_students(path, kept):
    """The text of a file in the copy; None if it is the same."""
    if not path.endswith(".md"):
        return None
    text = (ROOT / path).read_text()
    if path.endswith("/questions.md"):
        return without_answers(text)
    if path.startswith("slides/"):
        return without_spoken_answers(text)
    return without_dead_links(text, os.path.dirname(path), kept)


# --- The copy ---

def make_copy(folder, found):
    kept = set(found)
    for path in found:
        to = folder / path
        to.parent.mkdir(parents=True, exist_ok=True)
        text = changed_for_students(path, kept)
        if text is None:
            shutil.copyfile(ROOT / path, to)
        else:
            to.write_text(text)
        shutil.copymode(ROOT / path, to)
    workflow = folder / WORKFLOW[1]
    workflow.parent.mkdir(parents=True)
    shutil.copyfile(ROOT / WORKFLOW[0], workflow)


def take_key(file):
    if not file:
        file = COURSE / "key"
        if not file.is_file():
            COURSE.mkdir(exist_ok=True)
            with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
                new.write(secrets.token_hex(32) + "\n")
            print(f"made {file}: keep it until the course is over, because grade needs it")
    return course.read_key(file)


def main():
    folder, students, key = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Problem(f"{folder} exists already, and is not empty")
    names = course.read_roster(students) if students else []
    key = take_key(key)
    found = paths()
    make_copy(folder, found)
    seeds = {course.listed_as(name): course.seed_of(key, name) for name in sorted(names)}
    files = {path: course.digest((folder / path).read_bytes()) for path in sorted(found)}
    (folder / HANDED_OUT.name).write_text(json.dumps({"students": seeds, "files": files}, indent=1) + "\n")
    if names and not sys.argv[3]:  # beside the key that it belongs to
        (COURSE / "students").write_text("".join(f"{name}\n" for name in names))
    told = f"for {count(len(names), 'student')}" if names else "for anybody: each copy takes a random seed"
    print(f"{folder}: {len(found)} files, {len(course.exercises())} exercises without solutions, {told}")


run(main)
