# Step 9: a guest that asks for a reset starts again; failures of the disk, and halts.
load lib
load kernel

# bats file_tags=step:9

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# Before the reboot Linux makes a file. Afterwards it does not find the file, and halts: a power-off.
reboots() { # ARCH
    need_linux "$1"
    run "$top/tests/terminal.py" "# " "head -c 5000000 /dev/zero >/tmp/file; reboot\r" "start 2" "" "# " "ls /tmp/file; halt -f\r" \
        -- "$top/run.sh" step 9 "$1"
    assert_success
    output=${output//$'\r'/}
    assert_in_order "[guest] " "The guest asks for a reset: start 2." "load: /sbin/linux: " "initrd: /sbin/initrd: " "Shutdown vm normally!" "Hypervisor ok!"
    refute_line --partial "start 3"
    assert_line "[guest] ls: /tmp/file: No such file or directory"
    [[ $output == *"reboot: Restarting system"*"start 2"*"reboot: System halted"* ]] || fail "$output"
}

# When a guest starts again, its memory is zero. A loop of resets prints a line for each.
starts_with_zeros() { # ARCH
    case $1 in
    riscv64)
        flat_guest "$1" g <<<"li s0, 0x81234000; ld s1, (s0); li a0, 'z'; beqz s1, 1f; li a0, 's'; 1: li a7, 1; ecall
            li a0, 10; ecall; li s1, -1; sd s1, (s0); li a7, 0x53525354; li a6, 0; li a0, 1; li a1, 0; ecall; unimp"
        ;;
    aarch64) # and an interrupt that it sends to itself comes, although it has ended none
        flat_guest "$1" g <<<"ldr x1, =0x080b0000; mov w0, #8; str w0, [x1, #0x80]; str w0, [x1, #0x100]; mov w0, #0x50; strb w0, [x1, #0x403]
            ldr x1, =0x08000000; mov w0, #2; str w0, [x1]; mov x0, #0xf0; msr S3_0_C4_C6_0, x0; mov x0, #1; msr S3_0_C12_C12_7, x0
            ldr x0, =0x3000001; msr S3_0_C12_C11_5, x0; isb; mrs x0, S3_0_C12_C12_0
            ldr x19, =0x41234000; ldr x20, [x19]; sub x0, x0, #3; orr x20, x20, x0; mov w1, 'z'; cbz x20, 1f; mov w1, 's'; 1: ldr w0, =0x86000003; hvc #0
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
    assert_line "The guest asks for a reset; that ends the run."
}

# frees_all ARCH FAULT: a guest uses RAM and flash. All of its memory is free each time it starts again. Each life ends with that
# exit, unless the guest finds a register that an earlier life has written.
frees_all() {
    cat >count.c <<END
#define main main_of_the_step
#include "$top/steps/09-boot-linux/main.c"
#undef main
#include "page_alloc.h"

static bool make_and_count(struct vm *vm)
{
    static unsigned starts;
    static size_t first;
    size_t now = pages_free();
    if (++starts <= 2) /* from the second start on the exit ring, the flash and copies are there */
        first = now;
    printf("start %u: %ld pages lost, %lu of the flash\n", starts, first - now, vm->flash.mapped);
    return starts < 5 && vm_make(vm);
}

int main(void)
{
    static struct vm vm;
    kernel_formats_add();
    return vm_init() ? vm_run_restarting(&vm, make_and_count) : 1;
}
END
    ws step 9 "$1" --timeout 60 --main "$PWD/count.c" --guest ./g --fault-block 4K --verbose
    assert_failure 1
    assert_equal "$(grep -c ": 0 pages lost, 0 of the flash$" <<<"$output")" 5
    assert_equal "$(grep -c -w "$2" <<<"$output")" 4
}

# bats test_tags=arch:riscv64
@test "step 9 riscv64: a guest that starts again gives back all of its memory" {
    flat_guest riscv64 g <<<"li s0, 0x81000000; li s1, 100; li s2, 0x22000000; csrr t0, sscratch; bnez t0, 1f; ld t0, (s2)
        csrw sscratch, s0; 1: sd s0, (s0); li t0, 0x201000; add s0, s0, t0
        addi s1, s1, -1; bnez s1, 1b; li a7, 0x53525354; li a6, 0; li a0, 1; li a1, 0; ecall; unimp"
    frees_all riscv64 "GPA 0x22000000"
}

# bats test_tags=arch:aarch64
@test "step 9 aarch64: a guest that starts again gives back all of its memory" {
    flat_guest aarch64 g <<<"ldr x19, =0x41000000; mov w20, 100; mov x21, 0x4000000; ldr x22, =0x201000; mrs x1, tpidr_el1; cbnz x1, 1f
        ldr x1, [x21]; msr tpidr_el1, x19; 1: str x19, [x19]
        add x19, x19, x22; subs w20, w20, 1; b.ne 1b; ldr w0, =0x84000009; hvc #0; brk #0"
    frees_all aarch64 "GPA 0x4000000"
}

# bats test_tags=arch:x86_64
@test "step 9 x86_64: a guest that starts again gives back all of its memory" {
    flat_guest x86_64 g <<<"mov ax, 0x2000; 1: mov ds, ax; mov [0], ax; add ax, 0x100; cmp ax, 0x9000; jb 1b; mov eax, 0x84000009; vmmcall; ud2"
    frees_all x86_64 "GPA 0x20000"
}

