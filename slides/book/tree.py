"""The repository's tree: its steps, and where functions and structures are defined, so that their names in a text lead there."""
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ARCHES = {"riscv64": "RISC-V", "aarch64": "AArch64", "x86_64": "x86-64"}
STEPS = sorted(path.name for path in (ROOT / "steps").glob("[0-9]*"))
FOLDERS = ("arch", "common", *(f"steps/{step}" for step in STEPS))
C = re.compile(r"^(?:(struct \w+) \{|(?![#/}\s])[^;{}()\n]*?(\w+)\([^;{}]*\)\n\{)$.*?^\}", re.S | re.M)
ASSEMBLY = re.compile(r"^()(\w+):\n(?:.+\n)*.+", re.M)  # a label, up to an empty line
NAME = re.compile(r"(struct \w+|\w+_\w+(?=[(]|$)|\w+(?=[(]))(?:\([^()]*\))?$")


def definitions():
    """By name: the (file, first line, last line) of each definition."""
    found = defaultdict(list)
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.[chS]")):
            if "exercises" in path.parts:
                continue
            text = path.read_text()
            for match in (ASSEMBLY if path.suffix == ".S" else C).finditer(text):
                first = text.count("\n", 0, match.start()) + 1
                found[match[1] or match[2]].append((str(path.relative_to(ROOT)), first, first + match[0].count("\n")))
    return found


def chosen(places, source):
    """The definition that a name in the file source means: the one of the file's own step; if there is none, that of an earlier
    step or of what all steps use. Of three siblings it is RISC-V's. None if there are several."""
    step = source.split("/")[1] if re.match(r"steps/\d", source) else STEPS[-1]
    places = [place for place in places if not place[0].startswith("steps/") or place[0].split("/")[1] <= step]
    own = [place for place in places if place[0].startswith(f"steps/{step}/")] or places
    neutral = {re.sub("|".join(ARCHES), "ARCH", file) for file, _, _ in own}
    return own[0] if len(own) == 1 else next(
        (place for place in own if "riscv64" in place[0] and len(neutral) == 1 and len(own) <= len(ARCHES)), None)
