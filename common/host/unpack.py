#!/usr/bin/env python3
"""unpack.py FILE MIB: what gzip has compressed in FILE, on standard output. What is larger than MIB, and what is damaged or
ends too early, is one line and status 1."""
import gzip
import sys
import zlib


def main(path, mib):
    room = int(mib) << 20
    with gzip.open(path) as file:
        while part := file.read(1 << 20):
            room -= len(part)
            if room < 0:
                sys.exit(f"unpacked it has more than the guest's {mib} MiB of memory (--guest-mem)")
            sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


try:
    main(*sys.argv[1:])
except (EOFError, gzip.BadGzipFile, zlib.error, OSError) as problem:
    sys.exit(f"cannot be unpacked: {problem}")
