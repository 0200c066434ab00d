"""guest-memory: the regions of a guest, how much each of them promises, and how much of it stage 2 maps."""
import chosen
import machine
import stage2
from machine import PAGE, Command, Problem, arch, variable


def guests():
    """Each guest that has a vCPU, or the one that was chosen: struct guest, in the order in which the vCPUs were made."""
    places = []
    for ring in chosen.rings():
        if int(ring["guest"]) not in places:
            places.append(int(ring["guest"]))
    return [variable(f"*(struct guest *){place}") for place in places]


def regions(guest):
    """In the order of their addresses: (name, base, bytes)."""
    found, at = [], int(guest["regions"])
    while at:
        region = variable(f"*(struct guest_region *){at}")
        with machine.physical_memory():
            name = region["name"].string()
        found.append((name, int(region["base"]), int(region["size"])))
        at = int(region["next"])
    return sorted(found, key=lambda region: region[1])


def given(root, base, size):
    """Bytes of base..base + size that are mapped."""
    end = base + size
    return sum(min(gpa + length, end) - max(gpa, base)
               for gpa, _, length, _ in stage2.leaves_in(root, base, end))


class GuestMemory(Command):
    """Each region of guest memory: how much the hypervisor has promised, and how much it has given

A region is a range of guest-physical addresses. The hypervisor has given memory there, or gives it when the
guest uses it. At all other addresses the guest has no memory. `stage2-map` shows where the given memory is."""
    name = "guest-memory"

    def run(self, arguments):
        if arguments:
            raise Problem("takes no arguments")
        if variable("exit_rings") is None:
            raise Problem("this step has no list of guests: step 5 is the first that has one")
        found = guests()
        if not found:
            raise Problem("no guest yet: vcpu_init() has not run")
        for guest in found:
            root = int(guest["stage2"]["root"])
            print(f"guest {int(guest['number']) + 1}, stage-2 root at {root:08x}")
            for name, base, size in regions(guest):
                mapped = given(root, base, size)
                print(f"  {name:8} GPA {base:010x}..{base + size - 1:010x}  {stage2.in_words(size)} promised, "
                      f"{stage2.in_words(mapped)} given: {mapped // PAGE} of {size // PAGE} pages")


GuestMemory()
