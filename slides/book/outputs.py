#!/usr/bin/env python3
"""outputs.py FOLDER: a chapter shows most outputs for one architecture. This runs the same commands for the others, and keeps
what they print in FOLDER, so that pages.py can make tabs of them. What was kept from the same sources is not run again."""
import hashlib
import re
import shlex
import subprocess
import sys
from pathlib import Path

from tree import ARCHES, ROOT

BLOCK = re.compile(r"^```console\n\$ (\./run\.sh step (?!4 )\d+ (\w+)(?: .*)?)\n((?:(?!```).*\n)*)```\n", re.M)
# Runs that the book shows exit by exit: what --trace FILE.html writes of them.
RUNS = (("primes", "A guest that counts primes", "./run.sh step 5 {} --guest primes"),
        ("linux", "Linux boots, runs one command, and powers off", "./run.sh step 9 {} --run true"))
SOURCES = ("arch", "common", "guest", "steps")


def stamp():
    """Of all that an output depends on, except the tools."""
    found = hashlib.sha256()
    for path in sorted(path for folder in SOURCES for path in (ROOT / folder).rglob("*.*")):
        if path.is_file() and path.suffix in (".c", ".h", ".S", ".mk", ".sh", ".py"):
            found.update(path.read_bytes())
    return found.hexdigest()


def wanted(text):
    """Each block that has no namesake of another architecture, with its command for the others. One that leaves lines out is
    left alone, because we do not know which lines of the other machines' outputs matter. So is step 4, whose guest spins."""
    commands = {match[1] for match in BLOCK.finditer(text)}
    for match in BLOCK.finditer(text):
        command, arch, shown = match.groups()
        others = {other: re.sub(rf"\b{arch}\b", other, command) for other in ARCHES if other != arch}
        if arch in ARCHES and "..." not in shown.splitlines() and not commands & set(others.values()):
            yield match, others


class Outputs:
    def __init__(self, folder):
        self.folder, self.stamp, self.used = folder, stamp(), set()

    def place(self, command, kind=".txt"):
        found = self.folder / (hashlib.sha256(f"{self.stamp} {command}".encode()).hexdigest()[:24] + kind)
        self.used.add(found)
        return found

    def run(self, command):
        place = self.place(command)
        if not place.exists():
            done = subprocess.run(command, shell=True, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, text=True, errors="replace")
            place.write_text(done.stdout)

    def with_others(self, text):
        """The text, in which each block whose namesakes have been run is in tabs, in the order of the architectures."""
        for match, others in list(wanted(text)):
            kept = {other: self.place(command).read_text() for other, command in others.items() if self.place(command).exists()}
            most = 2 * match[3].count("\n") + 20  # lines: a filter that was made for one architecture lets pass all of another
            blocks = {other: f"```console\n$ {others[other]}\n{said.rstrip()}\n```\n" for other, said in kept.items()
                      if said.strip() and said.count("\n") <= most}
            if blocks:
                blocks[match[2]] = match[0]
                text = text.replace(match[0], "\n".join(blocks[arch] for arch in ARCHES if arch in blocks), 1)
        return text


    def trace(self, command):
        """Where the page of a run is, if the run could be made."""
        place = self.place(command, ".html")
        if not place.exists():
            subprocess.run(f"{command} --trace {shlex.quote(str(place))}", shell=True, cwd=ROOT, stdin=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return place if place.exists() else None


def main():
    outputs = Outputs(Path(sys.argv[1]))
    outputs.folder.mkdir(parents=True, exist_ok=True)
    for page in sorted((ROOT / "steps").glob("[0-9]*/README.md")):
        for _, others in wanted(page.read_text()):
            for command in others.values():
                outputs.run(command)
    for _, _, command in RUNS:
        for arch in ARCHES:
            outputs.trace(command.format(arch))
    for file in set(outputs.folder.iterdir()) - outputs.used:  # of sources that have changed since
        file.unlink()


if __name__ == "__main__":
    main()
