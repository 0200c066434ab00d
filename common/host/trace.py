#!/usr/bin/env python3
"""trace.py RAM ELF TITLE [--summary] [--trace FILE]: the exits of a run that is over, read out of the ring in the machine's
memory; as a table, as a picture (FILE.svg), as a page (FILE.html), or for Perfetto and speedscope (FILE.json).

Times are ticks of the cycle counter since the first guest was about to be entered first, and under -icount
shift=0 a tick is an instruction, of whichever CPU. They are taken in the exit loop, so the switch, in and out, is in the
guest's time, and with several CPUs the wait for the host's lock.
"""
import argparse
import bisect
import signal
import statistics
import struct
import sys
from typing import NamedTuple, Optional

import picture
import trace_events
import trace_page
from guests import Guest
from ram import Ram

SLOT = struct.Struct("<3H2B7Q")  # struct vm_exit
CPU, EXITED_AT, RESUMED_AT = 4, 9, 10  # the fields' places in it
RING_WORDS = 8  # of struct exit_ring, before its counts


class Exit(NamedTuple):
    kind: int
    cause: int
    pc: int
    gpa: int
    injected: Optional[int]  # the number of the interrupt that the guest was given
    since: Optional[int]  # when the guest resumed before; None when that exit is missing
    exited_at: int
    resumed_at: Optional[int]  # None when the guest did not
    cpu: Optional[int]  # of the machine, on which it was and exited; None when that is not known
    resumed_on: Optional[int]  # the same for resumed_at
    info: int  # what else the CPU says of it: stval, FAR_EL2 or EXITINFO1


