"""guest-walk: both translations of a guest's virtual address."""
import guest
import guest_tables
import stage2
from machine import Command, Problem, arch, arch_walk


def second_line(steps):
    """A stage-2 walk on one line: where each entry was read."""
    return ", ".join(f"{arch().level_name(height).strip()} @{where:08x}" for height, _, where, _ in steps)


def intersection(first, second):
    return "".join(a if a == b else "-" for a, b in zip(first, second))


def rights_words(done, prot):
    """What the two translations leave to the guest's kernel and to its programs."""
    if done.mode is None:
        return prot
    kernel, user = arch_walk().rights(done.mode, [step.entry for step in done.steps])
    return f"kernel {intersection(kernel, prot)}, user {intersection(user, prot)}"


def draw_steps(done):
    """The guest's entries, each with the stage-2 walk that its address needs; returns the number of reads of each."""
    second = 0
    for step in done.steps:
        value = " " * 2 * done.mode.entry_bytes if step.entry is None else f"{step.entry:0{2 * done.mode.entry_bytes}x}"
        words = "not read" if step.entry is None else step.words
        print(f"  {step.name} [{step.index:4}] @{step.gpa:08x}  {value}  {words}")
        if step.second:
            end = "" if step.entry is None else f" => HPA 0x{stage2.lookup(step.gpa)[0]:08x}"
            print(f"        stage 2: {second_line(step.second)}{end}")
        second += len(step.second)
    return sum(step.entry is not None for step in done.steps), second


def draw(va):
    print(f"guest-walk {va:#x}")
    done = guest_tables.walk(va)
    print(f"  {done.mode.words}, root at GPA {done.mode.root:08x}" if done.mode else "  the guest's paging is off")
    first, second = draw_steps(done)
    end = done.why
    if done.gpa is not None:
        steps, why = guest_tables.second_walk(done.gpa, "")
        print(f"  GPA 0x{done.gpa:08x}")
        if steps:
            print(f"        stage 2: {second_line(steps)}")
        second += len(steps)
        end = f"stage 2 faults, which is the hypervisor's: {why}" if why else \
            f"HPA 0x{stage2.lookup(done.gpa)[0]:08x}, {rights_words(done, stage2.prot(steps))}"
    print(f"  => {end}")
    print(f"  {first + second} reads of memory without a TLB: {first} of the guest's entries, {second} of stage 2's")


class GuestWalk(Command):
    """Walk both translations of a guest's virtual address: guest-walk ADDRESS

Each line is an entry of the guest's own tables: its level, index, address (GPA), value, and what it says.
The line below it is the stage-2 walk of that GPA: the addresses (HPA) at which its entries are. At the end is
the host-physical address, with the rights that both translations leave to the guest's kernel and to its
programs; or where the walk ends, and why. Last is the number of reads that a CPU without a TLB makes. A
NAME of `guest-symbols` is an address too."""
    name, looks_at_vcpu = "guest-walk", True

    def run(self, arguments):
        if len(arguments) != 1:
            raise Problem("ADDRESS")
        draw(guest.address_of(arguments[0]))


GuestWalk()
