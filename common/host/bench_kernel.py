"""What ./run.sh bench measures of a guest's kernel and its programs, step 8."""
import re
import subprocess
import sys

from bench_run import ICOUNT, ROOT, Failed, first_ring, run, run_to_ram

# How the guest's kernel gets the exceptions of its programs: nothing on AArch64 can be reflected, and on x86-64 no call.
WAYS = {"bare": "--bare", "reflected": "--reflect"}
REFLECTED = {"riscv64": ("a system call", "a page fault"), "aarch64": (), "x86_64": ("a page fault",)}


def cost(arch, *options):
    """What /bin/cost prints: nanoseconds, of which an instruction takes one."""
    output = run(arch, "--run", "cost", *options, *ICOUNT, step=8)
    return {what: int(value) for what, value in re.findall(r"^(?:\[guest\] )?(a [a-z ]+): (\d+) ns\r?$", output, re.M)}


def boot(arch, folder):
    """From the guest's entry until its first program, which does nothing, has ended."""
    initrd = f"{folder}/initrd"
    made = subprocess.run([sys.executable, ROOT / "guest/initrd.py", initrd, f"bin/init={ROOT}/build/{arch}/programs/args"])
    if made.returncode:
        raise Failed(f"{arch}: no initrd")
    ram = run_to_ram(arch, folder, "--initrd", initrd, "--append", "quiet", step=8)
    return list(first_ring(ram).exits())[-1].exited_at


def measure_kernel(arch, folder):
    figures = {f"kernel: {what}": value for what, value in cost(arch).items()}
    for way, option in WAYS.items():
        figures.update({f"kernel: {what}, {way}": value for what, value in cost(arch, option).items()
                        if way == "bare" or what in REFLECTED[arch]})
    figures["kernel: boot to its first program"] = boot(arch, folder)
    return figures
