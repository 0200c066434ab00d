#!/usr/bin/env python3
"""models.py ARCH [--switch MODEL] [RUN.SH ARGUMENTS...]: runs a step on every CPU model that QEMU lists, or on
MODEL with each of its yes-or-no properties turned round, one at a time. It must end as it should (status 0), or
with one line that begins "panic: boot: " or "panic: isolation: " and status 1: on no model may it hang, trap or say something else.
Prints how each model ended. The default is `step 5 ARCH --guest hello`; $QEMU is another QEMU than the system's."""
import os
import re
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
LIMIT = 60  # seconds for one model, on a machine that others use too
# Not properties of the CPU, but of how QEMU shows or starts it.
NOT_SWITCHED = {"start-powered-off", "memory", "enforce", "check", "host-cache-info", "realized"}
TYPE = {"riscv64": "riscv", "aarch64": "arm", "x86_64": "x86_64"}


def qemu(arch, *options):
    program = os.environ.get("QEMU", f"qemu-system-{arch}")
    return subprocess.run([program, *options], capture_output=True, text=True, check=True).stdout


def models(arch):
    """Those that `-cpu help` lists; on x86_64 the flags that it lists below them are none."""
    lines = qemu(arch, "-machine", "none", "-cpu", "help").split("Recognized CPUID")[0].splitlines()
    names = [re.sub(r"^x86 +", "", line.strip()).split(" ")[0] for line in lines]
    return [name for name in names if name and not name.endswith(":") and name not in ("Available", "host")]


def switched(arch, model):
    """The model with each property turned round: QEMU shows what it would be only for some, so both ways."""
    base = model.split(",")[0]
    listed = qemu(arch, "-machine", "none", "-device", f"{base}-{TYPE[arch]}-cpu,help")
    for name in re.findall(r"^ +(\S+)=<bool>", listed, re.M):
        if name not in NOT_SWITCHED:
            yield from (f"{model},{name}={value}" for value in ("on", "off"))


def verdict(arch, cpu, arguments):
    command = [str(TOP / "run.sh"), *arguments, "--cpu", cpu, "--timeout", str(LIMIT)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace")
    lines = done.stdout.splitlines()
    last = lines[-1] if lines else ""
    if done.returncode == 0:
        return "works", last
    refusal = [line for line in lines[-2:] if line.startswith(("qemu-system-", "run.sh: --cpu")) and
               " warning: " not in line]
    if done.returncode == 1 and refusal:  # QEMU's may have a second line: the models that it would take
        return "refused", refusal[0]
    panics = [line for line in lines if "panic" in line]
    if done.returncode == 1 and panics == [last] and last.startswith(("panic: boot: ", "panic: isolation: ")):
        return "line", last
    return "BAD", f"status {done.returncode}: " + " / ".join(lines[-4:])


def main(arch, *arguments):
    if arguments[:1] == ("--switch",):
        names, arguments = switched(arch, arguments[1]), arguments[2:]
    else:
        names = models(arch)
    bad = count = 0
    for cpu in names:
        ending, words = verdict(arch, cpu, arguments or ("step", "5", arch, "--guest", "hello"))
        count, bad = count + 1, bad + (ending == "BAD")
        print(f"{cpu}: {ending}: {words}", flush=True)
    print(f"{count} models, {bad} bad")
    return bool(bad or not count)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 1 else __doc__)
