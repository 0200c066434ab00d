#!/usr/bin/env python3
"""seeds.py RAM: prints the property rng-seed of each guest's device tree in the machine's memory. A guest's tree is in
one page, and QEMU's own needs more."""
import re
import struct
import sys
from pathlib import Path

PAGE = 4096

ram = Path(sys.argv[1]).read_bytes()
for header in re.finditer(re.escape(struct.pack(">I", 0xD00DFEED)), ram):
    total, structure, strings = struct.unpack_from(">3I", ram, header.start() + 4)
    tree = ram[header.start():header.start() + total]
    if header.start() % PAGE or total > PAGE or strings > total:
        continue
    name = tree.find(b"\0rng-seed\0", strings) + 1 - strings
    at = tree.find(struct.pack(">3I", 3, 32, name), structure)
    print(tree[at + 12:at + 44].hex() if name > 0 and at >= 0 else "none")
