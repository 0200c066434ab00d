"""guest-regs, host-regs and vcpu: the registers of both worlds, wherever they are at the moment."""
import textwrap

import gdb

import chosen
import machine
import replay
import world
from chosen import the_vcpu
from machine import Command, Problem, address, arch, register, variable

WIDTH = 100  # columns that a line has at most
BACKTRACE = "backtrace -frame-arguments none"


def guest_registers(where):
    """The general registers, or None if they were not saved; and the guest's pc."""
    if where == world.SAVING:
        raise Problem("the guest's registers are being saved at the moment; "
                      f"`advance *{world.switch_returns():#x}` runs until they are saved")
    if where == world.LOADING:
        raise Problem("the guest's registers are being loaded at the moment; `advance *world_enter`")
    if where == world.FIRMWARE:
        raise Problem("the firmware runs: the registers of both worlds are not in their places")
    if where in (world.GUEST, world.ENTER, world.EXIT):
        return arch().guest_general(where), arch().guest_pc(where)
    vcpu = the_vcpu()
    if vcpu is None:
        if machine.exit_rings():
            raise Problem(chosen.nothing_here())
        if variable("exit_rings") is not None:
            raise Problem("no guest yet: vcpu_init() has not run")
        if arch().stage2_root() is None:
            raise Problem("no guest yet: nothing has been set up for one")
        return None, arch().guest_pc(where)
    return arch().kept_general(vcpu), arch().kept_pc(vcpu)


class GuestRegs(Command):
    """The guest's registers, wherever they are at the moment: guest-regs [-s]

In QEMU's own layout (`monitor info registers`). While the guest runs, and at world_enter and
world_exit, they are in the CPU; pc is where the guest resumes. Later they are in the vCPU, where
the handlers change them. Steps 1 to 4 do not save them.

-s  also the system registers that matter to a guest"""
    name, options, looks_at_vcpu = "guest-regs", ("-s",), True

    def run(self, arguments):
        if arguments not in ([], ["-s"]):
            raise Problem("[-s]")
        where = world.where_of_guest()
        general, pc = guest_registers(where)
        if general is None:
            print("Before step 5 the guest's general registers are not saved. The hardware saved:")
            lines = arch().unsaved_lines(where, pc)
        else:
            lines = arch().general_lines(where, pc, general)
        for line in lines:
            print(line)
        if arguments:
            for line in arch().system_lines(arch().guest_system(where)):
                print(line)


def host_stack(where):
    """Stack pointer and pc of the host, where it waits in world_switch(); None if they are in the CPU.
    Before step 5 world_exit starts with an empty stack."""
    vcpu = chosen.on_cpu()
    if where in (world.HOST, world.FIRMWARE) or (vcpu is None and where == world.ENTER):
        return None
    if vcpu is None:
        return address("boot_stack_top"), None
    if where == world.LOADING and arch().HOST_SP_MOVES:
        raise Problem("the host's stack pointer is being moved at the moment; `advance *world_enter`")
    return arch().kept_host(vcpu)


def backtrace_from(sp, pc):
    """gdb unwinds from the CPU's registers, so these get the host's values for a moment."""
    kept, was_changed = {name: register(name) for name in ("sp", "pc")}, replay.is_changed
    try:
        gdb.execute(f"set $sp = {sp:#x}")
        gdb.execute(f"set $pc = {pc:#x}")
        gdb.execute("maint flush register-cache", to_string=True)
        return gdb.execute(BACKTRACE, to_string=True)
    finally:
        for name, value in kept.items():
            gdb.execute(f"set ${name} = {value:#x}")
        replay.is_changed = was_changed


class HostRegs(Command):
    """The hypervisor's system registers, stack pointer and backtrace, also while the guest runs

Registers that cannot be read while the guest runs are listed as such. Before step 5 the host's state is
not saved: world_exit starts with an empty boot stack."""
    name = "host-regs"

    def run(self, arguments):
        if arguments:
            raise Problem("takes no arguments")
        where = world.where()
        hidden = []
        for name, value in arch().host_system(where):
            if value is None:
                hidden.append(name)
            else:
                print(f" {name:12} {value:016x}")
        if hidden:
            print(f" {' '.join(hidden)}: {arch().HIDDEN}")
        stack = host_stack(where)
        with machine.physical_memory():
            if stack is None:
                print(f" sp           {register('sp'):016x}")
                text = gdb.execute(BACKTRACE, to_string=True)
            elif stack[1] is None:
                print(f" sp           {stack[0]:016x}   reset by world_exit: nothing returns here")
                return
            else:
                print(f" sp           {stack[0]:016x}   with which the host continues")
                text = backtrace_from(*stack)
        print("\n".join(line for line in text.splitlines() if line.startswith(("#", " "))))


class NotZero:
    """Prints the VMCB or the FPU, most of which is 0, without those fields. `p/r` shows all."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        return "(without the fields that are 0)"

    def children(self):
        for field in self.value.type.fields():
            value = self.value[field.name]
            if any(bytes(gdb.selected_inferior().read_memory(value.address, value.type.sizeof))):
                yield field.name, value


class Segment:
    """A segment register on one line."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        return "{selector}, attributes {attributes}, limit {limit}, base {base}".format(
            **{field.name: hex(int(self.value[field.name])) for field in self.value.type.fields()})


def printer_of(value):
    printer = {"vmcb": NotZero, "fpu_state": NotZero, "vmcb_segment": Segment}.get(value.type.strip_typedefs().tag)
    return printer(value) if printer else None


gdb.pretty_printers.append(printer_of)


class Vcpu(Command):
    """The vCPU: the guest's CPU as the hypervisor keeps it

On x86-64 most of it is the VMCB, without the fields that are 0; in steps 1 to 4 it is the VMCB alone.

While the guest runs, this is the state with which it was entered."""
    name, looks_at_vcpu = "vcpu", True

    def run(self, arguments):
        if arguments:
            raise Problem("takes no arguments")
        value = the_vcpu()
        if value is None and machine.exit_rings():
            raise Problem(chosen.nothing_here())
        if value is None:
            value = variable("guest_vmcb")
        if value is None:
            raise Problem("no vCPU yet: vcpu_init() has not run" if variable("exit_rings") is not None
                          else "this step has no vCPU: step 5 is the first that has one")
        with machine.physical_memory():
            text = value.format_string(format="x", repeat_threshold=0, pretty_structs=True, address=False)
        for line in text.splitlines():  # an array is one long line
            indent = " " * (len(line) - len(line.lstrip()) + 2)
            print(textwrap.fill(line, WIDTH, subsequent_indent=indent, break_long_words=False) or line)


for command in (GuestRegs, HostRegs, Vcpu):
    command()
