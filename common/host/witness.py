"""What QEMU itself has seen of a grader's run. An answer runs in the grader's machine, and could write to each variable there.
But when QEMU enters a function, it writes a line into a file on the host, which no code in the machine can change. So QEMU tells
which checks have begun, which of them missed something, and which were decided (common/grade.c)."""
import itertools
import os
import re
import struct
from pathlib import Path

import elf

CHECK, MISSED, DECIDED = range(3)
ENTERED = re.compile(rb"Trace .*?/([0-9a-f]{16})/")
LINES = 1 << 22  # that are read; Linux with its programs makes 50,000


class Witness:
    def __init__(self, image, file):
        data = Path(image).read_bytes()
        symbols = {symbol.name: symbol.value for symbol in elf.symbols(data) if symbol.bound == elf.GLOBAL}  # not the answer's
        self.file = file
        self.checks = checks(data, symbols["points"])
        self.events = {address: CHECK for address in self.checks}
        self.events.update({symbols["witness_missed"]: MISSED, symbols["witness_decided"]: DECIDED})

    def arguments(self):
        """QEMU's: each entry at one of these addresses is a line."""
        return ["-d", "exec", "-dfilter", ",".join(f"{address:#x}+1" for address in sorted(self.events)), "-D", self.file]

    def decided(self):
        """For each point in order: whether its check has missed nothing. It ends at the first thing that no honest run does."""
        checks = iter(self.checks)
        checking = ok = False
        for address in seen(self.file):
            event = self.events.get(address)
            if event == CHECK and not checking:  # else one calls another
                if address != next(checks, None):
                    return
                checking = ok = True
            elif event == MISSED:
                ok = False
            elif event == DECIDED:
                if not checking:
                    return
                yield ok
                checking = False


def checks(data, points):
    """The addresses of the functions in points[] (common/grade.h), read in the image's file."""
    for section in elf.sections(data):
        if section.address <= points < section.address + section.size:
            at = section.offset + points - section.address
            found = []
            while struct.unpack_from("<Q", data, at)[0]:
                found.append(struct.unpack_from("<Q", data, at + 8)[0])
                at += 16
            return found
    raise ValueError("no points")


def seen(file):
    """The addresses that QEMU has entered, in order. (It also notes, unasked, how it joins its pieces of code.)"""
    if not os.path.exists(file):
        return
    with open(file, "rb") as log:
        for line in itertools.islice(log, LINES):
            entered = ENTERED.match(line)
            if entered:
                yield int(entered[1], 16)
