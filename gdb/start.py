"""Adds the commands to gdb, and with ./run.sh gdb connects it to QEMU. Sourced by init.gdb, or by your own gdb
before it connects to QEMU."""
import contextlib
import os
import sys

import gdb

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, FOLDER)
sys.path.append(os.path.join(os.path.dirname(FOLDER), "common/host"))  # the causes' words are there
sys.dont_write_bytecode = True

import cpus  # noqa: E402,F401  each module adds its commands to gdb
import devices  # noqa: E402,F401
import exits  # noqa: E402
import guest  # noqa: E402,F401
import guest_break  # noqa: E402,F401
import guest_symbols  # noqa: E402
import guest_walk  # noqa: E402,F401
import guests  # noqa: E402,F401
import keys  # noqa: E402,F401
import memory  # noqa: E402
import past  # noqa: E402
import registers  # noqa: E402
import replay  # noqa: E402
import reverse  # noqa: E402,F401
import stage2  # noqa: E402
import walkthrough  # noqa: E402
import walkthrough_page  # noqa: E402
import who_wrote  # noqa: E402,F401
import world  # noqa: E402
import x86_64  # noqa: E402,F401  asks gdb for architectures, which it gives only while not connected


def disconnect(_):
    """Without this gdb would detach when it ends, and the machine would run for a moment more."""
    try:
        gdb.execute("disconnect", to_string=True)
    except gdb.error:
        pass


if hasattr(gdb.events, "gdb_exiting") and "WORLDSWITCH_SOCKET" in os.environ:
    gdb.events.gdb_exiting.connect(disconnect)
if not os.isatty(0):
    gdb.execute("set prompt ")  # no person is there to read it
with contextlib.suppress(gdb.error):
    gdb.execute("set style emoji off")  # from version 17 on gdb would put a sign before each of our errors
guest_symbols.load_guest()
if "WORLDSWITCH_SOCKET" in os.environ:
    # On a busy computer QEMU may answer late. A gdb that asks again gets two answers, and takes one for the next question's.
    gdb.execute("set remotetimeout 30")
    gdb.execute(f"target remote {os.environ['WORLDSWITCH_SOCKET']}")
    if replay.is_recorded():
        past.open_or_quit()
    else:
        print("Stopped before the first instruction. `worldswitch` lists the commands.")
    if os.environ.get("WALKTHROUGH_PAGE"):
        walkthrough.Walkthrough.kind_of_walk = walkthrough_page.RecordedWalk
    if os.environ.get("WALKTHROUGH"):
        walkthrough.lead()
