#!/usr/bin/env python3
"""mark.py OPTIONS -- HAND-IN...: grades hand-ins with the graders of this tree. Writes a line for each into the file of --csv,
and all details as JSON into a file beside it."""
import argparse
import csv
import json
import re
import sys
from collections import defaultdict
from pathlib import Path

import course
import hand_in
from answer import without_comments
from course import COURSE
from grading import Grader, Task, Verdict, own_answer
from problem import Problem, count, printable, run


def shown(name):
    """A file's name, which students choose, without signs that mean something to a table or a terminal."""
    return "".join(sign if sign.isalnum() or sign in " ._@+-()" else "?" for sign in name)


class Marked:
    """A hand-in, and its results."""

    def __init__(self, file):
        self.shown, self.name, self.notes, self.answers, self.verdicts, self.tasks = shown(Path(file).name), "", [], {}, {}, []
        try:
            self.hand_in = hand_in.take(file)
            self.name, self.answers = self.hand_in.name, self.hand_in.answers
        except Problem as why:
            self.hand_in = None
            self.notes.append(f"not graded: {printable(why, 200)}")

    def points(self):
        return sum(verdict.points for verdict in self.verdicts.values())

    def architecture(self, exercise):
        """Where the student has the most points; the first one if it was not graded."""
        points = {told["architecture"]: told["points"] for told in self.hand_in.graded if told["exercise"] == exercise.number}
        return max(exercise.architectures, key=lambda name: points.get(name, -1))


# --- Seeds ---

def read_course(options):
    """The key and the names, of the options or of .course. Without them students have chosen their seeds."""
    if options.key and not options.students:
        raise Problem("--key FILE needs --students FILE too: the list that was used with this key")
    key, students = options.key or COURSE / "key", options.students or COURSE / "students"
    if not Path(students).is_file():
        return None, []
    return course.read_key(key), course.read_roster(students)


def seed_for(one, key, exercise):
    """Most exercises are graded with numbers that the student cannot know, since an answer computes what they ask."""
    if exercise.for_one_seed or not key:
        return one.seed
    return course.seed_of(key, one.name, exercise.number)


def check_names(all_of_them, key, names):
    seen = {}
    for one in all_of_them:
        if not one.hand_in:
            continue
        one.seed = one.hand_in.seed
        if key and one.name not in names:
            one.notes.append("not on the course list")
        elif key:
            one.seed = course.seed_of(key, one.name)
            if one.seed != one.hand_in.seed:
                one.notes.append(f"made with seed {one.hand_in.seed}, which is not the student's")
        if one.name in seen:
            one.notes.append(f"{seen[one.name].shown} names the same student")
            seen[one.name].notes.append(f"{one.shown} names the same student")
        seen[one.name] = one
        if one.hand_in.ignored:
            more = " ..." if len(one.hand_in.ignored) > 5 else ""
            one.notes.append(f"changed too, and ignored: {' '.join(one.hand_in.ignored[:5])}{more}")


# --- Equal answers ---

def essence(text):
    """The text without comments and spaces."""
    return re.sub(r"\s+", "", without_comments(text.decode(errors="replace")))


def note_equal(all_of_them, exercises):
    same = defaultdict(set)
    for one in all_of_them:
        for number, text in one.answers.items():
            same[number, essence(text)].add(one)
    for (number, text), ones in same.items():
        solution = essence(own_answer(exercises[number])[0])
        for one in ones:
            others = sorted({other.name for other in ones} - {one.name})
            if others:
                one.notes.append(f"{number} equals that of {' '.join(others[:5])}")
            if text == solution:
                one.notes.append(f"{number} equals the solution in this tree")


def drop_unchanged(all_of_them, exercises, only):
    """What is as it was handed out needs no grading, and equals everybody's."""
    for one in all_of_them:
        one.answers = {number: text for number, text in one.answers.items() if (not only or number in only)
                       and essence(text) != essence((exercises[number].folder / "answer.c").read_bytes())}


# --- What is written ---

def cell(text):
    """No spreadsheet takes it for a formula."""
    return text if str(text)[:1].isalnum() else f"'{text}" if text else ""


