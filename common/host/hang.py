"""What a machine is doing that does not come to an end: asked of QEMU's monitor, and of the ring of exits in memory."""
import re
import subprocess
import time
from collections import Counter

from cpus import cpus_of
from guests import PAGE
from ram import Memory
from symbols import function_at, place_of
from trace import Trace, traces_of

LAST = 16  # exits that are compared
EFER_LMA, EFER_SVME = 1 << 10, 1 << 12
WFI = {"riscv64": 0x10500073, "aarch64": 0xd503207f}
MACHINES = {243: "riscv64", 183: "aarch64", 62: "x86_64"}  # by ELF's number of the machine

# What to look at when exits of one kind repeat at one pc.
QUESTIONS = {
    "stage-2 fault": "Is that page mapped now, with the right that the guest needs?",
    "wait": "Was the pc moved on? If so: what should wake the guest?",
    "timer": "Is the timer set again, and its interrupt acknowledged?",
    "interrupt": "Is the interrupt acknowledged?",
    "demand fault": "What does the handler map, and with which rights? Is it taken back at once?",
}
PC_QUESTION = "Was the pc moved on? Or does the guest do that in a loop?"


class Cpu:
    """in_guest; pc: as that world counts; address: of the code, linear; waits: it does nothing until an interrupt. index:
    QEMU's number of it."""

    def __init__(self, monitor, machine, host_root, index=0):
        self.index, self.text = index, monitor.ask_human("info registers", index)
        self.pc = self.address = self.number(r"(?:\bpc +|\bPC=|\b[RE]IP=)([0-9a-f]+)")
        if machine == "riscv64":
            self.in_guest = self.number(r"^ V +(?:= +)?(\d)") == 1
        elif machine == "aarch64":
            self.in_guest = self.number(r"^PSTATE=.* EL(\d)") < 2
        else:  # as gdb/x86_64.py explains: the host is in long mode; a guest in long mode has tables of its own
            efer = self.number(r"^EFER=([0-9a-f]+)") & (EFER_LMA | EFER_SVME)
            in_long_mode = efer == EFER_LMA | EFER_SVME and self.number(r" CR3=([0-9a-f]+)") != host_root
            self.in_guest = efer == EFER_SVME or in_long_mode
            self.address += self.number(r"^CS =\S+ ([0-9a-f]+)") if self.in_guest else 0
        if machine == "x86_64":
            self.waits = self.number(r"\bHLT=(\d)") == 1
        else:  # a CPU that waits has its pc after the instruction
            code = re.search(r": 0x([0-9a-f]{8})", monitor.ask_human(f"x /1xw {max(self.pc - 4, 0):#x}", index))
            self.waits = code is not None and int(code[1], 16) == WFI[machine]

    def number(self, pattern):
        return int(re.search(pattern, self.text, re.M)[1], 16)


