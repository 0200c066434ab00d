"""exits: the ring of exits that the hypervisor keeps, in words."""
import functools

import chosen
import machine
from devices import device_places
from machine import Command, Problem, arch, number, variable


def place_of(address, words, devices):
    """Of an exit for an access whose cause has these words."""
    place = f"{'port' if words.startswith('IN or OUT') else 'GPA'} {address:#x}"
    return next((f"{place} ({name}, register {address - base:#x})" for name, base, size in devices
                 if base <= address < base + size), place)


class Exits(Command):
    """The last exits of the guest, from the ring in memory: exits [N]

N exits of each vCPU, 10 when it is not given. `exited` and `resumed` are the cycle counter's
(instructions under -icount shift=0); after the last exit the guest has not resumed yet. On a machine with several CPUs the CPU is
the one on which the guest resumed."""
    name = "exits"

    def run(self, arguments):
        if len(arguments) > 1:
            raise Problem("[N]")
        wanted = number(arguments[0], "a number of exits") if arguments else 10
        if variable("exit_rings") is None:
            raise Problem("this step has no ring of exits: step 5 is the first that has one")
        rings = chosen.rings()
        if not rings:
            print("0 exits so far")
        for ring in rings:
            self.show_ring(ring, wanted, len(machine.exit_rings()) > 1)

    def show_ring(self, ring, wanted, several):
        slots, count = machine.exit_slots(ring), machine.exits_of(ring)
        first = max(0, count - min(wanted, len(slots)))
        if several:
            print(f"guest {slots[0]['guest'] + 1}, vCPU {slots[0]['vcpu']}: ", end="")
        print(f"{count} exits so far" + (f", the last {count - first}:" if count > first else ""))
        devices = device_places()
        name_of = functools.lru_cache()(functools.partial(machine.text_at, "exit_kind_names"))
        words_of, has_cpus = functools.lru_cache()(arch().cause_words), len(chosen.cpus()) > 1
        for i in range(first, count):
            slot = slots[i % len(slots)]
            self.show(i, slot, name_of(slot["kind"]), words_of(slot["cause"]), devices, has_cpus)

    @staticmethod
    def show(index, slot, kind, words, devices, has_cpus):
        kind = kind or f"kind {slot['kind']}"
        where = f", {place_of(slot['gpa'], words, devices)}" if any(w in kind for w in ("fault", "device", "wild")) else ""
        if slot["injected"]:
            where += f", interrupt {slot['injected'] - 1} given"
        on_cpu = f" on CPU {slot['cpu']}" * has_cpus
        resumed = f", resumed {slot['resumed_at']}{on_cpu}" if slot["resumed_at"] > slot["exited_at"] else ""
        print(f"  {index + 1:6}  {kind}: {words}, pc {slot['pc']:#x}{where}")
        print(f"          exited {slot['exited_at']}{resumed}")


Exits()
