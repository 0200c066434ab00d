#!/usr/bin/env python3
"""unpack.py FILE MIB: writes what gzip has compressed in FILE to standard output. If that is larger than MIB, or damaged, or ends
too early: one line, and status 1."""
import gzip
import sys
import zlib


def main(path, mib):
    room = int(mib) << 20
    with gzip.open(path) as file:
        while part := file.read(1 << 20):
            room -= len(part)
            if room < 0:
                sys.exit(f"unpacked, it is larger than the guest's memory of {mib} MiB (--guest-mem)")
            sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


try:
    main(*sys.argv[1:])
except (EOFError, gzip.BadGzipFile, zlib.error, OSError) as problem:
    sys.exit(f"cannot be unpacked: {problem}")
