"""stage2 and stage2-map: the second translation, walked as the hardware walks it."""
import gdb

import chosen
from machine import PAGE, Command, Problem, arch, number, physical_memory, read_physical, variable

LIMIT = 64  # walks that one command draws at most
TABLES = 16384  # tables that it reads at most
RANGES = 20  # that stage2-map shows one by one


def span(height):
    """Bytes that one entry at that height covers."""
    return PAGE << 9 * height


def root():
    vcpu = chosen.kept()
    where = arch().stage2_root() if vcpu is None else int(variable(f"((struct guest *){int(vcpu['guest'])})->stage2.root"))
    if where is None:
        raise Problem("no stage-2 table yet")
    return where


def walk(gpa):
    """The entries of a walk: (height, index, address of the entry, entry), from the root on."""
    if gpa >> arch().GPA_BITS:
        raise Problem(f"{gpa:#x} is not a GPA: a guest has {arch().GPA_BITS} address bits")
    table, steps = root(), []
    for height in reversed(range(arch().LEVELS)):
        entries = arch().ROOT_SIZE // 8 if height == arch().LEVELS - 1 else 512
        index = gpa // span(height) % entries
        entry = int.from_bytes(read_physical(table + 8 * index, 8), "little")
        steps.append((height, index, table + 8 * index, entry))
        if not arch().is_table(entry, height):
            break
        table = arch().entry_address(entry)
    return steps


def lookup(gpa):
    """What a GPA is translated to: (hpa, bytes to the end of the page or block, entry)."""
    height, _, _, entry = walk(gpa)[-1]
    if not arch().is_present(entry):
        raise Problem(f"GPA {gpa:#x} is not mapped: the {arch().level_name(height).strip()} entry is not valid")
    offset = gpa % span(height)
    return arch().entry_address(entry) // span(height) * span(height) + offset, \
        span(height) - offset, entry


def prot(steps):
    """The rights at the end of a walk."""
    return arch().path_prot([entry for _, _, _, entry in steps])


def outcome(gpa, steps):
    """In words, what the hardware makes of the walk."""
    for height, _, _, entry in steps:
        level = arch().level_name(height).strip()
        if not arch().is_present(entry):
            return f"not mapped: a guest access faults at {level}"
        refused = arch().why_refused(entry, height)
        if refused:
            return f"refused at {level}: {refused}"
    return f"HPA 0x{lookup(gpa)[0]:08x}, {prot(steps)}"


def draw(gpa):
    """Draws one walk; returns the bytes from gpa to the end of what its last entry covers."""
    print(f"stage2 0x{gpa:08x}")
    steps = walk(gpa)
    for height, index, where, entry in steps:
        print(f"  {arch().level_name(height)} [{index:4}] @{where:08x}  {entry:016x}  "
              f"{arch().entry_words(entry, height)}")
    gdb.set_convenience_variable("entry", steps[-1][2])
    print(f"  => {outcome(gpa, steps)}")
    return span(height) - gpa % span(height)


class Stage2(Command):
    """Walk the second translation, level by level: stage2 GPA [LENGTH]

Each line is an entry: its level, index, address (HPA), value, and what it says. At the end is the
host-physical address with the rights there, or why the hardware refuses every access of the guest. With
LENGTH (bytes) each page or block of the range is walked. $entry is then the last entry's address."""
    name, looks_at_vcpu = "stage2", True

    def run(self, arguments):
        if len(arguments) not in (1, 2):
            raise Problem("GPA [LENGTH]")
        gpa = number(arguments[0], "a guest-physical address")
        length = number(arguments[1], "a length in bytes") if len(arguments) == 2 else 1
        if not length:
            raise Problem("LENGTH is 0")
        end = gpa + length
        for _ in range(LIMIT):
            gpa += draw(gpa)
            if gpa >= end:
                return
        print(f"... and more, up to 0x{end:x}: `stage2-map` shows ranges")


