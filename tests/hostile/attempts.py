"""Runs the attempts of an image, each in a new guest (main.c), and compares all of the machine's
memory before the first and after the last: except the guest's own memory and the hypervisor's data,
not a byte may have changed. Free memory is filled first, so that there is something to change."""
import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections import namedtuple
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "common/host"))  # Python has a module "trace" too
from ram import Ram  # noqa: E402
from trace import SLOT, traces_of  # noqa: E402

PAGE, MIB = 4096, 1 << 20
CANARY = b"\xa5\x5a\xc3\x3c" * (PAGE // 4)
FLAT_OFFSET = 0x10000  # as in main.c
KINDS = re.findall(r"EXIT_(\w+),", (TOP / "steps/05-handle-exits/exits.h").read_text())

# Where guests have their memory, and how a nested table is walked: heights, entries of the root, and of
# an entry: whether it is there, whether it leads to a table, where it leads, and what a CPU may set in it.
Machine = namedtuple("Machine", "base levels root present is_table address accessed")
MACHINES = {
    "riscv64": Machine(0x80000000, 3, 2048, 1, lambda e: not e & 0xe, lambda e: (e >> 10 & (1 << 44) - 1) << 12,
                       0xc0),
    "aarch64": Machine(0x40000000, 3, 512, 1, lambda e: e & 2, lambda e: e & (1 << 48) - PAGE, 0),
    "x86_64": Machine(0, 4, 512, 1, lambda e: not e & 0x80, lambda e: e & (1 << 52) - PAGE, 0x60),
}

# The exit of what fills the rest of an attempt: hvc, ecall, hlt.
RESUMES = {"riscv64": "HYPERCALL", "aarch64": "HYPERCALL", "x86_64": "WAIT"}

Exit = namedtuple("Exit", "kind cause pc what_else gpa")  # main.c puts what it found in place of the detail

# A name, its instructions (bytes), and how it may end: outcomes as Run.outcome() says them, "|" between.
Attempt = namedtuple("Attempt", "name code wanted")


class Broken(Exception):
    """What was promised does not hold."""


def walk(ram, machine, table, height, entries):
    """Yields every table (True, hpa, bytes) and every leaf (False, hpa, bytes) of a stage-2 table."""
    yield True, table, entries * 8
    for entry in ram.u64(table, entries):
        if entry & machine.present:
            span = PAGE << 9 * height
            if height and machine.is_table(entry):
                yield from walk(ram, machine, machine.address(entry), height - 1, 512)
            else:
                yield False, machine.address(entry) // span * span, span


class Run:
    """One machine, from before its first attempt to after its last."""

    def __init__(self, arch, image, attempts, slot, options=(), guest_mem=1, slice_ms=0, also=""):
        self.arch, self.machine, self.slot, self.attempts = arch, MACHINES[arch], slot, attempts
        self.options = options
        self.room = tempfile.TemporaryDirectory(dir=os.environ.get("BATS_TEST_TMPDIR"))
        self.folder = Path(self.room.name)
        self.ram_file, guest = self.folder / "ram", self.folder / "attempts"
        guest.write_bytes(image)
        self.image = image
        ring = 1 << max(attempts, 2).bit_length()
        append = (f"guest=/sbin/attempts guest-mem={guest_mem}M attempts={attempts} slot={slot} ring={ring} "
                  f"slice={slice_ms} {also}")
        self.mem = 32 + ring * 64 // MIB + guest_mem
        command = [TOP / "run.sh", "step", "5", arch, "--main", TOP / "tests/hostile/main.c", "--guest", guest,
                   "--ram", self.ram_file, "--mem", f"{self.mem}M", "--timeout", "100", *options,
                   "--", "-append", append, *self.poison_memory()]
        self.qemu = subprocess.Popen([str(c) for c in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                     stderr=subprocess.STDOUT, start_new_session=True)
        try:
            self.attend()
        finally:
            with contextlib.suppress(ProcessLookupError):  # it has ended by itself, as it should
                os.killpg(self.qemu.pid, signal.SIGTERM)
            self.qemu.communicate()
            self.room.cleanup()

    def attend(self):
        self.printed = []
        self.wait_for("ready")
        self.elf = TOP / f"build/{self.arch}/05-handle-exits/tests-hostile-main.elf"
        self.ram = Ram(self.ram_file, self.elf)
        self.fill_free_memory()
        self.go_on()
        self.wait_for("done")
        self.compare_memory()
        self.exits = list(self.read_ring())
        self.go_on()
        if status := self.qemu.wait():
            raise Broken(f"status {status}")

    def wait_for(self, wanted):
        for line in self.qemu.stdout:
            self.printed.append(line.decode(errors="replace").rstrip())
            if self.printed[-1] == wanted:
                return
        number = self.ram.u64(self.ram.symbols["attempt"]) if wanted == "done" else None
        raise Broken(f"the machine ended before it was '{wanted}', in attempt {number}, with status "
                     f"{self.qemu.wait()}: " + "\n".join(self.printed[-8:]))

    def go_on(self):
        self.qemu.stdin.write(b"\n")
        self.qemu.stdin.flush()

    # --- Memory ---

    def find_owners(self):
        """Page by page: tables, the guest's own memory, and what the hypervisor writes."""
        symbols, machine = self.ram.symbols, self.machine
        root = self.ram.u64(symbols["guest"])
        self.tables, self.guest_pages, self.written = {}, {}, set()  # the first two: keys in the order of GPAs
        for is_table, hpa, size in walk(self.ram, machine, root, machine.levels - 1, machine.root):
            (self.tables if is_table else self.guest_pages).update(dict.fromkeys(range(hpa, hpa + size, PAGE)))
        _, _, _, slots, mask = self.ram.u64(self.ram.u64(symbols["exit_rings"]), 5)
        self.written.update(range(slots, slots + (mask + 1) * 64, PAGE))
        if "opensbi" in self.options:  # which takes some of the guest's traps first, and has a stack
            self.written.update(range(machine.base, symbols["image_start"], PAGE))
        sections = subprocess.run(["llvm-readelf", "-SW", self.elf], check=True, capture_output=True, text=True)
        for at, size in re.findall(r"\S+ +(\w{16}) \w+ (\w+) \w+ +WA", sections.stdout):
            self.written.update(range(int(at, 16) // PAGE * PAGE, int(at, 16) + int(size, 16), PAGE))

    def poison_memory(self):
        """QEMU's option that fills memory before the machine starts: from behind the hypervisor's image to its
        end, or on RISC-V to where the device tree may lie."""
        start = 2 if self.arch == "x86_64" else 3
        left = 2 - self.mem % 2 if self.arch == "riscv64" else 0  # the tree lies at a multiple of 2 MiB
        self.poisoned = range(self.ram_base() + start * MIB, self.ram_base() + (self.mem - left) * MIB)
        poison = self.folder / "poison"
        poison.write_bytes(CANARY * (len(self.poisoned) // PAGE))
        return "-device", f"loader,file={poison},addr={self.poisoned.start},force-raw=on"

    def check_guest_memory(self):
        """The guest's memory holds its image, and of what was there before nothing."""
        wanted = bytes(FLAT_OFFSET) + self.image
        if not all(page in self.poisoned for page in self.guest_pages):
            raise Broken("the guest's memory was zero from the start")
        memory = b"".join(bytes(self.ram.read(page, PAGE)) for page in self.guest_pages)
        if memory != wanted + bytes(len(memory) - len(wanted)):
            raise Broken("the guest's memory is not its image and zeros")

    def fill_free_memory(self):
        self.find_owners()
        self.check_guest_memory()
        image = range(self.ram.symbols["image_start"], self.ram.symbols["image_end"])
        used = {*self.guest_pages, *self.tables, *self.written}
        memory = bytearray(self.ram_file.read_bytes())
        with open(self.ram_file, "r+b") as file:
            for at in range(0, len(memory), PAGE):
                hpa = at + self.ram_base()
                if hpa not in used and hpa not in image and memory[at:at + PAGE] == bytes(PAGE):
                    file.seek(at)
                    file.write(CANARY)
                    memory[at:at + PAGE] = CANARY
        self.before = memory

    def ram_base(self):
        return {"riscv64": 0x80000000, "aarch64": 0x40000000, "x86_64": 0}[self.arch]

    def compare_memory(self):
        after = self.ram_file.read_bytes()
        may_change = {page - self.ram_base() for page in {*self.guest_pages, *self.written}}
        canaries = 0
        for at in range(0, len(after), PAGE):
            old, new = self.before[at:at + PAGE], after[at:at + PAGE]
            canaries += old == CANARY
            if old == new or at in may_change:
                continue
            for i in range(0, PAGE, 8):
                a, b = (int.from_bytes(page[i:i + 8], "little") for page in (old, new))
                if at + self.ram_base() in self.tables:
                    a, b = a & ~self.machine.accessed, b & ~self.machine.accessed
                if a != b:
                    raise Broken(f"HPA {at + i + self.ram_base():#x} was {a:#x} and is {b:#x}")
        self.canaries = canaries

    # --- Exits ---

    def read_ring(self):
        trace = traces_of(self.ram)[0]
        count = trace.count
        if count != self.attempts:
            raise Broken(f"{self.attempts} attempts made {count} exits")
        for kind, _, _, _, _, *end, _, _, _ in SLOT.iter_unpack(self.ram.read(trace.slots, count * SLOT.size)):
            yield Exit(KINDS[kind], *end)

    def slot_of(self, number):
        return self.machine.base + FLAT_OFFSET + number * self.slot

    def outcome(self, number):
        """How an attempt ended, in words."""
        end = self.exits[number]
        if end.kind == "STAGE2_FAULT":
            # AArch64's guests have no vectors of their own: there is no memory at 0.
            if self.arch == "aarch64" and end.pc == end.gpa and end.pc < 0x800:
                return f"own exception {end.what_else >> 26:#x}"
            return f"fault {end.gpa:#x}"
        if end.kind == "SHUTDOWN":
            return f"shutdown {end.what_else}"
        if end.kind == "EXCEPTION":
            return f"exception {end.cause >> 26 if self.arch == 'aarch64' else end.cause:#x}"
        if end.kind == "UNKNOWN":
            return "unknown"  # where it was may be unknown, too: VMEXIT_INVALID
        if not 0 <= self.pc_in_slot(number) <= self.slot:
            return f"{end.kind.lower()} at {end.pc:#x}"
        return "resumed" if end.kind == RESUMES[self.arch] else end.kind.lower()

    def pc_in_slot(self, number):
        """Bytes from the attempt's first instruction to where it ended."""
        return self.exits[number].pc - self.slot_of(number)


def run_all(arch, attempts, slot, padding, **options):
    """Runs them and returns what was not as wanted, one line each, and the run."""
    image = b"".join((a.code + padding * slot)[:slot] for a in attempts)
    run = Run(arch, image, len(attempts), slot, **options)
    wrong = []
    for number, attempt in enumerate(attempts):
        outcome = run.outcome(number)
        if outcome not in attempt.wanted.split("|"):
            wrong.append(f"{attempt.name}: wanted {attempt.wanted}, got {outcome}: {run.exits[number]}")
    return wrong, run
