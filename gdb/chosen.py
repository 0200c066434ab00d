"""Which vCPU the commands look at: the one on the CPU of gdb's thread, or the one that `guest N` or `guest N.K` has
chosen. Each CPU of the machine is a thread of gdb's."""
import contextlib

import gdb

import machine
from machine import Problem, variable

number = None  # of the guest that was chosen, from 1 on, as in the lines "[guest 1]"
vcpu_number = 0  # and of its vCPU, from 0 on

# --- CPUs ---


def cpus():
    """struct cpu of each CPU that the hypervisor knows, by their numbers."""
    with machine.physical_memory():
        count = variable("cpus_count")
        return [variable(f"*cpus[{i}]") for i in range(int(count))] if count is not None else []


def threads():
    """gdb's thread of each CPU of the machine, by QEMU's index. On these machines the index is the CPU's id, too: of
    one socket's first eight CPUs."""
    return {thread.ptid[1] - 1: thread for thread in gdb.selected_inferior().threads()}


def cpu_here():
    """struct cpu of the selected thread's CPU. None if this CPU does not run the hypervisor, or not yet."""
    index = gdb.selected_thread().ptid[1] - 1
    return next((cpu for cpu in cpus() if int(cpu["id"]) == index), None)


def number_of_cpu():
    """The selected thread's."""
    cpu = cpu_here()
    return None if cpu is None else int(cpu["number"])


@contextlib.contextmanager
def thread_of(cpu):
    """Within it the thread of this CPU (struct cpu) is selected."""
    before, frame, thread = gdb.selected_thread(), gdb.selected_frame(), threads().get(int(cpu["id"]))
    if thread is None or thread.num == before.num:
        yield
        return
    thread.switch()
    try:
        yield
    finally:
        before.switch()
        if frame.is_valid():
            frame.select()


# --- vCPUs ---

def number_of(ring):
    return int(variable(f"((struct guest *){int(ring['guest'])})->number")) + 1


def vcpu_of(ring):
    return variable(f"*(struct vcpu *){int(ring['vcpu'])}")


def rings():
    """The exit rings of the guest that was chosen; if none was, of every guest."""
    return [ring for ring in machine.exit_rings() if number in (None, number_of(ring))]


def on_cpu():
    """The vCPU on the selected thread's CPU: struct vcpu. While there is none, the first vCPU, on a machine with one CPU.
    None before step 5, and before the first vCPU is made."""
    with machine.physical_memory():
        found, here = [vcpu_of(ring) for ring in machine.exit_rings()], cpu_here()
    at = 0 if here is None else int(here.address)
    first = found[0] if found and len(cpus()) == 1 else None
    return next((vcpu for vcpu in found if at and int(vcpu["on_cpu"]) == at), first)


def the_vcpu():
    """The vCPU that the commands look at."""
    if number is None:
        return on_cpu()
    found = [vcpu_of(ring) for ring in rings()]
    return next((vcpu for vcpu in found if int(vcpu["number"]) == vcpu_number), found[0])


def kept():
    """The same if it is on no CPU, so that all registers are in this vCPU. Else None."""
    vcpu = None if number is None else the_vcpu()
    return None if vcpu is None or int(vcpu["on_cpu"]) else vcpu


def runs():
    """Whether the CPU is in the guest that the commands look at."""
    return machine.arch().in_guest() and kept() is None


@contextlib.contextmanager
def choice(of, vcpu=0):
    """Within it the commands look at this vCPU of that guest; None: at the one on this CPU."""
    global number, vcpu_number
    was = number, vcpu_number
    number, vcpu_number = of, vcpu
    try:
        with its_cpu():
            yield
    finally:
        number, vcpu_number = was


@contextlib.contextmanager
def its_cpu():
    """Within it the thread is selected on whose CPU the chosen vCPU is: its registers are there."""
    vcpu = None if number is None else the_vcpu()
    at = 0 if vcpu is None else int(vcpu["on_cpu"])
    if not at:
        yield
        return
    with thread_of(variable(f"*(struct cpu *){at}")):
        yield


machine.Command.at_vcpu = staticmethod(its_cpu)


def number_on_cpu():
    """0 if no guest is on this CPU."""
    vcpu = on_cpu()
    return 0 if vcpu is None else int(variable(f"((struct guest *){int(vcpu['guest'])})->number")) + 1


def nothing_here():
    return f"no guest is on CPU {number_of_cpu()}: `guest N` chooses one, `cpus` shows all CPUs"


def name_of(vcpu):
    """As `guest` takes it: "2", or "2.1" for a guest with several vCPUs."""
    guest = variable(f"*(struct guest *){int(vcpu['guest'])}")
    return f"{int(guest['number']) + 1}" + (f".{int(vcpu['number'])}" if int(guest["cpus"]) > 1 else "")
