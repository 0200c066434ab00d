# The commands with which ./run.sh gdb starts gdb, in the project's folder.

# If gdb assumes an operating system, `stepi` over sret stops in the wrong place.
set osabi none
# No questions, and no waiting for a key in the middle of an output.
set confirm off
set pagination off
set print pretty on
source gdb/start.py
