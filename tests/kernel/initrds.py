#!/usr/bin/env python3
"""initrds.py GUEST-FOLDER INITRD NAME OUT: an initrd that lies, of that name below, before or after the files of a good one."""
import sys

sys.path.insert(0, sys.argv[1])
from initrd import FILE, entry, padded  # noqa: E402


def raw(name, size=0, name_size=None, mode=FILE, data=b""):
    numbers = (1, mode, 0, 0, 1, 0, size, 0, 0, 0, 0, len(name) if name_size is None else name_size, 0)
    return padded(b"070701" + b"".join(b"%08x" % n for n in numbers) + name) + padded(data)


def made(good):
    return {
        "truncated": good[:len(good) // 2],
        "size": raw(b"f\0", size=0xffffffff, data=b"abcd") + good,
        "name-size": raw(b"f\0", name_size=0xffffffff) + good,
        "no-0": raw(b"abcd") + good,
        "long-name": raw(b"a" * 5000 + b"\0") + good,
        "dots": raw(b"../../x\0", size=4, data=b"abcd") + raw(b"a/../../../bin/init\0", size=4, data=b"abcd"),
        "zeros": b"\0" * 70000,
        "no-elf": good + entry(1, "bin/init", FILE, b"\x7fELF"),
        "fits": raw(b"l\0", mode=0o120777, size=4, data=b"abcd") + good,
        "empty": b"",
        "fills": good + entry(1, "big", FILE, b"x" * 8000000),
        "many": b"".join(entry(n, f"f{n}", FILE, b"x") for n in range(60000)),
        "large": b"\0" * (33 << 20),
    }


with open(sys.argv[2], "rb") as file:
    files = made(file.read())
with open(sys.argv[4], "wb") as file:
    file.write(files[sys.argv[3]])
