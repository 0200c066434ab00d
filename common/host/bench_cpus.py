"""What ./run.sh bench measures of several CPUs, step 11, and of their interrupts. What is in seconds or microseconds is by
this computer's clock, so differently each time."""
import re
import subprocess
import tempfile
import time
from pathlib import Path

from bench_run import ROOT, run, run_to_ram
from trace import traces_of

CALLS = 100000  # guest/nullcall

# A guest that computes for a second or so, and shuts down; and one that makes calls.
COMPUTE = {
    "riscv64": "li t0, 600000000; 1: addi t0, t0, -1; bnez t0, 1b; li a7, 8; ecall",
    "aarch64": "ldr x0, =600000000; 1: subs x0, x0, 1; b.ne 1b; ldr w0, =0x84000008; hvc 0",
    "x86_64": ".intel_syntax noprefix; .code16; mov ecx, 300000000; 1: dec ecx; jnz 1b; mov eax, 0x84000008; vmmcall",
}
CALL = {
    "riscv64": "li t0, 500000; 1: li a7, 16; li a6, 0; ecall; addi t0, t0, -1; bnez t0, 1b; li a7, 8; ecall",
    "aarch64": "ldr x4, =500000; 1: ldr w0, =0x84000000; hvc 0; subs x4, x4, 1; b.ne 1b; ldr w0, =0x84000008; hvc 0",
    "x86_64": ".intel_syntax noprefix; .code16; mov esi, 20000; 1: mov eax, 0x84000000; vmmcall; dec esi; jnz 1b;"
              "mov eax, 0x84000008; vmmcall",
}


def wall_time(arch):
    """Microseconds that a hypercall takes in this QEMU on this computer."""
    times = []
    for guest in ("skernel", "nullcall"):
        start = time.monotonic()
        run(arch, "--guest", guest)
        times.append(time.monotonic() - start)
    return {"null hypercall, wall time, us": round((times[1] - times[0]) * 1e6 / CALLS, 2)}


def ratio(arch, guest, *options):
    """How much longer two of these guests take on two CPUs than one on one: the longest time for which one had its CPU."""
    times = []
    for count in 1, 2:
        output = run(arch, "--cpus", str(count), *options, "--guest-mem", "16M", *count * ("--guest", guest), step=11)
        times.append(max(int(ms) for ms in re.findall(r"^share: (\d+) ms run", output, re.M)))
    return round(times[1] / times[0], 2)


def at_the_same_time(arch, folder):
    guests = []
    for name, source in (("compute", COMPUTE), ("call", CALL)):
        guests.append(Path(folder, name))
        text = Path(folder, f"{name}.s")
        text.write_text(source[arch] + "\n")
        subprocess.run([ROOT / "run.sh", "flat", arch, text, guests[-1]], check=True)
    compute, call = guests
    return {"two guests on two CPUs, times one": ratio(arch, compute),
            "two guests that call, times one": ratio(arch, call),
            "two guests that call, one lock, times one": ratio(arch, call, "--one-lock")}


def kicks(arch):
    """Microseconds from a CPU's wish until the other one is out of its guest, and until its TLB has nothing old."""
    output = run(arch, "--main", ROOT / "tests/bench/kick.c", "--cpus", "2", "--guest-mem", "16M", "--guest", "spin", "--pin", "0",
                 "--guest", "spin", "--pin", "1", step=11)
    return {f"{label}, us": int(value) / 10 for label, value in re.findall(r"^([\w -]+): (\d+) tenths$", output, re.M)}


def measure_times(arch):
    """By this computer's clock: so nothing else may run."""
    with tempfile.TemporaryDirectory() as folder:
        return {**wall_time(arch), **kicks(arch), **at_the_same_time(arch, folder)}


# A guest with flat data that arms the timer of its local APIC, ends an interrupt, and interrupts itself, again and again.
USE_APIC = """.intel_syntax noprefix; .code16
lgdt [pointer]; mov eax, cr0; or al, 1; mov cr0, eax; mov ax, 8; mov ds, ax; mov ebx, 0xfee00000
mov eax, 0x1ff; mov [ebx + 0xf0], eax; mov eax, 0x40060; mov [ebx + 0x320], eax; mov edi, 20
1: mov ecx, 0x6e0; mov eax, -1; mov edx, 1; wrmsr
mov eax, 0x40061; mov [ebx + 0x300], eax; xor eax, eax; mov [ebx + 0xb0], eax; dec edi; jnz 1b
mov eax, 0x84000008; vmmcall
.balign 8; gdt: .quad 0, 0x00cf93000000ffff; pointer: .short 15; .long gdt + 0x10000"""
EOI, COMMAND, MSR = 0xfee000b0, 0xfee00300, 0x7c


def local_apic(arch, folder):
    """What handling an access to it costs; each for the last of twenty times, when the hypervisor knows the instruction."""
    if arch != "x86_64":
        return {}
    source, guest = Path(folder, "apic.s"), Path(folder, "apic")
    source.write_text(USE_APIC + "\n")
    subprocess.run([ROOT / "run.sh", "flat", arch, source, guest], check=True)
    exits = list(traces_of(run_to_ram(arch, folder, "--cpus", "1", "--guest-mem", "16M", "--guest", str(guest), step=11))[0].exits())

    def last(wanted):
        return [exit.resumed_at - exit.exited_at for exit in exits if wanted(exit) and exit.resumed_at][-1]
    return {"local APIC: the timer is armed": last(lambda exit: exit.cause == MSR),
            "local APIC: an interrupt is sent": last(lambda exit: exit.gpa == COMMAND),
            "local APIC: an interrupt ends": last(lambda exit: exit.gpa == EOI)}
