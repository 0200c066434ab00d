"""The exits of a run in the trace-event format, for Perfetto and speedscope."""
import json


def events(trace, title, process):
    """The trace-event format: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU.
    Its times are microseconds, and Perfetto keeps only whole ones exact: one shown is one instruction."""
    def event(tid, phase, name, at, **more):  # speedscope needs a time in each
        return {"name": name, "ph": phase, "pid": process, "tid": tid, "ts": at, **more}

    yield event(0, "M", "process_name", 0, args={"name": f"{title}: {trace.what()}; 1 us is 1 instruction"})
    yield event(1, "M", "thread_name", 0, args={"name": "guest"})
    yield event(2, "M", "thread_name", 0, args={"name": "hypervisor"})
    goes_on = 0
    for exit in trace.exits():
        if exit.since is not None:
            yield event(1, "X", "guest", exit.since, dur=exit.exited_at - exit.since)
        goes_on = exit.exited_at if exit.resumed_at is None else exit.resumed_at
        yield event(2, "X", trace.kind_name(exit.kind), exit.exited_at, dur=goes_on - exit.exited_at,
                    args=trace.details(exit))
        if exit.injected is not None:
            yield event(1, "i", f"interrupt {exit.injected}", goes_on, s="t")
    if trace.guest_ran:
        yield event(1, "i", "guest, when the run was ended", goes_on, s="t")


def write(traces, titles, file):
    separator = '{"traceEvents": [\n'
    for process, (trace, title) in enumerate(zip(traces, titles), 1):
        for event in events(trace, title, process):
            file.write(separator + json.dumps(event))
            separator = ",\n"
    file.write("\n]}\n")