class Hang:
    def __init__(self, monitor, elf):
        self.monitor, self.elf, self.guest = monitor, elf, None
        self.memory = Memory(elf, monitor.read)
        self.machine = MACHINES[self.memory.machine]
        self.name, self.whose, self.cpu_name = "hypervisor", "the guest", "the CPU"
        if "kernel_start" in self.memory.symbols:  # --bare: it is guest/kernel, and there is no hypervisor
            self.name = "kernel"

    def describe(self, find_guest):
        """Lines for a person. One answer of the monitor shows one moment, so exits are watched for a while.
        find_guest gives the file of the guest of that number, or None, and is called while QEMU is stopped."""
        was_running = self.monitor.ask("query-status")["running"]
        self.monitor.ask("stop")
        traces = self.read_rings()
        go_on = self.counts_on(traces) if was_running and traces else ()
        self.monitor.ask("stop")
        traces = self.read_rings()
        cpus = cpus_of(self.memory)
        if len(cpus) > 1:
            yield from self.describe_cpus(cpus, traces, go_on, find_guest, "" if was_running else "; QEMU was paused")
            return
        trace = max(traces, key=Trace.last_moment, default=None)  # of the guest that has the CPU, or had it last
        number = trace.guest.number if trace else 0
        if len(traces) > 1:
            self.whose = f"guest {number + 1}"
        self.guest = find_guest(number)
        self.look_at(0)
        yield self.where() + ("" if was_running else "; QEMU was paused")
        yield from self.exits(trace, trace and trace.ring in go_on)
        for other in traces:
            if other is not trace:
                yield self.off_cpu(other, find_guest)

    def describe_cpus(self, cpus, traces, go_on, find_guest, paused):
        """Of several: where each was, with the exits of the guest that it has."""
        on_cpus = {cpu.vcpu for cpu in cpus}
        for cpu in cpus:
            self.cpu_name, trace = f"CPU {cpu.number}", next((one for one in traces if one.vcpu == cpu.vcpu), None)
            self.whose = self.name_of(trace, traces) if trace else "the guest"
            self.guest = find_guest(trace.guest.number) if trace else None
            self.look_at(cpu.id)
            yield self.where(cpu.waits_in_words(cpus)) + paused
            if trace:
                yield from self.exits(trace, trace.ring in go_on)
        for trace in traces:
            if trace.vcpu not in on_cpus:
                yield self.off_cpu(trace, find_guest, self.name_of(trace, traces))

    @staticmethod
    def name_of(trace, traces):
        """With the vCPU if its guest has several."""
        alone = sum(one.guest.number == trace.guest.number for one in traces) == 1
        return trace.name.split(",")[0] if alone else trace.name

    def look_at(self, index):
        self.cpu = Cpu(self.monitor, self.machine, self.memory.symbols.get("boot_pml4"), index)
        self.cpu.in_guest &= self.name == "hypervisor"

    def read_rings(self):
        """None of them when this step has none, or no guest was entered."""
        try:
            return traces_of(self.memory)
        except (KeyError, ValueError):
            return []

    def counts_on(self, traces):
        """The rings in which exits come."""
        before = {trace.ring: trace.exits_now() for trace in traces}
        several = len(cpus_of(self.memory)) > 1
        self.monitor.ask("cont")
        end, found = time.monotonic() + 0.5, set()
        while time.monotonic() < end and (several or not found):
            time.sleep(0.05)
            found |= {trace.ring for trace in traces if trace.exits_now() != before[trace.ring]}
        return found if several or not found else set(before)

    # --- Where the CPU is ---

    def where(self, waits=""):
        """waits: for what the hypervisor does, if it is known."""
        cpu, name = self.cpu, self.cpu_name
        waits = waits if waits and not cpu.in_guest else ", waiting for an interrupt," if cpu.waits else ""
        if cpu.in_guest:
            return f"{name} was in {self.whose}{waits} at pc {self.guest_pc(cpu.pc, cpu.address)}"
        place = place_of(self.elf, cpu.pc)
        if place:
            return f"{name} was in the {self.name}{waits} in {place} (pc {cpu.pc:#x})"
        return f"{name} was outside the {self.name}'s code{waits} at pc {cpu.pc:#x}: in firmware, or after a wild jump"

    def guest_pc(self, pc, address=None):
        """With the symbol of the guest's ELF."""
        name = self.guest and function_at(self.guest, pc if address is None else address)
        return f"{pc:#x}" + (f" ({name} of {self.guest.name})" if name else "")

    # --- What led there ---

    def exits(self, trace, go_on):
        if trace is None and self.cpu.in_guest:
            yield f"{self.whose} has not exited since it was entered"
        elif trace is None and "exit_rings" in self.memory.symbols:
            yield "the guest was never entered"
        elif trace is not None and not trace.count:
            yield "no exit: the guest was never left"
        elif trace is not None:
            yield from self.exits_so_far(trace, go_on)
        if self.cpu.in_guest and not go_on and self.has_hosts_addresses():
            yield "The guest's addresses reach host memory unchanged: is stage 2 on?"

    def off_cpu(self, trace, find_guest, name=None):
        """Where a guest was when it lost the CPU, or gave it away."""
        number = trace.guest.number
        self.guest = find_guest(number)
        last = list(trace.last(1))
        return f"{name or f'guest {number + 1}'} was off the CPU: " + (f"{self.words(trace, last[0])} came last" if last else "no exit")

    def exits_so_far(self, trace, go_on):
        of_guest = "" if self.whose == "the guest" else f" of {self.whose}"
        total = f"{trace.count:,} exit{'s' * (trace.count > 1)}{of_guest}"
        last = list(trace.last(LAST + 1))
        if go_on and not trace.guest_ran and len(last) > 1:
            del last[-1]  # it is being decoded perhaps, and its slot has an older exit's kind
        last = last[-LAST:]
        if not go_on and not trace.guest_ran:
            yield f"{total}, {'the last ' * (trace.count > 1)}not handled yet: {self.words(trace, last[-1])}"
        elif not go_on:
            yield f"{total}, the last: {self.words(trace, last[-1])}; since then the guest has not exited"
        else:
            all_of = "all" if trace.count <= len(last) + 1 else f"the last {len(last)} all"
            kinds = Counter(trace.kind_name(exit.kind) for exit in last)
            pcs = {exit.pc for exit in last}
            if len(kinds) > 1:
                yield f"{total}, the last {len(last)}: " + ", ".join(f"{kind} {n}" for kind, n in kinds.most_common())
            elif len(pcs) > 1:
                yield f"{total}, {all_of}: {next(iter(kinds))}, at {len(pcs)} different pcs"
                yield from self.demand_faults(trace, last)
            else:
                yield f"{total}, {all_of}: {self.words(trace, last[-1], len({exit.gpa for exit in last}) == 1)}"
                if "demand fault" in kinds:
                    yield from self.demand_faults(trace, last)
                else:
                    yield QUESTIONS.get(next(iter(kinds)), PC_QUESTION)

    def demand_faults(self, trace, last):
        """What there is to say when all of them are: a guest that uses one page after the other may be right."""
        if {trace.kind_name(exit.kind) for exit in last} != {"demand fault"}:
            return
        pages = {exit.gpa & -PAGE for exit in last}
        if len(pages) == 1:
            page = pages.pop()
            mapped = "mapped" if trace.guest.is_mapped(page) else "not mapped"
            yield f"The page at GPA {page:#x} is {mapped} now. {QUESTIONS['demand fault']}"
            return
        yield f"They are at {len(pages)} different pages: the guest gets memory at each."
        for region in trace.guest.regions(with_given=False):
            if region.taken_back:
                yield (f"{region.name}: {region.pages_read:,} pages read, {region.taken_back:,} taken back. "
                       "Does the guest need more at the same time than there is memory for?")

    def words(self, trace, exit, with_gpa=True):
        gpa = f", GPA {exit.gpa:#x}" if with_gpa and "fault" in trace.kind_name(exit.kind) else ""
        return f"{trace.kind_name(exit.kind)} at pc {self.guest_pc(exit.pc)}{gpa}"

    def has_hosts_addresses(self):
        """Whether both translations together change nothing: a guest's memory is never at the same address in the host.
        On x86_64 the monitor knows nothing of nested tables."""
        found = re.search(r"gpa: (0x[0-9a-f]+)", self.monitor.ask_human(f"gva2gpa {self.cpu.pc:#x}", self.cpu.index))
        return self.machine != "x86_64" and found is not None and int(found[1], 16) == self.cpu.pc


def describe(monitor, elf, find_guest):
    """Whether the CPU is in the guest, and two or three lines for a person; one when QEMU does not answer."""
    try:
        hang = Hang(monitor, elf)
        lines = list(hang.describe(find_guest))
        return hang.cpu.in_guest, lines
    except (OSError, EOFError, TypeError, ValueError, subprocess.SubprocessError) as problem:
        return False, [f"QEMU cannot be asked what it was doing: {problem}"]
