# Traces: what --trace and --summary say of a run is what was in the machine.
load lib

# bats file_tags=step:5

setup() {
    cd "$BATS_TEST_TMPDIR"
}

# event FILE N...: a line for the N-th exit: when it exited and the guest went on, and its pc, out of the trace.
event() {
    python3 - "$@" <<'EOF'
import json, sys
exits = [e for e in json.load(open(sys.argv[1]))["traceEvents"] if e["ph"] == "X" and e["tid"] == 2]
for n in sys.argv[2:]:
    e = exits[int(n)]
    print(e["ts"], e["ts"] + e["dur"], e["args"]["pc"])
EOF
}

# The machine is asked by gdb; the trace is of another run, so two runs are the same as well.
says_what_gdb_says() { # ARCH
    ws step 5 "$1" --guest primes --trace t.json
    assert_success
    assert_line "trace: t.json: 17 exits"
    checked t.json
    local shown
    shown=$(event t.json 3)
    gdb_options=(--guest primes --mem 256M)
    gdb_qemu=(-icount shift=0)
    gdb_run 5 "$1" 'hbreak report_end' 'continue' 'set $ring = *exit_rings' 'set $exit = $ring.slots[3]' \
        'printf "exits: %lu\n", $ring.counts[EXIT_HYPERCALL]' \
        'printf "exit: %lu %lu 0x%lx\n", $exit.exited_at - $ring.first_entry_at, $exit.resumed_at - $ring.first_entry_at, $exit.pc'
    assert_line "exits: 17"
    assert_line "exit: $shown"
}

# bats test_tags=arch:riscv64
@test "trace riscv64: it says what gdb says" {
    says_what_gdb_says riscv64
}

# bats test_tags=arch:aarch64
@test "trace aarch64: it says what gdb says" {
    says_what_gdb_says aarch64
}

# bats test_tags=arch:x86_64
@test "trace x86_64: it says what gdb says" {
    says_what_gdb_says x86_64
}

# From one null call to the next is as long as the guest's own clock says.
takes_as_long_as_the_guest_says() { # ARCH NANOSECONDS-A-TICK
    ws step 5 "$1" --guest nullcall --trace t.json --summary
    assert_success
    checked t.json
    local ticks exited next resumed
    ticks=$(sed -n 's/^\[guest\] 100000 null hypercalls took \([0-9]*\) ticks$/\1/p' <<<"$output")
    { read -r exited resumed _ && read -r next _; } < <(event t.json 50000 50001)
    assert_equal $((next - exited)) $((ticks * $2 / 100000))
    assert_line --regexp "^hypercall +100005 +100.0% +$((resumed - exited)) +[0-9]+$" # the median
    refute_output --partial missing
}

# bats test_tags=arch:riscv64
@test "trace riscv64: a null call takes as long as the guest's own clock says" {
    takes_as_long_as_the_guest_says riscv64 100
}

# bats test_tags=arch:aarch64
@test "trace aarch64: a null call takes as long as the guest's own clock says" {
    takes_as_long_as_the_guest_says aarch64 16
}

# bats test_tags=arch:x86_64
@test "trace x86_64: a null call takes as long as the guest's own clock says" {
    takes_as_long_as_the_guest_says x86_64 1
}

# The guest is stopped; the kinds have their names; the ring is too small by far.
of_a_stopped_guest() { # ARCH WILD-ACCESS GPA
    many_exits "$1" 200 "$2"
    ws step 5 "$1" --guest ./g --trace t.json --summary
    stopped "no handler takes this exit"
    assert_line "exits: 201, hypercall 200, stage-2 fault 1"
    assert_line --regexp "^stage-2 fault +1 +0.5% +- +-$"
    checked t.json
    assert_equal "$(grep -c "\"stage-2 fault\".*\"dur\": 0, .*\"GPA\": \"$3\"" t.json)" 1

    ws step 5 "$1" --guest ./g --ram ram -- -icount shift=0 -append "guest=/sbin/g ring=64"
    run "$top/common/host/trace.py" ram "$top/build/$1/05-handle-exits/hypervisor.elf" x --summary --trace t.json
    assert_success
    assert_line --regexp "^hypercall +63 "
    assert_line "the first 137 exits are missing: the ring holds 64"
    assert_equal "$("$top/tests/check_trace.py" t.json)" "exits: 64, hypercall 63, stage-2 fault 1"
}