class Trace:
    """The exits of one vCPU. ring: where its struct exit_ring lies.
    count: exits of the whole run; missing: the first so many, which the ring does not have any more."""

    def __init__(self, ram, ring):
        self.ram, self.ring = ram, ring
        _, self.vcpu, guest, self.slots, self.mask, _, self.entered, _ = ram.u64(ring, RING_WORDS)
        self.zero = self.entered  # of several vCPUs: the first one's
        self.entries = {}  # of several vCPUs, by the CPU: when any of them was entered there, in order
        self.cpus = ram.u64(ram.symbols["cpus_count"]) & 0xffffffff
        self.guest = Guest(ram, guest)
        self.count = self.exits_now()
        torn = bool(self.count) and self.is_torn()
        self.count -= torn
        self.missing = max(0, self.count + torn - (self.mask + 1))
        last = self.slot(self.count - 1)
        self.guest_ran = not self.count or last[RESUMED_AT] >= last[EXITED_AT]  # when the run was ended
        self.kinds = {}  # the names of those that were asked for
        _, _, guest, vcpu, *_ = self.slot(0)
        self.first_cpu = self.cpu_of(self.slot(-1)) if self.count <= self.mask else None
        self.name = f"guest {guest + 1}, vCPU {vcpu}"

    def exits_now(self):
        """How many by now: those that are counted, and one whose handler has not returned. It has a slot."""
        _, _, _, slots, mask, last, _, kinds = self.ram.u64(self.ring, RING_WORDS)
        counted = sum(self.ram.u64(self.ring + 8 * RING_WORDS, kinds))
        return counted + (((last - slots) // SLOT.size + 1 - counted) & mask)

    def counts(self):
        """How many exits there were of each kind, by its name; without the kinds of which there was none."""
        counts = self.ram.u64(self.ring + 8 * RING_WORDS, self.ram.u64(self.ring, RING_WORDS)[7])
        return {self.kind_name(kind): count for kind, count in enumerate(counts) if count}

    def place(self, number):
        return self.slots + SLOT.size * (number & self.mask)

    def slot(self, number):
        return SLOT.unpack(self.ram.read(self.place(number), SLOT.size))

    def last_moment(self):
        """When the guest was entered last, or exited last."""
        return max(self.slot(self.count - 1)[EXITED_AT:RESUMED_AT + 1]) if self.count else self.entered

    def is_torn(self):
        """Whether the run was ended while its last exit was being written down."""
        alone = self.count == 1 or not self.mask
        before = self.entered if alone else self.slot(self.count - 2)[RESUMED_AT]
        return self.slot(self.count - 1)[EXITED_AT] < before

    def cpu_of(self, slot):
        """The CPU on which the guest resumed after this exit. Before step 11 there is one."""
        return slot[CPU] if self.cpus > 1 else 0

    def kind_name(self, kind):
        if kind not in self.kinds:
            self.kinds[kind] = self.ram.text(self.ram.u64(self.ram.symbols["exit_kind_names"] + 8 * kind))
        return self.kinds[kind]

    def exits(self):
        """Those that the ring has, in order."""
        return self.exits_from(self.missing)

    def last(self, number):
        """So many of them at most."""
        return self.exits_from(max(self.missing, self.count - number))

    def exits_from(self, number):
        since, cpu = (None, None if self.cpus > 1 else 0) if number else (self.entered - self.zero, self.first_cpu)
        while number < self.count:  # in two pieces, when it goes round
            slots = min(self.count - number, self.mask + 1 - (number & self.mask))
            piece = self.ram.read(self.place(number), SLOT.size * slots)
            for slot in SLOT.iter_unpack(piece):
                kind, injected, _, _, _, cause, pc, info, gpa, exited_at, resumed_at, _ = slot
                self.kind_name(kind)
                after = resumed_at - self.zero if resumed_at >= exited_at else None
                number_given = injected - 1 if injected else None
                on = None if after is None else self.cpu_of(slot)
                yield Exit(kind, cause, pc, gpa, number_given, since, exited_at - self.zero, after, cpu, on, info)
                since, cpu = after, on
            number += slots

    def handled_at(self, exit):
        """When the hypervisor was done with it: on this CPU the next guest was entered, whichever it was. None if none was."""
        entries = self.entries.get(exit.cpu, ())
        after = bisect.bisect_left(entries, exit.exited_at)
        if after < len(entries):
            return entries[after]
        return exit.resumed_at if exit.resumed_on == exit.cpu else None

    def without_cpu(self, exit):
        """How long the guest was off the CPU then."""
        handled_at = self.handled_at(exit)
        return 0 if None in (exit.resumed_at, handled_at) else max(0, exit.resumed_at - handled_at)

    def details(self, exit):
        """What else there is to say about it, by name."""
        kind = self.kind_name(exit.kind)
        where = {"GPA": f"{exit.gpa:#x}"} if "fault" in kind else {}
        if kind in ("device", "wild access"):
            device = self.guest.device_at(exit.gpa)
            where = {"device": device.name, "register": f"{exit.gpa - device.base:#x}"} if device else \
                {"address": f"{exit.gpa:#x}"}
        given = {} if exit.injected is None else {"interrupt given": exit.injected}
        return {"pc": f"{exit.pc:#x}", **where, **given, "cause": f"{exit.cause:#x}"}

    def what(self):
        """How many exits these are."""
        if self.missing:
            return f"the last {self.count - self.missing} of {self.count} exits"
        return f"{self.count or 'no'} exit{'s' * (self.count != 1)}"

    def notes(self):
        """What else is to be known of the run."""
        if self.missing:
            yield f"the first {self.missing} exits are missing: the ring holds {self.mask + 1}"
        if self.guest_ran:
            yield "the guest ran when the run was ended: that time is not known"


def traces_of(ram):
    """Of each vCPU that was entered, in the order in which they were made."""
    rings = list(ram.linked(ram.u64(ram.symbols["exit_rings"]), RING_WORDS, 0))
    found = [Trace(ram, ring) for ring, fields in rings[::-1] if fields[6]]
    if not found:
        raise ValueError("the guest was never entered")
    for trace in found:
        trace.zero = min(one.entered for one in found)
    return found


def find_entries(traces):
    """Of several vCPUs, for handled_at()."""
    entries = {}
    for trace in traces:
        entries.setdefault(trace.first_cpu, []).append(trace.entered - trace.zero)
        for exit in trace.exits():
            if exit.resumed_at is not None:
                entries.setdefault(exit.resumed_on, []).append(exit.resumed_at)
    for trace in traces:
        trace.entries = {cpu: sorted(times) for cpu, times in entries.items()}


def print_summary(trace):
    times, counts, on_cpus, moves = {}, {}, {}, 0
    guest = host = away = 0  # instructions
    for exit in trace.exits():
        counts[exit.kind] = counts.get(exit.kind, 0) + 1
        handling = times.setdefault(exit.kind, [])
        if exit.since is not None:
            guest += exit.exited_at - exit.since
            on_cpus[exit.cpu] = on_cpus.get(exit.cpu, 0) + exit.exited_at - exit.since
        if exit.resumed_at is not None and trace.handled_at(exit) is not None:
            handling.append(trace.handled_at(exit) - exit.exited_at)
            host += handling[-1]
            away += trace.without_cpu(exit)
        moves += None not in (exit.cpu, exit.resumed_on) and exit.resumed_on != exit.cpu
    print(f"{'instructions to handle one':>61}")
    print(f"{'kind':15}{'exits':>10}{'share':>9}{'median':>14}{'largest':>13}")
    for kind, count in sorted(counts.items(), key=lambda item: -item[1]):
        handling = times[kind]
        median, largest = (f"{function(handling)}" if handling else "-" for function in (statistics.median_low, max))
        share = f"{100 * count / sum(counts.values()):.1f}%"
        print(f"{trace.kind_name(kind):15}{count:10}{share:>9}{median:>14}{largest:>13}")
    print(f"{guest + host} instructions: {guest} in the guest and the switch, {host} in handling exits" +
          f"; then {away} without the CPU" * (away > 0))
    if trace.cpus > 1:
        places = (f"on CPU {cpu} for {time}" for cpu, time in sorted(on_cpus.items()) if cpu is not None)
        print(f"{', '.join(places) or 'on no CPU'} (of all CPUs together); moved to another CPU {moves} time{'s' * (moves != 1)}")
    pages = trace.guest.counts()
    if pages:
        print(pages)
    for note in trace.notes():
        print(note)


def main():
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    parser = argparse.ArgumentParser()
    parser.add_argument("ram")
    parser.add_argument("elf")
    parser.add_argument("title")
    parser.add_argument("--trace")
    parser.add_argument("--summary", action="store_true")
    args = parser.parse_args()
    try:
        traces = traces_of(Ram(args.ram, args.elf))
        if len(traces) > 1:
            find_entries(traces)
        for trace in traces if args.summary else ():
            if len(traces) > 1:
                print(f"{trace.name}:")
            print_summary(trace)
    except (ValueError, struct.error) as problem:
        sys.exit(f"trace: {problem}")
    if args.trace:
        write = {"json": trace_events, "html": trace_page}.get(args.trace.rpartition(".")[2], picture).write
        try:
            with open(args.trace, "w") as file:
                write(traces, args.title, file)
        except OSError as problem:
            sys.exit(f"trace: {args.trace}: {problem.strerror}")
        for trace in traces:
            print(f"trace: {args.trace}: {trace.what()}" + f", {trace.name}" * (len(traces) > 1))
            if trace.missing and not args.summary:
                print(next(trace.notes()))


if __name__ == "__main__":
    main()
