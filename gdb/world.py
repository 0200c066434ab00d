"""Which world the CPU is in, and stops at each switch between the two."""
import gdb

import chosen
import machine
import replay
from machine import Command, Problem, address, arch, register

# Where the CPU can be.
GUEST, ENTER, EXIT, LOADING, SAVING, HOST, FIRMWARE = (
    "guest", "world_enter", "world_exit", "loading", "saving", "host", "firmware")

_return = {}


def switch_returns():
    """The address of the `ret` that ends switch_worlds: there the guest's registers are saved."""
    start = address("world_exit")
    if start not in _return:
        with machine.physical_memory():
            code = gdb.selected_inferior().architecture().disassemble(start, count=60)
        _return[start] = next((line["addr"] for line in code
                               if line["asm"].split()[0] in ("ret", "retq")), start)
    return _return[start]


def where():
    if arch().in_guest():
        return GUEST
    if arch().in_firmware():
        return FIRMWARE
    pc = register("pc")
    if pc == address("world_enter"):
        return ENTER
    if pc == address("world_exit") or arch().in_exit_stub(pc):
        return HOST if arch().is_hosts_trap() else EXIT
    if address("switch_worlds") is None:
        return HOST
    if address("switch_worlds") <= pc < address("world_enter"):
        return LOADING
    if address("world_exit") < pc < switch_returns():
        return SAVING
    return HOST


def where_of_guest():
    """Where the registers are of the guest that the commands look at. While another guest has the CPU they are in the
    vCPU, as while the host runs."""
    return where() if chosen.kept() is None else HOST


def cause_in_words():
    """The kind of the last exit and the manual's words for it; in steps 1 to 4 only the words."""
    kind, words = arch().exit_kind(), arch().cause_words(arch().exit_cause())
    name = machine.text_at("exit_kind_names", kind) if kind is not None else ""
    return f"{name} ({words})" if name else words


class Switch(gdb.Breakpoint):
    """A stop at one of the two labels, with a line that describes the switch."""

    def __init__(self, label):
        super().__init__(f"*{address(label):#x}", internal=True)
        self.silent, self.label, self.count, self.guest, self.cpu = True, label, 0, None, None
        replay.stops_of_commands.append(self)

    def stop(self):
        try:
            if where() != self.label:  # the guest's own code may lie at the same address
                return False
            if self.guest not in (None, chosen.number_on_cpu()) or self.cpu not in (None, chosen.number_of_cpu()):
                return False
            self.count += 1
            if not replay.is_moving:  # and where one can go back, no count holds
                print(switch_line(self.label, "" if replay.is_recorded() else f"  {self.count}"))
        except (Problem, gdb.error) as problem:
            print(f"world-switches: {machine.one_line(problem)}")
        return True


def switch_line(label, count=""):
    """Describes the switch at which the machine is."""
    with chosen.choice(None):
        guest = f"guest {chosen.name_of(chosen.on_cpu())}" if len(machine.exit_rings()) > 1 else "guest"
        guest += f" on CPU {chosen.number_of_cpu()}" * (len(chosen.cpus()) > 1)
        pc = f"pc {arch().guest_pc(label):#x}"
        if label == ENTER:
            return f"host ==> {guest}{count}: {pc}"
        gpa = arch().fault_gpa()
        return f"host <== {guest}{count}: {cause_in_words()}, {pc}" + (f", GPA {gpa:#x}" if gpa is not None else "")


def show_switch():
    """Describes the switch at which the machine is, if world-switches stops there."""
    for label, stop in WorldSwitches.stops.items():
        if stop.enabled and where() == label:
            print(switch_line(label))


class WorldSwitches(Command):
    """Stop at every switch between the two worlds: world-switches on|entry|exit|off [guest N|cpu N]

on     stop at world_enter, the last instruction before the guest, and at world_exit, the first
       one after it
entry  only at world_enter
exit   only at world_exit
off    at neither

Each stop prints one line: the direction, how many there were, the cause of the exit, the guest's pc, and
for a stage-2 fault the guest-physical address. With several guests or CPUs, the line names them, and with
guest N or cpu N only the switches of that guest, or on that CPU, stop."""
    name, options, needs_machine = "world-switches", ("on", "entry", "exit", "off", "guest", "cpu"), False
    wanted = {"on": (ENTER, EXIT), "entry": (ENTER,), "exit": (EXIT,), "off": ()}
    stops = {}

    def run(self, arguments):
        if len(arguments) not in (1, 3) or arguments[0] not in self.wanted or arguments[1:2] not in ([], ["guest"], ["cpu"]):
            raise Problem("on, entry, exit or off, and guest N or cpu N after it for one of several")
        if address(ENTER) is None:
            raise Problem("no symbol world_enter: this is not an ELF of Worldswitch")
        only = machine.number(arguments[2], f"a {arguments[1]}'s number") if arguments[2:] else None
        for label in (ENTER, EXIT):
            if label not in self.stops:
                self.stops[label] = Switch(label)
            stop = self.stops[label]
            stop.enabled = label in self.wanted[arguments[0]]
            stop.guest, stop.cpu = (only if arguments[1:2] == [what] else None for what in ("guest", "cpu"))


WorldSwitches()
