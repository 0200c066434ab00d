#!/usr/bin/env python3
"""make_elf.py OUT MACHINE ENTRY [ADDRESS:MEMSIZE[:FILESIZE]]...: an ELF64 with those segments.

Each segment's bytes in the file are those of standard input, again and again. Options, anywhere:
--phnum N, --type N, --class N, --data N lie in the header; --offset N lies in each segment.
"""
import struct
import sys

arguments, lies = [], {}
words = iter(sys.argv[1:])
for word in words:
    if word.startswith("--"):
        lies[word[2:]] = int(next(words), 0)
    else:
        arguments.append(word)
out, machine, entry = arguments[0], int(arguments[1], 0), int(arguments[2], 0)
code = sys.stdin.buffer.read()

segments = []
for text in arguments[3:]:
    address, memory, *size = (int(part, 0) for part in text.split(":"))
    segments.append((address, memory, size[0] if size else min(memory, len(code))))

data_at = 64 + 56 * len(segments)
header = b"\x7fELF" + bytes([lies.get("class", 2), lies.get("data", 1), 1]) + bytes(9)
header += struct.pack("<HHIQQQIHHHHHH", lies.get("type", 2), machine, 1, entry, 64, 0, 0, 64, 56,
                      lies.get("phnum", len(segments)), 0, 0, 0)
programs = data = b""
for address, memory, size in segments:
    offset = lies.get("offset", data_at + len(data))
    programs += struct.pack("<IIQQQQQQ", 1, 7, offset, address, address, size, memory, 4096)
    data += (code * (size // max(len(code), 1) + 1))[:min(size, 1 << 20)]
with open(out, "wb") as file:
    file.write(header + programs + data)
