"""What ./run.sh bench measures of several CPUs, step 11: on this computer's clock, so differently each time."""
import re
import subprocess
import time
from pathlib import Path

from bench_run import ROOT, run

# A guest that computes for a second or so, and shuts down.
COMPUTE = {
    "riscv64": "li t0, 300000000; 1: addi t0, t0, -1; bnez t0, 1b; li a7, 8; ecall",
    "aarch64": "ldr x0, =300000000; 1: subs x0, x0, 1; b.ne 1b; ldr w0, =0x84000008; hvc 0",
    "x86_64": ".intel_syntax noprefix; .code16; mov ecx, 300000000; 1: dec ecx; jnz 1b; mov eax, 0x84000008; vmmcall",
}


def seconds(arch, *options):
    start = time.monotonic()
    run(arch, *options, step=11)
    return time.monotonic() - start


def at_the_same_time(arch, folder):
    """How much longer two guests on two CPUs take than one on one; each guest comes after what starts a machine."""
    source, guest = Path(folder, "compute.s"), Path(folder, "compute")
    source.write_text(COMPUTE[arch] + "\n")
    subprocess.run([ROOT / "run.sh", "flat", arch, source, guest], check=True)
    one = ("--guest-mem", "16M", "--guest", guest)
    start = seconds(arch, "--cpus", "2", "--guest", "skernel")
    alone = seconds(arch, "--cpus", "1", *one) - start
    both = seconds(arch, "--cpus", "2", *one, "--guest", guest) - start
    return {"two guests on two CPUs, times one": round(both / alone, 2)}


def kicks(arch):
    """Microseconds from a CPU's wish until the other one is out of its guest, and until its TLB has nothing old."""
    output = run(arch, "--main", ROOT / "tests/bench/kick.c", "--cpus", "2", "--guest-mem", "16M", "--guest", "spin", "--pin", "0",
                 "--guest", "spin", "--pin", "1", step=11)
    return {f"{label}, us": int(value) / 10 for label, value in re.findall(r"^([\w -]+): (\d+) tenths$", output, re.M)}
