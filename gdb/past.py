"""A recorded run as a whole: reads it once, remembers its exits, and finds the last stop before a moment."""
import contextlib
import os
import sys

import gdb

import guest
import machine
import replay
import world
from machine import Problem, address, arch, monitor, show_progress
from replay import go_to, moving, now, resume, snapshots

SNAPSHOTS = 32  # at most: when there are more, every second one is deleted, and from then on the gap is twice as wide
TIME_LIMIT = "124"  # run.sh's status
FIRST_LOOK = 1000  # instructions: a search first looks at so many before the moment

FORWARD = "continue step stepi next nexti finish until advance signal".split()
ELSEWHERE = "jump return restore load run start starti detach".split()  # where no recording goes

known_exits = {}  # (vCPU, number): slot, of each exit that was in a ring at some moment


def keep_exits():
    """Remembers the exits that the rings contain at this moment: a later exit overwrites them, and earlier they are missing."""
    for ring in machine.exit_rings():
        slots, count = machine.exit_slots(ring), machine.exits_of(ring)
        for i in range(max(0, count - len(slots)), count):
            known_exits[(int(ring["vcpu"]), i)] = slots[i % len(slots)]


def read_whole():
    """Replays the recording once, to its end, and takes the snapshots."""
    gap = replay.GAP
    with moving():
        replay.take_snapshot()
        while now() < replay.end:
            before = now()
            said = resume(min(before + gap, replay.end))
            if now() <= before:
                raise Problem(f"the replay stops after {before:,} instructions: {machine.one_line(said)}")
            show_progress(f"reading the recording: {now() / 1e6:,.1f} of {replay.end / 1e6:,.1f} million instructions")
            keep_exits()
            if now() < replay.end:
                replay.take_snapshot()
            if len(snapshots) > SNAPSHOTS:
                for _, name, _ in snapshots[1:-1:2]:
                    monitor(f"delvm {name}")
                del snapshots[1:-1:2]
                gap *= 2
        keep_exits()  # take_snapshot() may have come to the end
    show_progress("")


