"""cpus, locks: what each CPU of the machine does, and who waits for whom."""
import gdb

import chosen
import machine
import registers
import world
from machine import Command, Problem, variable

NEVER = (1 << 64) - 1


def locks():
    """struct lock of each; none before step 11."""
    found, at = [], variable("locks")
    while at is not None and int(at):
        found.append(variable(f"*(struct lock *){int(at)}"))
        at = found[-1]["next_lock"]
    return found


def name_of(lock):
    with machine.physical_memory():
        return lock["name"].string()


def function():
    """Of the hypervisor, where the selected thread's CPU is."""
    with machine.physical_memory():
        frame = gdb.newest_frame()
        while frame and frame.type() == gdb.INLINE_FRAME:
            frame = frame.older()
        return frame and frame.name()


def activity(cpu):
    """What the CPU does, whose thread is selected."""
    where, vcpu = world.where(), chosen.on_cpu()
    if where == world.FIRMWARE:
        return "in the firmware"
    if where == world.GUEST:
        guest = "the guest" if vcpu is None else f"guest {chosen.name_of(vcpu)}"
        return f"in {guest} at pc {registers.guest_registers(where)[1]:#x}"
    waits_for, name = int(cpu["waits_for"]), function()
    if waits_for:
        return f"waits for the lock {name_of(variable(f'*(struct lock *){waits_for}'))}"
    if not name:
        return f"not in the hypervisor: at pc {machine.register('pc'):#x}"
    guest = f", with guest {chosen.name_of(vcpu)}" if vcpu is not None and int(vcpu["on_cpu"]) else ""
    held = [f", has the lock {name_of(lock)}" for lock in locks() if int(lock["holder"]) == int(cpu.address)]
    idle = " has nothing to run:" if name == "cpu_wait" else ""
    return f"in the hypervisor:{idle} {name}(){guest}{''.join(held)}"


def deadlines(cpu):
    """How many are set."""
    found, at = 0, int(cpu["deadlines"])
    with machine.physical_memory():
        while at:
            deadline = variable(f"*(struct deadline *){at}")
            found += int(deadline["when"]) & machine.MASK != NEVER
            at = int(deadline["next"])
    return found


def timer(cpu):
    """When it interrupts, on the clock of time_counter()."""
    at, hz = int(cpu["timer_at"]) & machine.MASK, int(variable("machine.timer_hz"))
    return "-" if at in (0, NEVER) or not hz else f"{1000 * at / hz:.3f} ms"


def asked(cpu):
    return " ".join(name.removeprefix("is_") for name in ("is_asked", "is_offered", "flushes", "is_out") if int(cpu[name])) or "-"


class Cpus(Command):
    """Each CPU of the machine: its number, what it does, and what the others ask of it

The star is at the CPU that the commands look at: gdb's thread. id is the machine's own number: hart, affinity or
APIC ID. timer is when the CPU's timer interrupts it, in milliseconds of the host's clock; deadlines is how many are
set on this CPU. asked: it has to look at its deadlines and its vCPU; offered: a guest waits for it; flushes: it flushes its
TLB before it enters a guest; out: it is in no guest, and enters none before it has the lock."""
    name = "cpus"

    def run(self, arguments):
        if arguments:
            raise Problem("takes no arguments")
        found = {int(cpu["id"]): cpu for cpu in chosen.cpus()}
        selected = gdb.selected_thread()
        print("CPU  id  thread        timer  deadlines  what is asked  what it does")
        for index, thread in sorted(chosen.threads().items()):
            mark, name = " *"[thread.num == selected.num], f"{gdb.selected_inferior().num}.{thread.num}"
            cpu = found.get(index)
            if cpu is None:
                print(f"{mark} -  {index:2}  {name:6}            -          -  -              the hypervisor does not know it")
                continue
            with chosen.choice(None), chosen.thread_of(cpu):
                what = activity(cpu)
            print(f"{mark}{int(cpu['number']):2}  {index:2}  {name:6}  {timer(cpu):>11}  {deadlines(cpu):9}  {asked(cpu):13}  {what}")


class Locks(Command):
    """Each lock of the hypervisor: its tickets, the CPU that has it, and those that wait for it

next is the ticket that the next CPU will get; serving is the ticket of the CPU that may have the lock now."""
    name = "locks"

    def run(self, arguments):
        if arguments:
            raise Problem("takes no arguments")
        if machine.address("locks") is None:
            raise Problem("this step has no locks: step 11 is the first that runs on several CPUs")
        found = locks()
        if not found:
            raise Problem("no lock yet: cpus_start() has not run")
        print("lock        next  serving  holder  waiting")
        for lock in found:
            waiting = [str(int(cpu["number"])) for cpu in chosen.cpus() if int(cpu["waits_for"]) == int(lock.address)]
            holder = next((f"CPU {int(cpu['number'])}" for cpu in chosen.cpus() if int(cpu.address) == int(lock["holder"])), "-")
            print(f"{name_of(lock):10}  {int(lock['next']):4}  {int(lock['serving']):7}  {holder:6}  "
                  + (f"CPU {', '.join(waiting)}" if waiting else "-"))


Cpus()
Locks()
