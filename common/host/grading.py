"""Grades many answers, several at a time. `run.sh exercise` grades each of them in its own folder, under a time limit, and in
bubblewrap's sandbox where that works. A verdict is kept in the build folder under the hash of all that decides it, so an
interrupted run continues where it stopped."""
import concurrent.futures
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import namedtuple
from pathlib import Path

import course
from course import ROOT
from problem import Problem, printable

SECONDS, LINUX_SECONDS = 120, 300  # for an answer, to compile, link and run
NOT_ITS_FAULT = {3, 130, 143}  # run.sh's status if a tool is missing, or if something has ended QEMU
PRINTED, VERDICT = 64 << 10, 1 << 20  # bytes at most

Task = namedtuple("Task", "exercise architecture text seed", defaults=[1])
Verdict = namedtuple("Verdict", "points lines failed", defaults=[None])  # failed: why it could not be graded


def state_of_tree():
    """A hash of what decides a verdict besides the answer: the sources and the tools."""
    words = []
    for folder in ("steps", "common", "arch", "guest"):
        words += [(str(path), course.digest(path.read_bytes())) for path in sorted((ROOT / folder).rglob("*"))
                  if path.is_file() and path.name != "answer.c" and path.suffix not in (".md", ".pyc")]
    for tool in ("clang", "ld.lld", *(f"qemu-system-{name}" for name in course.ARCHITECTURES)):
        place = shutil.which(tool)
        words.append((place, os.stat(place).st_mtime if place else 0))
    return course.digest(json.dumps(words).encode())


def bubblewrap():
    """The words before a command that can write only what is added to them, and has no network; nothing if bubblewrap is not
    here or not allowed to work."""
    words = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"]
    if not shutil.which("bwrap") or subprocess.run([*words, "true"], capture_output=True).returncode:
        return []
    return words


def is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


