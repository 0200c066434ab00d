# Step 11: the locks, and which exits take the one of the whole host.
load lib
load many
load device_guests

# bats file_tags=step:11

setup() {
    cd "$BATS_TEST_TMPDIR"
}

# tickets ARCH: how often the lock of the whole host, of the console, and of the pages was taken, out of the memory in "ram".
tickets() {
    run python3 - "$top/build/$1/11-many-cpus/hypervisor.elf" <<EOF
import sys
sys.path.append("$top/common/host")
from ram import Ram
ram = Ram("ram", sys.argv[1])
print(*(ram.u64(ram.symbols[lock]) & 0xffffffff for lock in ("host_lock", "console_lock", "pages_lock")))
EOF
    assert_success
    read -r host console pages <<<"$output"
}

# touch_pages ARCH: a guest whose two CPUs use the same pages.
touch_pages() {
    many_guest "$1" pages 2 -DPAGES=64 -DFLASH_BYTES=4096
    numbered_flash f 4096
}

# 100,000 null hypercalls and some pages take their own way, and each of the others the whole host; with --one-lock all of them do,
# which a machine with one CPU shows sooner.
own_way() { # ARCH
    touch_pages "$1"
    local guests=(--fault-block 4K --guest nullcall --guest ./pages --vcpus 2 --flash ./f)
    many "$1" 2 --ram ram "${guests[@]}"
    assert_success
    tickets "$1"
    [ "$host" -gt 2 ] && [ "$host" -lt 5000 ] && [ "$pages" -ge 64 ] || fail "host $host, pages $pages"
    many "$1" 1 --ram ram --one-lock "${guests[@]}"
    assert_success
    tickets "$1"
    [ "$host" -gt 100000 ] && [ "$console" -eq 0 ] && [ "$pages" -eq 0 ] || fail "host $host, console $console, pages $pages"
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: exits that concern their guest alone take no lock of the host; with --one-lock all do" {
    own_way riscv64
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: exits that concern their guest alone take no lock of the host; with --one-lock all do" {
    own_way aarch64
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: exits that concern their guest alone take no lock of the host; with --one-lock all do" {
    own_way x86_64
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: a build with --ubsan refuses locks that are taken in the wrong order, and no other does" {
    local main=(--main "$top/tests/many/order.c" --guest nullcall)
    many riscv64 2 "${main[@]}" --ubsan -- -append "guest=/sbin/nullcall guest-mem=16M order=wrong"
    assert_failure 1
    assert_line --partial "panic: lock: CPU 0 holds late and takes early, which comes before it"
    refute_line --partial "both taken"
    many riscv64 2 "${main[@]}" --ubsan
    assert_success
    assert_line "order: both taken"
    many riscv64 2 "${main[@]}" -- -append "guest=/sbin/nullcall guest-mem=16M order=wrong"
    assert_success
    assert_line "order: both taken"
}

# Two guests with two CPUs each use all that has a lock, in a build that checks the order.
in_order() { # ARCH
    touch_pages "$1"
    many "$1" 2 --ubsan --fault-block 4K --guest ./pages --vcpus 2 --flash ./f --guest ./pages --vcpus 2 --flash ./f
    assert_success
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: locks are taken in their order" {
    in_order riscv64
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: locks are taken in their order" {
    in_order aarch64
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: locks are taken in their order" {
    in_order x86_64
}

# The chapter's experiment. That the race is there is what is tested, so one run of four has to show it.
# bats test_tags=arch:riscv64
@test "step 11 riscv64: without the waiting in its locks the hypervisor destroys its own lists, and with it not" {
    local n
    flat_guest riscv64 pages <<'END'
        li t0, 0x80400000; li t1, 0x84000000; li t2, 4096
1:      sd t0, (t0); add t0, t0, t2; bltu t0, t1, 1b
        li a7, 8; ecall
END
    local options=(step 11 riscv64 --fault-block 4K --guest-mem 128M --guest "$PWD/pages" --guest "$PWD/pages" --timeout 20)
    ws "${options[@]}"
    assert_success
    mkdir -p copy/build/riscv64
    cp -a "$top"/build/riscv64/{objects,guest*,program*,kernel-parts,firmware*} copy/build/riscv64/ # what need not be built again
    tar -C "$top" --exclude ./build --exclude ./.git -cf - . | tar -C copy -xf -
    sed -i.old '/serving, memory_order_acquire) != ticket)/,+1d; s/uint32_t ticket = atomic_fetch_add/atomic_fetch_add/' \
        copy/steps/11-many-cpus/lock.h
    for n in 1 2 3 4; do
        run copy/run.sh "${options[@]}"
        [[ $output != *"panic: host: "* ]] || return 0
    done
    fail "$output"
}

# One guest gets pages, while the host is shared; the other makes calls, each of which takes the whole host.
# bats test_tags=arch:riscv64
@test "step 11 riscv64: a CPU that has the whole host waited for those that shared it" {
    flat_guest riscv64 pages <<'END'
        li t0, 0x80210000; li t1, 0x80f00000; li t2, 4096
1:      sd t0, (t0); add t0, t0, t2; bltu t0, t1, 1b
        li a7, 8; ecall
END
    flat_guest riscv64 calls <<'END'
        li t0, 100000
1:      li a7, 0x4442434e; li a6, 1; li a0, 0; ecall # console_read of nothing
        addi t0, t0, -1; bnez t0, 1b
        li a7, 8; ecall
END
    many riscv64 2 --main "$top/tests/many/whole.c" --fault-block 4K --guest ./pages --guest ./calls
    assert_success
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: two CPUs of a guest do not handle their exits at the same time" {
    many_guest riscv64 pages 2 -DPAGES=400 -DFLASH_BYTES=4096
    numbered_flash f 4096
    many riscv64 2 --main "$top/tests/many/whole.c" --fault-block 4K --guest ./pages --vcpus 2 --flash ./f
    assert_success
}

# It may take its own timer's interrupt and another CPU's there, and still knows what it has to do before it sleeps.
relaxed() { # ARCH
    lib_guest "$1" waits -DRATE=100
    many "$1" 2 --main "$top/tests/many/relaxes.c" --guest ./waits --timeout 30
    assert_success
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: a CPU that waited for a lock forgets no timer" {
    relaxed riscv64
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: a CPU that waited for a lock forgets no timer" {
    relaxed aarch64
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: a CPU that waited for a lock forgets no timer" {
    relaxed x86_64
}
