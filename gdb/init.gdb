# What ./run.sh gdb starts gdb with, in the project's folder.

# gdb's idea of Debian's calls would lead `stepi` over sret astray.
set osabi none
# Nothing asks, nothing waits for a key in the middle of an output.
set confirm off
set pagination off
set print pretty on
source gdb/start.py
