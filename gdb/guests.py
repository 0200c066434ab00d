"""guests, guest: several guests on one CPU, and which of them the commands look at."""
import chosen
import machine
import registers
import world
from machine import Command, Problem, number, variable


def shares():
    """struct share of each guest, by the guests' numbers."""
    count = variable("shares_count")
    if count is None:
        raise Problem("this step runs one guest: step 10 is the first that runs several")
    if not int(count):
        raise Problem("no guest yet: guests_make() has not run")
    return [variable(f"*shares[{i}]") for i in range(int(count))]


def state(share):
    """In a word."""
    is_running = int(share["cpu"])  # 0 while it does not
    return "runs" if is_running else str(share["state"]).removeprefix("SHARE_").lower()


def place(n, share):
    """Where guest n is."""
    if state(share) == "ended":
        return ""
    with chosen.choice(n):
        where = world.where_of_guest()
        try:
            pc = f"pc {registers.guest_registers(where)[1]:#x}"
        except Problem:
            pc = "pc on its way"
        if chosen.kept() is not None:
            return f"in memory, {pc}"
        return f"on the CPU, which is in the {'guest' if where == world.GUEST else 'hypervisor'}, {pc}"


class Guests(Command):
    """Each guest: its state, its share of the CPU, and where it is

run is the time that the guest has had the CPU, without the turn that has not ended yet; share compares this time with
that of all guests. turns says how often the guest was put on the CPU. Its registers are on the CPU, or in its vCPU in memory."""
    name = "guests"

    def run(self, arguments):
        if arguments:
            raise Problem("takes no arguments")
        found, hz = shares(), int(variable("machine.timer_hz"))
        total = sum(int(share["ran"]) for share in found) or 1
        print("guest  state  weight       run  share  turns  where")
        for n, share in enumerate(found, 1):
            ran = int(share["ran"])
            print(f"{'*' if n == chosen.number else ' '} {n:3}  {state(share):5}  {int(share['weight']):6}  {1000 * ran // hz:5} ms  "
                  f"{100 * ran / total:4.0f}%  {int(share['switches']):5}  {place(n, share)}".rstrip())


class GuestN(Command):
    """Choose the guest that the commands look at: guest [N|cpu]

guest-regs, vcpu, exits, stage2, guest-memory, devices, guest-irqs, guest-x, guest-walk and the like then show guest N,
even while another guest has the CPU. A new guest-break stops only in guest N. After `guest cpu`, and at the start, these
commands look at the guest on the CPU; exits, guest-memory and devices show all guests."""
    name, options = "guest", ("cpu",)

    def run(self, arguments):
        if len(arguments) > 1:
            raise Problem("[N|cpu]")
        if arguments == ["cpu"]:
            chosen.number = None
        elif arguments:
            n = number(arguments[0], "a guest's number")
            numbers = [chosen.number_of(ring) for ring in machine.exit_rings()]
            if n not in numbers:
                raise Problem(f"there is no guest {n}" + (f": there are 1 to {max(numbers)}" if numbers else " yet"))
            chosen.number = n
        if chosen.number is None:
            print(f"The commands look at the guest on the CPU: guest {chosen.number_on_cpu() or '-'}")
        else:
            print(f"The commands look at guest {chosen.number}" + (", which is on the CPU" if chosen.kept() is None else ""))


Guests()
GuestN()
