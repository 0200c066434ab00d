"""What all commands share: errors of one line, registers, symbols, physical memory, QEMU's monitor."""
import contextlib
import importlib
import os
import re
import sys
import tempfile

import gdb

MASK = (1 << 64) - 1
PAGE = 4096


class Problem(Exception):
    """Why a command cannot answer, in one line."""


class Command(gdb.Command):
    """A command that never shows a traceback. The subclass has name, options and run(arguments). looks_at_vcpu: it reads
    registers of the vCPU that was chosen, so it runs with the thread of that vCPU's CPU (chosen.py)."""
    name, options, needs_machine, looks_at_vcpu = "", (), True, False
    at_vcpu = contextlib.nullcontext

    def __init__(self):
        super().__init__(self.name, gdb.COMMAND_USER)
        names.append(self)

    def invoke(self, text, from_tty):
        try:
            if self.needs_machine:
                check_machine()
            with self.at_vcpu() if self.looks_at_vcpu else contextlib.nullcontext():
                self.run(gdb.string_to_argv(text))
        except (KeyboardInterrupt, EOFError):
            raise gdb.GdbError(f"{self.name}: interrupted") from None
        except (Problem, gdb.error, gdb.MemoryError) as problem:
            raise gdb.GdbError(f"{self.name}: {one_line(problem)}") from None
        except Exception as problem:  # a bug in the command is one line too
            raise gdb.GdbError(f"{self.name}: bug: {type(problem).__name__}: {one_line(problem)}") from None

    def complete(self, text, word):
        if word is None:
            return []  # gdb 16 first asks where the word begins
        start = len(text) - len(word)  # to gdb a word begins after a "-"
        return [option[start:] for option in self.options if option.startswith(text)]


names = []


class Help(gdb.Command):
    """The commands of Worldswitch."""

    def __init__(self):
        super().__init__("worldswitch", gdb.COMMAND_USER)

    def invoke(self, text, from_tty):
        for command in sorted(names, key=lambda command: command.name):
            print(f"{command.name:15} {command.__doc__.splitlines()[0]}")


Help()


def one_line(problem):
    return " ".join(str(problem).split()) or type(problem).__name__


def check_machine():
    if not gdb.selected_inferior().threads():
        raise Problem("no machine: it has powered off, or gdb is not connected to one")


# --- What is printed ---

def unseen(command):
    """Returns what gdb prints. gdb would show some of it in spite of to_string, so standard output is a file meanwhile."""
    gdb.flush()
    terminal = os.dup(1)
    with tempfile.TemporaryFile() as said:
        os.dup2(said.fileno(), 1)
        try:
            gdb.execute(command, to_string=True)
        finally:
            gdb.flush()
            os.dup2(terminal, 1)
            os.close(terminal)
        said.seek(0)
        return said.read().decode(errors="replace")


def show_progress(text):
    if sys.__stdout__.isatty():
        os.write(1, f"\r{text}\033[K".encode())


# --- What differs by architecture ---

def arch():
    """The module for this ELF's architecture."""
    name = gdb.selected_inferior().architecture().name()
    for part, module in (("riscv", "riscv64"), ("aarch64", "aarch64"), ("x86-64", "x86_64")):
        if part in name:
            return importlib.import_module(module)
    raise Problem(f"no commands for this architecture: {one_line(name)}")


def arch_past():
    """Its module for recorded runs."""
    return importlib.import_module(f"{arch().__name__}_past")


def arch_walk():
    """Its module for a guest's own tables."""
    return importlib.import_module(f"{arch().__name__}_walk")


# --- Registers, symbols, numbers ---

def register(name):
    """Unsigned. The CPU's current value, whatever frame the user has selected. Older QEMUs call some of
    AArch64's registers by the names that 32-bit Arm has for them, without _EL1."""
    for known in (name, name.replace("_EL1", "")):
        with contextlib.suppress(ValueError):
            return int(gdb.newest_frame().read_register(known)) & MASK
    raise Problem(f"this QEMU gives gdb no register {name}")


def address(name):
    """The address of a symbol of the hypervisor; None if this step has none of that name."""
    try:
        return int(gdb.parse_and_eval(f"(unsigned long)&{name}"))
    except gdb.error:
        return None


