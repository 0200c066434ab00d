#!/usr/bin/env python3
"""editor.py N ARCH: does what VS Code and its C/C++ debugger do with the files in .vscode: runs the task, waits for
its pattern, starts gdb as a machine interface, and sends it the commands in that debugger's order. Prints gdb's
answers."""
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def settings(name):
    text = (ROOT / ".vscode" / name).read_text()
    return json.loads(re.sub(r"^\s*//.*", "", text, flags=re.M).replace("${workspaceFolder}", str(ROOT)))


def start_task(task, step, arch):
    """Returns when the task has printed what ends its start."""
    command = task["command"].replace("${input:step}", step).replace("${input:architecture}", arch)
    process = subprocess.Popen(command, shell=True, cwd=task["options"]["cwd"], stdin=subprocess.DEVNULL, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    ready = task["problemMatcher"]["background"]["endsPattern"]
    if not any(re.search(ready, line) for line in process.stdout):
        sys.exit("the task has ended")
    return process


def main():
    launch, tasks = settings("launch.json")["configurations"][0], settings("tasks.json")
    task = next(task for task in tasks["tasks"] if task["label"] == launch["preLaunchTask"])
    for number, wanted in enumerate(sys.argv[1:3]):
        if wanted not in tasks["inputs"][number]["options"]:
            sys.exit(f"{wanted} is not offered")
    qemu = start_task(task, *sys.argv[1:3])
    commands = [command["text"] for command in launch["setupCommands"]] + [
        '-interpreter-exec console "set pagination off"', f"-environment-cd {launch['cwd']}",
        f"-file-exec-and-symbols {launch['program']}", "-break-insert -f main",
        f"-target-select remote {launch['miDebuggerServerAddress']}", "-exec-continue"]
    gdb = subprocess.Popen([launch["miDebuggerPath"], "-nx", "--interpreter=mi"], cwd="/", text=True,
                           errors="replace",  # gdb's banner has halves of characters
                           stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    gdb.stdin.write("\n".join(commands) + "\n")
    gdb.stdin.flush()
    for line in gdb.stdout:
        print(line, end="")
        if line.startswith("*stopped") and "breakpoint-hit" in line:
            break
    # As typed into its debug console, after "-exec "; then the user ends the session.
    answer, _ = gdb.communicate('-interpreter-exec console "stage2-map"\n'
                                '-interpreter-exec console "world-switches exit"\n-exec-continue\n'
                                '-interpreter-exec console "guest-regs"\nkill\n-gdb-exit\n', timeout=60)
    print(answer)
    print(f"QEMU has ended: {qemu.wait(timeout=20) is not None}")


main()
