#!/usr/bin/env python3
"""solutions.py JOBS BUILD [N.M...]: tries these exercises, or all, before they are handed out. On each architecture the solution
must get every point, and the skeleton answer.c must compile and miss one. Four or more wrong answers must miss the point that they
name."""
import re
import subprocess
import sys

import course
from grading import Grader, Task, own_answer
from problem import Problem, run

WRONG = 4  # at least


def wrong_text(file):
    """A wrong answer: the file, or what the patch makes out of the solution."""
    if file.suffix == ".c":
        return file.read_bytes()
    done = subprocess.run(["patch", "-s", "-F", "0", "-o", "-", file.with_name("solution.c"), file], capture_output=True)
    if done.returncode:
        raise Problem(f"{file.relative_to(course.ROOT)}: it does not apply to solution.c")
    return done.stdout


def first_line(file):
    """The point that it must miss, and the architectures on which it is not wrong."""
    line = file.read_text().partition("\n")[0]
    found = re.match(r"(?:/\* )?MISS ([^:]*):", line)
    if not found:
        raise Problem(f"{file.relative_to(course.ROOT)}: its first line does not say what it misses")
    return found[1], re.findall(r"not on (\w+)", line)


def trials(exercise):
    """Tuples: a task, what it is, and the point that it must miss first (None: it must miss none; "": any point)."""
    if not (exercise.solutions / "solution.c").is_file():
        raise Problem(f"exercise {exercise.number}: no {exercise.solutions.relative_to(course.ROOT)}/solution.c")
    text, seed = own_answer(exercise)
    for name in exercise.architectures:
        yield Task(exercise, name, text, seed), "solution", None
        yield Task(exercise, name, (exercise.folder / "answer.c").read_bytes(), seed), "answer.c as it is handed out", ""
    wrong = sorted(exercise.solutions.glob("wrong-*"))
    if len(wrong) < WRONG:
        raise Problem(f"exercise {exercise.number}: {len(wrong)} wrong answers, and {WRONG} are needed")
    for i, file in enumerate(wrong):
        point, right_on = first_line(file)
        possible = [name for name in exercise.architectures if name not in right_on]
        yield Task(exercise, possible[i % len(possible)], wrong_text(file), seed), file.name, point


def problem_with(verdict, exercise, point):
    """What is wrong with this verdict; None if nothing is."""
    if verdict.failed:
        return verdict.failed
    missed = [line[6:].partition(":")[0] for line in verdict.lines if line.startswith("MISS  ")]
    if point is None:
        return None if verdict.points == exercise.points else f"misses {missed[0] if missed else 'a point'}"
    if not any(re.fullmatch(r"\d+ of \d+ points", line) for line in verdict.lines):
        return "is not graded: " + (verdict.lines[0] if verdict.lines else "nothing was printed")
    if not missed or point and missed[0] != point:
        return f"should miss {point or 'a point'}, and misses {missed[0] if missed else 'none'}"
    return None


def main():
    jobs, build, *numbers = sys.argv[1:]
    exercises = course.exercises()
    for number in numbers:
        if number not in exercises:
            raise Problem(f"no such exercise: {number} (./run.sh exercises)")
    chosen = [exercises[number] for number in numbers or exercises]
    expected = {task: (what, point) for exercise in chosen for task, what, point in trials(exercise)}
    grader, failed = Grader(build, int(jobs)), []
    grader.sandbox = []  # it builds, too

    def said(task, verdict):
        what, point = expected[task]
        problem = problem_with(verdict, task.exercise, point)
        if problem:
            failed.append(task)
            print(f"not ok  {task.exercise.number} on {task.architecture}: {what}: {problem}", flush=True)

    grader.grade_all(list(expected), said)
    print(f"exercises: {len(chosen)}, answers tried: {len(expected)}, wrong verdicts: {len(failed)}")
    return bool(failed)


run(main)
