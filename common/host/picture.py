"""A picture of a run, as SVG: how the guest and the hypervisor shared its time. Exit by exit; when there are
more than EXITS, in columns, each as high as its share."""
import io
from html import escape

EXITS = 2000
WIDTH, LEFT, LANE = 1160, 140, 960  # pixels; the lanes begin at LEFT, and LANE is their width
TOPS, HEIGHT = (58, 126), 60  # of the guest's lane, of the hypervisor's
AXIS = 194
COLUMN = 2

GUEST = "#f0d9b8"
# By a kind's number. A reader who sees no red, no green or no blue can tell them apart, too.
KINDS = ("#222222", "#0072b2", "#d55e00", "#5599cc", "#aa7777", "#00cc99", "#aa0011",
         "#88ff55", "#8811ff", "#ccaa11", "#552288", "#115555", "#bbbbff", "#9977ff", "#bb3388")

HEAD = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">
<style>
text {{ font: 20px "DejaVu Sans", Verdana, sans-serif; fill: #1b1f24 }}
.title {{ font-size: 22px; font-weight: bold }}
.lane {{ fill: #fff; stroke: #c8c5bc }}
.guest {{ fill: {guest} }}
.given {{ fill: #1b1f24 }}
{kinds}
</style>
<rect width="{width}" height="{height}" fill="#fbfaf6"/>
"""


def stack(file, pictures):
    """Writes pictures, each (height, text), one below the other."""
    top = 0
    if len(pictures) > 1:
        height = sum(height for height, _ in pictures)
        file.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
                   f'height="{height}">\n')
    for height, picture in pictures:
        file.write(picture.replace("<svg ", f'<svg y="{top}" ', 1) if top else picture)
        top += height
    if len(pictures) > 1:
        file.write("</svg>\n")


def draw(trace, title):
    """Height, text."""
    file = io.StringIO()
    begin, end, counts, given = survey(trace)
    exits = sum(counts.values())
    notes = ["instructions since the guest was entered first"]
    if exits > EXITS:
        notes.append(f"each column is {(end - begin) * COLUMN / LANE:.0f} of them, and as high as its share")
    notes += trace.notes()
    legend = [("guest", "guest, and the switch")]
    legend += [(f"k{kind}", f"{trace.kind_name(kind)}: {counts[kind]}") for kind in sorted(counts)]
    legend += [("given", f"interrupt given: {given}")] if given else []
    bottom = AXIS + 66 + 28 * len(notes)
    height = bottom - 6 + 30 * -(-len(legend) // 3)
    file.write(HEAD.format(
        width=WIDTH, height=height, guest=GUEST,
        kinds="\n".join(f".k{kind} {{ fill: {colour(kind)} }}" for kind in sorted(counts))))
    file.write(text(20, 36, f"{title[:36]}: {trace.what()}", 'class="title"'))
    for top, lane in zip(TOPS, ("guest", "hypervisor")):
        file.write(text(LEFT - 12, top + HEIGHT / 2 + 7, lane, 'text-anchor="end"'))
        file.write(f'<rect class="lane" x="{LEFT}" y="{top}" width="{LANE}" height="{HEIGHT}"/>\n')
    file.writelines((exit_by_exit if exits <= EXITS else by_columns)(trace, begin, end))
    file.writelines(axis(begin, end))
    file.writelines(text(LEFT, AXIS + 60 + 28 * i, note) for i, note in enumerate(notes))
    for i, (kind, words) in enumerate(legend):
        left, top = LEFT + LANE / 3 * (i % 3), bottom + 30 * (i // 3)
        file.write(f'<rect class="{kind}" x="{left:.2f}" y="{top - 17}" width="20" height="20"/>\n')
        file.write(text(left + 30, top, words))
    file.write("</svg>\n")
    return height, file.getvalue()


def colour(kind):
    return KINDS[kind % len(KINDS)]


def text(left, bottom, words, more=""):
    return f'<text x="{left:.2f}" y="{bottom:.2f}" {more}>{escape(words)}</text>\n'


def box(left, top, width, height, kind, title):
    return (f'<rect class="{kind}" x="{LEFT + left:.2f}" y="{top:.2f}" width="{width:.2f}" height="{height:.2f}">'
            f"<title>{escape(title)}</title></rect>\n")


def number_on(left, width, kind, number):
    """The number in the middle of its box, when it fits in."""
    if width < 13 * len(str(number)) + 4:
        return ""
    red, green, blue = bytes.fromhex(colour(kind)[1:])
    ink = "#000" if 0.3 * red + 0.6 * green + 0.1 * blue > 125 else "#fff"
    return text(LEFT + left + width / 2, TOPS[1] + HEIGHT / 2 + 7, str(number),
                f'text-anchor="middle" pointer-events="none" style="fill: {ink}"')


def mark(left, title):
    """A triangle between the two lanes, which points to the guest's."""
    return (f'<path class="given" d="M{LEFT + left:.2f} {TOPS[0] + HEIGHT}l-4 8h8z"><title>{escape(title)}</title>'
            "</path>\n")


def survey(trace):
    """When what is known of the run begins and ends, how many exits there are of each kind, and how many interrupts
    the guest was given."""
    begin, end, counts, given = None, 0, {}, 0
    for exit in trace.exits():
        if begin is None:
            begin = exit.exited_at if exit.since is None else exit.since
        end = exit.exited_at if exit.resumed_at is None else exit.resumed_at
        counts[exit.kind] = counts.get(exit.kind, 0) + 1
        given += exit.injected is not None
    begin = begin or 0
    return begin, max(end, begin + 1), counts, given


def exit_by_exit(trace, begin, end):
    scale = LANE / (end - begin)
    least = min(1, LANE / 4 / max(1, trace.count))  # so wide is each, or some could not be seen
    for exit in trace.exits():
        details = ", ".join(f"{name} {value}" for name, value in trace.details(exit).items())
        at = (exit.exited_at - begin) * scale
        if exit.since is not None:
            start = (exit.since - begin) * scale
            yield box(start, TOPS[0], at - start, HEIGHT, "guest",
                      f"guest: {exit.exited_at - exit.since} instructions\nfrom {exit.since} on, to pc {exit.pc:#x}")
        took = 0 if exit.resumed_at is None else exit.resumed_at - exit.exited_at
        width = max(least, took * scale)
        words = f"{took} instructions"
        if exit.resumed_at is None:
            width, words = 2 * least, "it ended the guest"
        yield box(min(at, LANE - width), TOPS[1], width, HEIGHT, f"k{exit.kind}",
                  f"{trace.kind_name(exit.kind)}: {words}\nfrom {exit.exited_at} on, {details}")
        yield number_on(at, width, exit.kind, took)
        if exit.injected is not None:
            yield mark(at + took * scale, f"interrupt {exit.injected}, given to the guest")


def by_columns(trace, begin, end):
    columns = LANE // COLUMN
    each = (end - begin) / columns
    lanes = {}  # by kind, and the guest's by None: the time and the number of exits in each column

    def add(kind, start, stop):
        time, number = lanes.setdefault(kind, ([0] * columns, [0] * columns))
        first, last = (min(columns - 1, int((at - begin) / each)) for at in (start, stop))
        number[first] += 1
        for column in range(first, last + 1):
            time[column] += min(stop, begin + (column + 1) * each) - max(start, begin + column * each)

    for exit in trace.exits():
        if exit.since is not None:
            add(None, exit.since, exit.exited_at)
        add(exit.kind, exit.exited_at, exit.exited_at if exit.resumed_at is None else exit.resumed_at)
    for column in range(columns):
        bottom = TOPS[1] + HEIGHT
        for kind in sorted(lanes, key=lambda kind: -1 if kind is None else kind):
            share, number = lanes[kind][0][column] / each, lanes[kind][1][column]
            when = f"{100 * share:.1f}% of {each:.0f} instructions\nfrom {begin + column * each:.0f} on"
            high = share * HEIGHT
            if kind is None:
                yield box(column * COLUMN, TOPS[0] + HEIGHT - high, COLUMN, high, "guest", f"guest: {when}")
            elif high:
                bottom -= high
                yield box(column * COLUMN, bottom, COLUMN, high, f"k{kind}",
                          f"{trace.kind_name(kind)}: {when}, {number} exits")


def axis(begin, end):
    step = 1  # 1, 2 or 5 times a power of ten
    while (end - begin) / step > 8:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    unit, name = next((unit, name) for unit, name in ((10**6, "M"), (1000, "k"), (1, "")) if unit <= step)
    for at in range(-(-begin // step) * step, end + 1, step):
        left = LEFT + (at - begin) * LANE / (end - begin)
        yield f'<path d="M{left:.2f} {AXIS}v6" stroke="#777"/>\n'
        yield text(left, AXIS + 30, f"{at // unit}{name}" if at else "0", 'text-anchor="middle"')
