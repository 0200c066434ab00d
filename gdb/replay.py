"""QEMU's replay of a recorded run, moved to any moment. To go back is to load a snapshot, and to run forward from there. A
moment is a number of instructions since the machine started; the machine is as it was before the instruction of that
number.

QEMU has packets for gdb's own reverse commands, which are not used: on RISC-V a snapshot that QEMU loads by itself
loses the clock, and none of them shows that it is working."""
import contextlib
import os
import re
import sys
import tempfile
import threading

import gdb

import machine
from machine import Problem, address, arch, arch_past, monitor

GAP = 2_000_000  # instructions between two snapshots at first
PATIENCE, SLOWEST = 20, 1_000_000  # seconds for a replay to come to a moment, and instructions for one more
TRIES, LATER = 1000, 20_000  # to take a snapshot; instructions between two tries

snapshots = []  # (moment, name, what keep_clock() has said), in order
stops_of_commands = []  # breakpoints that gdb.breakpoints() does not show
end = int(os.environ.get("PAST_END") or 0)  # the last moment: before power_off(), or where the run was ended
is_moving = False  # stops are not for a person
has_run = True  # since a snapshot was loaded
has_end = False  # a breakpoint stops the machine there
is_changed = False  # a person has written to memory or to a register
shown = 0  # bytes of the console's file that were shown, or passed over


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
    except KeyboardInterrupt:
        if not was:
            show_progress("")
            print(f"Interrupted on the way, at instruction {now():,} of {end:,}.")
        raise
    finally:
        is_moving = was
        for stop in enabled:
            if stop.is_valid():
                stop.enabled = True
        if not was:
            show_console(unseen=True)
            if gdb.selected_inferior().threads():
                stop_at_end()


def stop_at_end():
    """The next `continue` goes no further: QEMU would end, and nothing could go back any more. (A stop by QEMU looks like a
    signal; past.End is a breakpoint.)"""
    if now() < end:
        monitor("replay_delete_break" if has_end else f"replay_break {end}")


def show_console(unseen=False):
    global shown
    with open(os.environ["PAST_CONSOLE"], "rb") as console:
        console.seek(shown)
        text = console.read()
    shown += len(text)
    if text and not unseen:
        print(text.decode(errors="replace").replace("\r", ""), end="")


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


def show_progress(text):
    if sys.__stdout__.isatty():
        os.write(1, f"\r{text}\033[K".encode())


def resume(moment):
    """Runs on to that moment at most; what gdb said at the stop. A replay waits for ever when the machine is not the one
    that was recorded, so it is interrupted; so it is by a person's Ctrl-C."""
    monitor(f"replay_break {moment}")
    late = threading.Event()
    timer = threading.Timer(PATIENCE + end / SLOWEST, gdb.post_event, [lambda: interrupt(late)])
    timer.daemon = True
    timer.start()
    try:
        said = unseen("continue")
    except gdb.error:
        if gdb.selected_inferior().threads():
            raise
        raise Problem("QEMU has ended before the recording's end") from None
    finally:
        timer.cancel()
    if "SIGINT" in said and now() < moment:  # QEMU's stop at the moment looks the same
        if late.is_set():
            raise Problem(f"the replay does not go on from instruction {now():,}")
        raise KeyboardInterrupt
    return said


def interrupt(late):
    late.set()
    gdb.execute("interrupt")


def on_continue(_):
    global has_run
    has_run = True


def take_snapshot():
    """Of this moment, or of one soon after it: QEMU would lose a request that the disk has not answered yet, and on some
    machines a part of a guest that runs. None when the guest does not exit for long."""
    if not arch_past().GUEST_CAN_BE_SAVED and arch().in_guest():
        leave_guest()
        if arch().in_guest():
            return
    said = "the disk does not answer"
    for _ in range(TRIES):
        moment = now()
        if not disk_is_busy() and not (said := monitor(f"savevm at-{moment}").strip()):
            snapshots.append((moment, f"at-{moment}", arch_past().keep_clock()))
            return
        resume(min(moment + LATER, end))
        if now() == end:
            return
    raise Problem(f"QEMU cannot save the machine: {machine.one_line(said)}")


def leave_guest():
    """Runs on to the guest's next exit, but not for long."""
    stop = gdb.Breakpoint(f"*{address('world_exit'):#x}", internal=True)
    try:
        moment = min(now() + GAP, end)
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
    global has_run, is_changed
    if not has_run:
        resume(now() + 1)
    has_run = False
    _, name, clock = snapshot
    said = monitor(f"loadvm {name}")
    if "rror" in said:
        raise Problem(f"QEMU cannot load the machine: {machine.one_line(said)}")
    gdb.execute("maint flush register-cache", to_string=True)
    gdb.execute("maint flush dcache", to_string=True)
    arch_past().restore_clock(clock)
    is_changed = False


def snapshot_before(moment):
    return max((snapshot for snapshot in snapshots if snapshot[0] <= moment), key=lambda snapshot: snapshot[0])


def on_change(_):
    global is_changed
    is_changed = not is_moving


def go_to(moment):
    """The machine as it was before the instruction of that number."""
    with moving():
        here = now()
        best = snapshot_before(moment)
        if moment < here or best[0] > here or is_changed:
            load(best)
            here = best[0]
        elif here == moment:
            return
        run_on(moment)
        if not arch_past().EXITS_ARE_COUNTED and is_at_exit():  # to before the exit
            load(snapshot_before(moment - 1))
            run_on(moment - 1)
            unseen("stepi")


def run_on(moment):
    here = now()
    while here < moment:
        resume(moment)
        before, here = here, now()
        if here == before:
            raise Problem(f"the replay does not go on from instruction {here:,}")


def is_at_exit():
    return machine.register("pc") == address("world_exit") and not arch().in_guest()
