# shellcheck shell=bash disable=SC2154
# For the tests of several guests.

# keeper ARCH SEED [MS]: assembles the guest keep-SEED, which looks for that time whether its registers keep their values.
keeper() {
    local rounds=$((${3:-60} * 20000))
    sed "1i #define SEED $2\n#define MS ${3:-60}\n#define ROUNDS $rounds" "$top/tests/several/$1.S" >"keep-$2.S"
    ws flat "$1" "keep-$2.S" "keep-$2"
    assert_success
}

# of_guest N: leaves in $output what was printed from the end of guest N to the next end.
of_guest() {
    output=$(sed -n "/^--- guest $1 /,/^--- guest [^$1]/p" <<<"$all")
}

# times N: sets $ran, $ready and $rested to the milliseconds of all CPUs of guest N.
# shellcheck disable=SC2034
times() {
    of_guest "$1"
    read -r ran ready <<<"$(sed -n 's/^share: \([0-9]*\) ms run, \([0-9]*\) .*/\1 \2/p' <<<"$output")"
    rested=$(sed -n 's/^caps: \([0-9]*\) ms at rest$/\1/p' <<<"$output")
}

# in_ram ARCH EXPRESSION [STEP]: what that expression of Python's says of the memory of step 10, or of STEP, which is in the file "ram".
in_ram() {
    python3 -c 'import sys; sys.path.insert(0, sys.argv[1] + "/common/host"); from ram import Ram
ram = Ram("ram", sys.argv[2]); symbols, u64 = ram.symbols, ram.u64; print(eval(sys.argv[3]))' \
        "$top" "$top/build/$1/${3:-10-two-guests}/hypervisor.elf" "$2"
}
