# Step 11: Linux on several CPUs, and the machine's first CPU.
load lib
load many

# bats file_tags=step:11

# On a machine with two CPUs Linux finds four, computes on all of them at the same time, and comes back from each.
linux_on_four() { # ARCH
    need_linux "$1"
    local n sum=30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58
    # shellcheck disable=SC2016
    ws step 11 "$1" --cpus 2 --timeout 200 --guest linux --vcpus 4 --guest-mem 128M --append cma=0 --run 'echo CPUs: $(nproc)
        for i in 1 2 3 4; do head -c 1048576 /dev/zero | sha256sum & done; wait
        for i in 1 2 4 8; do taskset $i sh -c "cut -d\  -f39 /proc/self/stat | sed s/^/on:\ /"; done'
    assert_success
    assert_line "[guest 1] CPUs: 4"
    assert_equal "$(grep -c "^\[guest 1\] $sum  -$" <<<"$output")" 4
    for n in 0 1 2 3; do
        assert_line "[guest 1] on: $n"
    done
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: Linux has four CPUs, computes on all of them and on each" {
    linux_on_four riscv64
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: Linux has four CPUs, computes on all of them and on each" {
    linux_on_four aarch64
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: Linux has four CPUs, computes on all of them and on each" {
    linux_on_four x86_64
}

# As on a PC, by INIT and startup IPIs: each time the CPU begins in real mode again. Then threads on all CPUs map and unmap pages while
# there is little memory: tests/many/unmaps.c.
# bats test_tags=arch:x86_64
@test "step 11 x86_64: Linux turns CPUs off and on, interrupts each one, and flushes the TLBs of all" {
    need_linux x86_64
    cd "$BATS_TEST_TMPDIR"
    clang --target=x86_64-linux-gnu -O1 -Wall -Wextra -Werror -ffreestanding -fno-stack-protector -c -o unmaps.o "$top/tests/many/unmaps.c"
    ld.lld -static --build-id=none -z max-page-size=4096 -s -o unmaps unmaps.o
    # shellcheck disable=SC2016
    ws step 11 x86_64 --cpus 2 --timeout 200 --guest linux --vcpus 3 --guest-mem 128M --append cma=0 --run '
        for i in 1 2 3; do for cpu in 1 2; do
            echo 0 >/sys/devices/system/cpu/cpu$cpu/online; echo off: $(nproc); echo 1 >/sys/devices/system/cpu/cpu$cpu/online
        done; done; echo on: $(nproc)
        for i in 1 2 4; do taskset $i sh -c "n=0; while [ \$n -lt 3000 ]; do n=\$((n + 1)); done" & done; wait
        mkdir /full; mount -t tmpfs -o size=90% none /full; head -c 48234496 /dev/zero >/full/zero
        echo '"$(gzip -9c unmaps | base64 | tr -d '\n')"' | base64 -d | zcat >/tmp/unmaps; chmod +x /tmp/unmaps; /tmp/unmaps
        grep -E "LOC|RES|TLB|ERR|MIS" /proc/interrupts; dmesg | grep -iE "unstable|warp|BUG:|stall|not responding"; true'
    assert_success
    assert_equal "$(grep -c "^\[guest 1\] off: 2$" <<<"$output")" 6
    assert_line "[guest 1] on: 3"
    assert_line --regexp "^\[guest 1\]  *LOC: +[1-9][0-9]* +[1-9][0-9]* +[1-9][0-9]*  "
    assert_line --regexp "^\[guest 1\]  *TLB: +[1-9][0-9]* +[1-9][0-9]* +[1-9][0-9]*  "
    assert_line "[guest 1] right"
    refute_line --regexp "unstable|warp|BUG:|stall|not responding"
}

# stressed ARCH: for a second, beside a guest that does all it can against it; tests/many/stress.sh does so for longer.
stressed() {
    need_linux "$1"
    run "$top/tests/many/stress.sh" "$1" 1
    assert_success
    assert_line "[guest 1] 2"
    assert_line --regexp "^[0-9]+ lives of the hostile guest$"
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: Linux with two CPUs computes right beside a hostile guest with two" {
    stressed riscv64
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: Linux with two CPUs computes right beside a hostile guest with two" {
    stressed aarch64
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: Linux with two CPUs computes right beside a hostile guest with two" {
    stressed x86_64
}

# OpenSBI chooses the hart that QEMU's reset code names, which is 0. This code names hart 2, and all start there. OpenSBI has
# them race, and on a busy computer hart 0 may win. Then the machine is run again.
# bats test_tags=arch:riscv64
@test "step 11 riscv64: with OpenSBI, the first CPU may be another hart than 0" {
    local n all=''
    cd "$BATS_TEST_TMPDIR"
    flat_guest riscv64 first <<'END'
        csrr a0, mhartid; li t1, 0x1000; ld a1, 0x20(t1); lla a2, info; ld t0, 0x18(t1); jr t0 # as QEMU's, from 0x1000 on
        .balign 8
info:   .quad 0x4942534f, 2, 0x80200000, 1, 0, 2 # "OSBI", version, where the hypervisor is, its mode, options, hart
END
    for n in 1 2 3; do
        all+=" -device loader,addr=0x90000000,cpu-num=$n"
    done
    for n in 1 2 3 4 5; do
        # shellcheck disable=SC2086
        many riscv64 4 --bios opensbi --ram ram --guest hello --guest primes -- \
            -device loader,file=first,addr=0x90000000,cpu-num=0,force-raw=on $all
        assert_success
        state riscv64
        [[ $output == *"the first 0x0"* ]] || break
    done
    assert_line --index 0 --regexp "^4 CPUs, 4 blocks, 4 ids, the first 0x[1-3]$"
}
