"""What ./run.sh bench measures of several CPUs, step 11: on this computer's clock, so differently each time."""
import re
import subprocess
import time
from pathlib import Path

from bench_run import ROOT, run

# A guest that computes for a second or so, and shuts down; and one that makes calls.
COMPUTE = {
    "riscv64": "li t0, 300000000; 1: addi t0, t0, -1; bnez t0, 1b; li a7, 8; ecall",
    "aarch64": "ldr x0, =300000000; 1: subs x0, x0, 1; b.ne 1b; ldr w0, =0x84000008; hvc 0",
    "x86_64": ".intel_syntax noprefix; .code16; mov ecx, 300000000; 1: dec ecx; jnz 1b; mov eax, 0x84000008; vmmcall",
}
CALL = {
    "riscv64": "li t0, 500000; 1: li a7, 16; li a6, 0; ecall; addi t0, t0, -1; bnez t0, 1b; li a7, 8; ecall",
    "aarch64": "ldr x4, =500000; 1: ldr w0, =0x84000000; hvc 0; subs x4, x4, 1; b.ne 1b; ldr w0, =0x84000008; hvc 0",
    "x86_64": ".intel_syntax noprefix; .code16; mov esi, 20000; 1: mov eax, 0x84000000; vmmcall; dec esi; jnz 1b;"
              "mov eax, 0x84000008; vmmcall",
}


def seconds(arch, *options):
    start = time.monotonic()
    run(arch, *options, step=11)
    return time.monotonic() - start


def ratio(arch, guest, *options):
    """How much longer two of these guests take on two CPUs than one on one; each comes after what starts a machine."""
    one = (*options, "--guest-mem", "16M", "--guest", guest)
    start = seconds(arch, "--cpus", "2", "--guest", "skernel")
    alone = seconds(arch, "--cpus", "1", *one) - start
    both = seconds(arch, "--cpus", "2", *one, "--guest", guest) - start
    return round(both / alone, 2)


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