def windows(moment):
    """Intervals before a moment, as (from, to): the nearest one first, and each longer than the one before. To reach an
    interval, the machine has to run from the snapshot before it. So the first interval is at least 1/64 of that distance."""
    to = moment
    size = max(FIRST_LOOK, (moment - replay.snapshot_before(moment)[0]) // 64)
    while to > 0:
        start = max([0, to - size] + [snapshot[0] for snapshot in snapshots if snapshot[0] < to and size > replay.GAP // 2])
        yield start, to
        to, size = start, size * 16


def last_stop(stops):
    """Goes back to the last moment at which one of these breakpoints stops the machine. Returns what gdb prints there. None:
    there is no such moment, and the machine is at its start."""
    here = now()
    with shadows_of(stops) as shadows, moving(shadows):
        for start, to in windows(here):
            show_progress(f"going back: {start / 1e6:,.1f} of {replay.end / 1e6:,.1f} million instructions")
            go_to(max(0, start - 1))
            found = None
            while now() < to:
                said = resume(to)
                if now() < to:
                    found = now(), said.replace("Continuing.\n", "").strip(), machine.register("pc")
            if found:
                show_progress("")
                replay.go_to_place(found[0], found[2])
                return delete_temporary(found[1], shadows, stops)
        show_progress("")
        go_to(0)
    return None


@contextlib.contextmanager
def shadows_of(stops):
    """The same breakpoints, but a copy for each temporary one: gdb would delete that one at the first of many stops."""
    shadows, temporary = [], [stop for stop in stops if stop.temporary and stop.type == gdb.BP_BREAKPOINT]
    try:
        for stop in temporary:
            shadow = gdb.Breakpoint(stop.location, internal=True)
            shadow.condition = stop.condition
            shadows.append(shadow)
        yield shadows + [stop for stop in stops if stop not in temporary]
    finally:
        for shadow in shadows:
            shadow.delete()


def delete_temporary(said, shadows, stops):
    """If gdb has stopped at a copy: deletes the temporary breakpoint, and puts its number into what gdb printed."""
    temporary = [stop for stop in stops if stop.temporary and stop.type == gdb.BP_BREAKPOINT]
    for shadow, stop in zip(shadows, temporary):
        if said.startswith(f"Breakpoint {shadow.number}, "):
            said = said.replace(f"Breakpoint {shadow.number}", f"Temporary breakpoint {stop.number}")
            stop.delete()
    return said


def show_place():
    """As gdb shows a stop."""
    replay.show_console(unseen=True)
    if world.where() == world.GUEST:
        print(f"in the guest, at pc {machine.register('pc'):#x}")
        guest.show_next_instruction()
    else:
        gdb.execute("frame")
    if not replay.now():
        print("This is the start of the recording.")


class End(gdb.Breakpoint):
    """A breakpoint at which the hypervisor powers the machine off."""

    def __init__(self):
        super().__init__(f"*{address('power_off'):#x}", internal=True)
        self.silent = replay.has_end = True
        replay.stops_of_commands.append(self)

    def stop(self):
        return not replay.is_moving and not arch().in_guest()


def on_stop(event):
    """After a stop that the user sees: shows the console's new text, and says so if this is the end of the recording."""
    if replay.is_moving or not gdb.selected_inferior().threads():
        return
    replay.show_console()
    replay.stop_at_end()
    if now() >= replay.end:
        by_qemu = " (QEMU makes this stop, and gdb shows it as SIGINT.)" if isinstance(event, gdb.SignalEvent) else ""
        print(f"The recording ends here, after {replay.end:,} instructions.{by_qemu}")
        if isinstance(event, gdb.BreakpointEvent) and all(isinstance(stop, End) for stop in event.breakpoints):
            gdb.execute("frame")


class CheckForward(gdb.Command):
    """Runs before each command that lets a recorded machine run on, and refuses it if the machine cannot."""

    def __init__(self):
        super().__init__("recorded-forward", gdb.COMMAND_OBSCURE)
        for command in FORWARD:
            gdb.execute(f"define hook-{command}\nrecorded-forward\nend")
        for command in ELSEWHERE:
            gdb.execute(f"define hook-{command}\nrecorded-forward {command}\nend")

    def invoke(self, text, from_tty):
        if text:
            raise gdb.GdbError(f"{text}: a recorded run has only the way that was recorded.")
        if replay.is_moving or not gdb.selected_inferior().threads():
            return
        if now() >= replay.end:
            raise gdb.GdbError("The recording ends here: you can only go back.")
        if replay.is_changed:
            raise gdb.GdbError("The machine has been changed, so it does not follow its recording any more: "
                               "`reverse-stepi` undoes the change.")


def open_or_quit():
    """What cannot be read leaves nothing to look at."""
    try:
        open_recording()
    except KeyboardInterrupt:
        gdb.execute("quit 130")
    except (Problem, gdb.error, gdb.MemoryError) as problem:
        show_progress("")
        gdb.flush()
        print(f"run.sh: this recording cannot be replayed: {machine.one_line(problem)}", file=sys.stderr)
        gdb.execute("quit 1")


def open_recording():
    """Reads the recording, and goes to its start or its end."""
    gdb.events.cont.connect(replay.on_continue)
    read_whole()
    if machine.register("pc") == address("power_off"):
        End()
    gdb.events.stop.connect(on_stop)
    gdb.events.memory_changed.connect(replay.on_change)
    gdb.events.register_changed.connect(replay.on_change)
    CheckForward()
    for setting in ("may-call-functions", "remote reverse-step-packet", "remote reverse-continue-packet"):
        gdb.execute(f"set {setting} off")
    opens_at = os.environ["PAST_OPEN"]
    if opens_at == "start":
        go_to(0)
    else:
        replay.shown = 0
        replay.show_console()
    if os.environ["PAST_STATUS"] == TIME_LIMIT:
        print(f"The time limit ended the recording, after {replay.end:,} instructions: the run did not end by itself.")
    print(f"A recorded run of {replay.end:,} instructions, at its {opens_at}. reverse-stepi, reverse-continue, back-to, who-wrote and\n"
          "timeline look back; `worldswitch` lists the commands.")
    if opens_at == "end":
        show_place()
