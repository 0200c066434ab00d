# Step 9: how many exits a boot of Linux makes, from its first instruction to the power-off. `./run.sh bench linux` measures
# the time.
load lib
load kernel

# bats file_tags=step:9

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# boot ARCH: sets $output to the exits of each kind, and $seconds to how long the guest ran, rounded up.
boot() {
    need_linux "$1"
    ws step 9 "$1" --ram ram --run true
    assert_success
    seconds=$(($(sed -n 's/.*\[ *\([0-9]*\)\.[0-9]*\] reboot: Power down.*/\1/p' <<<"$output") + 1))
    run "$top/tests/devices/after.py" ram "$(echo "$top/build/$1"/09-*)/hypervisor.elf"
    assert_success
    rm -f ram
}

# of KIND: how many exits.
of() {
    sed -n "s/^exits: $1 //p" <<<"$output"
}

# at_most LIMIT KIND...: exits of these kinds together. A limit is a quarter more than Debian's 6.1 and 6.12 needed, because
# other versions of Linux behave a little differently.
at_most() {
    local limit=$1 sum=0 kind
    shift
    for kind; do
        sum=$((sum + $(of "$kind")))
    done
    [ "$sum" -le "$limit" ] || fail "$*: $sum, in $seconds s: $output"
}

# bats test_tags=arch:riscv64
@test "step 9 riscv64: a boot's exits, by kind" {
    boot riscv64
    at_most 34 "demand fault"
    at_most 32 hypercall
    at_most 280 device
    at_most $((110 * seconds)) timer # our own ticks; the guest's are none
}

# bats test_tags=arch:aarch64
@test "step 9 aarch64: a boot's exits, by kind" {
    boot aarch64
    at_most 18 "demand fault"
    at_most 20 hypercall
    at_most 180 register # 6.12: without a seed for its random numbers 48,000
    at_most 340 device
    at_most $((110 * seconds)) timer
    at_most $((280 * seconds)) interrupt # 250 ticks a second
}

# bats test_tags=arch:x86_64
@test "step 9 x86_64: a boot's exits, by kind" {
    boot x86_64
    at_most 64 "demand fault"
    at_most 1150 identify
    at_most 12 register
    at_most 14 reflected
    at_most 270 "wild access" # nobody's ports; with a delay at each access of the 8254 above 800
    at_most $((400 * seconds)) timer
    at_most $((1200 + 6 * $(of timer))) device # of a tick: four of the 8259, two of the 8254
}
