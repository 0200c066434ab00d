# Step 6: buffers of hypercalls that are taken back while they are looked at, no memory at each point where some is
# needed, a disk that fails at each point where it is read, and each fence left out.
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

# qemu_line MAIN FILE...: sets $line, QEMU's command for step 6 with the first file as the guest and the second as
# flash; what follows are options of the boot command line.
qemu_line() {
    local main=() append
    [ -z "$1" ] || main=(--main "$1")
    disk_with "${@:2:2}"
    line=$("$top/run.sh" step 6 "$arch" ${main[@]+"${main[@]}"} --disk "${disk:-disk.img}" --dry-run)
    append="guest=/sbin/${2##*/} flash=/sbin/${3##*/} guest-mem=4M fault-block=${block:-4K}"
    line="$top/common/host/limit.py 20 $line -append '$append"
}

# run_qemu WORDS [ARGUMENTS]: runs that line, with more words for the boot command line; status as run.sh's.
run_qemu() {
    run eval "$line $1' $2" </dev/null
    [ "$arch$status" != x86_64"33" ] || status=0
    [ "$arch$status" != x86_64"3" ] || status=1
}

# fails_at_each AT-MOST PATTERN FIRST-IN-GUEST: failure N of $failing is one line like the pattern, and status 1, until
# the run is as it should be. The guest runs from some N on: then it is stopped, and the last line is there.
fails_at_each() {
    local n stopped=0
    for ((n = 1; n < $1; n++)); do
        $failing $n
        [ "$status" -ne 0 ] || break
        assert_failure 1
        assert_output --regexp "$2"
        refute_line --partial "panic"
        [[ $output != *"The guest was stopped: "* ]] || {
            stopped=$((stopped + 1))
            assert_line --regexp "^memory: [0-9]+ KiB promised, [0-9]+ KiB given; flash: "
        }
    done
    assert_success
    assert_line "Hypervisor ok!"
    [ "$n" -gt "$3" ] && [ "$stopped" -gt 3 ] || fail "$n failures, the guest was stopped by $stopped"
}

no_memory_at() {
    run_qemu "fail=$1"
}

# One page_alloc() after the other has no memory: while the guest is loaded, in faults, in hypercalls, in the
# decoding of an exit. With larger blocks one page is given where there is no block: then all goes well.
no_memory_at_each() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    machine "$1"
    lines_of_flash f 16384
    c_guest "$1" mid
    failing=no_memory_at
    qemu_line "$top/tests/self-protection/no_memory.c" mid f
    fails_at_each 60 "(no memory for|no block of|pages were free)" 12
    assert_line "[guest] flash 00000100:"
    assert_line --partial "mid: done"
    local block=64K n
    qemu_line "$top/tests/self-protection/no_memory.c" mid f
    for n in {2..12}; do
        run_qemu "fail=$n"
        [ "$status" -eq 0 ] || assert_output --regexp "(no memory for|no block of)"
        refute_line --partial "panic"
    done
}

# bats test_tags=arch:riscv64
@test "step 6 riscv64: no memory, at each allocation in turn, is one line; the guest is stopped" {
    no_memory_at_each riscv64
    flat_guest riscv64 walk <<<"li t0, 0x8000000000022000; csrw satp, t0; sfence.vma
        li a0, 0x40005ffc; ld a2, (a0); sw a2, 4(a0); li a7, 8; ecall"
    "$top/tests/demand/tables_flash.py" riscv64 tables
    qemu_line "$top/tests/self-protection/no_memory.c" walk tables
    line=${line/guest-mem=4M/guest-mem=32M}
    fails_at_each 60 "(no memory for|no block of|pages were free)" 12
}

# bats test_tags=arch:aarch64
@test "step 6 aarch64: no memory, at each allocation in turn, is one line; the guest is stopped" {
    no_memory_at_each aarch64
}

# bats test_tags=arch:x86_64
@test "step 6 x86_64: no memory, at each allocation in turn, is one line; the guest is stopped" {
    no_memory_at_each x86_64
}

disk_fails_at() {
    local i rules=''
    for ((i = 1; i < $1; i++)); do
        rules+="${rules:+,}{\"event\":\"read_aio\",\"state\":$i,\"new_state\":$((i + 1))}"
    done
    local drive='{"driver":"blkdebug","node-name":"b","image":"f","read-only":true'
    drive+=${rules:+,\"set-state\":[$rules]}',"inject-error":[{"event":"read_aio","state":'$1',"errno":5}]}'
    run_qemu "" "-blockdev driver=file,filename=disk.img,node-name=f,read-only=on -blockdev '$drive' \
        -blockdev driver=raw,node-name=r,file=b,read-only=on -device $disk_device,drive=r,werror=report,rerror=report"
}

# The disk fails at one read after the other: while it is mounted, while the guest is loaded, and in faults.
disk_fails_at_each() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    machine "$1"
    lines_of_flash f 16384
    c_guest "$1" mid
    local disk=none # blkdebug's is the only one
    qemu_line "" mid f
    failing=disk_fails_at
    fails_at_each 40 "/sbin/(mid|f): disk: sectors [0-9]+ to [0-9]+ cannot be read \(status 1\)" 8
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