class Grader:
    def __init__(self, build, jobs):
        self.made = build  # in make's words
        self.build = ROOT / build
        self.jobs = jobs or os.cpu_count() or 1
        self.state = state_of_tree()
        self.sandbox = bubblewrap()
        self.running, self.stopped = {}, False
        self.kept, self.folders = self.build / "graded", self.build / "grading"
        self.kept.mkdir(parents=True, exist_ok=True)
        self.folders.mkdir(exist_ok=True)
        (self.build / ".lock").touch()
        for left in self.folders.glob("*-*"):  # by a run that was killed
            if not is_there(int(left.name.split("-")[0])):
                shutil.rmtree(left, ignore_errors=True)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)  # ends as with Ctrl-C

    # --- One answer ---

    def command(self, task, folder):
        """The command that grades the answer in the folder. A sandbox can write into no other part of the build folder."""
        words = ["bash", str(ROOT / "run.sh"), "exercise", task.exercise.number, task.architecture, "--seed", str(task.seed)]
        if self.made != "build":
            words += ["--build", self.made]
        if self.sandbox:
            own = self.build / task.architecture / "own"
            own.mkdir(parents=True, exist_ok=True)
            hidden = ["--tmpfs", course.COURSE] if course.COURSE.exists() else []
            words = [*self.sandbox, *hidden, "--bind", folder, own, "--bind", self.build / ".lock", self.build / ".lock", "--", *words]
            folder = own
        return [*words, "--answer", folder / "answer.c", "--verdict", folder / "verdict.json"], str(folder)

    def try_once(self, task, folder):
        """run.sh's status, or None after its time limit; and the lines that it has printed."""
        command, seen_as = self.command(task, folder)
        (folder / "answer.c").write_bytes(task.text)
        limit = LINUX_SECONDS if (task.exercise.folder / "linux.sh").exists() else SECONDS
        environment = dict(os.environ, TMPDIR=seen_as)
        with open(folder / "printed", "w+b") as printed:
            child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=printed, stderr=subprocess.STDOUT, start_new_session=True,
                                     env=environment)
            self.running[child.pid] = child
            try:
                status = child.wait(timeout=0 if self.stopped else limit)  # it can stop while a child starts
            except subprocess.TimeoutExpired:
                status = None
            self.end(child)
            printed.seek(0)
            text = printed.read(PRINTED).decode(errors="replace").replace(seen_as + "/", "")
        return status, [printable(line) for line in text.splitlines()]

    def end(self, child):
        """Ends its processes: first with SIGTERM, because run.sh removes its files then."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(child.pid, number)
                child.wait(timeout=5)
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                pass
        child.wait()
        self.running.pop(child.pid, None)
        for name in course.ARCHITECTURES:  # run.sh's own folder, if it could not remove it
            shutil.rmtree(self.build / name / "own" / str(child.pid), ignore_errors=True)

    def verdict(self, task, folder):
        status, lines = self.try_once(task, folder)
        if status is None:
            return Verdict(0, [*lines, "it was ended at its time limit"])
        file, text, points = folder / "verdict.json", "", 0
        if file.is_file() and not file.is_symlink() and file.stat().st_size <= VERDICT:
            text = file.read_text()
        refused = any(line.startswith("MISS") for line in lines) and not any(re.fullmatch(r"\d+ of \d+ points", line) for line in lines)
        if status in NOT_ITS_FAULT or status < 0 or not (refused or text.endswith("}\n")):
            return Verdict(0, lines, lines[-1] if lines else f"status {status}")
        if not refused:
            told = json.loads(text)
            points = min(int(told["points"]), task.exercise.points) if told["of"] == task.exercise.points else 0
        return Verdict(points, lines)

    def grade(self, task, keep=True):
        """The verdict: the one that is kept, or a new one."""
        name = course.digest(json.dumps([self.state, task.exercise.number, task.architecture, task.seed, course.digest(task.text)]).encode())
        kept = self.kept / f"{name}.json"
        if keep and kept.is_file():
            return Verdict(*json.loads(kept.read_text()))
        folder = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=self.folders))
        try:
            verdict = self.verdict(task, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        if keep and not verdict.failed and not self.stopped:
            new = kept.with_suffix(f".{folder.name}")
            new.write_text(json.dumps(verdict))
            os.replace(new, kept)
        return verdict

    # --- All of them ---

    def grade_all(self, tasks, said, keep=True, what="answers graded"):
        """The verdict of each task, in their order. said(task, verdict) is called as they come. what: for the progress."""
        found, begin = {}, time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            waiting = {pool.submit(self.grade, task, keep): i for i, task in enumerate(tasks)}
            try:
                for done in concurrent.futures.as_completed(waiting):
                    found[waiting[done]] = done.result()
                    said(tasks[waiting[done]], found[waiting[done]])
                    self.show_progress(len(found), len(tasks), what, time.monotonic() - begin)
            except BaseException:
                self.stopped = True
                signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C changes nothing
                pool.shutdown(wait=False, cancel_futures=True)
                for child in list(self.running.values()):
                    self.end(child)
                raise
        return [found[i] for i in range(len(tasks))]

    def show_progress(self, done, all_of_them, what, seconds):
        """In a terminal one line that is written again and again; else a line for each tenth."""
        left = int(seconds / done * (all_of_them - done))
        line = f"{done} of {all_of_them} {what}, {left // 60}:{left % 60:02} to go"
        if sys.stderr.isatty():
            print(f"\r{line} \033[K", end="" if done < all_of_them else "\n", file=sys.stderr, flush=True)
        elif done * 10 // all_of_them != (done - 1) * 10 // all_of_them:
            print(line, file=sys.stderr, flush=True)

    def prepare(self, pairs):
        """Builds the grader of each exercise and architecture, which all answers share, and sees that it gives this tree's own
        solution every point. It runs outside of the sandbox, because nothing can be built inside."""
        sandbox, self.sandbox = self.sandbox, []
        tasks = [Task(exercise, architecture, *own_answer(exercise)) for exercise, architecture in pairs]
        for task, verdict in zip(tasks, self.grade_all(tasks, lambda *_: None, keep=False, what="graders tried")):
            if verdict.failed or has_solution(task.exercise) and verdict.points < task.exercise.points:
                where = f"exercise {task.exercise.number} on {task.architecture}"
                raise Problem(f"{where} does not work in this tree:\n" + "\n".join(verdict.lines[-10:]))
        self.sandbox = sandbox


def has_solution(exercise):
    return (exercise.solutions / "solution.c").is_file()


def own_answer(exercise):
    """This tree's solution and the seed that it is for; where there is none, the answer as it is handed out."""
    file = exercise.solutions / "solution.c" if has_solution(exercise) else exercise.folder / "answer.c"
    seed = re.search(r" The answer for seed (\d+)\. ", file.read_text())
    return file.read_bytes(), int(seed[1]) if seed else 1