def constant(name):
    """The value of an enumeration constant of the hypervisor."""
    return int(gdb.parse_and_eval(name))


def number(text, what):
    try:
        found = variable(text) if "->" in text else gdb.parse_and_eval(text)  # the hypervisor's, also in the guest
        value = int(found)
    except (gdb.error, TypeError, ValueError, RuntimeError):
        raise Problem(f"{text}: not {what}") from None
    if found.type.sizeof == 8:
        value &= MASK  # to gdb a register may be signed
    if not 0 <= value <= MASK:
        raise Problem(f"{text}: not {what}")
    return value


# --- Memory ---

_is_physical = False


@contextlib.contextmanager
def physical_memory():
    """Within it every address that gdb reads is an HPA: QEMU uses no table of either world. The
    hypervisor's own addresses are HPAs, so its variables can be read while the guest runs."""
    global _is_physical
    if _is_physical:
        yield
        return
    _is_physical = True
    gdb.execute("maint packet Qqemu.PhyMemMode:1", to_string=True)
    gdb.execute("maint flush dcache", to_string=True)
    try:
        yield
    finally:
        _is_physical = False
        gdb.execute("maint packet Qqemu.PhyMemMode:0", to_string=True)
        gdb.execute("maint flush dcache", to_string=True)


def read_physical(hpa, length):
    with physical_memory():
        return bytes(gdb.selected_inferior().read_memory(hpa, length))


def pointer_to(structure):
    """What gdb calls a pointer to that structure of the hypervisor's, while the guest's kernel has one of the same name."""
    kind = gdb.lookup_type(f"struct {structure}", gdb.block_for_pc(address("main")))
    gdb.set_convenience_variable(f"struct_{structure}", gdb.Value(0).cast(kind.pointer()))
    return f"(__typeof__($struct_{structure}))"


def variable(expression):
    """The value of a variable of the hypervisor, read at once; None if this step does not have it."""
    with physical_memory():
        try:
            value = gdb.parse_and_eval(re.sub(r"\(struct (\w+) \*\)", lambda cast: pointer_to(cast[1]), expression))
            value.fetch_lazy()
            return value
        except gdb.error:
            return None


def exit_rings():
    """Each vCPU's struct exit_ring, the first one's first; none before step 5, or before vcpu_init()."""
    rings, at = [], variable("exit_rings")
    while at is not None and int(at):
        rings.insert(0, variable(f"*(struct exit_ring *){int(at)}"))
        at = rings[0]["next_ring"]
    return rings


def exits_of(ring):
    """How many there were so far, and one that is being handled."""
    at, mask, last = (int(ring[name]) for name in ("slots", "mask", "last"))
    counts = ring["counts"]
    count = sum(int(counts[i]) for i in range(counts.type.range()[1] + 1))
    return count + (((last - at) // gdb.lookup_type("struct vm_exit").sizeof + 1 - count) & mask)


def exit_slots(ring):
    """The slots of a ring, each by the names of its fields."""
    slot = gdb.lookup_type("struct vm_exit")
    places = [(field.name, field.bitpos // 8, field.type.sizeof) for field in slot.fields()]
    data = read_physical(int(ring["slots"]), slot.sizeof * (int(ring["mask"]) + 1))
    return [{name: int.from_bytes(data[at + start:at + start + size], "little") for name, start, size in places}
            for at in range(0, len(data), slot.sizeof)]


def text_at(array, index):
    """array[index] of an array of strings in the hypervisor; '' if it has no such string."""
    with physical_memory():
        try:
            whole = gdb.parse_and_eval(array)
            if index > whole.type.range()[1] or not int(whole[index]):
                return ""
            return whole[index].string()
        except gdb.error:
            return ""


def monitor_of_thread(command):
    """Of the selected thread's CPU: the monitor has its own idea of the current CPU."""
    if len(gdb.selected_inferior().threads()) > 1:
        monitor(f"cpu {gdb.selected_thread().ptid[1] - 1}")
    return monitor(command)


def monitor(command):
    return gdb.execute(f"monitor {command}", to_string=True).replace("\r", "")