def write_csv(file, all_of_them, graded):
    with open(file, "w", newline="", encoding="utf-8") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(["name", "file", "points", "of", *(exercise.number for exercise in graded), "notes"])
        for one in all_of_them:
            points = [one.verdicts[exercise.number].points if exercise.number in one.verdicts else "" for exercise in graded]
            notes = "; ".join(note.replace(";", ",") for note in one.notes)  # some spreadsheets end a cell there
            table.writerow(map(cell, [one.name, one.shown, one.points(), sum(exercise.points for exercise in graded), *points, notes]))


NO_ANSWER = Verdict(0, ["no answer"])


def as_json(one, graded):
    """In the form of Gradescope's results.json, which leaves extra_data alone."""
    found = [(exercise, one.verdicts.get(exercise.number, NO_ANSWER)) for exercise in graded]
    tests = [{"name": f"{exercise.number} {exercise.name}", "score": verdict.points, "max_score": exercise.points,
              "output": "\n".join(verdict.lines)} for exercise, verdict in found]
    extra = {"name": one.name, "file": one.shown, "notes": one.notes, "tools": one.hand_in.tools if one.hand_in else {},
             "graded_by_student": one.hand_in.graded if one.hand_in else [], "graded_here": one.tasks}
    return {"score": one.points(), "output": "\n".join(one.notes), "tests": tests, "extra_data": extra}


def write_all(options, all_of_them, graded):
    write_csv(options.csv, all_of_them, graded)
    told = [as_json(one, graded) for one in all_of_them]
    Path(options.csv).with_suffix(".json").write_text(json.dumps({"students": told}, indent=1) + "\n")
    if options.gradescope:
        Path(options.gradescope).write_text(json.dumps(told[0], indent=1) + "\n")


# --- All together ---

def mark(all_of_them, exercises, options, key):
    grader = Grader(options.build, options.jobs)
    if not grader.sandbox:
        print("no sandbox: bubblewrap (bwrap) is missing, or may not work here; see \"What a hand-in can do\" in steps/lecturers.md", file=sys.stderr)
    tasks, owners = [], []
    for one in all_of_them:
        for number, text in one.answers.items():
            exercise = exercises[number]
            tasks.append(Task(exercise, one.architecture(exercise), text, seed_for(one, key, exercise)))
            owners.append(one)
    grader.prepare(sorted({(task.exercise, task.architecture) for task in tasks}, key=lambda pair: (pair[0].folder, pair[1])))
    for task, one, verdict in zip(tasks, owners, grader.grade_all(tasks, lambda *_: None)):
        number = task.exercise.number
        one.tasks.append({"exercise": number, "architecture": task.architecture, "seed": task.seed, "points": verdict.points})
        if verdict.failed:
            one.notes.append(f"{number} not graded: {printable(verdict.failed, 200)}")
        else:
            one.verdicts[number] = verdict
            claimed = [told["points"] for told in one.hand_in.graded if told["exercise"] == number and told["architecture"] == task.architecture]
            if claimed and claimed[0] > verdict.points:
                one.notes.append(f"{number} had {claimed[0]} points at home")


def main():
    parser = argparse.ArgumentParser()
    for name in ("csv", "students", "key", "only", "gradescope", "build"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--jobs", type=int)
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    exercises, only = course.exercises(), options.only.split(",") if options.only else []
    for number in only:
        if number not in exercises:
            raise Problem(f"--only {number}: no such exercise (./run.sh exercises)")
    key, names = read_course(options)
    all_of_them = [Marked(file) for file in options.files]
    check_names(all_of_them, key, names)
    drop_unchanged(all_of_them, exercises, only)
    note_equal(all_of_them, exercises)
    mark(all_of_them, exercises, options, key)
    graded = [exercise for number, exercise in exercises.items() if (number in only if only else any(number in one.answers for one in all_of_them))]
    write_all(options, all_of_them, graded)
    failed = sum(bool(re.match(r"([\d.]+ )?not graded: ", note)) for one in all_of_them for note in one.notes)
    twice = sum("names the same student" in note for one in all_of_them for note in one.notes)
    print(f"{options.csv}: {count(len(all_of_them), 'hand-in')}, {count(sum(len(one.answers) for one in all_of_them), 'answer')}"
          + (f"; {failed} could not be graded, see the notes" if failed else "") + ("; some name the same student, see the notes" if twice else ""))
    missing = [name for name in names if name not in {one.name for one in all_of_them}]
    if missing and not options.gradescope:
        print(f"no hand-in from {count(len(missing), 'student')}: {' '.join(missing)}")
    return failed > 0


run(main, interrupted="what was graded is kept: the same command continues from here")
