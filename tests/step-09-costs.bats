# Step 9: how many exits a boot of Linux makes, from its first instruction to its last, and what the kernel was told: a run
# leaves it in the machine's memory. The command fails, and so the run does. `./run.sh bench linux` measures the time.
load lib
load kernel

# bats file_tags=step:9

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# boot ARCH: sets $output to the exits of each kind, and $seconds to how long the guest ran, rounded up.
boot() {
    need_linux "$1"
    elf=$top/build/$1/09-boot-linux/hypervisor.elf
    ws step 9 "$1" --ram ram --append "nonsense=7" --run "exit 3"
    assert_failure 1
    assert_line "The guest asks for a reset; it is a warm one, which says that its kernel or its command has failed."
    seconds=$(($(sed -n 's/.*\[ *\([0-9]*\)\.[0-9]*\] reboot: Restarting system.*/\1/p' <<<"$output") + 1))
    run "$top/tests/devices/after.py" ram "$elf"
    assert_success
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

# told LINE...: these were in what the kernel was given.
told() {
    local line
    run "$top/common/host/told.py" ram "$elf" told
    assert_success
    run cat told
    for line; do
        assert_line --regexp "$line"
    done
}

# bats test_tags=arch:riscv64
@test "step 9 riscv64: a boot's exits, by kind, and its device tree" {
    boot riscv64
    at_most 34 "demand fault"
    at_most 32 hypercall
    at_most 280 device
    at_most $((110 * seconds)) timer # our own ticks; the guest's are none
    told '^	model = "worldswitch";$' '^		bootargs = ".*nonsense=7.*";$' '^		stdout-path = "/soc/serial@10000000";$' \
        '^		linux,initrd-end = <0x0 0x8fff[0-9a-f]+>;$' '^		reg = <0x0 0x80000000 0x0 0x10000000>;$'
    run "$top/common/host/told.py" ram "$elf" tree.dtb
    assert_success
    assert_equal "$(head -c 4 tree.dtb | od -An -tx1)" " d0 0d fe ed"
}

# bats test_tags=arch:aarch64
@test "step 9 aarch64: a boot's exits, by kind, and its device tree" {
    boot aarch64
    at_most 18 "demand fault"
    at_most 20 hypercall
    at_most 180 register # 6.12: without a seed for its random numbers 48,000
    at_most 340 device
    at_most $((110 * seconds)) timer
    at_most $((280 * seconds)) interrupt # 250 ticks a second
    told '^		method = "hvc";$' '^		bootargs = ".*nonsense=7.*";$' '^		stdout-path = "/pl011@9000000";$'
}

# bats test_tags=arch:x86_64
@test "step 9 x86_64: a boot's exits, by kind, and the zero page and the ACPI tables that it was given" {
    boot x86_64
    at_most 64 "demand fault"
    at_most 1150 identify
    # Of a tick: the next deadline. Linux 7 sets one for the slice of a task as well (HRTICK), whenever the task changes.
    at_most $((30 + $(of timer) * 3 / 2)) register
    at_most 14 reflected
    at_most 270 "wild access" # nobody's ports; with a delay at each access of the 8254 above 800
    at_most $((400 * seconds)) timer
    at_most $((1500 + $(of timer))) device # of a tick: the end of its interrupt
    told '^boot protocol 2.[0-9]+, loader type 0xff$' '^memory +0x0000000000..0x00000a0000  RAM$' \
        '^memory +0x00000e0000..0x0000100000  reserved$' '^memory +0x0000100000..0x0010000000  RAM$' \
        '^initrd +0x000f[0-9a-f]+..0x000fff[0-9a-f]+$' '^RSDP +0x00000e0000$' '^words .*tsc_early_khz=[1-9][0-9]+ tsc=reliable ' '^ {24}.* nonsense=7$' \
        '^ACPI +FACP at 0xe00e0, 268 bytes$' 'control at 0x604, timer at 0x608, reset at 0xcf9, interrupt 9$' \
        '^ACPI +APIC at 0xe01ec, 52 bytes$' '^ +local APICs at 0xfee00000; two 8259$' '^ +CPU with APIC 0$'
    run "$top/tests/acpi.py" ram "$elf"
    assert_output ok
}
