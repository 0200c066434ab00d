#!/usr/bin/env python3
"""excerpts.py [--check] DECK...: copies the code that a deck shows out of the repository's sources.

A code block that begins with ```c FILE:WHAT is an excerpt, and its lines are FILE's. WHAT is
  name            a definition: function, structure, table, macro, or an assembly label up to an empty line
  first..last     all from one definition to the end of another
  name#Heading    of a function, the part below the comment "--- Heading ---"
  name            as well, what stands between the comments "slide: name" and "end"
and with no WHAT the excerpt is the whole file. With --check nothing is written: a block that differs
from its source is named, and the status is 1.
"""
import re
import sys
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^(```\w+ +(\S[^\n]*)\n)(.*?)^```$", re.M | re.S)


def last_line(lines, start):
    """Of the macro, or of the statement up to its ";" or "{", that begins there."""
    end = re.compile(r".*[^\\]$|$" if lines[start].startswith("#") else r".*[;{]( */\*.*)?$|$")
    return next((n for n in range(start, len(lines)) if end.match(lines[n])), len(lines) - 1)


def definition(lines, name):
    """The range of lines of name's definition, or of its declaration where there is nothing else."""
    declared = None
    for start, line in enumerate(lines):
        if line.startswith(f"{name}:"):  # a label, up to an empty line
            return start, next((n for n in range(start, len(lines)) if not lines[n].strip()), len(lines))
        if re.match(r"[\s/*}]|#include", line) or not re.search(rf"\b{re.escape(name)}\b", line):
            continue
        last = last_line(lines, start)
        if "{" in lines[last] and "}" not in lines[last]:
            return start, next(n for n in range(last, len(lines)) if lines[n].startswith("}")) + 1
        declared = declared or (start, last + 1)
    if not declared:
        raise LookupError(f"no definition of {name}")
    return declared


def marked(lines, name):
    """The range of lines between "slide: name" and "end", or None."""
    comment = r"\s*(?:/\*|#|//) {}(?: \*/)?$"
    for start, line in enumerate(lines):
        if re.match(comment.format(f"slide: {re.escape(name)}"), line):
            for end in range(start, len(lines)):
                if re.match(comment.format("end"), lines[end]):
                    return start + 1, end
            raise LookupError(f"slide: {name} has no end")
    return None


def part(lines, heading):
    """The range of lines below the comment with that heading, up to the next one or the function's end."""
    found = [n for n, line in enumerate(lines) if f"--- {heading} ---" in line]
    if not found:
        raise LookupError(f"no heading {heading}")
    end = found[0] + 1
    while end < len(lines) - 1 and "/* --- " not in lines[end]:
        end += 1
    return found[0], end


def excerpt(source):
    """The lines of FILE[:WHAT], without the indentation that they share."""
    name, _, what = source.partition(":")
    lines = (ROOT / name).read_text().splitlines()
    what, _, heading = what.partition("#")
    first, _, last = what.partition("..")
    if what:
        start, end = marked(lines, what) or definition(lines, first)
        if last:
            end = definition(lines, last)[1]
        lines = lines[start:end]
    if heading:
        start, end = part(lines, heading)
        lines = lines[start:end]
    kept = [line for line in lines if not re.match(r"\s*(/\*|#|//) (slide: .*|end)( \*/)?$", line)]
    return dedent("\n".join(kept)).strip("\n") + "\n"


def main(arguments):
    check = arguments[:1] == ["--check"]
    failed = False
    for deck in map(Path, arguments[check:]):
        text = deck.read_text()

        def filled(block):
            nonlocal failed
            where = f"{deck}:{text.count(chr(10), 0, block.start()) + 1}: {block[2]}"
            try:
                code = excerpt(block[2])
            except (LookupError, OSError) as problem:
                failed = True
                print(f"{where}: {problem}", file=sys.stderr)
                return block[0]
            if check and code != block[3]:
                failed = True
                print(f"{where}: not what the source says now (slides/excerpts.py {deck})", file=sys.stderr)
            return f"{block[1]}{code}```"

        new = FENCE.sub(filled, text)
        if not check and new != text:
            deck.write_text(new)
    return failed


sys.exit(main(sys.argv[1:]))
