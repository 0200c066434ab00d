#!/usr/bin/env python3
"""initrd.py OUT [PATH=FILE]...: an initrd, which is a cpio archive of the format "newc". Each FILE becomes PATH, and the
folders that PATH names are made. The same files give the same bytes, whoever runs it and when."""
import sys

FOLDER, FILE, PIECE = 0o040755, 0o100755, 4


def padded(data):
    return data + b"\0" * (-len(data) % PIECE)


def entry(number, path, mode, data=b""):
    """A header of 13 numbers, the name, the bytes."""
    name = path.encode() + b"\0"
    numbers = (number, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name), 0)
    header = b"070701" + b"".join(b"%08x" % n for n in numbers)
    return padded(header + name) + padded(data)


def archive(files):
    """files: pairs of a path without a / before it, and its bytes."""
    out, folders = [], set()
    for path, data in files:
        names = path.split("/")
        for n in range(1, len(names)):
            folder = "/".join(names[:n])
            if folder not in folders:
                folders.add(folder)
                out.append(entry(len(out) + 1, folder, FOLDER))
        out.append(entry(len(out) + 1, path, FILE, data))
    return b"".join(out) + entry(0, "TRAILER!!!", 0)


def main(out, *pairs):
    files = []
    for pair in pairs:
        path, _, file = pair.partition("=")
        if not path.strip("/") or not file:
            sys.exit(f"initrd.py: {pair}: give PATH=FILE")
        try:
            with open(file, "rb") as source:
                files.append((path.strip("/"), source.read()))
        except OSError as problem:
            sys.exit(f"initrd.py: {file}: {problem.strerror}")
    try:
        with open(out, "wb") as target:
            target.write(archive(files))
    except OSError as problem:
        sys.exit(f"initrd.py: {out}: {problem.strerror}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