# bats test_tags=arch:riscv64
@test "trace riscv64: of a guest that is stopped, and with a ring that is too small" {
    of_a_stopped_guest riscv64 "li t0, 0x1000; sd t0, 8(t0)" 0x1008
}

# bats test_tags=arch:aarch64
@test "trace aarch64: of a guest that is stopped, and with a ring that is too small" {
    of_a_stopped_guest aarch64 "mov x0, #0x1000; str x0, [x0, #8]" 0x1008
}

# bats test_tags=arch:x86_64
@test "trace x86_64: of a guest that is stopped, and with a ring that is too small" {
    of_a_stopped_guest x86_64 "mov eax, 0x20000008; mov [eax], eax" 0x20000008
}

# Between any two instructions; what the guest did is there all the same.
of_a_run_that_was_ended() { # ARCH
    local number
    many_exits "$1" 2000000000 ""
    ended $'\nhypercall ' 5 "$1" --guest ./g --mem 32M --trace t.svg --summary
    number=$(sed -n 's/^hypercall *\([0-9]*\) .*/\1/p' <<<"$output")
    assert [ "$number" -gt 1000 ]
    assert_equal "$("$top/tests/check_trace.py" t.svg)" "exits: $number, hypercall $number"
}

# bats test_tags=arch:riscv64
@test "trace riscv64: of a run that the time limit ended" {
    of_a_run_that_was_ended riscv64
}

# bats test_tags=arch:aarch64
@test "trace aarch64: of a run that the time limit ended" {
    of_a_run_that_was_ended aarch64
}

# bats test_tags=arch:x86_64
@test "trace x86_64: of a run that the time limit ended" {
    of_a_run_that_was_ended x86_64
}

# bats test_tags=arch:riscv64
@test "trace: an exit that was being written down when the run was ended is none" {
    ws step 5 riscv64 --guest primes --ram ram -- -icount shift=0 -append "guest=/sbin/primes ring=16"
    local elf=$top/build/riscv64/05-handle-exits/hypervisor.elf
    trace_has() {
        run "$top/common/host/trace.py" ram "$elf" x --trace t.json
        assert_line "trace: t.json: $1"
        assert_equal "$("$top/tests/check_trace.py" t.json)" "exits: $2, hypercall $2"
    }
    trace_has "the last 16 of 17 exits" 16
    python3 - "$top/common/host" "$elf" <<'EOF'
import struct, sys
sys.path.insert(0, sys.argv[1])
from ram import Ram
ram = Ram("ram", sys.argv[2])
slots = ram.u64(ram.u64(ram.symbols["exit_rings"]) + 24) # the last exit is in the first, behind the first one's time
with open("ram", "r+b") as file:
    file.seek(ram.offset(slots + 40))
    file.write(struct.pack("<Q", ram.u64(slots + 48) - 9))
EOF
    trace_has "the last 15 of 16 exits" 15
}

# bats test_tags=arch:riscv64
@test "trace: a guest without exits, or one that was never entered" {
    ended "no exit: the guest was never left" 5 riscv64 --guest spin --trace t.svg --summary
    assert_line "trace: t.svg: no exits"
    assert_line "the guest ran when the run was ended: that time is not known"
    assert_equal "$("$top/tests/check_trace.py" t.svg)" "exits: 0"
    ws step 5 riscv64 --guest nobody --trace t.svg --summary
    assert_failure 1
    assert_line "trace: the guest was never entered"
    refute [ -e t.svg ] # nor that of an earlier run
}

@test "trace: what is refused, and what it leaves behind" {
    refused 1 "--trace no/such.svg: cannot be written" step 5 riscv64 --trace no/such.svg
    refused 2 "--trace t.txt: its name ends in .svg (a picture), .html (a page) or .json (for Perfetto and speedscope)" \
        step 5 riscv64 --trace t.txt
    refused 2 "--trace needs a value" step 5 riscv64 --trace
    refused 2 "step 4 has no --summary: it needs step 5 or later (./run.sh help 5)" step 4 riscv64 --summary
    refused 2 "step 1 has no --trace: it needs step 5 or later (./run.sh help 5)" step 1 x86_64 --trace t.svg
    refused 2 "--dry-run, --trace, --summary, --memory-map, --dump-tree and --record are for step" gdb 5 riscv64 --summary
    ws step 5 riscv64 --trace t.svg --dry-run
    assert_output --partial " -icount shift=0"
    refute [ -e t.svg ]
    ws step 5 riscv64 --summary
    assert_success
    assert_equal "$(ls)" ""
}
