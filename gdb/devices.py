"""devices, guest-irqs: the devices of a guest's board, which the hypervisor plays, and the way of their interrupts."""
import importlib

import machine
from machine import Command, Problem, variable
from memory import guests


def boards():
    """Each guest that has a board: (its number, struct board, {address: (name, type) of each member})."""
    if variable("exit_rings") is None:
        raise Problem("this step has no devices: step 7 is the first that has some")
    found = []
    for guest in guests():
        if "board" not in guest.type.keys() or not int(guest["board"]):
            continue
        at = int(guest["board"])
        board = variable(f"*(struct board *){at}")
        found.append((guest, board, {at + field.bitpos // 8: field.type.name for field in board.type.fields()}))
    if not found:
        raise Problem("no guest has devices: step 7 is the first that gives it some, in board_init()")
    return found


def devices_of(guest):
    """struct device, in the order in which they were added."""
    at = int(guest["devices"])
    while at:
        device = variable(f"*(struct device *){at}")
        yield at, device
        at = int(device["next"])


def text(pointer):
    with machine.physical_memory():
        return pointer.string()


def flags(value, names):
    """The names of the bits that are set; "-" for none."""
    return " ".join(name for bit, name in names.items() if value & bit) or "-"


# --- What a chip's registers say ---

def plic(state):
    yield f"threshold {int(state['threshold'])}"
    for source in range(1, 32):
        words = flags(sum(bool(int(state[name]) >> source & 1) << i for i, name in enumerate(
            ("enabled", "high", "pending", "in_service"))), {1: "enabled", 2: "high", 4: "pending", 8: "in service"})
        if words != "-":
            yield f"source {source}: priority {int(state['priority'][source])}, {words}"


def ns16550a(state):
    given = {name: int(state[name]) for name in ("ier", "fcr", "lcr", "mcr", "scr")}
    yield f"input: {input_of(state)}"
    yield f"interrupts: {flags(given['ier'], {1: 'received', 2: 'empty', 4: 'line', 8: 'modem'})}; " \
          f"FIFOs {'on' if given['fcr'] & 1 else 'off'}; modem: " \
          f"{flags(given['mcr'], {1: 'DTR', 2: 'RTS', 4: 'OUT1', 8: 'OUT2', 16: 'loop'})}; " \
          f"LCR {given['lcr']:02x}, SCR {given['scr']:02x}"


def input_of(state):
    count, first, depth = (int(state["input"][name]) for name in ("count", "first", "depth"))
    held = [int(state["input"]["bytes"][(first + i) % depth]) for i in range(count)]
    return f"{count} of {depth} bytes" + (f": {bytes(held)!r}" if held else "")


def goldfish_rtc(state):
    yield clock_words(int(state["offset"]))
    alarm = f"alarm at {int(state['alarm'])} ns" if state["alarm_set"] else "no alarm"
    words = flags(bool(state["enabled"]) + 2 * bool(state["pending"]), {1: "enabled", 2: "pending"})
    yield f"{alarm}; interrupt: {words}"


def clock_words(offset):
    return "the machine's date" if not offset else f"the machine's date, and {offset - (offset >> 63 << 64)} ns"


DECODERS = {decoder.__name__: decoder for decoder in (plic, ns16550a, goldfish_rtc)}


class Devices(Command):
    """The devices that the hypervisor plays for the guest: where they are, how often they answered, their state"""
    name = "devices"

    def run(self, arguments):
        if arguments:
            raise Problem("takes no arguments")
        for guest, _, members in boards():
            for at, device in devices_of(guest):
                base, size = int(device["base"]), int(device["bytes"])
                where = "ports" if int(device["space"]) else "GPA"
                print(f"{text(device['name']):6} {where} {base:#x}..{base + size - 1:#x}  "
                      f"{int(device['reads'])} read, {int(device['writes'])} written")
                kind = members.get(at)
                for line in DECODERS[kind](variable(f"*(struct {kind} *){at}")) if kind in DECODERS else ():
                    print(f"       {line}")


class GuestInterrupts(Command):
    """The guest's interrupts: what its devices ask for, what its controller lets through, what its CPU takes"""
    name = "guest-irqs"

    def run(self, arguments):
        if arguments:
            raise Problem("takes no arguments")
        lines = importlib.import_module(f"{machine.arch().__name__}_irqs").interrupt_lines
        for guest, board, _ in boards():
            for line in lines(board):
                print(line)


Devices()
GuestInterrupts()
