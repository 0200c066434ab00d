"""type: input for the machine's console. In a session of ./run.sh gdb the keyboard belongs to gdb."""
import os

import replay
from machine import Command, Problem


class Type(Command):
    """Type words and Enter into the machine's console: type [WORDS]

The machine's UART gets the bytes when the machine runs on. In a recorded run nothing is typed: what was
typed then is in the recording."""
    name = "type"

    def run(self, arguments):
        if replay.is_recorded():
            print("(Nothing is typed: a recorded run contains its input.)")
            return
        if "WORLDSWITCH_KEYS" not in os.environ:
            raise Problem("only ./run.sh gdb and walkthrough connect gdb to the console; type into QEMU's terminal")
        os.write(int(os.environ["WORLDSWITCH_KEYS"]), f"{' '.join(arguments)}\n".encode())


Type()
