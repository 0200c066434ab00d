"""Run by gdb for ./run.sh bench: the addresses of the instructions of one hypercall's round trip, from one
world_exit to the next, one a line."""
import gdb

WARM_UP = 10  # round trips before: the first one is not like the others

gdb.execute("hbreak world_exit")
gdb.execute(f"ignore 1 {WARM_UP}")
gdb.execute("continue")
gdb.execute("delete")
start = pc = int(gdb.parse_and_eval("(unsigned long)$pc"))
while True:
    print(f"at {pc:x}")
    gdb.execute("stepi", to_string=True)
    pc = int(gdb.parse_and_eval("(unsigned long)$pc"))
    if pc == start:
        break
