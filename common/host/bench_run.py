"""What ./run.sh bench runs: steps, and programs of tests/bench/, under QEMU's -icount shift=0."""
import re
import subprocess
from pathlib import Path

from ram import MIB, Ram
from trace import traces_of

ROOT = Path(__file__).resolve().parents[2]
STEPS = {5: "05-handle-exits", 6: "06-demand-paging", 7: "07-virtual-devices", 8: "08-guest-kernel",
         9: "09-boot-linux", 10: "10-two-guests", 11: "11-many-cpus"}
ICOUNT = ("--", "-icount", "shift=0")
NO_SATA = {"x86_64": ("-machine", "sata=off")}  # for which its firmware waits, counting 300 million instructions
GUEST_MEMORY = 16 * MIB  # of a guest that was given no --guest-mem


class Failed(Exception):
    pass


def run(arch, *options, step=5):
    """That step's output."""
    without = NO_SATA.get(arch, ()) if options[-2:] == ICOUNT[-2:] else ()
    command = ["bash", ROOT / "run.sh", "step", str(step), arch, "--timeout", "180", *options, *without]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"{arch}: step {step} {' '.join(map(str, options))}: status {done.returncode}: {done.stderr or done.stdout}")
    return done.stdout


def program(arch, name, *options, step=5):
    """The figures that one of tests/bench/ prints."""
    output = run(arch, "--main", str(ROOT / f"tests/bench/{name}.c"), *options, *ICOUNT, step=step)
    return {label: int(value) for label, value in re.findall(r"^([\w -].*): (\d+)$", output, re.M)}


def image(arch, step=5):
    return ROOT / f"build/{arch}/{STEPS[step]}/hypervisor.elf"


def run_to_ram(arch, folder, *options, step=5):
    """The step itself, and the memory that it leaves."""
    file = f"{folder}/ram"
    run(arch, "--ram", file, *options, *ICOUNT, step=step)
    return Ram(file, image(arch, step))


def first_ring(ram):
    return traces_of(ram)[0]