def leaves(table, height, base, start, end, budget):
    """Every leaf below a table that has addresses in start..end, in order: (gpa, hpa, size, prot)."""
    budget[0] -= 1
    if budget[0] < 0:
        raise Problem(f"more than {TABLES} tables: this does not look like a table of this project")
    size = arch().ROOT_SIZE if height == arch().LEVELS - 1 else PAGE
    data = bytes(gdb.selected_inferior().read_memory(table, size))
    for i in range(max(0, (start - base) // span(height)), min(size // 8, -(-(end - base) // span(height)))):
        entry = int.from_bytes(data[8 * i:8 * i + 8], "little")
        gpa = base + i * span(height)
        if arch().is_table(entry, height):
            yield from leaves(arch().entry_address(entry), height - 1, gpa, start, end, budget)
        elif arch().is_present(entry):
            yield gpa, arch().entry_address(entry), span(height), arch().entry_prot(entry)


def leaves_in(table, start, end):
    """Those of a whole table."""
    with physical_memory():
        return list(leaves(table, arch().LEVELS - 1, 0, start, end, [TABLES]))


def merged(parts):
    """Neighbours that are mapped to neighbours, with the same rights, as one."""
    last = None
    for gpa, hpa, size, prot in parts:
        if last and last[0] + last[2] == gpa and last[1] + last[2] == hpa and last[3] == prot:
            last = (last[0], last[1], last[2] + size, prot)
            continue
        if last:
            yield last
        last = (gpa, hpa, size, prot)
    if last:
        yield last


def in_words(size):
    for unit, name in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if size and not size % unit:
            return f"{size // unit} {name}"
    return f"{size} B"


def show_range(part, before="  "):
    gpa, hpa, size, prot = part
    print(f"{before}GPA {gpa:010x}..{gpa + size - 1:010x} -> HPA {hpa:010x}..{hpa + size - 1:010x}  "
          f"{prot}  {in_words(size)}")


def leaves_in_words(sizes):
    """"3 blocks of 2 MiB, 8163 pages of 4 KiB"."""
    return ", ".join(f"{sizes.count(size)} {'page' if size == PAGE else 'block'}{'s' * (sizes.count(size) > 1)} "
                     f"of {in_words(size)}" for size in sorted(set(sizes), reverse=True))


def sum_up(parts, ranges):
    """Three lines for all ranges with the same rights: a screen has room for those of every kind."""
    print(f"  {len(ranges)} ranges that do not join. By rights:")
    for prot in sorted({prot for _, _, _, prot in ranges}):
        alike = [part for part in ranges if part[3] == prot]
        sizes = [size for _, _, size, of in parts if of == prot]
        print(f"  {prot}  {len(alike)} range{'s' * (len(alike) > 1)}, {in_words(sum(sizes))}: {leaves_in_words(sizes)}")
        show_range(alike[0], "    first ")
        show_range(alike[-1], "    last  ")
    gpa = ranges[0][0]
    print(f"  `stage2-map {gpa:#x} {ranges[-1][0] + ranges[-1][2] - gpa:#x}` shows each of them.")


class Stage2Map(Command):
    """All that the second translation maps: ranges, merged, with rights and sizes: stage2-map [GPA LENGTH]

When there are too many for a screen, they are summed up: how many have the same rights, and the first and
the last of them. With GPA and LENGTH (bytes) each range in there is shown, however many they are."""
    name, looks_at_vcpu = "stage2-map", True

    def run(self, arguments):
        if len(arguments) not in (0, 2):
            raise Problem("[GPA LENGTH]")
        start, end = 0, 1 << arch().GPA_BITS
        if arguments:
            start = number(arguments[0], "a guest-physical address")
            end = min(end, start + number(arguments[1], "a length in bytes"))
        parts = leaves_in(root(), start, end)
        ranges = list(merged(parts))
        print(arch().root_words() if chosen.kept() is None else f"guest {chosen.number} is off the CPU: root at {root():08x}")
        if not arguments and len(ranges) > RANGES:
            sum_up(parts, ranges)
            return
        for part in ranges:
            show_range(part)
        if not parts:
            print("  nothing is mapped" + " there" * bool(arguments))


Stage2()
Stage2Map()
