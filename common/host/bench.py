#!/usr/bin/env python3
"""bench.py ARCH...: what the hypervisor costs, in instructions, as QEMU's -icount shift=0 counts them: the same
in each run. Prints a table, and leaves the figures in build/bench.json."""
import json
import re
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench_cpus import local_apic, measure_times
from bench_kernel import measure_kernel
from bench_run import GUEST_MEMORY, ROOT, Failed, first_ring, image, program, run, run_to_ram
from bench_table import print_table
from ram import MIB

MEMORIES = ("64M", "256M", "1G", "4G")


# --- The way to a guest, and its image from the disk ---

def boot(ram, zero_2_mib, clean_2_mib):
    """Instructions from machine_start() to the guest's first one: (all others, zeroing the memory that is used and
    cleaning the caches of the guest's, waiting for the disk)."""
    zone, pages = ram.u64(ram.symbols["zones"]), 0
    while zone:  # a page that is not free was zeroed once
        zone, first, end, free = ram.u64(zone, 4)
        pages += end - first - free
    zeroing = pages * zero_2_mib // 512 + GUEST_MEMORY // (2 * MIB) * clean_2_mib
    waited = ram.u64(ram.symbols["virtio_blk_stats"], 3)[2]
    entered = first_ring(ram).entered
    return entered - ram.u64(ram.symbols["machine_started"]) - zeroing - waited, zeroing, waited


def measure_boot(arch, folder, *costs):
    ram = run_to_ram(arch, folder)
    small, zeroing, waited = boot(ram, *costs)
    guest = Path(folder, "large")
    guest.write_bytes((ROOT / f"build/{arch}/guest/skernel").read_bytes().ljust(MIB, b"\0"))
    ram = run_to_ram(arch, folder, "--guest", str(guest))
    large, _, waited_longer = boot(ram, *costs)
    requests, sectors, _ = ram.u64(ram.symbols["virtio_blk_stats"], 3)
    return {
        "boot to the guest": small,
        "boot: zeroing memory": zeroing,
        "load 1 MiB": large - small,
        "load 1 MiB: disk requests": requests,
        "load 1 MiB: bytes read": 512 * sectors,
        "image in memory, bytes": ram.symbols["image_end"] - ram.symbols["image_start"],
    }, {"waiting for the disk, boot": waited, "waiting for the disk, 1 MiB": waited_longer}


# --- Memory on demand ---

def measure_load(arch, folder, step):
    """Instructions from machine_start() to the guest's first one, when its image has 16 MiB, without waiting for the
    disk. The guest has no more memory than its image needs: step 5 zeroes all of it."""
    guest = Path(folder, "large")
    guest.write_bytes((ROOT / f"build/{arch}/guest/skernel").read_bytes().ljust(16 * MIB, b"\0"))
    ram = run_to_ram(arch, folder, "--guest", str(guest), "--mem", "128M", "--guest-mem", "18M", step=step)
    waited = ram.u64(ram.symbols["virtio_blk_stats"], 3)[2]
    return first_ring(ram).entered - ram.u64(ram.symbols["machine_started"]) - waited


def measure_demand(arch, folder):
    flash = Path(folder, "flash")
    flash.write_bytes(bytes(MIB))
    figures = program(arch, "demand", "--guest", "pages", "--guest-mem", "16M", "--flash", str(flash), step=6)
    for step in (5, 6):
        figures[f"load 16 MiB, step {step}"] = measure_load(arch, folder, step)
    return figures


# --- Devices and interrupts ---

# The exit that a tick of the guest's timer is, where the guest does not have the timer for itself.
TICKS = {"riscv64": "timer", "aarch64": "interrupt", "x86_64": "timer"}
NO_TIMER = {"riscv64": ("--no-sstc",)}


def handled(ram, kind, wanted=lambda exit: True):
    """What handling an exit of that kind costs: the median."""
    trace = first_ring(ram)
    return statistics.median_low([exit.resumed_at - exit.exited_at for exit in trace.exits()
                                  if trace.kind_name(exit.kind) == kind and wanted(exit) and exit.resumed_at])


def measure_devices(arch, folder, out_and_in):
    """out_and_in: what the switch costs, from the guest to the loop and back."""
    read = handled(run_to_ram(arch, folder, "--guest", "clock", step=7), "device")
    ram = run_to_ram(arch, folder, "--guest", "tasks", *NO_TIMER.get(arch, ()), step=7)
    tick = handled(ram, TICKS[arch], lambda exit: exit.injected is not None)
    return {"device read": read, "timer tick": tick, "interrupt to the handler": out_and_in + tick}


# --- Several guests ---

# Where the floating-point registers can stay in their unit until another guest uses it.
LAZY_FP = ("riscv64", "aarch64")


def measure_several(arch):
    guests = ("--guest-mem", "16M", "--guest", "nullcall", "--guest", "nullcall")
    figures = program(arch, "switch", *guests, step=10)
    scheduler = figures["guest to guest, the scheduler"]
    figures["guest to guest, no scheduler"] = figures["guest to guest"] - scheduler
    if arch in LAZY_FP:
        lazily = program(arch, "switch", "--lazy-fp", *guests, step=10)
        figures["guest to guest, no scheduler, no FP"] = lazily["guest to guest"] - scheduler
    eight = program(arch, "switch", *guests, *3 * guests[2:], step=10)
    figures["guest to guest, eight guests"] = eight["guest to guest"]
    return figures


# --- The hypercall ---

