# guest-walk, guest-x, guest-break and guest-symbols: the guest's own translation and its program, in step 8's kernel.
load lib

# bats file_tags=gdb

# code_of ELF ADDRESS COUNT: its bytes there, as guest-x shows them.
code_of() {
    python3 -S - "$@" <<'END'
import struct, sys
data, va, count = open(sys.argv[1], "rb").read(), int(sys.argv[2], 16), int(sys.argv[3])
at, = struct.unpack_from("<Q", data, 32)
for i in range(struct.unpack_from("<H", data, 56)[0]):
    kind, _, offset, start, _, size = struct.unpack_from("<IIQQQQ", data, at + 56 * i)
    if kind == 1 and start <= va < start + size:
        print("\t".join(f"0x{byte:02x}" for byte in data[offset + va - start:offset + va - start + count]))
END
}

# walked NAME: the HPA at which that walk ends.
walked() {
    between "$1" | sed -n 's/^  => HPA \(0x[0-9a-f]*\), .*/\1/p'
}

# The kernel, in its upper half; a program; and the host between two runs of the guest. What a walk leads to is
# what the machine has executed: the same bytes as in the ELF. At each place the commands say the same.
each_place() { # ARCH READS LINES-OF-THE-MONITOR
    local kernel=$top/build/$1/guest/kernel init=$top/build/$1/programs/init trap entry
    local hypervisor=$top/build/$1/08-guest-kernel/hypervisor.elf
    make -s -C "$top" STEP=8 ARCH="$1" all disk
    entry=$(llvm-readelf -h "$init" | sed -n 's/.*Entry point address: *//p')
    trap=0x$(llvm-nm "$kernel" | sed -n 's/^\([0-9a-f]*\) T handle_trap$/\1/p')
    debug 8 "$1" <<END
guest-symbols
guest-break handle_trap
continue
echo kernel\n
guest-walk \$pc
echo .\nkernel-code\n
guest-x /8xb
echo .\nkernel-name\n
info symbol handle_trap
guest-x /1i
echo .\n
python import machine; print("the hypervisor's image_start:", hex(machine.address("image_start")))
delete
guest-break $entry
continue
echo program\n
guest-walk \$pc
echo .\nprogram-code\n
guest-x /8xb \$pc
echo .\nprogram-stack\n
guest-walk \$sp
echo .\nin-program\n
guest-walk handle_trap
echo .\nregs\n
guest-regs -s
echo .\nregs-monitor\n
monitor info registers
echo .\n
delete
world-switches exit
continue
echo in-host\n
guest-walk handle_trap
echo .\nhost-code\n
guest-x /8xb handle_trap
echo .\nphysical-code\n
python import guest_tables; gdb.execute(f"guest-x /8xb gpa {guest_tables.translate($trap)[0]:#x}")
echo .\nnothing\n
guest-walk 0
echo .\nnot-canonical\n
guest-walk 0x123456789abcdef0
echo .\n
END
    assert_success
    assert_line --regexp "^$kernel: [0-9]+ names, 0xffffff"
    assert_line --regexp "^Breakpoint 1, handle_trap "
    assert_line "the hypervisor's image_start: $(printf '0x%x' "0x$(llvm-nm "$hypervisor" | sed -n 's/^\([0-9a-f]*\) . image_start$/\1/p')")"
    between kernel-name | grep -q "^handle_trap in section .text of $kernel\$"
    between kernel-name | grep -qE "^   $trap:.[a-z]"
    assert_equal "$(between kernel-code)" "$trap:	$(code_of "$kernel" "$trap" 8)"
    assert_equal "$(between host-code)" "$(between kernel-code)"
    assert_equal "$(between physical-code | cut -f2-)" "$(between kernel-code | cut -f2-)"
    assert_equal "$(between program-code)" "$(printf '0x%x' "$entry"):	$(code_of "$init" "$entry" 8)"
    assert_equal "$(walked in-program)" "$(walked kernel)"
    assert_equal "$(walked in-host)" "$(walked kernel)"
    between kernel | grep -q "^  => HPA .*, kernel r-x, user ---$"
    between program | grep -qE "^  => HPA .*, kernel (---|r--|r-x), user r-x$"
    between program-stack | grep -qE "^  => HPA .*, kernel (---|rw-), user rw-$"
    assert_equal "$(for walk in kernel program program-stack in-program in-host; do between $walk | grep -c "^  $2 reads of memory without a TLB: "; done | sort -u)" 1
    between nothing | grep -qE "^  => page fault at [A-Z0-9]+, the guest's own: the entry is not valid$"
    between not-canonical | grep -qE "^  => .*, the guest's own: bits .* of the address are not all "
    between not-canonical | grep -q "^  0 reads "
    lines_of_monitor regs regs-monitor "$3"
}

# bats test_tags=step:8,arch:riscv64
@test "gdb riscv64: guest-walk and guest-x in a guest's kernel, its program and the host" {
    each_place riscv64 15 "^(V|pc|x[0-9]+/)"
}

# bats test_tags=step:8,arch:aarch64
@test "gdb aarch64: guest-walk and guest-x in a guest's kernel, its program and the host" {
    each_place aarch64 15 "X[0-9]|PSTATE="
}

# bats test_tags=step:8,arch:x86_64
@test "gdb x86_64: guest-walk and guest-x in a guest's kernel, its program and the host" {
    each_place x86_64 24 "."
}

