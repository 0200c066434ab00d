# shellcheck shell=bash disable=SC2034,SC2154
# For the tests of several CPUs.
. "$top/tests/guest_memory.bash"
c_guests=many

# Tests that need several CPUs run one at a time, also those of other files and of other runs.
setup_file() {
    python3 -S "$top/common/host/alone.py" "$top/build/several-cpus" sleep 1000 3>&- &
    alone=$!
}

teardown_file() {
    kill "$alone"
}

# in_ram STEP ARCH EXPRESSION: what that expression of Python's says of the memory in the file "ram"; where() is what where.c noted.
