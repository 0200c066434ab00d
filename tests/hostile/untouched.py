#!/usr/bin/env python3
"""untouched.py RAM ELF [FIRMWARE]: whether what the hypervisor does not write lies in the machine's memory as
it does in its ELF, and the firmware as in its file, except its last page, which it writes. Prints what does not."""
import re
import subprocess
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "common/host"))
from ram import Ram  # noqa: E402

memory, elf, *firmware = sys.argv[1:]
ram, image = Ram(memory, elf), Path(elf).read_bytes()
PAGE = 4096
files = [(name, Path(name).read_bytes()) for name in firmware]
parts = [(0x80000000, image[:(len(image) - 1) // PAGE * PAGE], name) for name, image in files]
sections = subprocess.run(["llvm-readelf", "-SW", elf], check=True, capture_output=True, text=True).stdout
for name, at, offset, size in re.findall(r"(\S+) +PROGBITS +(\w+) (\w+) (\w+) \w+ +AX?M?S? ", sections):
    start = int(offset, 16)
    parts.append((int(at, 16), image[start:start + int(size, 16)], name))
changed = [name for hpa, wanted, name in parts if bytes(ram.read(hpa, len(wanted))) != wanted]
print(*[name for _, _, name in parts], "compared;", *(changed or ["nothing"]), "changed")
sys.exit(bool(changed))
