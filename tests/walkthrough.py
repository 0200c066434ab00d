#!/usr/bin/env python3
"""walkthrough.py N ARCH: goes through a walkthrough stop by stop, and at each one asks QEMU's monitor for what
the stop has shown: registers, entries of tables, memory. What the monitor does not know has to be what the
hypervisor prints in the end. Ends with the number of values that were compared."""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
END = "<end of the answer>"
# What the hypervisor's report calls them.
PRINTED = {"scause": "scause", "sepc": "sepc", "stval": "stval", "htval": "htval", "ESR_EL2": "esr",
           "ELR_EL2": "elr", "SPSR_EL2": "spsr", "FAR_EL2": "far", "HPFAR_EL2": "hpfar",
           "guest_vmcb.exitcode": "exitcode", "guest_vmcb.rip": "rip", "guest_vmcb.exitinfo1": "exitinfo1",
           "guest_vmcb.exitinfo2": "exitinfo2"}
# APM vol. 2 appendix B, struct zone in page_alloc.c, struct flash in flash.h: where the fields lie.
FIELDS = {"exitcode": 0x70, "exitinfo1": 0x78, "exitinfo2": 0x80, "nested_cr3": 0xb0, "cr3": 0x550, "rip": 0x578, "rax": 0x5f8,
          "virtual_interrupts": 0x60, "free_pages": 24, "orders_free": 32, "pages_read": 40, "taken_back": 48}
BOARD = ("uart.", "plic.", "gic.", "pic.")  # from step 7 on: parts of struct board


def as_before_10(registers):
    """Newer QEMUs write RISC-V's V and AArch64's PSTATE in another way than guest-regs."""
    return re.sub("PSTATE=0{8}(?=[0-9a-f]{8})", "PSTATE=", re.sub(r"^ V +(?=\d)", " V      =   ", registers, flags=re.M))


class Session:
    def __init__(self, step, arch):
        self.vcpu = "members[0].vm.vcpu" if int(step) >= 10 else "main::vm.vcpu" if int(step) >= 7 else "main::vcpu"
        self.arch, self.compared, self.shown, self.pages = arch, 0, {}, {}
        guest = {"5": ["--guest", "hello"], "6": ["--guest", "fill", "--flash", "flash40.bin", "--mem", "8M"],
                 "7": ["--guest", "echo"], "10": ["--guest", "tasks", "--guest", "primes", "--guest", "hello"]}.get(step, [])
        self.gdb = subprocess.Popen([ROOT / "run.sh", "gdb", step, arch, "--timeout", "100", *guest], text=True, bufsize=1,
                                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def ask(self, command):
        self.gdb.stdin.write(f"{command}\necho {END}\\n\n")
        text = ""
        for line in self.gdb.stdout:
            if line.rstrip("\r\n") == END:
                return text
            text += line.replace("\r", "")
        sys.exit(f"gdb ended after: {command}\n{text}")

    def same(self, what, shown, known):
        if shown != known:
            sys.exit(f"{what}: shown as {shown:#x}, but it is {known:#x}")
        self.compared += 1

    def word(self, address, unit="g"):
        return int(re.search(r": 0x([0-9a-f]+)", self.ask(f"monitor xp /1{unit}x {address:#x}"))[1], 16)

    def symbol(self, name):
        return int(re.search(r"0x([0-9a-f]+)", self.ask(f"p/x (unsigned long)&{name}"))[1], 16)

    def known(self, name, registers):
        """A register or variable as QEMU's monitor has it; None when it does not show it."""
        variable, _, field = re.sub("->", ".", name).rpartition(".")
        if field in FIELDS and variable:
            at = self.word(self.symbol(variable)) if variable in ("zones", "flashes") else self.symbol(
                self.vcpu if "vcpu" in variable else variable)
            return self.word(at + FIELDS[field])
        if name.startswith(BOARD):
            place = f"main::vm.board.{name}"
            size = int(re.search(r"= (\d+)", self.ask(f"p sizeof({place})"))[1])
            return self.word(self.symbol(place), {1: "b", 4: "w", 8: "g"}[size])
        monitors = {"pc": r"(?:pc |PC=|RIP=|EIP=)", "rax": "RAX=", "rsp": "RSP=", "sp": "SP="}.get(name, rf"^ {name} ")
        found = re.search(monitors + r" *([0-9a-f]+)", registers, re.M)
        return int(found[1], 16) if found else None

    def check(self, text):
        """One stop: the CPU stands still since its last line."""
        registers = as_before_10(self.ask("monitor info registers"))
        for name, digits in re.findall(r"^    ([][\w.>-]+) +([0-9a-f]{16}|[0-9]+)(?: |$)", text, re.M):
            self.shown[name] = value = int(digits, 16 if len(digits) == 16 else 10)
            known = self.known(name, registers) if "(gdb) finish" not in text else None
            if known is not None:
                self.same(name, value, known)
        entry = r"^  \w+ +\[ *\d+\] @([0-9a-f]+)  ([0-9a-f]{16}) .*\n"
        shown = re.findall(entry + r"(?: +stage 2: .* => HPA 0x([0-9a-f]+)$)?", text, re.M)
        shown = [(int(place or address, 16), int(value, 16)) for address, value, place in shown]
        for place, value in shown:
            if value == dict(shown)[place]:  # as it was shown last
                self.same(f"entry at {place:x}", value, self.word(place))
        walked = r"^stage2 0x([0-9a-f]+)\n(?:  \w+ +\[.*\n)+  => HPA 0x([0-9a-f]+)"
        for gpa, hpa in re.findall(r"^map: ([0-9a-f]+) -> ([0-9a-f]+)", text, re.M) + re.findall(walked, text, re.M):
            self.pages[int(gpa, 16) & -4096] = int(hpa, 16) & -4096
        for gpa, value in re.findall(r"^0x([0-9a-f]+):\t0x([0-9a-f]+)$", text, re.M):
            page, offset = int(gpa, 16) & -4096, int(gpa, 16) & 4095
            self.same(f"GPA {gpa}", int(value, 16), self.word(self.pages[page] + offset, "w"))
        if re.search(r"^ V +=   1|EL1h|EL0t|^EIP=|CPL=3", registers, re.M):
            self.check_guest(text, " ".join(registers.split()))

    def check_guest(self, text, registers):
        shown = text.partition("(gdb) guest-regs\n")[2].partition("(gdb)")[0]
        for line in re.findall(r"^(?: V  .*| pc  .*| x\d.*|[ XPER].*=.*)$", shown, re.M):
            if " ".join(line.split()) not in registers:
                sys.exit(f"guest-regs: not the monitor's: {line}")
            self.compared += 1

    def check_printed(self, text):
        """The last report: a register that it names had this value when it was shown last."""
        for name, key in PRINTED.items():
            found = re.findall(rf"\b{key}=0x([0-9a-f]+)", text)
            if found and name in self.shown:
                self.same(name, self.shown[name], int(found[-1], 16))


def main():
    session = Session(*sys.argv[1:3])
    session.ask("")
    text = session.ask("walkthrough start")
    while "that was the last stop" not in text:
        if re.search(r"^walkthrough: ", text, re.M):
            sys.exit(text)
        session.check(text)
        last, text = text, session.ask("walkthrough next")
    session.check_printed(last)
    session.gdb.stdin.close()
    session.gdb.wait()
    print(f"{session.compared} values compared")


main()
