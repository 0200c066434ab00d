#!/usr/bin/env python3
"""memory_map.py RAM ELF TITLE FILE.svg: the guest's addresses after a run, as a picture: which memory it was given,
which was read from a file, and which is only promised; out of the machine's memory."""
import io
import signal
import struct
import sys
from html import escape

import picture
from guests import PAGE, guests_of
from picture import WIDTH, text
from ram import Ram

LEFT, CELLS, ROWS = 176, 64, 8  # where the cells begin (pixels), cells in a row, rows of a region at most
CELL, ROW = 15, 24  # pixels: a cell's width, a row's height
PALEST = 0.2  # the opacity of a cell of which next to nothing is given

STYLE = """.name { font-weight: bold }
.given { fill: #0072b2 }
.file { fill: #d55e00 }
.promised { fill: #ffffff }
.given, .file, .promised { stroke: #c8c5bc }"""


def in_words(size):
    for unit, name in ((1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB")):
        if not size % unit:
            return f"{size // unit} {name}"
    return f"{size >> 10:,} KiB"


def cell_size(region):
    """Bytes that a cell stands for: a power of two of pages, so that the region fits into its rows."""
    size = PAGE
    while region.size > size * CELLS * ROWS:
        size *= 2
    return size


def filled(region, size):
    """The bytes of each cell that are given."""
    cells = [0] * -(-region.size // size)
    for gpa, length in region.given:
        at = gpa - region.base
        while length:
            part = min(length, size - at % size)
            cells[at // size] += part
            at, length = at + part, length - part
    return cells


# --- Parts of the picture ---

def box(left, top, size, kind, share, title=""):
    """share: how much of it is given, from 0 to 1."""
    opacity = f' fill-opacity="{PALEST + (1 - PALEST) * share:.2f}"' if 0 < share < 1 else ""
    title = f"<title>{escape(title)}</title>" if title else ""
    return (f'<rect class="{kind}" x="{left}" y="{top}" width="{size[0]}" height="{size[1]}"{opacity}>'
            f"{title}</rect>\n")


def kind_of(region):
    return "file" if region.from_file else "given"


def title_of(region, start, length, given):
    word = "read from the file" if region.from_file else "given"
    pages = length // PAGE
    if not given:
        word = "promised"
    elif pages > 1:
        word = f"{'all' if given == length else f'{given // PAGE:,} of'} {pages:,} pages {word}"
    return f"{region.name} {start:#x}..{start + length - 1:#x}: {word}"


def counted(region):
    pages = f"{region.pages:,} of {region.size // PAGE:,} pages are"
    if not region.from_file:
        return f"{pages} given."
    return f"{pages} mapped; {region.pages_read:,} were read, {region.taken_back:,} taken back."


def draw_region(region, top):
    """Where the next one begins, and the lines of the picture."""
    size = cell_size(region)
    lines = [text(20, top + 20, f"{region.name}: {in_words(region.size)} at {region.base:#x}", 'class="name"'),
             text(20, top + 48, f"{counted(region)} A cell is {in_words(size)}.")]
    top += 62
    for number, given in enumerate(filled(region, size)):
        row, column = divmod(number, CELLS)
        start = region.base + number * size
        length = min(size, region.base + region.size - start)
        if not column:
            lines.append(text(LEFT - 10, top + ROW * row + 18, f"{start:#x}", 'text-anchor="end"'))
        kind = kind_of(region) if given else "promised"
        lines.append(box(LEFT + CELL * column, top + ROW * row, (CELL, ROW - 2), kind, given / length,
                         title_of(region, start, length, given)))
    return top + ROW * (row + 1) + 22, lines


def legend_row(left, bottom, entries):
    for kind, share, words in entries:
        yield box(left, bottom - 17, (20, 20), kind, share)
        yield text(left + 30, bottom, words)
        left += 70 + 12 * len(words)


def draw(guest, title):
    """Height, text."""
    regions, bottom, lines = guest.regions(), 96, []
    for region in regions:
        bottom, more = draw_region(region, bottom)
        lines += more
    bottom += 10
    lines += legend_row(20, bottom, (("given", 1, "given"), ("file", 1, "read from the file"),
                                     ("promised", 0, "promised, and not given")))
    if any(cell_size(region) > PAGE for region in regions):
        bottom += 34
        lines.append(text(20, bottom, "A pale cell is given in part:"))
        lines += legend_row(340, bottom, (("given", 0.001, "a page of many"), ("given", 0.25, "a quarter"),
                                          ("given", 0.5, "half"), ("given", 1, "all")))
    promised, given = sum(region.size for region in regions), PAGE * sum(region.pages for region in regions)
    file = io.StringIO()
    file.write(picture.HEAD.format(width=WIDTH, height=bottom + 24, guest=picture.GUEST, kinds=STYLE))
    file.write(text(20, 36, f"{title[:50]}: the guest's memory", 'class="title"'))
    file.write(text(20, 70, f"{promised >> 10:,} KiB are promised, {given >> 10:,} KiB given. "
                            "No other address is the guest's."))
    file.writelines(lines)
    file.write("</svg>\n")
    return bottom + 24, file.getvalue()


def main():
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    ram, elf, title, name = sys.argv[1:]
    try:
        guests = guests_of(Ram(ram, elf))
        if not guests:
            raise ValueError("no guest was ready to run")
        pictures = [draw(guest, title if len(guests) == 1 else f"{title}, guest {guest.number + 1}") for guest in guests]
    except (ValueError, struct.error) as problem:
        sys.exit(f"memory-map: {problem}")
    try:
        with open(name, "w") as file:
            picture.stack(file, pictures)
    except OSError as problem:
        sys.exit(f"memory-map: {name}: {problem.strerror}")
    print(f"memory-map: {name}")


if __name__ == "__main__":
    main()
