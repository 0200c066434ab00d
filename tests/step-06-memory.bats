# Step 6: buffers of hypercalls that are taken back while they are looked at, no memory at each point where some is
# needed, and a disk that fails at each point where it is read.
load lib
load guest_memory

# bats file_tags=step:6

# lines_of_flash FILE BYTES: a flash of lines of 16 bytes, as the one that a guest finds if no other is asked for.
lines_of_flash() {
    awk -v n=$(($2 / 16)) 'BEGIN { for (i = 0; i < n; i++) printf "flash %08x:\n", i }' >"$1"
}

# --- Check, then use ---

# The buffer lies across two pages of flash that were read before 254 others. All that can be spared is taken back
# after the hypervisor has checked the buffer, and before it reads it.
between_check_and_use() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    c_guest "$1" buffer
    lines_of_flash f 1048576
    ws step 6 "$1" --guest ./buffer --flash ./f --main "$top/tests/demand/between.c" --ram ram
    assert_success
    assert_line "between: 224 taken back, the buffer is gone"
    assert_line "[guest] flash 000000ff:"
    assert_line "[guest] flash 00000100:"
    assert_line "[guest] buffer: 1"
    assert_line --regexp " 258 pages read, 22[4-9] taken back$"
    memory_of_guest "$1" f tests/demand/between
    assert_line "flash: 0 pages wrong"
    # Without it there is nothing to take back.
    ws step 6 "$1" --guest ./buffer --flash ./f
    assert_success
    assert_line --regexp " 256 pages read, 0 taken back$"
}

# bats test_tags=arch:riscv64
@test "step 6 riscv64: a hypercall's buffer that is taken back after its check is read again" {
    between_check_and_use riscv64
}

# bats test_tags=arch:aarch64
@test "step 6 aarch64: a hypercall's buffer that is taken back after its check is read again" {
    between_check_and_use aarch64
}

# bats test_tags=arch:x86_64
@test "step 6 x86_64: a hypercall's buffer that is taken back after its check is read again" {
    between_check_and_use x86_64
}

# A guest whose caches are off would miss the last bytes. QEMU has no caches: the lines are counted by instructions.
# bats test_tags=arch:aarch64
@test "step 6 aarch64: a buffer that starts within a line of the cache is cleaned up to its last line" {
    ws step 6 aarch64 --main "$top/tests/demand/clean.c" -- -icount shift=0
    assert_success
    assert_output "clean: two lines cost more, a line's bytes in two as much"
}

# --- Failures, one after the other ---

# fails_at_each PATTERN FIRST-IN-GUEST [WORDS]: run N says one line like the pattern, and has status 1; its last line ends
# with N and these words. The guest runs from some N on: then it is stopped, and the line about its memory is there. The
# last run is as it should be.
fails_at_each() {
    local n stopped=0 last=$((${#runs[@]} - 1))
    for ((n = 1; n <= last; n++)); do
        output=${runs[n - 1]}
        assert_output --regexp "run $n: status 1, ${3:+$n }${3-}"
        assert_output --regexp "$1"
        [[ $output != *"The guest was stopped: "* ]] || {
            stopped=$((stopped + 1))
            assert_line --regexp "^memory: [0-9]+ KiB promised, [0-9]+ KiB given; flash: "
        }
    done
    output=${runs[last]}
    assert_output --partial "run $n: status 0, "
    assert_line "Hypervisor ok!"
    [ "$n" -gt "$2" ] && [ "$stopped" -gt 3 ] || fail "$n failures, the guest was stopped by $stopped"
}

# One page_alloc() after the other has no memory: while the guest is loaded, in faults, in hypercalls, in the
# decoding of an exit. With larger blocks one page is given where there is no block: then all goes well.
no_memory_at_each() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    machine "$1"
    lines_of_flash f 16384
    c_guest "$1" mid
    disk_with mid f
    run_again "guest=/sbin/mid flash=/sbin/f guest-mem=4M no-memory"
    fails_at_each "(no memory for|no block of|pages were free)" 12
    assert_line "[guest] flash 00000100:"
    assert_line --partial "mid: done"
    local n
    run_again "guest=/sbin/mid flash=/sbin/f guest-mem=4M fault-block=64K no-memory runs=12"
    assert_equal ${#runs[@]} 12
    for n in {2..12}; do
        output=${runs[n - 1]}
        [[ $output == *"run $n: status 0, "* ]] || assert_output --regexp "(no memory for|no block of)"
    done
}

# bats test_tags=arch:riscv64
@test "step 6 riscv64: no memory, at each allocation in turn, is one line; the guest is stopped" {
    no_memory_at_each riscv64
    flat_guest riscv64 walk <<<"li t0, 0x8000000000022000; csrw satp, t0; sfence.vma
        li a0, 0x40005ffc; ld a2, (a0); sw a2, 4(a0); li a7, 8; ecall"
    "$top/tests/demand/tables_flash.py" riscv64 tables
    disk_with walk tables
    run_again "guest=/sbin/walk flash=/sbin/tables guest-mem=32M no-memory"
    fails_at_each "(no memory for|no block of|pages were free)" 12
}

# bats test_tags=arch:aarch64
@test "step 6 aarch64: no memory, at each allocation in turn, is one line; the guest is stopped" {
    no_memory_at_each aarch64
}

# bats test_tags=arch:x86_64
@test "step 6 x86_64: no memory, at each allocation in turn, is one line; the guest is stopped" {
    no_memory_at_each x86_64
}

# The disk fails at one read after the other: while it is mounted, while the guest is loaded, and in faults. Run N ends
# with its Nth read: so these are QEMU's reads number 1, 3, 6, ... (QEMU itself reads no sector if the disk has a geometry.)
disk_fails_at_each() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    machine "$1"
    lines_of_flash f 16384
    c_guest "$1" mid
    disk_with mid f
    failing_disk
    disk=none run_again "guest=/sbin/mid flash=/sbin/f guest-mem=4M" "$failing"
    fails_at_each "/sbin/(mid|f): disk: sectors [0-9]+ to [0-9]+ cannot be read \(status 1\)" 8 requests
}

# bats test_tags=arch:riscv64
@test "step 6 riscv64: a disk that fails, at each read in turn, is one line that names the file; the guest is stopped" {
    disk_fails_at_each riscv64
}

# bats test_tags=arch:aarch64
@test "step 6 aarch64: a disk that fails, at each read in turn, is one line that names the file; the guest is stopped" {
    disk_fails_at_each aarch64
}

# bats test_tags=arch:x86_64
@test "step 6 x86_64: a disk that fails, at each read in turn, is one line that names the file; the guest is stopped" {
    disk_fails_at_each x86_64
}
