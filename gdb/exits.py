"""exits: the ring of exits that the hypervisor keeps, in words."""
import gdb

import machine
from machine import Command, Problem, arch, number, variable


class Exits(Command):
    """The last exits of the guest, from the ring in memory: exits [N]

N exits, 10 when it is not given. `came` and `went on` are the cycle counter's (instructions under
-icount shift=0); the last exit has gone on nowhere yet."""
    name = "exits"

    def run(self, arguments):
        if len(arguments) > 1:
            raise Problem("[N]")
        wanted = number(arguments[0], "a number of exits") if arguments else 10
        count = variable("exit_ring.count")
        if count is None:
            raise Problem("this step has no ring of exits: step 5 is the first that has one")
        count = int(count)
        slots = int(variable("exit_ring.mask")) + 1
        first = max(0, count - min(wanted, slots))
        print(f"{count} exits so far" + (f", the last {count - first}:" if count > first else ""))
        for i in range(first, count):
            slot = variable(f"exit_ring.slots[{i % slots}]")
            self.show(i, {field.name: int(slot[field.name]) & machine.MASK
                          for field in slot.type.fields()})

    @staticmethod
    def show(index, slot):
        kind = machine.text_at("exit_kind_name::names", slot["kind"]) or f"kind {slot['kind']}"
        gpa = f", GPA {slot['gpa']:#x}" if kind == "stage-2 fault" else ""
        gone = f", went on {slot['went_on']}" if slot["went_on"] > slot["came"] else ""
        print(f"  {index + 1:6}  {kind}: {arch().cause_words(slot['cause'])}, pc {slot['pc']:#x}{gpa}"
              f"  (came {slot['came']}{gone})")


Exits()