# QEMU's own answer: gdb reads the guest's virtual addresses through QEMU, which walks both translations. (On x86-64
# it takes the guest's tables for the host's.) Then entries are changed, and what the walk says is what the guest gets.
machines_answer() { # ARCH
    debug 8 "$1" <<'END'
guest-break system_call
continue
echo own\n
x/4xg &counts
echo .\nwalked\n
guest-x /4xg &counts
echo .\nown-stack\n
x/4xg $sp
echo .\nwalked-stack\n
guest-x /4xg $sp
echo .\n
END
    assert_success
    assert_equal "$(between own | cut -f2-)" "$(between walked | cut -f2-)"
    assert_equal "$(between own-stack | cut -f2-)" "$(between walked-stack | cut -f2-)"
    [ -n "$(between walked)" ] && [ -n "$(between walked-stack)" ]
}

# bats test_tags=step:8,arch:riscv64
@test "gdb riscv64: guest-x reads what QEMU reads" {
    machines_answer riscv64
}

# bats test_tags=step:8,arch:aarch64
@test "gdb aarch64: guest-x reads what QEMU reads" {
    machines_answer aarch64
}

# bats test_tags=step:8,arch:riscv64
@test "gdb: guest-walk where an entry of either table is not as it should be" {
    debug 8 riscv64 <<'END'
guest-break system_call
continue
python
import guest_tables, stage2, machine
step = guest_tables.walk(machine.register("pc")).steps[-1]
hpa = stage2.lookup(step.gpa)[0]
def forge(value):
    gdb.execute("maint packet Qqemu.PhyMemMode:1", to_string=True)
    gdb.execute(f"set {{unsigned long}}{hpa} = {value}")
    gdb.execute("maint packet Qqemu.PhyMemMode:0", to_string=True)
    gdb.execute("guest-walk $pc")
forge(step.entry & ~8)
forge(step.entry & ~2 | 4)
forge(step.entry & ~14)
forge(step.entry | 1 << 60)
forge(0x3fffffffffffff)
forge(0x1000 << 10 >> 12 | 0xcf)
end
END
    assert_success
    assert_output --partial "=> HPA "
    assert_in_order "  => HPA 0x" "  => page fault at L0, the guest's own: W without R is reserved" \
        "  => page fault at L0, the guest's own: neither R, W nor X is set, so it is a table, on the last level" \
        "  => page fault at L0, the guest's own: a bit from 54 on is set, which is reserved" \
        "  => stage 2 faults, which is the hypervisor's: 0x" \
        "  => stage 2 faults, which is the hypervisor's: GPA 0x"
}

# bats test_tags=step:8,arch:riscv64
@test "gdb: guest-walk, guest-x, guest-break and guest-symbols refuse wrong input in one line each" {
    debug 8 riscv64 <<'END'
guest-walk 0
world-switches entry
continue
echo early\n
guest-walk 0x80200000
echo .\n
guest-walk
guest-walk nobody
guest-walk 1 2
guest-x gpa
guest-x /1xw gpa 1 2
guest-break gpa
guest-break gpa 0x1000000000000000
guest-symbols /nowhere
guest-symbols run.sh
guest-symbols 1 2
guest-symbols build/riscv64/08-guest-kernel/hypervisor.elf
END
    assert_success
    assert_line --regexp "^guest-walk: no stage-2 table yet$"
    between early | grep -q "^  the guest's paging is off$"
    between early | grep -qE "^  => HPA 0x[0-9a-f]+, rwx$"
    between early | grep -q "^  3 reads of memory without a TLB: 0 of the guest's entries, 3 of stage 2's$"
    assert_line "guest-walk: ADDRESS"
    assert_line "guest-walk: nobody: not an address of the guest's"
    assert_line "guest-x: [/FMT] [[gpa] ADDRESS]"
    assert_line "guest-break: [gpa] ADDRESS"
    assert_line "guest-break: 0x1000000000000000 is not a GPA: a guest has 41 address bits"
    assert_line "guest-symbols: /nowhere: No such file or directory"
    assert_line --regexp "^guest-symbols: .*/run.sh: not an ELF with symbols, for a machine of 64 bits$"
    assert_line "guest-symbols: [FILE]"
    assert_line "  The hypervisor has some of these addresses: the names are only for guest-break, guest-x, guest-walk."
    refute_output --partial Traceback
    refute_output --partial "bug:"
}

# bats test_tags=step:8,arch:riscv64
@test "gdb: exits says which were reflected" {
    debug 8 riscv64 --reflect <<'END'
guest-break system_call
continue
exits 2
END
    assert_line --regexp "^ +[0-9]+  reflected: environment call from U-mode or VU-mode, pc 0x[0-9a-f]+"
}

# bats test_tags=step:8,arch:riscv64
@test "gdb: the symbols of the guest that is loaded, not of another one" {
    cd "$BATS_TEST_TMPDIR"
    make -s -C "$top" STEP=8 ARCH=riscv64 all disk
    cp "$top/build/riscv64/guest/kernel" own
    for guest in kernel hello ./own; do
        debug 8 riscv64 --guest $guest <<<guest-symbols
        assert_success
        grep -o '^/.*: [1-9][0-9]* names' <<<"$output" || echo "$output" | tail -n 1
    done >said
    run sed 's/: [0-9]* names//' said
    assert_output "$top/build/riscv64/guest/kernel
$top/build/riscv64/guest/hello
$BATS_TEST_TMPDIR/own"
    cp "$top/build/riscv64/disk.img" disk
    debug 8 riscv64 --disk ./disk --guest hello <<<guest-symbols
    assert_line none
}
