"""A picture of a run, as SVG: how the guests and the hypervisor shared the CPUs' time. Exit by exit; when there are
more than EXITS, in columns, each as high as its share."""
import io
from html import escape

EXITS = 2000
WIDTH, LEFT, LANE = 1160, 140, 960  # pixels; the lanes begin at LEFT, and LANE is their width
HEIGHT = 60  # of a lane
OFF_HEIGHT = 10  # of what says in it that the guest is without the CPU
COLUMN = 2

GUEST, OFF = "#f0d9b8", "#c8c5bc"
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


def write(traces, title, file):
    """The guests' lanes, one for each, above the hypervisor's: on a machine with several CPUs, above those of the CPUs."""
    begin, end, counts, given = survey(traces)
    exits = sum(counts.values())
    of_cpus = " of all CPUs" if traces[0].cpus > 1 else ""
    notes = [f"instructions{of_cpus} since {'the' if len(traces) == 1 else 'a'} guest was entered first"]
    if exits > EXITS:
        notes.append(f"each column is {(end - begin) * COLUMN / LANE:.0f} of them, and as high as its share")
    for trace in traces:
        notes += [note if len(traces) == 1 else f"{lane_name(trace, traces)}: {note}" for note in trace.notes()]
    legend = [("guest", "guest, and the switch")]
    legend += [("off", "ready, without the CPU")] if len(traces) > 1 else []
    legend += [(f"k{kind}", f"{traces[0].kind_name(kind)}: {counts[kind]}") for kind in sorted(counts)]
    legend += [("given", f"interrupt given: {given}")] if given else []
    names = lane_names(traces)
    axis_at = lane_top(len(names))
    bottom = axis_at + 66 + 28 * len(notes)
    height = bottom - 6 + 30 * -(-len(legend) // 3)
    file.write(HEAD.format(
        width=WIDTH, height=height, guest=GUEST,
        kinds="\n".join([f".k{kind} {{ fill: {colour(kind)} }}" for kind in sorted(counts)]
                        + [f".off {{ fill: {OFF} }}"] * (len(traces) > 1))))
    file.write(text(20, 36, f"{title[:36]}: {what(traces)}", 'class="title"'))
    for i, lane in enumerate(names):
        file.write(text(LEFT - 12, lane_top(i) + HEIGHT / 2 + 7, lane, 'text-anchor="end"'))
        file.write(f'<rect class="lane" x="{LEFT}" y="{lane_top(i)}" width="{LANE}" height="{HEIGHT}"/>\n')
    file.writelines((exit_by_exit if exits <= EXITS else by_columns)(traces, begin, end))
    file.writelines(axis(begin, end, axis_at))
    file.writelines(text(LEFT, axis_at + 60 + 28 * i, note) for i, note in enumerate(notes))
    for i, (kind, words) in enumerate(legend):
        left, top = LEFT + LANE / 3 * (i % 3), bottom + 30 * (i // 3)
        file.write(f'<rect class="{kind}" x="{left:.2f}" y="{top - 17}" width="20" height="20"/>\n')
        file.write(text(left + 30, top, words))
    file.write("</svg>\n")


def lane_top(number):
    """The hypervisor's lane, or that of CPU 0, is the one after the last guest's; the axis is below the last lane."""
    return 58 + 68 * number


def lane_name(trace, traces):
    """With the vCPU if a guest has more than one."""
    if len(traces) == 1:
        return "guest"
    names = [other.name.split(",")[0] for other in traces]
    own = trace.name.split(",")[0]
    return own if names.count(own) == 1 else trace.name.replace(", vCPU ", ".")


def lane_names(traces):
    cpus = traces[0].cpus
    return [lane_name(trace, traces) for trace in traces] + ([f"CPU {n}" for n in range(cpus)] if cpus > 1 else ["hypervisor"])


def what(traces):
    """How many exits these are."""
    return traces[0].what() if len(traces) == 1 else f"{sum(trace.count for trace in traces)} exits"


def colour(kind):
    return KINDS[kind % len(KINDS)]


def text(left, bottom, words, more=""):
    return f'<text x="{left:.2f}" y="{bottom:.2f}" {more}>{escape(words)}</text>\n'


def box(left, top, width, height, kind, title):
    return (f'<rect class="{kind}" x="{LEFT + left:.2f}" y="{top:.2f}" width="{width:.2f}" height="{height:.2f}">'
            f"<title>{escape(title)}</title></rect>\n")


def number_on(left, width, kind, number, top):
    """The number in the middle of its box, when it fits in."""
    if width < 13 * len(str(number)) + 4:
        return ""
    red, green, blue = bytes.fromhex(colour(kind)[1:])
    ink = "#000" if 0.3 * red + 0.6 * green + 0.1 * blue > 125 else "#fff"
    return text(LEFT + left + width / 2, top + HEIGHT / 2 + 7, str(number),
                f'text-anchor="middle" pointer-events="none" style="fill: {ink}"')


def mark(left, top, title):
    """A triangle below the guest's lane, which points to it."""
    return (f'<path class="given" d="M{LEFT + left:.2f} {top + HEIGHT}l-4 8h8z"><title>{escape(title)}</title>'
            "</path>\n")


def survey(traces):
    """When what is known of the run begins and ends, how many exits there are of each kind, and how many interrupts
    the guests were given."""
    begin, end, counts, given = [], 0, {}, 0
    for trace in traces:
        for number, exit in enumerate(trace.exits()):
            if not number:
                begin.append(exit.exited_at if exit.since is None else exit.since)
            end = max(end, exit.exited_at if exit.resumed_at is None else exit.resumed_at)
            counts[exit.kind] = counts.get(exit.kind, 0) + 1
            given += exit.injected is not None
    first = min(begin, default=0)
    return first, max(end, first + 1), counts, given


def exit_by_exit(traces, begin, end):
    scale = LANE / (end - begin)
    least = min(1, LANE / 4 / max(1, sum(trace.count for trace in traces)))  # so wide is each, or some could not be seen
    for lane, trace in enumerate(traces):
        for exit in trace.exits():
            details = ", ".join(f"{name} {value}" for name, value in trace.details(exit).items())
            at, top, handled_at = (exit.exited_at - begin) * scale, lane_top(lane), trace.handled_at(exit)
            if exit.since is not None:
                yield from guest_boxes(traces, lane, exit, (exit.since - begin) * scale, at)
            took = 0 if handled_at is None else handled_at - exit.exited_at
            width = max(least, took * scale)
            words = f"{took} instructions"
            if exit.resumed_at is None:
                width, words = 2 * least, "it ended the guest"
            if exit.cpu is not None:
                below = lane_top(len(traces) + exit.cpu)
                yield box(min(at, LANE - width), below, width, HEIGHT, f"k{exit.kind}",
                          f"{trace.kind_name(exit.kind)}: {words}\nfrom {exit.exited_at} on, {details}")
                if exit.resumed_at is not None:
                    yield number_on(at, width, exit.kind, took, below)
            if is_off(trace, exit):
                off = trace.without_cpu(exit)
                yield box((handled_at - begin) * scale, top + HEIGHT - OFF_HEIGHT, off * scale, OFF_HEIGHT, "off",
                          f"without the CPU: {off} instructions\nfrom {handled_at} on")
            if exit.injected is not None:
                yield mark((exit.exited_at + took - begin) * scale, top, f"interrupt {exit.injected}, given to the guest")


def guest_boxes(traces, lane, exit, start, at):
    """The guest's time before an exit, in its own lane, and in that of its CPU if there are several."""
    width, took = max(at - start, 0.01), f"{exit.exited_at - exit.since} instructions\nfrom {exit.since} on, to pc {exit.pc:#x}"
    yield box(start, lane_top(lane), width, HEIGHT, "guest", f"guest: {took}")
    if traces[lane].cpus > 1 and exit.cpu is not None:
        name, top = lane_name(traces[lane], traces), lane_top(len(traces) + exit.cpu)
        yield box(start, top, width, HEIGHT, "guest", f"{name}: {took}")
        short = name.removeprefix("guest ")
        if width >= 13 * len(short) + 4:
            yield text(LEFT + start + width / 2, top + HEIGHT / 2 + 7, short, 'text-anchor="middle" pointer-events="none"')


def is_off(trace, exit):
    """Whether it could have run on at once, and had to let others run."""
    return trace.without_cpu(exit) > 0 and trace.kind_name(exit.kind) != "wait"


def by_columns(traces, begin, end):
    columns = LANE // COLUMN
    each = (end - begin) / columns
    parts = {}  # by lane, class and name: the time and the number of exits in each column

    def add(lane, kind, name, start, stop):
        time, number = parts.setdefault((lane, kind, name), ([0] * columns, [0] * columns))
        first, last = (min(columns - 1, int((at - begin) / each)) for at in (start, stop))
        number[first] += 1
        for column in range(first, last + 1):
            time[column] += min(stop, begin + (column + 1) * each) - max(start, begin + column * each)

    for lane, trace in enumerate(traces):
        for exit in trace.exits():
            handled_at = trace.handled_at(exit)
            on_cpu = None if exit.cpu is None else len(traces) + exit.cpu
            if exit.since is not None:
                add(lane, "guest", "guest", exit.since, exit.exited_at)
                if trace.cpus > 1 and on_cpu:
                    add(on_cpu, "guest", lane_name(trace, traces), exit.since, exit.exited_at)
            if is_off(trace, exit):
                add(lane, "off", "without the CPU", handled_at, exit.resumed_at)
            if on_cpu:
                add(on_cpu, f"k{exit.kind}", trace.kind_name(exit.kind), exit.exited_at,
                    exit.exited_at if handled_at is None else handled_at)
    order = sorted(parts, key=lambda part: (part[0], int(part[1][1:]) if part[1][0] == "k" else -1, part[2]))
    for column in range(columns):
        tops = {}  # of what is in a CPU's lane already
        for part in order:
            lane, kind, name = part
            share, number = parts[part][0][column] / each, parts[part][1][column]
            height = share * (OFF_HEIGHT if kind == "off" else HEIGHT)
            top = (tops.get(lane, lane_top(lane) + HEIGHT) if lane >= len(traces) else lane_top(lane) + HEIGHT) - height
            tops[lane] = top
            if share:
                exits = f", {number} exits" if kind[0] == "k" else ""
                yield box(column * COLUMN, top, COLUMN, height, kind, f"{name}: {in_column(share, each, begin, column)}{exits}")


def in_column(share, each, begin, column):
    return f"{100 * share:.1f}% of {each:.0f} instructions\nfrom {begin + column * each:.0f} on"


def axis(begin, end, at_y):
    step = 1  # 1, 2 or 5 times a power of ten
    while (end - begin) / step > 8:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    unit, name = next((unit, name) for unit, name in ((10**6, "M"), (1000, "k"), (1, "")) if unit <= step)
    for at in range(-(-begin // step) * step, end + 1, step):
        left = LEFT + (at - begin) * LANE / (end - begin)
        yield f'<path d="M{left:.2f} {at_y}v6" stroke="#777"/>\n'
        yield text(left, at_y + 30, f"{at // unit}{name}" if at else "0", 'text-anchor="middle"')
