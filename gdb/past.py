"""The past of a recorded run. QEMU replays it, forward; to go back is to load a snapshot and to run forward from there
to the instruction that is asked for. A moment is a number of instructions since the machine started.

QEMU has packets for gdb's own reverse commands, which are not used: on RISC-V a snapshot that QEMU loads by itself
loses the clock, and none of them shows that it is working."""
import contextlib
import os
import re
import sys
import tempfile

import gdb

import machine
from machine import Problem, address, arch, monitor

GAP = 2_000_000  # instructions between two snapshots at first
SNAPSHOTS = 32  # so many at most: then every second one goes, and the gap is twice as wide
TRIES, LATER = 1000, 20_000  # to take a snapshot; instructions between two tries
FIRST_LOOK = 1000  # instructions in which something that happens often is looked for

snapshots = []  # (moment, name, what arch().keep_clock() has said), in order
end = None  # the last moment
is_moving = False  # stops are not for a person
has_run = True  # since a snapshot was loaded
known_exits = {}  # number: slot, of each exit that a ring showed at some time


def is_recorded():
    return "PAST_OPEN" in os.environ


def check():
    if not is_recorded():
        raise Problem("this run was not recorded: ./run.sh gdb N ARCH --reverse")


def now():
    return int(re.search(r"instruction count = (\d+)", monitor("info replay"))[1])


def our_stops():
    """Each breakpoint of a person's, and of the commands here."""
    return [*gdb.breakpoints(), *stops_of_commands]


stops_of_commands = []  # those that gdb.breakpoints() does not show


@contextlib.contextmanager
def moving(stops=()):
    """Within it no breakpoint stops the machine except these, and no stop is shown."""
    global is_moving
    was, is_moving = is_moving, True
    enabled = [stop for stop in our_stops() if stop.is_valid() and stop.enabled and stop not in stops]
    for stop in enabled:
        stop.enabled = False
    try:
        yield
    finally:
        is_moving = was
        for stop in enabled:
            if stop.is_valid():
                stop.enabled = True
        if not was:
            show_console(unseen=True)
            stop_at_end()


def resume(moment):
    """Runs on to that moment at most; what gdb said at the stop."""
    monitor(f"replay_break {moment}")
    return unseen("continue")


def unseen(command):
    """What gdb says, which it would show in spite of to_string: standard output is a file meanwhile."""
    gdb.flush()
    terminal = os.dup(1)
    with tempfile.TemporaryFile() as said:
        os.dup2(said.fileno(), 1)
        try:
            gdb.execute(command, to_string=True)
        finally:
            gdb.flush()
            os.dup2(terminal, 1)
            os.close(terminal)
        said.seek(0)
        return said.read().decode(errors="replace")


def take_snapshot():
    """Of this moment, or of one soon after it: QEMU would lose a request that the disk has not answered yet, and on some
    machines a part of a guest that runs. None when the guest does not exit for long."""
    if not arch().GUEST_CAN_BE_SAVED and arch().in_guest():
        leave_guest()
        if arch().in_guest():
            return
    said = "the disk does not answer"
    for _ in range(TRIES):
        moment = now()
        if not disk_is_busy() and not (said := monitor(f"savevm at-{moment}").strip()):
            snapshots.append((moment, f"at-{moment}", arch().keep_clock()))
            return
        resume(moment + LATER)
        if is_at_end():
            return
    raise Problem(f"QEMU cannot save the machine: {machine.one_line(said)}")


def leave_guest():
    """Runs on to the guest's next exit, but not for long."""
    stop = gdb.Breakpoint(f"*{address('world_exit'):#x}", internal=True)
    try:
        moment = min(now() + GAP, recorded_end() or machine.MASK)
        while arch().in_guest() and now() < moment:
            resume(moment)
    finally:
        stop.delete()


def disk_is_busy():
    """By the driver's queue: a request has been offered, and not been used (virtio_blk.c)."""
    queue = machine.variable("blk")
    if queue is None or not int(queue["available"]):
        return False
    offered, used = (int(machine.variable(f"blk.{ring}->index")) for ring in ("available", "used"))
    return offered != used


def load(snapshot):
    """A machine that has been loaded has to run before it is loaded again: QEMU's flash waits for that, and crashes."""
    global has_run
    if not has_run:
        resume(now() + 1)
    has_run = False
    _, name, clock = snapshot
    said = monitor(f"loadvm {name}")
    if "rror" in said:
        raise Problem(f"QEMU cannot load the machine: {machine.one_line(said)}")
    gdb.execute("maint flush register-cache", to_string=True)
    gdb.execute("maint flush dcache", to_string=True)
    arch().restore_clock(clock)


def go_to(moment):
    """The machine as it was before the instruction of that number."""
    with moving():
        here = now()
        best = snapshot_before(moment)
        if moment < here or best[0] > here:
            load(best)
            here = best[0]
        while here < moment:
            resume(moment)
            before, here = here, now()
            if here == before:
                raise Problem(f"the replay does not go on from instruction {here:,}")


def keep_exits():
    """Remembers what the rings show here: an earlier moment's ring does not know of it, and a ring forgets old ones."""
    for ring in machine.exit_rings():
        slots, count = machine.exit_slots(ring), machine.exits_of(ring)
        for i in range(max(0, count - len(slots)), count):
            known_exits[(int(ring["vcpu"]), i)] = slots[i % len(slots)]


