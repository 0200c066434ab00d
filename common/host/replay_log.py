"""What QEMU wrote into the log of a recorded run."""
import re
from pathlib import Path

TAIL = 64  # bytes, in which a run ends

# The last character on the console, the shutdown with its cause, the instructions since that character (QEMU's
# replay/replay-internal.h).
EARLY_SHUTDOWN = re.compile(rb"(\x16\0\0\0\x01\0\0\0\x01)([\x0a-\x15])(\0.{4})", re.S)


def mend(path):
    """QEMU 10.0 writes the shutdown in front of the instructions that led to it, and a replay would end before them. This puts
    them into their order."""
    with open(Path(path), "r+b") as log:
        log.seek(max(0, log.seek(0, 2) - TAIL))
        start, tail = log.tell(), log.read()
        log.seek(start)
        log.write(EARLY_SHUTDOWN.sub(rb"\1\3\2", tail))