def round_trips(ram):
    """The ring's exits, as differences of their times: the commonest is the null hypercall's."""
    times = [exit.exited_at for exit in first_ring(ram).exits()]
    return Counter(b - a for a, b in zip(times, times[1:])).most_common(1)[0][0]


def steps(arch, folder):
    """Addresses of the instructions of one round trip."""
    line = run(arch, "--dry-run", "--guest", "nullcall")
    qemu = subprocess.Popen([sys.executable, ROOT / "common/host/limit.py", "90", *shlex.split(line), "-S", "-gdb",
                             "unix:gdb,server=on,wait=off"], cwd=folder,
                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 20
        while not Path(folder, "gdb").exists() and qemu.poll() is None and time.monotonic() < end:
            time.sleep(0.02)
        gdb = subprocess.run([shutil.which("gdb-multiarch") or "gdb", "-q", "-nx", "-batch", "-ex", "set osabi none",
                              "-ex", "set confirm off", "-ex", "target remote ./gdb",
                              "-x", Path(__file__).with_name("bench_steps.py"), "-ex", "disconnect", image(arch)],
                             cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=180)
    finally:
        qemu.terminate()
        qemu.wait()
    found = [int(address, 16) for address in re.findall(r"^at (\w+)$", gdb.stdout, re.M)]
    if not found:
        raise Failed(f"{arch}: gdb made no step: {gdb.stderr}")
    return found


def functions(arch, addresses):
    """For each address the functions it is in, outermost first: the others are inlined there."""
    text = "\n".join(f"{address:#x}" for address in addresses)
    done = subprocess.run(["llvm-symbolizer", "--functions=short", "--inlines", "-e", image(arch)], input=text,
                          capture_output=True, text=True, check=True)
    return [block.splitlines()[::2][::-1] for block in done.stdout.strip().split("\n\n")]


# What a function that is inlined in run_vcpu() is there for; the rest is the loop itself.
IN_LOOP = {"exit_ring_next": "ring, with both times", "cycle_counter": "ring, with both times",
           "exit_decode": "decode", "world_switch": "into the guest"}
ASSEMBLY = "??"  # has no function
UNCOUNTED = {"x86_64": 1}  # by QEMU's clock: the VMMCALL, which exits before it completes


def parts(arch, folder, symbols):
    """How many instructions of a round trip are where. It starts after the guest's exit."""
    addresses = steps(arch, folder)
    outer = symbols.get("guest_vectors", 0) + 0x400  # AArch64: what of world_exit is a vector's own
    counts, part = Counter(), "out of the guest"
    for address, names in zip(addresses, functions(arch, addresses)):
        if part == "the guest's loop":
            part = "out of the guest" if address == outer else part
        elif address == symbols["switch_worlds"]:
            part = "into the guest"
        elif names[0] == "run_vcpu":
            part = IN_LOOP.get(names[1] if len(names) > 1 else "", "loop and table")
        elif names[0] != ASSEMBLY:
            part = "handler"
        counts[f"null hypercall: {part}"] += 1
        if address == symbols["world_enter"]:
            part = "the guest's loop"
    counts["null hypercall: the guest's loop"] -= UNCOUNTED.get(arch, 0)
    return counts


def measure(arch):
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        ram = run_to_ram(arch, folder, "--guest", "nullcall")
        figures["null hypercall"] = round_trips(ram)
        for step, options in (10, ()), (11, ("--cpus", "1")):
            figures[f"null hypercall, step {step}"] = round_trips(run_to_ram(arch, folder, "--guest", "nullcall", *options, step=step))
        figures.update(parts(arch, folder, ram.symbols))
        figures.update(program(arch, "yield", "--guest", "nullcall"))
        figures.update(program(arch, "exits"))
        figures.update(program(arch, "tables"))
        for memory in MEMORIES:
            figures.update({label.replace(":", f", {memory}:", 1): value
                            for label, value in program(arch, "memory", "--mem", memory).items()})
        at_boot, beside = measure_boot(arch, folder, figures["zero 2 MiB"], figures["clean the caches of 2 MiB"])
        figures.update(at_boot)
        figures.update(measure_demand(arch, folder))
        switch = sum(figures[f"null hypercall: {part}"] for part in ("out of the guest", "into the guest"))
        figures.update(measure_devices(arch, folder, switch))
        figures.update(measure_kernel(arch, folder))
        figures.update({**measure_several(arch), **local_apic(arch, folder)})
    return figures, beside


def version(tool, pattern):
    text = subprocess.run([tool, "--version"], capture_output=True, text=True, check=True).stdout
    return re.search(f"version ({pattern})", text)[1]


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # and so what was begun is tidied up
    machines = [word for word in sys.argv[1:] if word != "--exact"]
    result = {"clang": version("clang", r"\d+"), "qemu": version(f"qemu-system-{machines[0]}", r"\d+\.\d+"),
              "figures": {}, "not the same each time": {}}
    try:
        with ThreadPoolExecutor(2) as pool:
            for arch, (figures, beside) in zip(machines, pool.map(measure, machines)):
                result["figures"][arch] = figures
                result["not the same each time"][arch] = beside
        if "--exact" not in sys.argv:
            for arch in machines:
                result["not the same each time"][arch].update(measure_times(arch))
    except KeyboardInterrupt:
        sys.exit(130)
    except Failed as problem:
        sys.exit(f"bench: {problem}")
    Path(ROOT, "build/bench.json").write_text(json.dumps(result, indent=1) + "\n")
    print_table(result)


main()
