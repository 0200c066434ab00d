# shellcheck shell=bash disable=SC2034,SC2154
# For the tests of several CPUs.
# shellcheck source=tests/guest_memory.bash
. "$top/tests/guest_memory.bash"
c_guests=many

# They run one at a time, also those of other files, so that each CPU of a machine gets a processor when it needs one.
setup_file() {
    python3 -S "$top/common/host/alone.py" "$top/build/several-cpus" sleep 3000 3>&- &
    alone=$!
    export BATS_NO_PARALLELIZE_WITHIN_FILE=true
}

teardown_file() {
    kill "$alone"
}

# many_guest ARCH NAME CPUS [FLAGS]: compiles tests/many/NAME.c for so many CPUs.
many_guest() {
    machine "$1"
    c_guest "$1" "$2" -DCPUS="$3" -DFLASH="$flash_base" "${@:4}"
}

# many ARCH CPUS [OPTIONS]: step 11 on a machine with so many.
many() {
    ws step 11 "$1" --cpus "$2" --guest-mem 16M "${@:3}"
}

# state ARCH [MAIN]: what the memory that the run left in the file "ram" says: tests/many/state.py.
state() {
    local image=${2:-hypervisor}
    run "$top/tests/many/state.py" ram "$top/build/$1/11-many-cpus/${image//\//-}.elf"
    assert_success
}
