# Step 11 in the tools of the host: a trace has a lane for each CPU, and a hang says where each CPU was.
load lib
load many

# bats file_tags=step:11

setup() {
    cd "$BATS_TEST_TMPDIR"
}

# lanes FILE: of each CPU's lane which guests ran there.
lanes() {
    python3 - "$1" <<'EOF'
import collections, json, sys
events = json.load(open(sys.argv[1]))["traceEvents"]
names = {event["tid"]: event["args"]["name"] for event in events if event["name"] == "thread_name"}
ran = collections.defaultdict(set)
for event in events:
    if event["ph"] == "X" and event["name"].startswith("guest "):
        ran[names[event["tid"]]].add(event["name"])
for name in sorted(ran):
    print(name + ":", ", ".join(sorted(ran[name])))
EOF
}

# Guests 1 and 3 have a CPU each, and guest 2 runs where it can.
trace_cpus() { # ARCH
    ws step 11 "$1" --cpus 2 --mem 256M --guest-mem 16M --slice 1 --trace t.json --summary \
        --guest primes --pin 1 --guest tasks --guest hello --pin 0
    assert_success
    local exits
    exits=$(awk '/^[a-z].*%/ { n += $(NF - 3) } END { print n }' <<<"$output")
    assert_line --regexp "^on CPU 1 for [0-9]+ \(of all CPUs together\); moved to another CPU 0 times$"
    assert_line --regexp "^on CPU 0 for [0-9]+ \(of all CPUs together\); moved to another CPU 0 times$"
    run "$top/tests/check_trace.py" t.json # on each CPU one after the other, without a gap; and the guests' lanes say the same
    assert_success
    assert_output --regexp "^exits: $exits, "
    run lanes t.json
    assert_line --regexp "^CPU 0: (guest 2, )?guest 3$"
    assert_line --regexp "^CPU 1: guest 1(, guest 2)?$"
    assert_output --partial "guest 2"
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: --trace has a lane for each CPU, with the guests that ran there" {
    trace_cpus riscv64
    ws step 11 riscv64 --cpus 2 --guest-mem 16M --trace t.svg --guest primes --pin 1 --guest hello --pin 0
    run "$top/tests/check_trace.py" t.svg
    assert_success
    local lane
    for lane in "guest 1" "guest 2" "CPU 0" "CPU 1"; do
        grep -q ">$lane</text>" t.svg || fail "no lane: $lane"
    done
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: --trace has a lane for each CPU, with the guests that ran there" {
    trace_cpus aarch64
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: --trace has a lane for each CPU, with the guests that ran there" {
    trace_cpus x86_64
}

# Guest 1 spins on CPU 0, which looks at its deadlines now and then; guest 2 has ended, and CPU 1 has nothing else to run.
hang_of_cpus() { # ARCH PC
    ended "guest 2 was off the CPU" 11 "$1" --cpus 2 --guest-mem 16M --guest spin --pin 0 --guest hello --pin 1
    assert_line --regexp "^  CPU 0 was in (guest 1 at pc $2|the hypervisor in .*)\$"
    assert_line --regexp "^  CPU 1 was in the hypervisor, with nothing to run, in (cpu_wait|host_wait), .*\(pc 0x[0-9a-f]+\)$"
    assert_line --regexp "^  guest 2 was off the CPU: hypercall at pc 0x[0-9a-f]+ \(shut_down of hello\) came last$"
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: a hang says where each CPU was, and which one has the lock" {
    hang_of_cpus riscv64 0x80200000
    # CPU 1 never returns from a handler: so CPU 0 waits for the lock at its next exit.
    ended "waiting for the lock host" 11 riscv64 --cpus 2 --guest-mem 16M --guest primes --pin 0 --guest hello --pin 1 \
        --main "$top/tests/hang/keeps_lock.c"
    assert_line --regexp "^  CPU 0 was in the hypervisor, waiting for the lock host, which CPU 1 has, in [a-z_]+, "
    assert_line --regexp "^  CPU 1 was in the hypervisor in (never_return|hooked), tests/hang/keeps_lock.c:[0-9]+ "
    assert_line --regexp "^  1 exit of guest 2, not handled yet: hypercall at pc 0x[0-9a-f]+ "
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: a hang says where each CPU was" {
    hang_of_cpus aarch64 0x40200000
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: a hang says where each CPU was" {
    hang_of_cpus x86_64 0x0
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: a machine with several CPUs is not recorded, one with a single CPU is" {
    ws step 11 riscv64 --guest hello --record r.rec
    assert_failure 2
    assert_output "run.sh: QEMU cannot record a machine with several CPUs: add --cpus 1"
    [ ! -e r.rec ]
    ws step 11 riscv64 --cpus 1 --mem 128M --guest-mem 16M --guest hello --record r.rec
    assert_success
    run without_cr "$top/run.sh" replay r.rec <<<'cpus
back-to exit
info threads'
    assert_success
    assert_line --regexp "^\* 0   0  1\.1 .* in the hypervisor: power_off\(\), has the lock host$"
    assert_line --regexp "^host <== guest: hypercall "
    refute_output --partial "bug:"
}