# n_th_read_fails N: sets $failing, QEMU's arguments for ./disk.img as a disk whose N-th read ends with an error. (QEMU itself
# reads no sector if the disk has a geometry.)
n_th_read_fails() {
    local n drive rules=''
    for ((n = 1; n < $1; n++)); do
        rules+=",{\"event\":\"read_aio\",\"state\":$n,\"new_state\":$((n + 1))}"
    done
    drive='{"driver":"blkdebug","node-name":"b","image":"f","read-only":true,"set-state":['${rules#,}'],'
    drive+='"inject-error":[{"event":"read_aio","state":'$1',"errno":5}]}'
    failing=(-blockdev "driver=file,filename=disk.img,node-name=f,read-only=on" -blockdev "$drive"
        -blockdev driver=raw,node-name=r,file=b,read-only=on
        -device "$disk_device,drive=r,werror=report,rerror=report,cyls=1,heads=1,secs=1")
}

# A guest that resets at once, from a disk that fails at its n-th read, for every second n, up to the third start. With the checks
# for undefined behaviour, and with --verbose: each exit must be printed in the second start too.
disk_fails_when_it_starts_again() { # ARCH
    machine "$1"
    local line own words n failed=0
    case $1 in
    riscv64) flat_guest "$1" g <<<"li a7, 0x53525354; li a6, 0; li a0, 1; li a1, 0; ecall; unimp" ;;
    aarch64) flat_guest "$1" g <<<"ldr w0, =0x84000009; hvc #0; brk #0" ;;
    x86_64) flat_guest "$1" g <<<"mov eax, 0x84000009; vmmcall; ud2" ;;
    esac
    line=$("$top/run.sh" step 9 "$1" --guest ./g --dry-run)
    own=$(grep -o "/[^,= ]*/own/[0-9]*" <<<"$line")
    mv "$own/disk.img" . && rm -r "$own"
    words=$(sed 's/.* -append \(.*\) -drive .*/\1/; s/\\//g' <<<"$line")
    for ((n = 14; n < 40; n += 2)); do
        n_th_read_fails $n
        ws step 9 "$1" --disk none --ubsan -- "${failing[@]}" -append "verbose $words"
        assert_failure 1
        [[ $output != *"start 3"* ]] || break
        assert_line --index -1 --regexp "^(load|flash|initrd): .*: disk: sectors [0-9]+ to [0-9]+ cannot be read \(status 1\)$"
        [[ $output == *"start 2"* ]] || continue
        assert_equal "$(grep -ci "^VmExit Reason: .*\(reset\|0x84000009\)" <<<"$output")" 1
        failed=$((failed + 1))
    done
    [ "$failed" -gt 4 ] || fail "only $failed requests of the second start"
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
@test "step 9 riscv64: a guest that starts again finds zeros, and a loop of resets says so" {
    starts_with_zeros riscv64
}

# bats test_tags=arch:aarch64
@test "step 9 aarch64: a guest that starts again finds zeros, and a loop of resets says so" {
    starts_with_zeros aarch64
}

# bats test_tags=arch:x86_64
@test "step 9 x86_64: a guest that starts again finds zeros, and a loop of resets says so" {
    starts_with_zeros x86_64
}

# A kernel that panics resets the machine warm: step-09-linux. With words of the user's about resets that says nothing.
# bats test_tags=arch:aarch64
@test "step 9 aarch64: a panic with words of the user's about resets is a reset like others" {
    need_linux aarch64
    ws step 9 aarch64 --no-reboot --append "rdinit=/none reboot=cold"
    assert_failure 1
    assert_line "The guest asks for a reset; that ends the run."
    assert_line --regexp "Kernel panic - not syncing: VFS: Unable to mount root fs"
}

# bats test_tags=arch:riscv64
@test "step 9 riscv64: a disk that fails while a guest starts again" {
    disk_fails_when_it_starts_again riscv64
}

# bats test_tags=arch:aarch64
@test "step 9 aarch64: a disk that fails while a guest starts again" {
    disk_fails_when_it_starts_again aarch64
}

# bats test_tags=arch:x86_64
@test "step 9 x86_64: a disk that fails while a guest starts again" {
    disk_fails_when_it_starts_again x86_64
}

# halts ARCH LAST-LINE: the guest assembled from the input ends with this line. Instructions count as time, so a second is short.
halts() {
    flat_guest "$1" g
    ws step 9 "$1" --guest ./g --slice 2500 -- -icount shift=9,sleep=off
    assert_line --partial "$2"
}

# bats test_tags=arch:aarch64
@test "step 9 aarch64: a kernel halts by a branch to itself with interrupts off, and not before it has set up the GIC" {
    local gic="mov x0, #0x08000000; str wzr, [x0]"
    halts aarch64 "Shutdown vm normally!" <<<"$gic; msr daifset, #3; mov x1, #0x180000; 1: subs x1, x1, #1; b.ne 1b; b ." # after 1.6 s
    halts aarch64 "its slice of time is over." <<<"msr daifset, #3; b ."
    halts aarch64 "its slice of time is over." <<<"$gic; msr daifset, #3; msr daifclr, #1; b ."
    halts aarch64 "its slice of time is over." <<<"$gic; msr daifset, #3; msr daifclr, #2; b ."
    halts aarch64 "its slice of time is over." <<<"$gic; msr daifset, #3; 1: nop; b 1b"
}

# bats test_tags=arch:x86_64
@test "step 9 x86_64: a kernel halts by HLT with interrupts off, and not before it has set up the 8259" {
    local pic="mov al, 0xff; out 0x21, al"
    halts x86_64 "Shutdown vm normally!" <<<"$pic; cli; hlt"
    halts x86_64 "nothing can wake it." <<<"cli; hlt"
    halts x86_64 "nothing can wake it." <<<"$pic; sti; hlt"
    halts x86_64 "nothing can wake it." <<<"$pic; xor ax, ax; mov ds, ax; mov word ptr ds:[0x18], offset on; mov word ptr ds:[0x1a], cs
        cli; xor ecx, ecx; mwait; on: sti; hlt" # MWAIT is #UD
}
