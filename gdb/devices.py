"""devices, guest-irqs: the devices of a guest's board, which the hypervisor plays, and the way of their interrupts."""
import importlib

import gdb

import chosen
import machine
from chips import DECODERS
from machine import Command, Problem, variable
from memory import guests


def boards():
    """Of each guest struct guest and struct board."""
    if machine.address("devices_init") is None:
        raise Problem("this step has no devices: step 7 is the first that has some")
    found = [(guest, variable(f"*(struct board *){int(guest['board'])}")) for guest in guests() if int(guest["board"])]
    if not found:
        raise Problem("no guest yet: vcpu_init() has not run")
    return found


def devices_of(guest):
    """Each struct device with its address, in the order in which they were added."""
    at = int(guest["devices"]) if machine.address("devices_init") is not None else 0
    while at:
        device = variable(f"*(struct device *){at}")
        yield at, device
        at = int(device["next"])


def parts(board):
    """The structures in it, and those in its arrays."""
    for part in board.type.fields():
        if part.type.code == gdb.TYPE_CODE_STRUCT:
            yield board[part.name]
        elif part.type.code == gdb.TYPE_CODE_ARRAY and part.type.target().code == gdb.TYPE_CODE_STRUCT:
            yield from (board[part.name][i] for i in range(part.type.range()[1] + 1))


def states(board):
    """Of each struct device in a board, by its address: (name in DECODERS, the structure that has its state)."""
    found = {}
    for state in parts(board):
        at, kind = int(state.address), state.type.strip_typedefs()
        found[at] = kind.name, state
        for inner in kind.fields():
            start = at + inner.bitpos // 8
            if inner.type.name == "device" and inner.bitpos:
                found[start] = f"{kind.name}.{inner.name}", state
            elif inner.type.code == gdb.TYPE_CODE_ARRAY and inner.type.target().code == gdb.TYPE_CODE_STRUCT:
                size = inner.type.target().sizeof
                for i in range(inner.type.range()[1] + 1):
                    found[start + i * size] = inner.type.target().name, state[inner.name][i]
    return found


def states_of_cpus(guest):
    """The same, of devices that each have a whole page: the local APICs, from step 9 on."""
    at = int(guest["apics"])
    return {at: ("apics", variable(f"*(struct apics *){at}"))} if at else {}


def text(pointer):
    with machine.physical_memory():
        return pointer.string()


def device_places():
    """Of each device its name, its first address or port, and how many it has: no machine has a GPA and a port that are
    the same number."""
    return [(text(device["name"]), int(device["base"]), int(device["bytes"])) for guest in guests() for _, device in devices_of(guest)]


class Devices(Command):
    """The devices that the hypervisor emulates for the guest: where they are, how often they were used, their state

The addresses are guest-physical ones, or ports. A device that was passed through is not in this list: the
guest uses the machine's."""
    name = "devices"

    def run(self, arguments):
        if arguments:
            raise Problem("takes no arguments")
        found = boards()
        for guest, board in found:
            if len(found) > 1:
                print(f"guest {int(guest['number']) + 1}:")
            known = {**states(board), **states_of_cpus(guest)}
            for at, device in devices_of(guest):
                base, size = int(device["base"]), int(device["bytes"])
                space = "ports" if int(device["space"]) else "GPA"
                print(f"{text(device['name']):7} {space} {base:#x}..{base + size - 1:#x}  "
                      f"{int(device['reads'])} read, {int(device['writes'])} written")
                name, state = known.get(at, (None, None))
                for line in DECODERS[name](state) if name in DECODERS else ():
                    print(f"        {line}")


class GuestInterrupts(Command):
    """The guest's interrupts: what its devices ask for, what its controller lets through, what its CPU takes

Sets $guest_handler to the address where the guest's CPU continues when it takes the next interrupt:
`guest-break $guest_handler` stops there."""
    name, looks_at_vcpu = "guest-irqs", True

    def run(self, arguments):
        if arguments:
            raise Problem("takes no arguments")
        irqs = importlib.import_module(f"{machine.arch().__name__}_irqs")
        of_guest = {int(guest.address): board for guest, board in boards()}
        vcpu = chosen.the_vcpu()
        if vcpu is None:
            raise Problem(chosen.nothing_here())
        board = of_guest[int(vcpu["guest"])]
        for line in (*irqs.controller_lines(board), *irqs.cpu_lines(board)):
            print(line)
        handler = irqs.handler(board)
        gdb.set_convenience_variable("guest_handler", handler)
        if handler is not None:
            print(f"  the guest's handler is at {handler:#x} ($guest_handler)")


Devices()
GuestInterrupts()
