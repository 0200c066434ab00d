"""The commands that go back in a recorded run. The reverse commands replace gdb's own."""
import gdb

import past
import replay
import world
from machine import Command, Problem, address, arch, number, register, unseen

TAPE = 64  # instructions that reverse-step looks at at once
LINELESS = 2000  # instructions of the firmware that it looks at before a line of the hypervisor
IN_GUEST = "guest"


def arrive(moment):
    replay.go_to(moment)
    past.show_place()


def line_of(pc):
    """File and line of the hypervisor's code; None elsewhere."""
    place = gdb.find_pc_line(pc)
    return (place.symtab.filename, place.line) if place.symtab else None


class Reverse(Command):
    """What most commands below share: they need a recorded run, and take a number of times."""
    options = ()

    def run(self, arguments):
        replay.check()
        if len(arguments) > 1:
            raise Problem("[N]")
        times = number(arguments[0], "a number of times") if arguments else 1
        if not replay.now():
            raise Problem("this is the start of the recording")
        with replay.or_stay():
            self.back(times)


class ReverseStepi(Reverse):
    """Step one instruction back, also from the guest into the hypervisor: reverse-stepi [N]

Only in a recorded run (./run.sh gdb N ARCH --reverse, ./run.sh replay FILE)."""
    name = "reverse-stepi"

    def back(self, times):
        moment, pc = replay.now(), register("pc")
        if world.where() == world.EXIT and times == 1 and moment:
            replay.go_to(moment - 1)
            with replay.moving():
                unseen("stepi")
            if register("pc") != pc:  # the guest's last instruction, which was not counted (past.last_stop)
                past.show_place()
                return
        arrive(max(0, moment - times))


class ReverseContinue(Reverse):
    """Go back to the last stop before this moment, at a breakpoint, a watchpoint or a switch that is watched

Only in a recorded run (./run.sh gdb N ARCH --reverse, ./run.sh replay FILE)."""
    name = "reverse-continue"

    def back(self, times):
        said = ""
        for _ in range(times):
            stops = [stop for stop in replay.our_stops() if stop.is_valid() and stop.enabled and not isinstance(stop, past.End)]
            said = past.last_stop(stops)
            if said is None:
                break
        if said:
            print(said)
            return
        if said is None:
            print("No breakpoint stops before this.")
        world.show_switch()
        past.show_place()


class ReverseStep(Reverse):
    """Step back to the start of the source line before, into functions too

Only in a recorded run (./run.sh gdb N ARCH --reverse, ./run.sh replay FILE)."""
    name, into = "reverse-step", True

    def back(self, times):
        if world.where() == world.GUEST:
            raise Problem("the guest has no source lines here: reverse-stepi")
        while times and replay.now():
            self.back_one()
            times -= 1
        past.show_place()

    def back_one(self):
        """Goes back to the line before, and then to the first instruction of that line."""
        line, depth = line_of(register("pc")), register("sp")
        moment = self.back_while(replay.now(), lambda place, _: place in (line, None), depth)
        replay.go_to(moment)
        line, depth = line_of(register("pc")), register("sp")
        replay.go_to(min(replay.now(), self.back_while(moment, lambda place, sp: place == line and sp == depth, depth) + 1))

    def back_while(self, moment, goes_on, depth):
        """The last moment before this one for which goes_on() is false."""
        tape, lineless = {}, 0  # moment: line, stack pointer
        while moment > 0:
            moment -= 1
            if moment not in tape:
                tape = self.read_tape(max(0, moment - TAPE + 1), moment)
            place, sp = tape[moment]
            lineless = 0 if place else lineless + 1
            if lineless > LINELESS:
                raise Problem("no source line of the hypervisor is near before this: reverse-stepi")
            was_in_guest, place = place == IN_GUEST, None if place == IN_GUEST else place
            if was_in_guest and goes_on(None, sp):  # it may have run for long
                replay.go_to(moment)
                back_to_switch(world.ENTER)
                moment = replay.now() + 1
            elif not self.into and sp < depth and place:
                replay.go_to(moment)
                moment = call_of_function()
            elif not goes_on(place, sp):
                break
        return moment

    @staticmethod
    def read_tape(first, last):
        """Runs these instructions once more. Returns (source line or None, stack pointer) before each."""
        replay.go_to(first)
        tape = {}
        with replay.moving():
            for moment in range(first, last + 1):
                tape[moment] = IN_GUEST if arch().in_guest() else line_of(register("pc")), register("sp")
                if moment < last:
                    unseen("stepi")
        return tape


class ReverseNext(ReverseStep):
    """Step back to the start of the source line before, over functions

Only in a recorded run (./run.sh gdb N ARCH --reverse, ./run.sh replay FILE)."""
    name, into = "reverse-next", False


def call_of_function():
    """Goes back to the first instruction of the current function. Returns the moment before it, which is that of the call."""
    function = gdb.newest_frame().function()
    if function is None or world.where() == world.GUEST:
        raise Problem("not in a C function of the hypervisor")
    start = int(function.value().address)
    stop = gdb.Breakpoint(f"*{start:#x}", internal=True)
    try:
        if register("pc") != start and past.last_stop([stop]) is None:
            raise Problem("its call is not in the recording")
    finally:
        stop.delete()
    return max(0, replay.now() - 1)


class ReverseFinish(Reverse):
    """Go back to the call of this function

Only in a recorded run (./run.sh gdb N ARCH --reverse, ./run.sh replay FILE)."""
    name = "reverse-finish"

    def back(self, times):
        for _ in range(times):
            replay.go_to(call_of_function())
        past.show_place()


def back_to_switch(label):
    """None: there was none, and the machine is at its start."""
    stop = world.Switch(label)
    try:
        return past.last_stop([stop])
    finally:
        stop.delete()


class BackTo(Command):
    """Go back to the last world switch before this moment: back-to entry|exit

entry  to world_enter, the last instruction before the guest ran
exit   to world_exit, the first one after it

Only in a recorded run (./run.sh gdb N ARCH --reverse, ./run.sh replay FILE)."""
    name, options = "back-to", ("entry", "exit")

    def run(self, arguments):
        replay.check()
        if len(arguments) != 1 or arguments[0] not in self.options:
            raise Problem("entry or exit")
        label = {"entry": world.ENTER, "exit": world.EXIT}[arguments[0]]
        if address(label) is None:
            raise Problem(f"no symbol {label}")
        with replay.or_stay():
            if back_to_switch(label) is None:
                raise Problem(f"no {arguments[0]} before this moment")
        print(world.switch_line(label))
        past.show_place()


for command in (ReverseStepi, ReverseContinue, ReverseStep, ReverseNext, ReverseFinish, BackTo):
    command()
