"""type: input for the machine's console. In a session of ./run.sh gdb the keyboard belongs to gdb."""
import os

import replay
from machine import Command, Problem


class Type(Command):
    """Type words and Enter into the machine's console: type [-n] [WORDS]

The machine's UART gets the bytes when the machine runs on. In a recorded run nothing is typed: what was
typed then is in the recording.

-n  without Enter"""
    name, options = "type", ("-n",)

    def run(self, arguments):
        if replay.is_recorded():
            print("(Nothing is typed: a recorded run contains its input.)")
            return
        if "WORLDSWITCH_KEYS" not in os.environ:
            raise Problem("only ./run.sh gdb and walkthrough connect gdb to the console; type into QEMU's terminal")
        end, words = ("", arguments[1:]) if arguments[:1] == ["-n"] else ("\n", arguments)
        os.write(int(os.environ["WORLDSWITCH_KEYS"]), f"{' '.join(words)}{end}".encode())


Type()
