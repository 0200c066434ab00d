"""The guest's own translation, walked as the hardware walks it: each of its tables is in guest memory, so stage 2
translates the address of each entry."""
import typing

import stage2
from machine import Problem, arch_walk, read_physical


class Mode(typing.NamedTuple):
    """How the guest translates now: in words, where the root is (GPA), and the levels, the root's first: each has a
    name, the lowest bit of its index in an address, and the number of bits."""
    words: str
    root: int
    levels: tuple
    refused: str = ""  # why the hardware does not even begin with this address
    entry_bytes: int = 8


class Step(typing.NamedTuple):
    """The read of one entry. It is None if stage 2 does not let the hardware read it."""
    height: int
    name: str
    index: int
    gpa: int
    second: list  # the stage-2 walk, as stage2.walk() returns it
    entry: typing.Optional[int]
    words: str


class Walk(typing.NamedTuple):
    mode: typing.Optional[Mode]  # None while the guest's paging is off
    steps: list
    gpa: typing.Optional[int]  # None if the walk ends early, and why
    left: int  # bytes to the end of the page
    why: str


def second_walk(gpa, right):
    """The stage-2 walk of a GPA, and why it does not give that right; "" if it does."""
    try:
        steps = stage2.walk(gpa)
    except Problem as problem:
        return [], str(problem)
    words = stage2.outcome(gpa, steps)
    if not words.startswith("HPA "):
        return steps, f"GPA {gpa:#x} is {words}"
    prot = stage2.prot(steps)
    return steps, "" if right in prot else f"GPA {gpa:#x}: stage 2 gives only {prot}, and the walk needs {right}"


def walk(va):
    """Never a Problem because of what the guest has in its tables."""
    tables, mode = arch_walk(), arch_walk().mode(va)
    stage2.root()  # a Problem if there is none yet
    if mode is None:
        return Walk(None, [], va, stage2.PAGE - va % stage2.PAGE, "")
    if mode.refused:
        return Walk(mode, [], None, 0, mode.refused)
    table, steps = mode.root, []
    for height, (name, shift, bits) in zip(reversed(range(len(mode.levels))), mode.levels):
        index = va >> shift & (1 << bits) - 1
        gpa = table + mode.entry_bytes * index
        second, why = second_walk(gpa, tables.TABLE_RIGHT)
        level = name.strip()
        entry = None if why else int.from_bytes(read_physical(stage2.lookup(gpa)[0], mode.entry_bytes), "little")
        words = why or tables.entry_words(mode, entry, height)
        steps.append(Step(height, name, index, gpa, second, entry, words))
        if why:
            return Walk(mode, steps, None, 0, f"at {level} stage 2 faults, which is the hypervisor's: {why}")
        if not tables.is_present(mode, entry):
            return Walk(mode, steps, None, 0, f"page fault at {level}, the guest's own: the entry is not valid")
        refused = tables.why_refused(mode, entry, height)
        if refused:
            return Walk(mode, steps, None, 0, f"page fault at {level}, the guest's own: {refused}")
        table = tables.entry_address(mode, entry, height)
        if not tables.is_table(mode, entry, height):
            offset = va & (1 << shift) - 1
            return Walk(mode, steps, table >> shift << shift | offset, (1 << shift) - offset, "")
    raise Problem("the last level has a table")  # why_refused() does not let it


def translate(address):
    """A guest's address as its code uses it: the GPA, and the bytes to the end of its page."""
    done = walk(address)
    if done.gpa is None:
        raise Problem(f"{address:#x}: {done.why}")
    return done.gpa, done.left
