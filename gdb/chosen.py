"""Which guest the commands look at: the one on this CPU, or the one that `guest N` has chosen."""
import contextlib

import machine
from machine import variable

number = None  # of the guest that was chosen, from 1 on, as in the lines "[guest 1]"


def number_of(ring):
    return int(variable(f"((struct guest *){int(ring['guest'])})->number")) + 1


def rings():
    """The exit ring of the guest that was chosen; if none was, of every guest."""
    return [ring for ring in machine.exit_rings() if number in (None, number_of(ring))]


def on_cpu():
    """The vCPU on this CPU: struct vcpu. None before step 5, and before the first vCPU is made."""
    found = [variable(f"*(struct vcpu *){int(ring['vcpu'])}") for ring in machine.exit_rings()]
    return next((vcpu for vcpu in found if vcpu["on_cpu"]), found[0] if found else None)


def the_vcpu():
    """The vCPU of the guest that the commands look at."""
    return on_cpu() if number is None else variable(f"*(struct vcpu *){int(rings()[0]['vcpu'])}")


def kept():
    """The same if another guest has the CPU, so that all registers are in this vCPU. Else None."""
    vcpu = None if number is None else the_vcpu()
    return None if vcpu is None or vcpu["on_cpu"] else vcpu


def runs():
    """Whether the CPU is in the guest that the commands look at."""
    return machine.arch().in_guest() and kept() is None


@contextlib.contextmanager
def choice(of):
    """Within it the commands look at that guest; None: at the one on this CPU."""
    global number
    was, number = number, of
    try:
        yield
    finally:
        number = was


def number_on_cpu():
    """0 if no guest is made."""
    vcpu = on_cpu()
    return 0 if vcpu is None else int(variable(f"((struct guest *){int(vcpu['guest'])})->number")) + 1
