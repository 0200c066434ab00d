# Step 9: a guest that asks for a reset starts anew; panics, failures and halts.
load lib
load kernel

# bats file_tags=step:9

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# The guest's first life leaves a file and much memory in use; the second one finds neither, and halts: a power-off.
reboots() { # ARCH
    need_linux "$1"
    run "$top/tests/terminal.py" "# " "head -c 5000000 /dev/zero >/tmp/file; reboot\r" "start 2" "" "# " "ls /tmp; halt -f\r" \
        -- "$top/run.sh" step 9 "$1"
    assert_success
    output=${output//$'\r'/}
    assert_in_order "[guest] " "The guest asks for a reset: start 2." "load: /sbin/linux: " "initrd: /sbin/initrd: " "Shutdown vm normally!" "Hypervisor ok!"
    refute_line --partial "start 3"
    refute_line --partial "file"$'\n'
    [[ $output == *"reboot: Restarting system"*"start 2"*"reboot: System halted"* ]] || fail "$output"
}

# What a guest leaves in its memory is not there any more when it starts again. A loop of resets is not silent.
starts_with_zeros() { # ARCH
    local ask write_and_reset
    case $1 in
    riscv64)
        flat_guest "$1" g <<<"li s0, 0x81234000; ld s1, (s0); li a0, 'z'; beqz s1, 1f; li a0, 's'; 1: li a7, 1; ecall
            li a0, 10; ecall; li s1, -1; sd s1, (s0); li a7, 0x53525354; li a6, 0; li a0, 1; li a1, 0; ecall; unimp"
        ;;
    aarch64)
        flat_guest "$1" g <<<"ldr x19, =0x41234000; ldr x20, [x19]; mov w1, 'z'; cbz x20, 1f; mov w1, 's'; 1: ldr w0, =0x86000003; hvc #0
            mov w1, 10; ldr w0, =0x86000003; hvc #0; str x19, [x19]; ldr w0, =0x84000009; hvc #0; brk #0"
        ;;
    x86_64)
        flat_guest "$1" g <<<"mov ax, 0x9000; mov ds, ax; mov ebx, 'z'; cmp word ptr [0], 0; je 1f; mov ebx, 's'; 1: mov eax, 0x86000003; vmmcall
            mov ebx, 10; mov eax, 0x86000003; vmmcall; mov word ptr [0], ax; mov eax, 0x84000009; vmmcall; ud2"
        ;;
    esac
    ended "start 3" 9 "$1" --guest ./g
    assert_line "[guest] z"
    refute_line "[guest] s"
    ws step 9 "$1" --guest ./g --no-reboot
    assert_failure 1
    assert_line "[guest] z"
    assert_line "The guest asks for a reset; this hypervisor runs a guest once."
}

# A kernel that panics resets the machine warm: that is no restart. With words of the user's about resets it is one.
panics() { # ARCH
    need_linux "$1"
    ws step 9 "$1" --append "rdinit=/none"
    assert_failure 1
    assert_line --regexp "Kernel panic - not syncing: VFS: Unable to mount root fs"
    assert_line "The guest asks for a reset; it is a warm one, which says that its kernel or its command has failed."
    refute_line --partial "start 2"
}

# bats test_tags=arch:riscv64
@test "step 9 riscv64: Linux reboots into a new machine, and halts" {
    reboots riscv64
}

# bats test_tags=arch:aarch64
@test "step 9 aarch64: Linux reboots into a new machine, and halts" {
    reboots aarch64
}

# bats test_tags=arch:x86_64
@test "step 9 x86_64: Linux reboots into a new machine, and halts" {
    reboots x86_64
}

# bats test_tags=arch:riscv64
@test "step 9 riscv64: a guest that starts anew finds zeros, and a loop of resets says so" {
    starts_with_zeros riscv64
}

# bats test_tags=arch:aarch64
@test "step 9 aarch64: a guest that starts anew finds zeros, and a loop of resets says so" {
    starts_with_zeros aarch64
}

# bats test_tags=arch:x86_64
@test "step 9 x86_64: a guest that starts anew finds zeros, and a loop of resets says so" {
    starts_with_zeros x86_64
}

# bats test_tags=arch:riscv64
@test "step 9 riscv64: a panic ends the run" {
    panics riscv64
}

# bats test_tags=arch:aarch64
@test "step 9 aarch64: a panic ends the run; not with words of the user's about resets" {
    panics aarch64
    ended "start 2" 9 aarch64 --append "rdinit=/none reboot=cold"
}

# bats test_tags=arch:x86_64
@test "step 9 x86_64: a panic ends the run" {
    panics x86_64
}
