#!/usr/bin/env python3
"""monitor.py SOCKET COMMAND: asks QEMU's monitor, and prints its answer."""
import socket
import sys

PROMPT = b"(qemu) "

with socket.socket(socket.AF_UNIX) as monitor:
    monitor.settimeout(10)
    monitor.connect(sys.argv[1])

    def read_answer():
        answer = b""
        while not answer.endswith(PROMPT):
            more = monitor.recv(65536)
            if not more:
                break
            answer += more
        return answer.removesuffix(PROMPT)

    read_answer()
    monitor.sendall(sys.argv[2].encode() + b"\n")
    echo, _, answer = read_answer().partition(b"\n")
    print(answer.decode().replace("\r", ""))
