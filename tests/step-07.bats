# Step 7: tasks that are preempted, the clock chip, and accesses to what is not there. Input is in
# step-07-console.bats, waiting in step-07-waiting.bats.
load lib
load device_guests

# bats file_tags=step:7

# --- Tasks ---

# shares_the_cpu ARCH [OPTIONS]: the guest's own memory says that each task had its ticks and its share of the work.
# Time is counted in instructions: on a busy machine the shares could be anything. Then $output has the counts of exits.
shares_the_cpu() {
    cd "$BATS_TEST_TMPDIR"
    ws step 7 "$1" --ram ram "${@:2}" -- -icount shift=0
    assert_success
    assert_line "Hypervisor ok!"
    assert_line --regexp "^\[guest\] task 3: weight 2, 10 ticks, took (19|20|21)% of the CPU$"
    after "$1" "$top/build/$1/guest/tasks" tasks
    assert_line --regexp "^task 1: 25 ticks, (49|50|51)%$"
    assert_line --regexp "^task 2: 15 ticks, (29|30|31)%$"
    assert_line --regexp "^task 3: 10 ticks, (19|20|21)%$"
}

# between_and COUNT LEAST MOST WHAT
between_and() {
    [ "$1" -ge "$2" ] && [ "$1" -le "$3" ] || fail "$4: $1, not $2 to $3: $output"
}

# bats test_tags=arch:riscv64
@test "step 7 riscv64: three tasks share the CPU by their weights, and a tick costs no exit" {
    local calls ticks=51 # one more than the tasks have: with the first one they start
    shares_the_cpu riscv64
    refute_line --partial "exits: timer"
    assert_line "exits: device 1"
    calls=$(count_of "exits: hypercall")
    shares_the_cpu riscv64 --no-sstc # a call and an exit of the host's timer each
    assert_equal "$(count_of "exits: hypercall")" $((calls + ticks + 1))
    between_and "$(count_of "exits: timer")" $ticks $((ticks + 9)) "timer"
    assert_line "exits: device 1"
}

# bats test_tags=arch:aarch64
@test "step 7 aarch64: three tasks share the CPU by their weights, and a tick costs one exit" {
    shares_the_cpu aarch64
    refute_line --partial "exits: timer"
    between_and "$(count_of "exits: interrupt")" 51 55 "interrupt"
    assert_line --regexp "^interrupt 27: given 5[1-5] times$"
    between_and "$(count_of "exits: device")" 5 20 "device"
}

# bats test_tags=arch:x86_64
@test "step 7 x86_64: three tasks share the CPU by their weights; a tick costs an exit, and its end another" {
    shares_the_cpu x86_64
    between_and "$(count_of "exits: timer")" 51 60 "timer"
    between_and "$(count_of "exits: device")" 65 75 "device" # 51 ends, and what prepares the chips
}

# Without step 7's devices the same program is stopped where it first uses one.
stopped_by_step_6() { # ARCH WHAT
    machine "$1"
    ws step 6 "$1" --guest tasks
    stopped "VmExit Reason: $2"
    refute_line --partial "[guest]"
}

# bats test_tags=arch:riscv64
@test "step 7 riscv64: step 6 stops the guest tasks at its interrupt controller" {
    stopped_by_step_6 riscv64 "store/AMO guest-page fault at pc 0x"
    assert_line --partial "GPA 0xc201000"
}

# bats test_tags=arch:aarch64
@test "step 7 aarch64: step 6 stops the guest tasks at its interrupt controller" {
    stopped_by_step_6 aarch64 "data abort"
    assert_line --partial "0x8000000"
}

# bats test_tags=arch:x86_64
@test "step 7 x86_64: step 6 stops the guest tasks at its interrupt controller" {
    stopped_by_step_6 x86_64 ""
    assert_line --partial "port 0x20"
}

# --- The clock ---

# says_date DATE-PATTERN READS ARCH [OPTIONS]: the guest says it; its chip, if there is one, was read so often.
says_date() {
    ws step 7 "$3" --guest clock --ram ram "${@:4}"
    assert_success
    assert_line --regexp "^\[guest\] $1$"
    assert_line "[guest] 100 reads of the clock, 0 went back"
    after "$3"
    between_and "$(count_of "rtc:")" $2 "reads"
}

# knows_the_date ARCH LEAST-READS MOST-READS: with the chip that is not there, and with the machine's own. Once the
# machine's date is the host's.
knows_the_date() {
    cd "$BATS_TEST_TMPDIR"
    local leap='2024-02-29 23:59:5[6-9]|2024-03-01 00:00:0[0-9]' emulated passed now said
    says_date "($leap)" "$2 $3" "$1" -- -rtc base=2024-02-29T23:59:56
    emulated=$(count_of "exits: device")
    says_date "($leap)" "0 0" "$1" --pass rtc -- -rtc base=2024-02-29T23:59:56
    refute_line --partial "rtc: "
    passed=$(count_of "exits: device")
    [ $((emulated - passed)) -ge "$2" ] && [ "$passed" -le 1 ] || fail "$emulated exits, and $passed"
    now=$(date +%s)
    says_date "[0-9 :-]{19}" "$2 $3" "$1"
    says_date "2000-01-01 00:00:0[0-9]" "$2 $3" "$1" -- -rtc base=2000-01-01T00:00:00
    ws step 7 "$1" --guest clock
    said=$(date -u -d "$(sed -n 's/^\[guest\] \(2.*:.*\)/\1/p' <<<"$output")" +%s)
    between_and "$said" $((now - 2)) $((now + 20)) "seconds"
}

