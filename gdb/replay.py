"""Moves QEMU's replay of a recorded run to any moment. To go back, it loads a snapshot and runs forward from there. A
moment is the number of instructions that the machine has executed since it started.

QEMU also supports gdb's own reverse commands, but they are not used here: on RISC-V they load snapshots without the
clock, and they do not show their progress."""
import contextlib
import os
import re
import threading

import gdb

import machine
from machine import Problem, address, arch, arch_past, monitor, show_progress, unseen

GAP = 2_000_000  # instructions between two snapshots at first
PATIENCE, SLOWEST = 20, 1_000_000  # seconds for a replay to come to a moment, and instructions for one more
TRIES, LATER = 200, 20_000  # to take a snapshot; instructions between the first two tries, and a tenth more each time

snapshots = []  # (moment, name, the result of keep_clock()), in order
stops_of_commands = []  # breakpoints that gdb.breakpoints() does not show
end = int(os.environ.get("PAST_END") or 0)  # the last moment: before power_off(), or where the run was ended
is_moving = False  # stops are not shown to the user
has_run = True  # the machine has run since a snapshot was loaded
has_end = False  # a breakpoint stops the machine at the end
is_changed = False  # the user has written to memory or to a register
shown = 0  # bytes of the console's file that were shown or skipped


def is_recorded():
    return "PAST_OPEN" in os.environ


def check():
    if not is_recorded():
        raise Problem("this run was not recorded: ./run.sh gdb N ARCH --reverse")


def now():
    return int(re.search(r"instruction count = (\d+)", monitor("info replay"))[1])


def our_stops():
    """All breakpoints: the user's, and those of the commands here."""
    return [*gdb.breakpoints(), *stops_of_commands]


@contextlib.contextmanager
def moving(stops=()):
    """Inside this block only these breakpoints stop the machine, and no stop is shown."""
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
    """Makes the next `continue` stop at the end: otherwise QEMU would end, and nobody could go back any more. (A stop by
    QEMU looks like a signal, so past.End is used instead where it can be.)"""
    if now() < end:
        monitor("replay_delete_break" if has_end else f"replay_break {end}")


def show_console(unseen=False):
    global shown
    with open(os.environ["PAST_CONSOLE"], "rb") as console:
        console.seek(shown)
        text = console.read()
    shown += len(text)
    if text and not unseen:  # the prompt comes on a line of its own
        print(text.decode(errors="replace").replace("\r", "").removesuffix("\n"))


def resume(moment):
    """Runs to that moment at most. Returns what gdb printed at the stop. If the machine is not the one that was recorded, QEMU
    waits for ever, so a timer interrupts it. The user interrupts it with Ctrl-C."""
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
    """Takes a snapshot of this moment, or of one soon after it. A snapshot would lose a request that the disk has not
    answered yet, and on some architectures a part of the state of a running guest (QEMU cannot even load it on x86-64).
    If the guest does not exit for a long time, no snapshot is taken."""
    said, later = "the disk does not answer", LATER
    for _ in range(TRIES):
        if not arch_past().GUEST_CAN_BE_SAVED and arch().in_guest():
            leave_guest()
            if arch().in_guest():
                return
        moment = now()
        if not disk_is_busy() and not (said := monitor(f"savevm at-{moment}").strip()):
            snapshots.append((moment, f"at-{moment}", arch_past().keep_clock()))
            return
        resume(min(moment + later, end))
        if now() == end:
            return
        later += later // 10
    raise Problem(f"QEMU cannot save the machine: {machine.one_line(said)}")


def leave_guest():
    """Runs to the guest's next exit, but GAP instructions at most."""
    stop = gdb.Breakpoint(f"*{address('world_exit'):#x}", internal=True)
    try:
        moment = min(now() + GAP, end)
        while arch().in_guest() and now() < moment:
            resume(moment)
    finally:
        stop.delete()


def disk_is_busy():
    """True if the driver's queue (virtio_blk.c) has a request that the disk has not answered."""
    queue = machine.variable("blk")
    if queue is None or not int(queue["available"]):
        return False
    offered, used = (int(machine.variable(f"blk.{ring}->index")) for ring in ("available", "used"))
    return offered != used


def let_disk_answer():
    """Runs until the disk has answered. If a request is under way, QEMU may wait for ever when it loads a snapshot."""
    while disk_is_busy() and now() < end:
        resume(min(now() + LATER, end))


def load_before(moment):
    """Loads the last snapshot at or before this moment. If QEMU cannot load it, the one before it is loaded."""
    global has_run, is_changed
    let_disk_answer()
    while True:
        if not has_run:  # the machine has to run between two loads: otherwise QEMU's flash device crashes
            resume(now() + 1)
        has_run = False
        best = snapshot_before(moment)
        said = monitor(f"loadvm {best[1]}")
        if "rror" not in said:
            break
        if best is snapshots[0]:
            raise Problem(f"QEMU cannot load the machine: {machine.one_line(said)}")
        snapshots.remove(best)
    gdb.execute("maint flush register-cache", to_string=True)
    gdb.execute("maint flush dcache", to_string=True)
    arch_past().restore_clock(best[2])
    is_changed = False


def snapshot_before(moment):
    return max((snapshot for snapshot in snapshots if snapshot[0] <= moment), key=lambda snapshot: snapshot[0])


def on_change(_):
    global is_changed
    is_changed = not is_moving


def go_to(moment):
    """Moves the machine to that moment."""
    with moving():
        here = now()
        if moment < here or snapshot_before(moment)[0] > here or is_changed:
            load_before(moment)
        elif here == moment:
            return
        run_on(moment)
        if not arch_past().EXITS_ARE_COUNTED and is_at_exit():  # to before the exit
            load_before(moment - 1)
            run_on(moment - 1)
            unseen("stepi")


def go_to_place(moment, pc):
    """Moves the machine to that moment, and then to this pc: QEMU does not count an instruction that faults, or exits before
    it completes, so the states before and after it have the same moment."""
    go_to(moment)
    if machine.register("pc") != pc:
        with moving():
            unseen("stepi")


@contextlib.contextmanager
def or_stay():
    """If this block fails, the machine is where it was before."""
    here = now(), machine.register("pc")
    try:
        yield
    except (Problem, gdb.error, gdb.MemoryError):
        if gdb.selected_inferior().threads():
            go_to_place(*here)
        raise


def run_on(moment):
    here = now()
    while here < moment:
        resume(moment)
        before, here = here, now()
        if here == before:
            raise Problem(f"the replay does not continue after instruction {here:,}")


def is_at_exit():
    return machine.register("pc") == address("world_exit") and not arch().in_guest()
