"""The page of an exercise: its task, its contract and its skeleton, folded, and the hints, which open one by one."""
import html
import re


def page(folder):
    task = (folder / "README.md").read_text().rstrip()
    files = "".join(
        f"<details>\n<summary>{name}: {what}</summary>\n\n```c\n{(folder / name).read_text().rstrip()}\n```\n\n</details>\n\n"
        for name, what in (("exercise.h", "what the answer defines, and what it may call"), ("answer.c", "the skeleton")))
    hints = [" ".join(hint.split()) for hint in re.split(r"\n\s*\n", (folder / "hints").read_text().strip())]
    nested = ""
    for number, hint in reversed(list(enumerate(hints, 1))):  # the next one is inside of each
        words = re.sub(r"`([^`]*)`", r"<code>\1</code>", html.escape(hint, quote=False))
        nested = f"<details><summary>Hint {number} of {len(hints)}</summary><p v-pre>{words}</p>{nested}</details>"
    return f"{task}\n\n## The files\n\n{files}## Hints\n\n{nested}\n"
