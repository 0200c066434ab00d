#!/usr/bin/env python3
"""check_trace.py FILE.json|FILE.svg: whether a trace is what its format demands, and whether it fits together.
Prints the exits in it as the hypervisor prints them at its end: "exits: 3, hypercall 2, stage-2 fault 1"."""
import json
import re
import sys
import xml.etree.ElementTree as ET

# What each event has to have, and may have, by its phase: the trace-event format, "Event Descriptions".
COMMON = {"name": str, "ph": str, "pid": int, "tid": int, "ts": int}
NEEDED = {"X": {"dur": int}, "M": {"args": dict}, "i": {"s": str}}
ALLOWED = {"X": {"args": dict}, "M": {}, "i": {}}
METADATA = {"process_name", "thread_name"}
OF_DEVICES = "device", "register", "address", "interrupt given"
ADDRESS = r"0x(0|[1-9a-f][0-9a-f]*)"


def need(condition, *what):
    if not condition:
        sys.exit(f"{sys.argv[1]}: " + " ".join(map(str, what)))


def once(pairs):
    need(len(dict(pairs)) == len(pairs), "a key twice:", pairs)
    return dict(pairs)


def check_event(event):
    types = {**COMMON, **NEEDED.get(event.get("ph"), {"ph": None})}
    need(types["ph"] and types.keys() <= event.keys(), "not all that it needs:", event)
    types.update(ALLOWED[event["ph"]])
    need(event.keys() <= types.keys(), "more than it may have:", event)
    need(all(type(event[key]) is types[key] for key in event), "a wrong type:", event)
    need(event["ts"] >= 0 and event.get("dur", 0) >= 0, "a time below 0:", event)
    if event["ph"] == "M":
        need(event["name"] in METADATA and list(event["args"]) == ["name"], "no such name:", event)
    if event["ph"] == "i":
        need(event["s"] in "gpt", "no such scope:", event)


def check_lanes(slices, is_handling):
    """On a CPU, guests and the hypervisor take turns without a gap, and no two of them run at the same time. With several
    guests, it is not known how long the last exit of a guest took if no guest was entered after it."""
    slices.sort(key=lambda event: event["ts"])
    at, turn = slices[0]["ts"], is_handling(slices[0])
    for event in slices:
        need(event["ts"] == at and is_handling(event) == turn, "is not what comes next:", event, "at", at)
        at, turn = at + event["dur"], not turn


def check_cpus(slices, names, first):
    """Each of several CPUs has a lane, from this one on, with the guests that ran there. The guests' own lanes say the same."""
    def runs(events, name_of):
        return sorted((name_of(event), event["ts"], event["dur"]) for event in events)

    guests = [event for event in slices if event["tid"] < first]
    on_cpus = [event for event in slices if event["tid"] >= first]
    for tid in {event["tid"] for event in on_cpus}:
        check_lanes([event for event in on_cpus if event["tid"] == tid], lambda event: "args" in event)
    need(runs(guests, lambda event: names[event["tid"]]) ==
         runs((event for event in on_cpus if "args" not in event), lambda event: event["name"]), "CPUs and guests differ")


def check_names(names, first):
    """Of the lanes: the guests', then from this one on the hypervisor's, or those of the CPUs."""
    guests = [names.get(tid) for tid in range(1, first)]
    vcpus = [name for name in guests if re.fullmatch(r"guest [1-8]\.[0-7]", name)]
    alone = [f"guest {n}" for n in range(1, 9) if not any(name.startswith(f"guest {n}.") for name in vcpus)]
    need(guests == ["guest"] or set(guests) <= {*alone, *vcpus} and len(set(guests)) == len(guests), "guests:", guests)
    others = [names.get(tid) for tid in range(first, len(names) + 1)]
    need(others == ["hypervisor"] or others == [f"CPU {n}" for n in range(len(others))] and len(others) > 1, "lanes:", others)


def check_json(file):
    whole = json.load(file, object_pairs_hook=once, parse_constant=lambda c: need(False, "not JSON:", c))
    need(list(whole) == ["traceEvents"], "keys:", list(whole))
    events = whole["traceEvents"]
    for event in events:
        check_event(event)
    names = {event["tid"]: event["args"]["name"] for event in events if event["name"] == "thread_name"}
    slices = [event for event in events if event["ph"] == "X"]
    first = next((tid for tid, name in sorted(names.items()) if name in ("hypervisor", "CPU 0")), len(names))
    check_names(names, first)
    if names[first] == "CPU 0":
        check_cpus(slices, names, first)
    elif slices:
        need(all((event["name"] == "guest") == (event["tid"] < first) for event in slices), "a slice in the wrong lane")
        check_lanes(slices, lambda event: event["tid"] == first)
    exits = [event for event in slices if event["tid"] >= first and "args" in event]
    for exit in exits:
        keys = ["pc", "GPA", "cause"] if "fault" in exit["name"] else ["pc", "cause"]
        need([key for key in exit["args"] if key not in OF_DEVICES] == keys, "args:", exit)
        need(all(re.fullmatch(ADDRESS, exit["args"][key]) for key in keys), "args:", exit)
    return [(exit["name"], 1) for exit in exits]


def check_svg(file):
    root = ET.parse(file).getroot()
    space = "{http://www.w3.org/2000/svg}"
    need(root.tag == space + "svg", "root:", root.tag)
    need(not re.search(r"url\(|href|@import|<script", ET.tostring(root, "unicode")), "it is not self-contained")
    _, _, width, height = map(float, root.get("viewBox").split())
    lane = next(rect for rect in root.iter(space + "rect") if rect.get("class") == "lane")
    left = float(lane.get("x"))
    right = left + float(lane.get("width"))
    exits = []
    for rect in root.iter(space + "rect"):
        x, y, w, h = (float(rect.get(key, 0)) for key in ("x", "y", "width", "height"))
        need(x >= 0 and y >= 0 and w > 0 and h > 0 and x + w <= width and y + h <= height, "outside:", rect.attrib)
        title = rect.findtext(space + "title")
        need(not title or left <= x and x + w <= right + 0.01, "outside of its lane:", rect.attrib)
        if title and rect.get("class") not in ("guest", "off"):
            exact = rf"([\w /-]+): (?:\d+ instructions|it ended the guest)\nfrom \d+ on, pc {ADDRESS}(?:, GPA {ADDRESS})?" \
                    r"(?:, device \w+, register 0x\w+|, address 0x\w+)?(?:, interrupt given \d+)?" \
                    rf", cause {ADDRESS}"
            column = r"([\w /-]+): [\d.]+% of \d+ instructions\nfrom \d+ on, (\d+) exits"
            match = re.fullmatch(exact, title) or re.fullmatch(column, title)
            need(match, "title:", repr(title))
            exits.append((match[1], int(match[2]) if "% of" in title else 1))
    return exits


with open(sys.argv[1]) as file:
    exits = (check_json if sys.argv[1].endswith(".json") else check_svg)(file)
kinds = {}
for kind, number in exits:
    kinds[kind] = kinds.get(kind, 0) + number
print("exits: " + ", ".join([str(sum(kinds.values()))] + [f"{kind} {number}" for kind, number in kinds.items()]))