def recorded_end():
    """The last moment, when the run was ended from outside; else None."""
    return int(os.environ["PAST_END"]) if os.environ["PAST_END"] else None


def read_whole():
    """Goes through the recording once, with a snapshot now and then, and finds its end: where it was ended, or where the
    hypervisor powers the machine off."""
    global end
    last, gap = recorded_end(), GAP
    stop = gdb.Breakpoint(f"*{address('power_off'):#x}", internal=True)
    with moving([stop]):
        take_snapshot()
        while not is_at_end():
            before = now()
            said = resume(min(before + gap, last or machine.MASK >> 1))
            if now() <= before:
                raise Problem(f"the replay stops after {before:,} instructions: {machine.one_line(said)}")
            show_progress(f"reading the recording: {now() / 1e6:,.1f} million instructions")
            keep_exits()
            if not is_at_end():
                take_snapshot()
            if len(snapshots) > SNAPSHOTS:
                for _, name, _ in snapshots[1:-1:2]:
                    monitor(f"delvm {name}")
                del snapshots[1:-1:2]
                gap *= 2
        end = now()
    stop.delete()
    show_progress("")


def is_at_end():
    return now() == recorded_end() or machine.register("pc") == address("power_off") and not arch().in_guest()


def show_progress(text):
    if sys.__stdout__.isatty():
        os.write(1, f"\r{text}\033[K".encode())


def windows(moment):
    """Stretches before a moment, the nearest first, each wider than the one before: (from, to). To get to one costs what lies
    between it and the snapshot before it, so the first is no narrower than a part of that."""
    to = moment
    size = max(FIRST_LOOK, (moment - snapshot_before(moment)[0]) // 64)
    while to > 0:
        start = max([0, to - size] + [snapshot[0] for snapshot in snapshots if snapshot[0] < to and size > GAP // 2])
        yield start, to
        to, size = start, size * 16


def snapshot_before(moment):
    return max((snapshot for snapshot in snapshots if snapshot[0] <= moment), key=lambda snapshot: snapshot[0])


def last_stop(stops):
    """Goes back to the last moment at which one of these breakpoints stops the machine; what gdb says there. None: there is
    no such moment, and the machine is at its start."""
    here = now()
    with shadows_of(stops) as shadows, moving(shadows):
        for start, to in windows(here):
            show_progress(f"going back: {start / 1e6:,.1f} of {end / 1e6:,.1f} million instructions")
            go_to(max(0, start - 1))
            found = None
            while now() < to:
                said = resume(to)
                if now() < to:
                    found = now(), said.replace("Continuing.\n", "").strip()
            if found:
                show_progress("")
                go_to(found[0])
                return delete_temporary(found[1], shadows, stops)
        show_progress("")
        go_to(0)
    return None


@contextlib.contextmanager
def shadows_of(stops):
    """The same breakpoints, but a temporary one as one that stays: it would be deleted at the first of many stops."""
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


def stop_at_end():
    """The next `continue` goes no further. (Where the hypervisor powers the machine off, End stops it.)"""
    if end is not None and now() < end:
        monitor(f"replay_break {end}" if recorded_end() else "replay_delete_break")


def delete_temporary(said, shadows, stops):
    """gdb has stopped at a shadow: the temporary breakpoint has done its work, and is named as gdb does."""
    temporary = [stop for stop in stops if stop.temporary and stop.type == gdb.BP_BREAKPOINT]
    for shadow, stop in zip(shadows, temporary):
        if said.startswith(f"Breakpoint {shadow.number}, "):
            said = said.replace(f"Breakpoint {shadow.number}", f"Temporary breakpoint {stop.number}")
            stop.delete()
    return said


def on_stop(event):
    """After a stop for a person: the console's new text, and where the recording ends."""
    if is_moving or not gdb.selected_inferior().threads():
        return
    show_console()
    stop_at_end()
    if now() >= end:
        print(f"The recording ends here, after {end:,} instructions.")
        if isinstance(event, gdb.BreakpointEvent) and all(isinstance(stop, End) for stop in event.breakpoints):
            gdb.execute("frame")


shown = 0  # bytes of the console's file that were shown, or passed over


def show_console(unseen=False):
    global shown
    with open(os.environ["PAST_CONSOLE"], "rb") as console:
        console.seek(shown)
        text = console.read()
    shown += len(text)
    if text and not unseen:
        print(text.decode(errors="replace").replace("\r", ""), end="")


def on_continue(_):
    global has_run
    has_run = True


class End(gdb.Breakpoint):
    """The hypervisor powers the machine off: QEMU would end, and nothing could go back any more."""

    def __init__(self):
        super().__init__(f"*{address('power_off'):#x}", internal=True)
        self.silent = True
        stops_of_commands.append(self)

    def stop(self):
        return not is_moving and not arch().in_guest()


def open_recording():
    """Reads it, and goes to its start or its end."""
    global shown
    gdb.events.cont.connect(on_continue)
    read_whole()
    if not recorded_end():
        End()
    gdb.events.stop.connect(on_stop)
    opens_at = os.environ["PAST_OPEN"]
    if opens_at == "start":
        go_to(0)
    else:
        shown = 0
        show_console()
    print(f"A recorded run of {end:,} instructions, at its {opens_at}. reverse-stepi, reverse-continue, back-to, who-wrote and\n"
          "timeline look back; `worldswitch` lists the commands.")
    if opens_at == "end":
        gdb.execute("frame")
