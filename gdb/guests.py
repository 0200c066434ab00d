"""guests, guest: several guests on the CPUs of the machine, and which vCPU the commands look at."""
import chosen
import machine
import registers
import world
from machine import Command, Problem, number, variable


def shares():
    """struct share of each vCPU, in the order of the guests and of their vCPUs."""
    count = variable("shares_count")
    if count is None:
        raise Problem("this step runs one guest: step 10 is the first that runs several")
    if not int(count):
        raise Problem("no guest yet: guests_make() has not run")
    found = [variable(f"*shares[{i}]") for i in range(int(count))]
    return sorted(found, key=lambda share: names_of(share)[:2])


def names_of(share):
    """The numbers of its guest and of its vCPU, and how both are called."""
    vcpu = variable(f"*(struct vcpu *){int(share['vcpu'])}")
    name = chosen.name_of(vcpu)
    return int(name.partition(".")[0]), int(vcpu["number"]), name


def state(share):
    """In a word."""
    return "runs" if int(share["cpu"]) else str(share["state"]).removeprefix("SHARE_").lower()


def place(n, k, share):
    """Where vCPU k of guest n is."""
    if state(share) in ("ended", "off"):
        return ""
    with chosen.choice(n, k):
        where = world.where_of_guest()
        try:
            pc = f"pc {registers.guest_registers(where)[1]:#x}"
        except Problem:
            pc = "pc on its way"
        if chosen.kept() is not None:
            return f"in memory, {pc}"
        cpu = f"CPU {chosen.number_of_cpu()}" if len(chosen.cpus()) > 1 else "the CPU"
        return f"on {cpu}, which is in the {'guest' if where == world.GUEST else 'hypervisor'}, {pc}"


class Guests(Command):
    """Each guest: its state, its share of the CPUs, and where it is

A guest with several vCPUs has a line for each: guest 2, vCPU 1 is 2.1. run is the time that it has had a CPU, without the
turn that has not ended yet; share compares this time with that of all guests. turns says how often it was put on a CPU.
Its registers are on this CPU, or in its vCPU in memory."""
    name = "guests"

    def run(self, arguments):
        if arguments:
            raise Problem("takes no arguments")
        found, hz = shares(), int(variable("machine.timer_hz"))
        total = sum(int(share["ran"]) for share in found) or 1
        print("guest  state  weight       run  share  turns  where")
        for share in found:
            ran, (n, k, name) = int(share["ran"]), names_of(share)
            mark = "*" if (n, k) == (chosen.number, chosen.vcpu_number) else " "
            print(f"{mark} {name:>3}  {state(share):5}  {int(share['weight']):6}  {1000 * ran // hz:5} ms  "
                  f"{100 * ran / total:4.0f}%  {int(share['switches']):5}  {place(n, k, share)}".rstrip())


class GuestN(Command):
    """Choose the vCPU that the commands look at: guest [N|N.K|cpu]

guest-regs, vcpu, exits, stage2, guest-memory, devices, guest-irqs, guest-x, guest-walk and the like then show guest N,
even while another guest has the CPU, or guest N runs on another CPU than the one of gdb's thread. With N.K it is vCPU K of
this guest, else vCPU 0. A new guest-break stops only in guest N. After `guest cpu`, and at the start, these
commands look at the guest on the CPU of gdb's thread; exits, guest-memory and devices show all guests."""
    name, options = "guest", ("cpu",)

    def run(self, arguments):
        if len(arguments) > 1:
            raise Problem("[N|N.K|cpu]")
        if arguments == ["cpu"]:
            chosen.number = None
        elif arguments:
            self.choose(*arguments[0].partition(".")[::2])
        if chosen.number is None:
            print(f"The commands look at the guest on the CPU: guest {chosen.number_on_cpu() or '-'}")
            return
        vcpu = chosen.the_vcpu()
        with chosen.its_cpu():
            cpu = f"CPU {chosen.number_of_cpu()}" if len(chosen.cpus()) > 1 else "the CPU"
        print(f"The commands look at guest {chosen.name_of(vcpu)}" + (f", which is on {cpu}" if chosen.kept() is None else ""))

    @staticmethod
    def choose(guest, vcpu):
        n, k = number(guest, "a guest's number"), number(vcpu or "0", "a vCPU's number")
        known = [(chosen.number_of(ring), int(chosen.vcpu_of(ring)["number"])) for ring in machine.exit_rings()]
        numbers = [number for number, _ in known]
        if n not in numbers:
            raise Problem(f"there is no guest {n}" + (f": there are 1 to {max(numbers)}" if numbers else " yet"))
        if (n, k) not in known:
            raise Problem(f"guest {n} has no vCPU {k}: it has 0 to {numbers.count(n) - 1}")
        chosen.number, chosen.vcpu_number = n, k


Guests()
GuestN()
