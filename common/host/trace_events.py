"""The exits of a run in the trace-event format, for Perfetto and speedscope:
https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU."""
import json

import picture


def events(traces, title):
    """A lane for each guest, and one for the hypervisor; on a machine with several CPUs, one for each CPU, with the guests on
    it. Times of the format are microseconds, and Perfetto keeps only whole ones exact: one shown is one instruction."""
    def event(tid, phase, name, at, **more):  # speedscope needs a time in each
        return {"name": name, "ph": phase, "pid": 1, "tid": tid, "ts": at, **more}

    names = picture.lane_names(traces)
    yield event(0, "M", "process_name", 0, args={"name": f"{title}: {picture.what(traces)}; 1 us is 1 instruction"})
    for lane, name in enumerate(names, 1):
        yield event(lane, "M", "thread_name", 0, args={"name": name})
    for lane, trace in enumerate(traces, 1):
        yield from lane_events(event, trace, lane, len(traces) + 1, names[lane - 1])


def lane_events(event, trace, lane, first_cpu, name):
    """Of one guest. first_cpu: the lane of CPU 0, which is the hypervisor's if there is no other CPU."""
    goes_on = 0
    for exit in trace.exits():
        if exit.since is not None:
            yield event(lane, "X", "guest", exit.since, dur=exit.exited_at - exit.since)
            if trace.cpus > 1 and exit.cpu is not None:
                yield event(first_cpu + exit.cpu, "X", name, exit.since, dur=exit.exited_at - exit.since)
        handled_at = trace.handled_at(exit)
        goes_on = exit.exited_at if handled_at is None else handled_at
        if exit.cpu is not None:
            yield event(first_cpu + exit.cpu, "X", trace.kind_name(exit.kind), exit.exited_at, dur=goes_on - exit.exited_at,
                        args=trace.details(exit))
        if exit.injected is not None:
            yield event(lane, "i", f"interrupt {exit.injected}", goes_on, s="t")
    if trace.guest_ran:
        yield event(lane, "i", "guest, when the run was ended", goes_on, s="t")


def write(traces, title, file):
    separator = '{"traceEvents": [\n'
    for event in events(traces, title):
        file.write(separator + json.dumps(event))
        separator = ",\n"
    file.write("\n]}\n")
