# stage2 and stage2-map: the second translation as gdb walks it.
load lib

# bats file_tags=gdb

# The walk in gdb is the one that the hypervisor draws, and its entries are what memory holds.
same_walks() { # ARCH
    local n=0 line
    debug 3 "$1" <<'END'
world-switches entry
continue
echo walk1\n
stage2 0x100000
echo .\n
continue
echo walk2\n
stage2 0x100000
echo .\n
stage2-map
continue
echo walk3\n
stage2 0x100000 0x1000
echo .\n
stage2-map
stage2 0x101000
END
    assert_success
    for n in 1 2 3; do
        assert_equal "$(between walk$n | grep -v '=>')" \
            "$(echo "$output" | sed -n "/^experiment $n/,/^host ==>/p" | grep -E '^stage2|^  (L|P)[^>]*@')"
    done
    between walk1 | grep -qE "=> not mapped: a guest access faults at (L[12]|PML4)$"
    between walk3 | grep -qE "=> HPA 0x[0-9a-f]{8}, rwx$"
    assert_line --regexp "GPA 0000100000..0000100fff -> HPA [0-9a-f.]+  rw-  4 KiB$"
    assert_line --regexp "GPA 0000100000..0000100fff -> HPA [0-9a-f.]+  rwx  4 KiB$"
    assert_equal "$(echo "$output" | grep -c "=> not mapped")" 2
}

# bats test_tags=step:3,arch:riscv64
@test "gdb riscv64: stage2 walks as the hypervisor draws" {
    same_walks riscv64
}

# bats test_tags=step:3,arch:aarch64
@test "gdb aarch64: stage2 walks as the hypervisor draws" {
    same_walks aarch64
}

# bats test_tags=step:3,arch:x86_64
@test "gdb x86_64: stage2 walks as the hypervisor draws" {
    same_walks x86_64
}

# refused ARCH "HEIGHT CLEAR SET WORDS"...: an entry on the way, changed so, is refused in these words. After the
# last one the CPU is asked: the guest faults. The rights are those of all levels together.
refused_walks() {
    local forged height clear set words expected=()
    local typed=('world-switches entry' continue continue continue 'python import stage2')
    for forged in "${@:2}"; do
        read -r height clear set words <<<"$forged"
        expected+=("  => $words")
        typed+=("python where, entry = stage2.walk(0x100000)[-1 - $height][2:]"
            "python gdb.execute(f'set {{long}}{where} = {entry & ~$clear | $set}')" "stage2 0x100000")
        [ "$forged" = "${!#}" ] || typed+=("python gdb.execute(f'set {{long}}{where} = {entry}')")
    done
    debug 3 "$1" < <(printf '%s\n' "${typed[@]}" 'world-switches exit' continue)
    assert_success
    output=$(sed -E 's/=> HPA 0x[0-9a-f]+,/=> HPA,/' <<<"$output") # another compiler's image ends elsewhere
    assert_in_order "${expected[@]}"
    assert_line --regexp "^host <== guest  [0-9]+: .*(page fault|access flag fault).*, GPA 0x100000$"
}

# bats test_tags=step:3,arch:riscv64
@test "gdb riscv64: stage2 refuses what the hardware refuses" {
    refused_walks riscv64 "0 0x8 0 HPA, rw-" "0 0x2 0 refused at L0: W without R is reserved" \
        "0 0xe 0 refused at L0: neither R, W nor X is set" "0 0 1<<60 refused at L0: a bit from 54 on is set" \
        "1 0 0x40 refused at L1: U, A and D are reserved" "1 0 0xd2 refused at L1: the block is not aligned" \
        "0 0x10 0 refused at L0: U is 0"
}

# bats test_tags=step:3,arch:aarch64
@test "gdb aarch64: stage2 refuses what the hardware refuses" {
    refused_walks aarch64 "0 0x80 0 HPA, r-x" "0 2 0 refused at L3: bit 1 is 0" \
        "0 0x400 0 refused at L3: AF is 0"
}

# bats test_tags=step:3,arch:x86_64
@test "gdb x86_64: stage2 refuses what the hardware refuses" {
    refused_walks x86_64 "1 2 0 HPA, r-x" "3 0 1<<63 HPA, rw-" \
        "3 0 0x80 refused at PML4: PS is reserved" "1 0 0x80 refused at PD: the block is not aligned" \
        "2 4 0 refused at PDPT: U is 0"
}

# The guest's blocks of 2 MiB do not all follow each other in memory.
# bats test_tags=step:5,arch:riscv64
@test "gdb riscv64: neighbours that are none in memory, or have other rights" {
    debug 5 riscv64 <<'END'
world-switches entry
continue
stage2-map
python import stage2
python where, entry = stage2.walk(0x80800000)[-1][2:]
python gdb.execute(f"set {{unsigned long}}{where} = {entry & ~4}")
stage2-map
python gdb.execute(f"set {{int}}{stage2.lookup(0x805ffffc)[0]} = 0x11111111")
python gdb.execute(f"set {{int}}{stage2.lookup(0x80600000)[0]} = 0x22222222")
guest-x /2xw 0x805ffffc
END
    assert_in_order \
        "  GPA 0080200000..00805fffff -> HPA 0087800000..0087bfffff  rwx  4 MiB" \
        "  GPA 0080600000..00809fffff -> HPA 0080400000..00807fffff  rwx  4 MiB" \
        "  GPA 0080600000..00807fffff -> HPA 0080400000..00805fffff  rwx  2 MiB" \
        "  GPA 0080800000..00809fffff -> HPA 0080600000..00807fffff  r-x  2 MiB"
    assert_line "0x805ffffc:	0x11111111	0x22222222"
}
