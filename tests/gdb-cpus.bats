# gdb with several CPUs, which are its threads: what each one does, locks, and which vCPU the commands look at.
load lib

# bats file_tags=gdb,step:11

# Guest 1 has two vCPUs, which share CPU 0. Guest 2 has CPU 1, and never exits by itself: it stays at its first instruction.
several_cpus() { # ARCH ENTRY SPIN
    debug 11 "$1" --cpus 2 --guest-mem 16M --guest race --vcpus 2 --pin 0 --guest spin --pin 1 <<END
cpus
locks
guest 1
world-switches entry cpu 1
continue
echo entered\n
cpus
guests
echo .\n
thread 1
guest cpu
thread 2
echo regs-there\n
guest-regs
echo .\nroot-there\n
stage2 $2
guest-x /4xw gpa $2
echo .\n
guest 1
echo root-other\n
stage2 $2
guest-x /4xw gpa $2
echo .\n
thread 1
guest 2
echo regs-here\n
guest-regs
echo .\nroot-here\n
stage2 $2
guest-x /4xw gpa $2
echo .\nthread-kept\n
thread
echo .\n
guest 1.1
guest
guest 1.2
guest 3
guest 1.x
guest cpu
world-switches off
tbreak end_member
continue
echo ending\n
cpus
locks
guests
p 'cpus.c'::host_lock.holder == cpus[0]
p 'cpus.c'::host_lock.next - 'cpus.c'::host_lock.serving
monitor cpu 1
monitor info registers
echo .\n
tbreak *cpu_wait
continue
echo idle\n
cpus
guest-regs
vcpu
guest-irqs
echo .\n
guest 2
guest-regs
cpus x
locks x
monitor quit
END
    assert_success
    refute_output --partial "bug:"
    assert_line "locks: no lock yet: cpus_start() has not run"
    assert_line --regexp "^host ==> guest 2 on CPU 1  1: pc $3$"
    between entered | grep -qE "^\* 1   1  1\.2  .*  in the hypervisor: world_enter\(\), with guest 2$"
    between entered | grep -qE "^    2  runs  .* on CPU 1, which is in the hypervisor, pc $3$"
    between entered | grep -qE "^  1\.1  (off|ready|runs) "
    # The vCPU of guest 2 is the same, whichever thread is selected; and this stays selected. Guest 1 has other memory there.
    assert_equal "$(between regs-here)" "$(between regs-there)"
    assert_equal "$(between root-here)" "$(between root-there)"
    [ "$(between root-other | grep "=> HPA")" != "$(between root-there | grep "=> HPA")" ] || fail "both have the same memory"
    between thread-kept | grep -q "Current thread is 1 "
    assert_line --regexp "^The commands look at guest 1\.1(, which is on CPU 0)?$"
    assert_line "guest: guest 1 has no vCPU 2: it has 0 to 1"
    assert_line "guest: there is no guest 3: there are 1 to 2"
    assert_line "guest: x: not a vCPU's number"
    # CPU 0 has the lock, and CPU 1 is where QEMU's monitor says.
    between ending | grep -qE "^\* 0   0  1\.1 .* in the hypervisor: end_member\(\), with guest 1\.[01], has the lock host$"
    between ending | grep -qE "^host +[0-9]+ +[0-9]+  CPU 0   -$"
    [ "$(between ending | grep -c ' = 1$')" = 2 ] || fail "the lock is another: $(between ending)"
    local pc
    pc=$(between ending | sed -nE 's/^  1   1  1\.2 .* in guest 2 at pc 0x([0-9a-f]+)$/\1/p')
    [ -n "$pc" ] || fail "guest 2 is not on CPU 1: $(between ending)"
    between ending | grep -qE "^ (pc  *|PC=)0*$pc|^[RE]IP=0*$pc"
    # Nothing is on CPU 0 any more.
    between idle | grep -qE "^\* 0   0  1\.1 .* out +in the hypervisor: has nothing to run: cpu_wait\(\)$"
    for command in guest-regs vcpu guest-irqs; do
        between idle | grep -qxF "$command: no guest is on CPU 0: \`guest N\` chooses one, \`cpus\` shows all CPUs"
    done
    assert_line "cpus: takes no arguments"
    assert_line "locks: takes no arguments"
}

# bats test_tags=arch:riscv64
@test "gdb riscv64: cpus, locks, guest N.K, and the thread's CPU" {
    several_cpus riscv64 0x80200000 0x80200000
}

# bats test_tags=arch:aarch64
@test "gdb aarch64: cpus, locks, guest N.K, and the thread's CPU" {
    several_cpus aarch64 0x40200000 0x40200000
}

# bats test_tags=arch:x86_64
@test "gdb x86_64: cpus, locks, guest N.K, and the thread's CPU" {
    several_cpus x86_64 0x100000 0x0
}

@test "gdb: a step with one CPU, and no locks" {
    debug 5 riscv64 <<<"cpus
locks
hbreak *world_enter
continue
stepi
cpus"
    assert_success
    assert_line --regexp "^\* 0   0  1\.1 .* in the firmware$"
    assert_line "locks: this step has no locks: step 11 is the first that runs on several CPUs"
    assert_line --regexp "^\* 0   0  1\.1 .* in guest 1 at pc 0x80200000$"
    refute_output --partial "bug:"
}

# The guest's kernel has a struct cpu and a struct device, too, and gdb knows them.
# bats test_tags=arch:riscv64
@test "gdb riscv64: cpus and devices, while a CPU is in the kernel of step 8" {
    debug 11 riscv64 --cpus 2 --guest kernel --guest-mem 64M --vcpus 2 <<END
guest-break system_call
continue
cpus
devices
exits 1
monitor quit
END
    assert_line --regexp "^[*] 0   0  1[.]1 .* in guest 1[.]0 at pc 0xffffffc0[0-9a-f]+$"
    assert_line --regexp "^plic +GPA 0xc000000"
    assert_line --regexp "^guest 1, vCPU 0: [0-9]+ exits so far, the last 1:$"
    refute_output --partial "There is no member"
    refute_output --partial "bug:"
}
