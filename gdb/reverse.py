"""reverse-stepi, reverse-continue, back-to: going back in a recorded run. They replace gdb's own."""
import gdb

import guest
import past
import world
from machine import Command, Problem, address, arch, number, register


def arrive(moment):
    past.go_to(moment)
    show_place()


def show_place():
    """As gdb shows a stop."""
    past.show_console(unseen=True)
    if world.where() == world.GUEST:
        print(f"in the guest, at pc {register('pc'):#x}")
        guest.show_next_instruction()
    else:
        gdb.execute("frame")
    if not past.now():
        print("This is the start of the recording.")


def line_of(pc):
    """File and line of the hypervisor's code; None elsewhere."""
    place = gdb.find_pc_line(pc)
    return (place.symtab.filename, place.line) if place.symtab else None


class Reverse(Command):
    """What the commands below share: a recorded run, and a number of times."""
    options = ()

    def run(self, arguments):
        past.check()
        if len(arguments) > 1:
            raise Problem("[N]")
        times = number(arguments[0], "a number of times") if arguments else 1
        if not past.now():
            raise Problem("this is the start of the recording")
        self.back(times)


class ReverseStepi(Reverse):
    """Step one instruction back, out of the guest too: reverse-stepi [N]

Only in a recorded run (./run.sh gdb N ARCH --reverse, ./run.sh replay FILE)."""
    name = "reverse-stepi"

    def back(self, times):
        arrive(max(0, past.now() - times))


class ReverseContinue(Reverse):
    """Go back to the last stop before this moment, at a breakpoint, a watchpoint or a switch that is watched

Only in a recorded run (./run.sh gdb N ARCH --reverse, ./run.sh replay FILE)."""
    name = "reverse-continue"

    def back(self, times):
        for _ in range(times):
            stops = [stop for stop in past.our_stops() if stop.is_valid() and stop.enabled and not isinstance(stop, past.End)]
            said = past.last_stop(stops)
        print(said.strip() or "No breakpoint stops before this.")
        show_place()


class ReverseStep(Reverse):
    """Step back to the start of the source line before, into functions too

Only in a recorded run (./run.sh gdb N ARCH --reverse, ./run.sh replay FILE)."""
    name, into = "reverse-step", True

    def back(self, times):
        if world.where() == world.GUEST:
            raise Problem("the guest has no source lines here: reverse-stepi")
        for _ in range(times):
            self.back_one()
        show_place()

    def back_one(self):
        """Looks at the instructions before, more and more of them."""
        here, line, depth = past.now(), line_of(register("pc")), register("sp")
        looked = 64
        while True:
            start = max(0, here - looked)
            steps = self.steps(start, here)
            found = self.start_of_line(steps, line, depth)
            if found is not None or not start:
                past.go_to(start + (found or 0))
                return
            looked *= 8
            if looked > 1 << 18:
                raise Problem("the line before is more than 30,000 instructions away: set a breakpoint, reverse-continue")

    @staticmethod
    def steps(start, here):
        """(line, stack pointer) before each instruction from start to here."""
        past.go_to(start)
        found = []
        with past.moving():
            for moment in range(start, here):
                place = None if arch().in_guest() else line_of(register("pc"))
                found.append((place, register("sp")))
                if moment + 1 < here:
                    gdb.execute("stepi", to_string=True)
        return found

    def start_of_line(self, steps, line, depth):
        """The index at which the line before begins; None when that is not among these steps."""
        own = [i for i, (place, sp) in enumerate(steps) if place and (self.into or sp >= depth)]
        last = None
        for i in reversed(own):
            if last is None and (steps[i][0] != line or not own):
                last = i
            elif last is not None and (steps[i][0] != steps[last][0]):
                return self.first_after(own, i)
        return None

    @staticmethod
    def first_after(own, i):
        return own[own.index(i) + 1]


class ReverseNext(ReverseStep):
    """Step back to the start of the source line before, over functions

Only in a recorded run (./run.sh gdb N ARCH --reverse, ./run.sh replay FILE)."""
    name, into = "reverse-next", False


class ReverseFinish(Reverse):
    """Go back to the call of this function

Only in a recorded run (./run.sh gdb N ARCH --reverse, ./run.sh replay FILE)."""
    name = "reverse-finish"

    def back(self, times):
        function = gdb.newest_frame().function()
        if function is None or world.where() == world.GUEST:
            raise Problem("not in a function of the hypervisor")
        start = int(function.value().address)
        stop = gdb.Breakpoint(f"*{start:#x}", internal=True)
        try:
            if register("pc") != start and not past.last_stop([stop]):
                raise Problem("its call is not in the recording")
        finally:
            stop.delete()
        arrive(max(0, past.now() - 1))


class BackTo(Command):
    """Go back to the switch before this moment: back-to entry|exit

entry  to world_enter, the last instruction before the guest ran
exit   to world_exit, the first one after it

Only in a recorded run (./run.sh gdb N ARCH --reverse, ./run.sh replay FILE)."""
    name, options = "back-to", ("entry", "exit")

    def run(self, arguments):
        past.check()
        if len(arguments) != 1 or arguments[0] not in self.options:
            raise Problem("entry or exit")
        label = {"entry": world.ENTER, "exit": world.EXIT}[arguments[0]]
        if address(label) is None:
            raise Problem(f"no symbol {label}")
        stop = world.Switch(label)
        try:
            said = past.last_stop([stop])
        finally:
            stop.delete()
        if not said:
            raise Problem(f"no {arguments[0]} before this moment: this is the start of the recording")
        print(world.switch_line(label))
        show_place()


for command in (ReverseStepi, ReverseContinue, ReverseStep, ReverseNext, ReverseFinish, BackTo):
    command()
for short, name in (("rsi", "reverse-stepi"), ("rc", "reverse-continue"), ("rs", "reverse-step"), ("rn", "reverse-next")):
    gdb.execute(f"alias {short} = {name}")
