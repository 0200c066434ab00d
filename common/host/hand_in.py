#!/usr/bin/env python3
"""hand_in.py NAME PROGRESS OUT: puts the answers that were changed into the tar file OUT, with what their graders have found
here. take() reads such a file, and trusts nothing in it."""
import io
import json
import os
import re
import subprocess
import sys
import tarfile
from collections import namedtuple
from pathlib import Path

import course
from course import ARCHITECTURES, ROOT
from problem import Problem, count, printable, run

FORMAT = 1
ABOUT = "hand-in.json"
ARCHIVE, MEMBERS, SIZES = 16 << 20, 200, {ABOUT: 1 << 18, "answer": 1 << 20}  # bytes, files, bytes of a file
TOOLS = ("clang", "ld.lld", *(f"qemu-system-{name}" for name in ARCHITECTURES))


# --- To make one ---

def version_of(tool):
    try:
        return printable(subprocess.run([tool, "--version"], capture_output=True, text=True).stdout.partition("\n")[0], 100)
    except OSError:
        return "missing"


def verdicts(exercise, progress):
    """What the graders have found of the answer as it is now, by architecture."""
    now = course.digest((exercise.folder / "answer.c").read_bytes())
    for name in exercise.architectures:
        try:
            told = json.loads((progress / f"{exercise.number}.{name}.json").read_text())
            if told["answer"] == now:
                yield {"exercise": exercise.number, "architecture": name, **{key: told[key] for key in ("points", "of", "seed")}}
        except (OSError, ValueError, LookupError, TypeError):
            pass  # it was not graded there


def say(exercise, found):
    for told in found:
        print(f"{exercise.number:4} {exercise.name:20} {told['points']} of {told['of']} on {told['architecture']}")
    if not found:
        print(f"{exercise.number:4} {exercise.name:20} not graded as it is now: ./run.sh exercise {exercise.number} ARCH")


def make(name, progress, out):
    answers, graded = {}, []
    for exercise in course.changed_answers(progress):
        found = list(verdicts(exercise, progress))
        say(exercise, found)
        graded += found
        answers[exercise.number] = (exercise.folder / "answer.c").read_bytes()
    if not answers:
        raise Problem("no answer was changed (./run.sh exercises)")
    others = [path for path in course.changed_files() or [] if not path.endswith("/answer.c")]
    if others:
        print(f"changed too, but only answers are graded: {', '.join(others[:5])}{' ...' if len(others) > 5 else ''}")
    about = {"format": FORMAT, "name": name, "seed": int((progress / "seed").read_text()), "graded": graded,
             "changed": others[:100], "tools": {tool: version_of(tool) for tool in TOOLS}}
    with tarfile.open(out, "w", format=tarfile.USTAR_FORMAT) as archive:
        add(archive, ABOUT, json.dumps(about, indent=1).encode())
        for number, text in answers.items():
            add(archive, f"answers/{number}.c", text)
    print(f"{Path(out).name}: {count(len(answers), 'answer')}, by {name}")


def add(archive, member, data):
    if len(data) > SIZES["answer"]:
        raise Problem(f"{member}: longer than {SIZES['answer'] >> 20} MiB")
    info = tarfile.TarInfo(member)
    info.size = len(data)
    archive.addfile(info, io.BytesIO(data))


# --- To read one ---

HandIn = namedtuple("HandIn", "name seed answers graded ignored tools")


def members(file):
    """The name and the bytes of each member. Each is checked, and none is unpacked. (tarfile's own reader is not used here: it
    follows links and long names, whatever they say.)"""
    if not os.path.lexists(file):
        raise Problem("no such file")
    if not os.path.isfile(file) or os.path.islink(file):
        raise Problem("not a regular file")
    if os.path.getsize(file) > ARCHIVE:
        raise Problem(f"larger than {ARCHIVE >> 20} MiB")
    seen = set()
    with open(file, "rb") as stream:
        while (block := stream.read(tarfile.BLOCKSIZE)).strip(b"\0"):
            info = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
            limit = SIZES.get(info.name, SIZES["answer"])
            if not re.fullmatch(r"[\w@+-][\w.@+-]*(/[\w@+-][\w.@+-]*)*", info.name, re.ASCII):
                raise Problem(f"a member is called {info.name!r}")
            if info.type != tarfile.REGTYPE:
                raise Problem(f"{info.name} is no regular file")
            if info.name in seen or len(seen) == MEMBERS:
                raise Problem(f"{info.name} is there twice" if info.name in seen else f"more than {MEMBERS} members")
            if not 0 <= info.size <= limit:
                raise Problem(f"{info.name} has more than {limit >> 10} KiB")
            seen.add(info.name)
            data = stream.read(info.size)
            stream.read(-info.size % tarfile.BLOCKSIZE)
            if len(data) != info.size:
                raise Problem("it is cut off")
            yield info.name, data


def is_number(value, most):
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def check_about(about, exercises):
    """The name, the seed and the list of what was graded, as they should be."""
    if about["format"] != FORMAT:
        raise Problem(f"its format is {about['format']!r}, and this is format {FORMAT}")
    if not re.fullmatch(course.NAME, about["name"]):
        raise Problem(f"its name is {about['name']!r}")
    if not is_number(about["seed"], 9_999_999_999):
        raise Problem("its seed is no number")
    graded = [{key: told[key] for key in ("exercise", "architecture", "points")} for told in about["graded"]
              if told["exercise"] in exercises and is_number(told["points"], 1000)
              and told["architecture"] in exercises[told["exercise"]].architectures]
    tools = {tool: printable(about["tools"][tool], 100) for tool in TOOLS if tool in about["tools"]}
    changed = [re.sub(r"[^A-Za-z0-9_./@+-]", "?", str(path))[:100] for path in about["changed"][:100]]
    return about["name"], about["seed"], graded, changed, tools


def take(file):
    """Reads a hand-in. Problem: why it is none."""
    exercises = course.exercises()
    about, answers, more = None, {}, []
    try:
        for member, data in members(file):
            number = re.fullmatch(r"answers/([\d.]+)\.c", member)
            if member == ABOUT:
                about = json.loads(data)
            elif number and number[1] in exercises:
                answers[number[1]] = data
            else:
                more.append(member)
        if about is None:
            raise Problem(f"it has no {ABOUT}")
        name, seed, graded, changed, tools = check_about(about, exercises)
    except (tarfile.TarError, OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as problem:
        raise Problem(f"not a hand-in, or damaged: {printable(problem, 100)}") from None
    return HandIn(name, seed, answers, graded, more + changed, tools)


if __name__ == "__main__":
    run(lambda: make(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
