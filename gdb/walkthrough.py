"""walkthrough: a guided tour of a step, stop by stop. The texts are in walkthroughs/."""
import importlib.util
import os
import select
import sys

import gdb

import machine
from machine import Command, Problem, arch

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "walkthroughs")
CONTINUE = "[Enter]"


def machine_name():
    return arch().__name__


def for_arch(text):
    """A text that differs by architecture is a dictionary; any other text is for all."""
    return text.get(machine_name(), "") if isinstance(text, dict) else text


def watched(name):
    """The value of a register, or of a variable of the hypervisor: guest_vmcb.rip"""
    if "." not in name and "->" not in name:
        return machine.register(name)
    value = machine.variable(name)
    if value is None:
        raise Problem(f"{name}: not available here")
    return int(value) & machine.MASK


def label(name):
    return name.replace("exit_rings->vcpu->", "vcpu.").replace("exit_rings->guest->board->", "").removesuffix("/d")


class Walk:
    """One run through the stops of a walkthrough. A stop is a dictionary: title, tell, go (gdb commands that run up
    to the stop, with the machine's console in between; a function returns one that is known only then), show
    (commands), ask, then (commands that show the answer), answer, watch (registers and variables, whose changes are
    marked; NAME/d is shown in decimal), only (the architecture that has it; without it all have)."""

    def __init__(self, tour):
        """A step's, by its number, or one with a name."""
        names = [name for name in os.listdir(FOLDER) if name.startswith(f"{tour}-") or name == f"{tour}.py"]
        if not names:
            raise Problem(f"there is no walkthrough {tour}")
        spec = importlib.util.spec_from_file_location("stops", os.path.join(FOLDER, names[0]))
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self.stops = [stop for stop in module.STOPS if stop.get("only", machine_name()) == machine_name()]
        self.at, self.before = 0, {}

    def show(self):
        stop = self.stops[self.at]
        line = f"── {self.at + 1} of {len(self.stops)} ─ {for_arch(stop['title'])} "
        print("\n" + line + "─" * max(0, 72 - len(line)))
        print(for_arch(stop.get("tell", "")))
        self.run(stop.get("go", ()))
        self.registers(stop)
        self.run(stop.get("show", ()))
        if "ask" in stop:
            print(for_arch(stop["ask"]))
            wait()
            self.run(stop.get("then", ()))
            print(for_arch(stop.get("answer", "")))

    @staticmethod
    def run(commands):
        for command in for_arch(commands):
            command = command() if callable(command) else command
            print(f"(gdb) {command}")
            gdb.execute(command)

    def end(self):
        print("\nThis was the last stop. `quit` ends gdb.")

    def registers(self, stop):
        """Marks those that have changed since they were last shown."""
        values = list(self.values(stop))
        width = max((len(name) for name, *_ in values), default=0)
        for name, value, was in values:
            shown = f"    {name:{width}}  {value}"
            if was and sys.__stdout__.isatty():
                shown = f"\033[1m{shown}\033[0m"
            print(shown + (f"   <- was {was}" if was else ""))

    def values(self, stop):
        """Each register's name and value, and the value that was shown before if it was another one."""
        for name in for_arch(stop.get("watch", "")).split():
            value, form = watched(name.removesuffix("/d")), "16d" if name.endswith("/d") else "016x"
            changed = name in self.before and self.before[name] != value
            yield label(name), f"{value:{form}}", f"{self.before[name]:{form}}" if changed else ""
            self.before[name] = value


def read_line():
    """From the terminal: Python's input() would ask gdb, which would read the next line of its script."""
    line = b""
    while not line.endswith((b"\n", b"\r")):
        while not select.select([0], [], [], 0.2)[0]:  # Ctrl-C ends this
            pass
        character = os.read(0, 1)
        if not character:
            raise EOFError
        line += character
    return line.decode(errors="replace").strip()


def wait():
    """Waits for Enter, but only in a terminal."""
    if not os.isatty(0):
        print(CONTINUE)
        return
    print(CONTINUE, end="", flush=True)
    if read_line() == "q":
        raise Problem("paused; `walkthrough again` repeats this stop, `walkthrough next` continues")


class Walkthrough(Command):
    """A guided tour of this step: walkthrough [start|next|again|quit]

start  from the beginning (needs the machine as ./run.sh walkthrough N ARCH starts it)
next   the next stop
again  the text of this stop
quit   end it; the machine stays as it is"""
    name, options = "walkthrough", ("start", "next", "again", "quit")
    walk, kind_of_walk = None, Walk

    def run(self, arguments):
        what = arguments[0] if arguments else "start"
        if what not in self.options or len(arguments) > 1:
            raise Problem("start, next, again or quit")
        if what == "start":
            type(self).walk = self.kind_of_walk(os.environ.get("WALKTHROUGH") or f"{int(os.environ.get('STEP', '0')):02}")
        if self.walk is None:
            raise Problem("not started yet")
        if what == "again":
            stop = self.walk.stops[self.walk.at]
            print(for_arch(stop["title"]) + "\n" + for_arch(stop.get("tell", "")))
        elif what == "quit":
            type(self).walk = None
        elif what == "next" and self.walk.at + 1 >= len(self.walk.stops):
            raise Problem("that was the last stop")
        else:
            self.walk.at += what == "next"
            self.walk.show()


def lead():
    """The whole walkthrough, for ./run.sh walkthrough. Its failure is gdb's status."""
    try:
        gdb.execute("walkthrough start")
        for _ in Walkthrough.walk.stops[1:]:
            wait()
            gdb.execute("walkthrough next")
        Walkthrough.walk.end()
        if not os.isatty(0):
            gdb.execute("quit 0")
    except (Problem, gdb.error) as problem:
        print(f"walkthrough: {machine.one_line(problem)}")
        if not os.isatty(0):
            gdb.execute("quit 1")
    except (KeyboardInterrupt, EOFError):
        print("\nThe walkthrough is paused; `walkthrough next` continues.")


Walkthrough()
