"""How a program of run.sh ends: with its status, or with one line that says what is wrong."""
import re
import sys


class Problem(Exception):
    """Why something cannot be done, in one line."""


def printable(text, length=400):
    """In one line, which is not a terminal's commands either."""
    return re.sub(r"[^ -~]", "?", str(text))[:length]


def count(number, word):
    return f"{number} {word}{'' if number == 1 else 's'}"


def run(main, file="", interrupted=""):
    """Runs main(), and exits with the status that it returns. file: the one that each Problem is about, made by others.
    interrupted: what Ctrl-C leaves."""
    try:
        sys.exit(main())
    except Problem as problem:
        sys.exit(f"run.sh: {file}: {printable(problem)}" if file else f"run.sh: {problem}")
    except OSError as problem:
        sys.exit(f"run.sh: {problem.filename or file}: {problem.strerror}")
    except KeyboardInterrupt:
        if interrupted:
            print(f"\nrun.sh: {interrupted}", file=sys.stderr)
        sys.exit(130)
