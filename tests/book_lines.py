#!/usr/bin/env python3
"""book_lines.py SITE: where the book's pages name a function or a structure and link to lines of a file, these lines are the
whole of its definition, and no more. Prints how many such links there are, or what is wrong with one, and then fails."""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r'"[./]*code/([^"]*)\.html#L(\d+)-L(\d+)"[^>]*><code[^>]*>([^<(]*)')


def problem(file, first, last, name):
    lines = ["", *(ROOT / file).read_text().splitlines(), ""]
    shown = lines[first:last + 1]
    if file.endswith(".S"):
        whole = shown[0] == f"{name}:" and "" not in shown and not lines[last + 1]
        return None if whole else "not a label and what follows it"
    if not re.search(rf"\b{name}\b", "\n".join(shown).partition("{")[0]):
        return "another definition"
    ends = [number for number, line in enumerate(shown) if line.startswith("}")]
    return None if ends == [len(shown) - 1] else "not one whole definition"


links = {match.groups() for page in Path(sys.argv[1]).rglob("*.html") for match in LINK.finditer(page.read_text())}
found = [f"{file}:{first}..{last}, {name}: {wrong}" for file, first, last, name in sorted(links)
         if (wrong := problem(file, int(first), int(last), name))]
print("\n".join(found) or len(links))
sys.exit(bool(found))
