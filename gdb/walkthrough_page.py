"""walkthrough N ARCH --page DIR: a walkthrough as a page, with what this run showed at each stop."""
import html
import json
import os
import re

import gdb

from machine import Problem, arch
from walkthrough import Walk, for_arch, machine_name

TEMPLATE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "walkthrough_page.html")
AROUND = 5  # lines of the source before and after the one that is next
LONGEST = 60  # lines of one command's output
# Beside each stop: what the stage-2 table maps, and the guest's next instructions.
BESIDE = (("Stage 2", "stage2-map"), ("The guest's next instructions", "guest-x /4i"))


class RecordedWalk(Walk):
    def __init__(self, tour):
        super().__init__(tour)
        self.console = open(os.environ["WALKTHROUGH_CONSOLE"], encoding="utf-8", errors="replace")
        self.shown = []

    def show(self):
        stop = self.stops[self.at]
        go = self.outputs(stop.get("go", ()))
        self.shown.append({
            "title": for_arch(stop["title"]), "tell": for_arch(stop.get("tell", "")), "go": go,
            "registers": list(self.values(stop)), "source": source_here(), "beside": self.beside(),
            "show": self.outputs(stop.get("show", ())), "ask": for_arch(stop.get("ask", "")),
            "then": self.outputs(stop.get("then", ())), "answer": for_arch(stop.get("answer", ""))})

    def outputs(self, commands):
        """Each command, what gdb and what the machine printed."""
        found = []
        for command in for_arch(commands):
            command = command() if callable(command) else command
            said = gdb.execute(command, to_string=True)
            found.append([command, shortened(self.console.read() + said)])
        return found

    @staticmethod
    def beside():
        found = []
        for title, command in BESIDE:
            try:
                said = gdb.execute(command, to_string=True)
            except (Problem, gdb.error):
                continue  # this step has no such table, or the guest no such memory yet
            found.append([title, shortened(said)])
        return found

    def end(self):
        with open(TEMPLATE, encoding="utf-8") as file:
            page = file.read()
        title = f"Walkthrough {os.environ['WALKTHROUGH'].lstrip('0')}, {machine_name()}"
        facts = json.dumps(self.shown, ensure_ascii=False).replace("</", "<\\/")
        for name, text in (("TITLE", html.escape(title)), ("MADE_FROM", os.environ["WALKTHROUGH_STAMP"]), ("STOPS", facts)):
            page = page.replace(f"@{name}@", text)
        with open(os.environ["WALKTHROUGH_PAGE"], "w", encoding="utf-8") as file:
            file.write(page)


def shortened(text):
    """Without the colours of a terminal, and not endless."""
    lines = re.sub(r"\033\[[0-9;]*m|\r", "", text).rstrip("\n").split("\n")
    return "\n".join(lines if len(lines) <= LONGEST else [*lines[:LONGEST], "..."])


def source_here():
    """[file, line, first line shown, lines] of the hypervisor, where the CPU is; None while it is in the guest."""
    if arch().in_guest():
        return None
    try:
        place = gdb.selected_frame().find_sal()
        if place.symtab is None:
            return None
        with open(place.symtab.fullname(), encoding="utf-8") as file:
            lines = file.read().splitlines()
    except (gdb.error, OSError):
        return None
    first = max(1, place.line - AROUND)
    return [place.symtab.filename, place.line, first, lines[first - 1:place.line + AROUND]]
