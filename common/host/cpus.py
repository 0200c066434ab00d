"""The machine's CPUs out of its memory: what each of them has and waits for."""
import struct
from typing import NamedTuple

STRUCT = struct.Struct("<QI4?3Q")  # the first fields of struct cpu: common/cpu.h
LOCK_WORDS = 3  # struct lock: its tickets, its holder, its name


class Cpu(NamedTuple):
    number: int
    id: int  # the machine's own number, which is QEMU's index, too
    vcpu: int  # HPA of what it runs; 0: nothing
    is_out: bool
    lock: str  # for which it waits
    holder: int  # HPA of the struct cpu that has this lock
    at: int  # HPA of this struct cpu

    def waits_in_words(self, cpus):
        if self.lock:
            holder = next((f", which CPU {cpu.number} has" for cpu in cpus if cpu.at == self.holder), "")
            return f", waiting for the lock {self.lock}{holder},"
        return ", with nothing to run," if self.is_out and not self.vcpu else ""


def cpus_of(memory):
    """Those that the hypervisor knows. A program without any has one."""
    if "cpus_count" not in memory.symbols:
        return [Cpu(0, 0, 0, False, "", 0, 0)]
    count = memory.u64(memory.symbols["cpus_count"]) & 0xffffffff
    return [read_cpu(memory, memory.u64(memory.symbols["cpus"] + 8 * n)) for n in range(count)]


def read_cpu(memory, at):
    _, number, is_out, _, _, _, id, waits_for, share = STRUCT.unpack(memory.read(at, STRUCT.size))
    vcpu = memory.u64(share) if share else 0
    _, holder, name = memory.u64(waits_for, LOCK_WORDS) if waits_for else (0, 0, 0)
    return Cpu(number, id, vcpu, is_out, memory.text(name) if name else "", holder, at)
