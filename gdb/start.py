"""Connects gdb to the waiting QEMU, and gives it the commands."""
import os

import gdb

if "WORLDSWITCH_SOCKET" in os.environ:
    gdb.execute(f"target remote {os.environ['WORLDSWITCH_SOCKET']}")
