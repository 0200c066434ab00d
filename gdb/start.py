"""Gives gdb the commands, and with ./run.sh gdb connects it to the QEMU that waits. Sourced by init.gdb, or by
whoever brings a gdb of his own: before the machine is connected."""
import contextlib
import os
import sys

import gdb

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import exits  # noqa: E402  each module adds its commands to gdb
import guest  # noqa: E402
import registers  # noqa: E402
import stage2  # noqa: E402
import walkthrough  # noqa: E402
import world  # noqa: E402
import x86_64  # noqa: E402,F401  asks gdb for architectures, which it gives as long as no machine is there


def let_go(_):
    """Without this gdb would detach when it ends, and the machine would run on for a moment."""
    try:
        gdb.execute("disconnect", to_string=True)
    except gdb.error:
        pass


if hasattr(gdb.events, "gdb_exiting") and "WORLDSWITCH_SOCKET" in os.environ:
    gdb.events.gdb_exiting.connect(let_go)
if not os.isatty(0):
    gdb.execute("set prompt ")  # nobody waits for one
with contextlib.suppress(gdb.error):
    gdb.execute("set style emoji off")  # from version 17 on gdb would put a sign before each of our errors
if "WORLDSWITCH_SOCKET" in os.environ:
    gdb.execute(f"target remote {os.environ['WORLDSWITCH_SOCKET']}")
    print("Stopped before the first instruction. `worldswitch` lists the commands.")
    if os.environ.get("WALKTHROUGH"):
        walkthrough.lead()
