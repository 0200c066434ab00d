"""Names for addresses: the function, the file and the line out of an ELF, by llvm-symbolizer."""
import struct
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PT_LOAD, PF_X = 1, 1


def has_code(elf, address):
    """Whether that is an ELF, of 32 bits or of 64, and has code at that address."""
    if elf[:4] != b"\x7fELF":
        return False
    header, segment = ("<24xIIIIHHHHHH", "<IIIIIIII") if elf[4:5] == b"\1" else ("<24xQQQIHHHHHH", "<IIQQQQQQ")
    _, table, _, _, _, _, size, count, *_ = struct.unpack_from(header, elf)
    for i in range(count):
        fields = struct.unpack_from(segment, elf, table + i * size)
        if elf[4:5] == b"\1":
            kind, _, start, _, _, length, flags, _ = fields
        else:
            kind, flags, _, start, _, _, length, _ = fields
        if kind == PT_LOAD and flags & PF_X and start <= address < start + length:
            return True
    return False


def ask(elf, address, names):
    """Pairs of lines: a function, and file:line:column."""
    command = ["llvm-symbolizer", f"--functions={names}", f"--obj={elf}", f"{address:#x}"]
    lines = subprocess.run(command, capture_output=True, text=True, timeout=60).stdout.strip().splitlines()
    return list(zip(lines[::2], lines[1::2]))


def frames(elf, address):
    """(function, file, line, column) of that address, the innermost of inlined functions first, as far as they are
    known; nothing where no code is."""
    try:
        if not has_code(Path(elf).read_bytes(), address):
            return
        found = ask(elf, address, "short")
        if found and found[0][0] == "??":  # assembly: only the table of symbols has its names
            found = ask(elf, address, "linkage")
    except (OSError, OverflowError, struct.error, subprocess.TimeoutExpired):
        return
    for function, place in found:
        if function != "??" and function[0] != ".":
            file, line, column = place.rsplit(":", 2)
            yield function, file.removeprefix(f"{ROOT}/"), line, column


def function_at(elf, address):
    """"stage2_map"; None when that is not known."""
    return next(frames(elf, address), [None])[0]


def place_of(elf, address):
    """"stage2_map, steps/03-stage2-tables/stage2.c:120"; None when that is not known."""
    found = list(frames(elf, address))
    if not found:
        return None
    # What comes inlined out of a header, or has no column (assembly in C), is an instruction or two: say whose.
    own = [frame for frame in found if not frame[1].endswith(".h") and frame[3] != "0"]
    function, file, line, _ = (own or found[-1:])[0]
    if line == "0":  # the compiler made this instruction out of several lines, or of none
        file, line = near(elf, function, address)
    return f"{function}, {file}:{line}" if file else function


def near(elf, function, address):
    """The file and the line of an instruction close by, of the same function; (None, None) when none has a line."""
    for distance in range(4, 36, 4):
        for other in (address + distance, address - distance):
            for name, file, line, _ in frames(elf, other):
                if name == function and line != "0":
                    return file, line
    return None, None
