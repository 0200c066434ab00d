"""Gives gdb the commands, and connects it to the QEMU that waits. Sourced by init.gdb."""
import os
import sys

import gdb

sys.path.insert(0, os.path.join(os.getcwd(), "gdb"))
sys.dont_write_bytecode = True

import exits  # noqa: E402  each module adds its commands to gdb
import guest  # noqa: E402
import machine  # noqa: E402
import registers  # noqa: E402
import stage2  # noqa: E402
import walkthrough  # noqa: E402
import world  # noqa: E402


def let_go(_):
    """Without this gdb would detach when it ends, and the machine would run on for a moment."""
    try:
        gdb.execute("disconnect", to_string=True)
    except gdb.error:
        pass


if hasattr(gdb.events, "gdb_exiting"):
    gdb.events.gdb_exiting.connect(let_go)
if not os.isatty(0):
    gdb.execute("set prompt ")  # nobody waits for one
try:
    machine.arch()  # x86-64's wants to come before the machine does
except machine.Problem:
    pass  # no ELF of ours yet
if "WORLDSWITCH_SOCKET" in os.environ:
    gdb.execute(f"target remote {os.environ['WORLDSWITCH_SOCKET']}")
    print("Stopped before the first instruction. `worldswitch` lists the commands.")
    if os.environ.get("WALKTHROUGH"):
        walkthrough.lead()