# bats test_tags=arch:riscv64
@test "step 7 riscv64: the guest knows the date, from a chip that is not there or from the machine's own" {
    knows_the_date riscv64 200 200
}

# bats test_tags=arch:aarch64
@test "step 7 aarch64: the guest knows the date, from a chip that is not there or from the machine's own" {
    knows_the_date aarch64 100 100
}

# bats test_tags=arch:x86_64
@test "step 7 x86_64: the guest knows the date, from a chip that is not there or from the machine's own" {
    knows_the_date x86_64 1000 3000
}

# --- Where nothing is ---

# wild_lines ARCH FAULTS ACCESSES LINE...: the guest took each fault and went on; each access was counted, and named with
# --verbose.
wild_lines() {
    local line arch=$1 faults=$2 accesses=$3
    cd "$BATS_TEST_TMPDIR"
    ws step 7 "$arch" --guest wild --ram ram
    assert_success
    assert_line "Hypervisor ok!"
    for line in "${@:4}"; do
        assert_line --regexp "^\[guest\] $line$"
    done
    assert_line --regexp "^\[guest\] [0-9]+ accesses, $faults faults$"
    after "$arch"
    assert_line "exits: wild access $accesses"
    ws step 7 "$arch" --guest wild --verbose
    assert_success
    assert_equal "$(grep -c "^wild: pc 0x.*: nothing answers at 0x" <<<"$output")" "$accesses"
}

# bats test_tags=arch:riscv64
@test "step 7 riscv64: a guest that uses what is not there takes the faults of its machine" {
    wild_lines riscv64 6 6 "load: load access fault" "misaligned load: load access fault" "store: store/AMO access fault" \
        "misaligned store: store/AMO access fault" "fetch: instruction access fault" \
        "atomic operation: store/AMO access fault"
}

# bats test_tags=arch:aarch64
@test "step 7 aarch64: a guest that uses what is not there takes the faults of its machine" {
    wild_lines aarch64 5 4 "load: synchronous external abort" "store: synchronous external abort" \
        "load of a pair: synchronous external abort" "fetch: synchronous external abort of a fetch" \
        "misaligned load: alignment fault" # the CPU's own, before stage 2
}

# bats test_tags=arch:x86_64
@test "step 7 x86_64: a guest that uses what is not there reads ones, and faults where its access is not emulated" {
    wild_lines x86_64 2 8 "load: all ones" "misaligned load: all ones" "store: done" "misaligned store: done" \
        "increment: general protection" "fetch: general protection" "port, in: all ones" "port, out: done"
}

# bats test_tags=arch:aarch64
@test "step 7 aarch64: the registers of the GIC's CPU interface that trap work as its manual says" {
    cd "$BATS_TEST_TMPDIR"
    lib_guest aarch64 interface
    ws step 7 aarch64 --guest ./interface
    assert_success
    assert_equal "$(sed -n 's/^\[guest\] //p' <<<"$output" | paste -s -d ,)" "mask 248,mask 80,mask 0,mask 248,\
split 1,split 1,split 1,split 1,control 3,taken 3,priority 80,dropped to 255,while active 1023,after its end 3,\
control 1,bits of priority 5,taken 3,priority 80,dropped to 255,while active 3,after its end 1023"
}

# CPU_SUSPEND waits as the instruction does, and its result is 0.
suspended() { # ARCH CALL REGISTERS
    cd "$BATS_TEST_TMPDIR"
    lib_guest "$1" waits -DRATE=100 -DCALL="\"$2\"" -DUSES="$3"
    local step ticks
    for step in 7 8; do
        ws step "$step" "$1" --guest ./waits --slice 200 --ram ram
        stopped "The guest was stopped: its slice of time is over."
        run "$top/tests/devices/after.py" ram "$(echo "$top/build/$1/0$step"-*)/hypervisor.elf" waits ticks
        assert_success
        ticks=$(count_of ticks:)
        [ "$ticks" -ge 5 ] && [ "$ticks" -le 21 ] || fail "$ticks ticks: $output"
    done
}

# bats test_tags=arch:aarch64
@test "step 7 aarch64: CPU_SUSPEND waits until the timer's interrupt" {
    suspended aarch64 "mov w0, %w0; mov x1, xzr; hvc #0; mov %w0, w0" '"x0", "x1", "x2", "x3"'
}

# bats test_tags=arch:x86_64
@test "step 7 x86_64: CPU_SUSPEND waits until the timer's interrupt" {
    suspended x86_64 "mov %0, %%eax; xor %%ebx, %%ebx; vmmcall; mov %%eax, %0" '"eax", "ebx"'
}
