"""A page of a run, in one file: a timeline that zooms, the exits one by one, how many there were of each kind, and what memory
the guests were given. The exits are columns of numbers, packed; trace_page.js draws them."""
import base64
import html
import json
import zlib
from array import array
from pathlib import Path

import memory_map
import picture
from causes import cause_words

FOLDER = Path(__file__).parent
NOTHING = -1.0  # a time that is not known
INFO_NAMES = {243: "stval", 183: "FAR_EL2", 62: "EXITINFO1"}  # by ELF's number of the machine


def columns(traces):
    """Of all exits, in the order of their times."""
    exits = sorted(((exit, lane) for lane, trace in enumerate(traces) for exit in trace.exits()),
                   key=lambda pair: pair[0].exited_at)
    times = {name: array("d") for name in ("since", "exited", "handled", "resumed")}
    numbers = {name: array("Q") for name in ("pc", "cause", "info", "gpa")}
    small = {name: array("B") for name in ("lane", "kind", "cpu", "given")}
    for exit, lane in exits:
        handled = traces[lane].handled_at(exit)
        for name, at in (("since", exit.since), ("exited", exit.exited_at), ("handled", handled), ("resumed", exit.resumed_at)):
            times[name].append(NOTHING if at is None else at)
        for name, value in (("pc", exit.pc), ("cause", exit.cause), ("info", exit.info), ("gpa", exit.gpa)):
            numbers[name].append(value)
        given = 0 if exit.injected is None else min(255, exit.injected + 1)
        for name, value in (("lane", lane), ("kind", exit.kind), ("cpu", 255 if exit.cpu is None else exit.cpu), ("given", given)):
            small[name].append(value)
    return {**times, **numbers, **small}


def packed(column):
    return base64.b64encode(zlib.compress(column.tobytes(), 6)).decode()


def maps(traces, title):
    """The memory of each guest that still has some."""
    guests = {trace.guest.at: trace.guest for trace in traces}.values()
    return "".join(memory_map.draw(guest, title)[1] for guest in guests if guest.root and guest.regions(False))


def write(traces, title, file):
    found, memory = columns(traces), traces[0].ram
    kinds = sorted(set(found["kind"]))
    facts = {
        "lanes": picture.lane_names(traces), "guests": len(traces),
        "kinds": {kind: [traces[0].kind_name(kind), picture.colour(kind)] for kind in kinds},
        "causes": {f"{cause:#x}": cause_words(memory, cause) for cause in sorted(set(found["cause"]))},
        "info": INFO_NAMES[memory.machine],
        "columns": {name: [column.typecode, packed(column)] for name, column in found.items()},
    }
    notes = [picture.what(traces), *(note for trace in traces for note in trace.notes())]
    page = (FOLDER / "trace_page.html").read_text()
    parts = {"TITLE": html.escape(title), "NOTES": html.escape("; ".join(notes)), "MAPS": maps(traces, title),
             "FACTS": json.dumps(facts).replace("</", "<\\/"), "SCRIPT": (FOLDER / "trace_page.js").read_text()}
    for name, text in parts.items():
        page = page.replace(f"@{name}@", text)
    file.write(page)
