#!/usr/bin/env python3
"""walk_picture.py ARCH: whether slides/pictures/walk-ARCH.svg is the walk that step 3 draws.

Compares the index and the low eight bits of each entry with what is printed; the addresses may differ from
one QEMU to the next, but in the picture each entry has to lead to the next table.
"""
import re
import subprocess
import sys
from pathlib import Path

arch = sys.argv[1]
root = Path(__file__).parent.parent
code = re.findall(r'class="[^"]*\bcode\b[^"]*"[^>]*>([^<]*)<', (root / f"slides/pictures/walk-{arch}.svg").read_text())
tables = [int(text, 16) for text in code if re.fullmatch(r"[0-9a-f]{8}", text)]
indices = [int(text[1:-1]) for text in code if re.fullmatch(r"\[\d+\]", text)]
entries = [int(text, 16) for text in code if text.startswith("0x")][1:-1]  # but the offset, and what is stored

step = [root / "run.sh", "step", "3", arch]
printed = subprocess.run(step, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=100).stdout
walk = re.findall(r"\[ *(\d+)\] @[0-9a-f]{8}  ([0-9a-f]{16})", printed.split("experiment 3")[-1])

shown = [(index, entry & 0xff) for index, entry in zip(indices, entries)]
drawn = [(int(index), int(entry, 16) & 0xff) for index, entry in walk]
lead = [(entry >> 10 if arch == "riscv64" else entry >> 12) << 12 for entry in entries]
if not walk or shown != drawn or lead != tables[1:]:
    sys.exit(f"walk-{arch}.svg shows {shown} leading to {[f'{a:x}' for a in lead]}, step 3 draws {drawn}")
