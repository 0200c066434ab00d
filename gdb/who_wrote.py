"""who-wrote finds the store that gave memory its value; timeline shows the world switches around this moment."""
import re

import gdb

import guest
import machine
import past
import replay
import reverse
import stage2
import world
from machine import Command, Problem, arch_past, number, read_physical, show_progress


def address(text):
    """A variable is rarely an address: &NAME is where it lies. Only a pointer is taken as it is."""
    try:
        value = gdb.parse_and_eval(text)
    except (gdb.error, ValueError, RuntimeError):
        return number(text, "an address")
    if value.address is not None and value.type.strip_typedefs().code != gdb.TYPE_CODE_PTR:
        raise Problem(f"{text}: a variable, not an address: &{text} is where it lies")
    return number(text, "an address")


class WhoWrote(Command):
    """The last store to some bytes of memory: who-wrote [gpa] ADDRESS [BYTES]

ADDRESS is an HPA. After the word gpa it is a GPA, which stage 2 translates as it is at this moment.
Without BYTES, 8 bytes are compared; after the word gpa, they have to be in one page or block. The
command goes back to the moment before the store, and says which world made the store. QEMU's own
watchpoints compare virtual addresses, so they miss the stores of the other world. Instead, this
command compares the bytes at one moment after the other. So it finds the last change, but not a
store of the same value.

Only in a recorded run (./run.sh gdb N ARCH --reverse, ./run.sh replay FILE)."""
    name, options = "who-wrote", ("gpa",)

    def run(self, arguments):
        replay.check()
        is_gpa = arguments[:1] == ["gpa"]
        rest = arguments[is_gpa:]
        if len(rest) not in (1, 2):
            raise Problem("[gpa] ADDRESS [BYTES]")
        place = address(rest[0])
        length = number(rest[1], "a number of bytes") if len(rest) == 2 else 8
        if not 1 <= length <= 4096:
            raise Problem("1 to 4096 bytes")
        hpa, left, _ = stage2.lookup(place) if is_gpa else (place, length, 0)
        if length > left:
            raise Problem(f"{left} bytes at most: there its page or block ends, and the next one may lie elsewhere")
        value = read_physical(hpa, length)
        with replay.or_stay():
            moment = last_change(hpa, value, replay.now())
            if moment is None:
                raise Problem(f"HPA {hpa:#x} has had this value since the start of the recording")
            replay.go_to(moment)
            before = read_physical(hpa, length)
            print(f"HPA {hpa:#x} was {hexadecimal(before)}, then {hexadecimal(value)}: {writer(moment)}")
        past.show_place()


def hexadecimal(data):
    """Up to eight bytes as one number; more of them byte by byte."""
    return f"{int.from_bytes(data, 'little'):#x}" if len(data) <= 8 else data[:16].hex(" ") + " ..." * (len(data) > 16)


def last_change(hpa, value, here):
    """The last moment at which the bytes had another value; None if they always had this one. Goes further and further
    back until the value differs, and then halves the interval."""
    same = here
    for start, _ in past.windows(here):
        show_progress(f"looking at {start / 1e6:,.1f} of {replay.end / 1e6:,.1f} million instructions")
        replay.go_to(start)
        if read_physical(hpa, len(value)) != value:
            break
        same = start
    else:
        show_progress("")
        return None
    differs = start
    while same - differs > 1:
        middle = (same + differs) // 2
        replay.go_to(middle)
        if read_physical(hpa, len(value)) == value:
            same = middle
        else:
            differs = middle
    show_progress("")
    return differs


def writer(moment):
    """Says what changed memory while the instruction at this moment ran. The machine has not executed it yet."""
    where, name, at = world.where(), instruction(world.where()), place()
    replay.go_to(max(0, moment - 1))  # the disk's write comes before or after a stop at the moment between two instructions
    was_busy = replay.disk_is_busy()
    replay.go_to(moment + 1)
    after = world.where()
    replay.go_to(min(moment + 2, replay.end))
    is_done = was_busy and not replay.disk_is_busy()
    replay.go_to(moment)
    if is_done:
        return f"written by a device, the disk, while the CPU was {at}"
    if re.match(arch_past().STORES, name):
        return f"stored by the {'guest' if where == world.GUEST else 'hypervisor'}, {at}, {name}"
    if (where == world.GUEST) != (after == world.GUEST):
        return "written by the CPU itself, at the switch between the worlds"
    return f"written by the CPU itself (a table walk that sets a bit, a trap) or by a device, at {name}"


def instruction(where):
    """The next instruction, as gdb disassembles it."""
    if where == world.GUEST:
        return guest.code_at(guest.address_of_next_instruction(), 1)[0]["asm"].replace("\t", " ")
    text = gdb.execute("x/i $pc", to_string=True).split(":", 1)[1]
    return re.sub(r"\s*(# .*|<[^>]*>)", "", text).strip().replace("\t", " ")


def place():
    if world.where() == world.GUEST:
        return f"at pc {machine.register('pc'):#x}"
    found = reverse.line_of(machine.register("pc"))
    name = gdb.newest_frame().name()
    return f"in {name}(), {found[0]}:{found[1]}" if found and name else f"at pc {machine.register('pc'):#x}"


MOMENTS = {world.GUEST: "the guest runs", world.EXIT: "the guest has exited", world.ENTER: "the guest is about to run",
           world.FIRMWARE: "the firmware runs"}


class Timeline(Command):
    """The world switches around this moment: timeline [N]

N exits before this moment and N after it, from the ring of exits; without N, 5 of each. A line marks
this moment. The times are those of the cycle counter. Only in a recorded run the exits after this
moment are known."""
    name = "timeline"

    def run(self, arguments):
        if len(arguments) > 1:
            raise Problem("[N]")
        wanted = number(arguments[0], "a number of exits") if arguments else 5
        rings = machine.exit_rings()
        if not replay.is_recorded():
            past.keep_exits()
        vcpus = sorted({vcpu for vcpu, _ in past.known_exits})
        if not vcpus:
            raise Problem("no exit so far" if machine.variable("exit_rings") is not None else
                          "this step has no ring of exits: step 5 is the first that has one")
        for vcpu in vcpus:
            self.show(vcpu, next((ring for ring in rings if int(ring["vcpu"]) == vcpu), None), wanted)

    @staticmethod
    def show(vcpu, ring, wanted):
        """Prints the exits number count - wanted to count + wanted, and this moment between them."""
        count = machine.exits_of(ring) if ring else 0
        where = world.where()
        in_guest = where in (world.GUEST, world.EXIT)  # at world_exit the ring does not have the exit yet
        lines = []
        for number_of, slot in past.known_exits.items():
            i = number_of[1]
            if number_of[0] != vcpu or not count - wanted <= i < count + wanted:
                continue
            kind = machine.text_at("exit_kind_names", slot["kind"]) or f"kind {slot['kind']}"
            gpa = f", GPA {slot['gpa']:#x}" if "fault" in kind else ""
            lines.append((i, 0, f"{slot['exited_at']:14,}  host <== guest  {i + 1}: {kind}, pc {slot['pc']:#x}{gpa}"))
            if slot["resumed_at"] > slot["exited_at"]:
                lines.append((i, 1, f"{slot['resumed_at']:14,}  host ==> guest"))
        lines.append((count - 1, 0.5 + in_guest, f"{'':14}  ---- this moment: {MOMENTS.get(where, 'the host runs')}"))
        for _, _, line in sorted(lines):
            print(line)


WhoWrote()
Timeline()
