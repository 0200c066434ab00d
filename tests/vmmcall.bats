# Step 5 on x86_64: the hypercalls, asked by guests that check the answers.
load lib

# bats file_tags=step:5,arch:x86_64

# asks [OPTIONS]: a guest of the macros below, in real mode. It shuts down when every answer was as
# wanted, and else dies at a port.
asks() {
    machine x86_64
    run_guest x86_64 "$@" < <(
        cat <<'END'
.macro ask function, b=0, c=0, d=0
        mov eax, \function; mov ebx, \b; mov ecx, \c; mov edx, \d; vmmcall
.endm
.macro want answer
        cmp eax, \answer; jne wrong
.endm
.equ FEATURES, 0x8400000a
.equ WRITE, 0x86000001
.equ READ, 0x86000002
.equ WRITE_BYTE, 0x86000003
END
        cat
        echo "$shut_down; wrong: $die"
    )
}

@test "vmmcall: the version, and features told truthfully" {
    asks < <(
        echo "ask 0x84000000; want 0x10001"
        for number in $(seq 0x84000000 0x84000004) 0x84000006 $(seq 0x84000008 0x8400000a) \
            0x86000001 0x86000002 0x86000003; do
            echo "ask FEATURES, $number; want 0"
        done
        for number in 0x84000005 0x84000007 $(seq 0x8400000b 0x84000018) 0x86000000 \
            0x86000004 0x80000000 0xc4000000 0xc4000008 0x83ffffff 0x4000008 0 8 -1; do
            echo "ask FEATURES, $number; want -1"
        done
    )
    assert_success
}

@test "vmmcall: what is not offered is refused, named, and changes no register but eax" {
    asks --verbose < <(
        for number in 0x84000005 0x84000007 $(seq 0x8400000b 0x84000018) 0x86000000 \
            0x86000004 0x80000000 0xc4000008 0x83ffffff 0x4000008 0 8 -1; do
            echo "ask $number, 0x11111111, 0x22222222, 0x33333333; want -1"
            echo "cmp ebx, 0x11111111; jne wrong; cmp ecx, 0x22222222; jne wrong"
            echo "cmp edx, 0x33333333; jne wrong"
        done
    )
    assert_success
    for name in "MIGRATE(0x11111111)" "CLEAN_INV_MEMREGION(0x11111111, 0x22222222, 0x33333333)" \
        "CPU_FREEZE()" "SYSTEM_RESET2(0x11111111, 0x22222222)" "MEM_PROTECT(0x11111111)" \
        "CLEAN_INV_MEMREGION_ATTRIBUTES(0x11111111)" "unknown function 0x84000018" \
        "unknown function 0x86000000" "unknown function 0x86000004" "unknown function 0x83ffffff" \
        "unknown function 0x0" "unknown function 0xffffffff" "unknown function 0xc4000008"; do
        assert_line "VmExit Reason: VMMCALL: $name"
    done
}

@test "vmmcall: the one CPU there is: on already, and no other" {
    asks <<<"ask 0x84000003, 0, 0x100000; want -4; ask 0x84000003, 1, 0x100000; want -2
        ask 0x84000004, 0, 0; want 0; ask 0x84000004, 1, 0; want -2; ask 0x84000004, 0, 1; want -2
        ask 0x84000006; want 2; ask 0x84000001, 0x10000; want -2"
    assert_success
    asks <<<"ask 0x84000002"
    assert_failure 1
    assert_line "The guest was stopped: it turns its only CPU off, and nothing can turn it on again."
    asks <<<"ask 0x84000001, 0"
    assert_line "The guest was stopped: it waits for an interrupt, and nothing can wake it."
}

@test "vmmcall: those that are offered have their names" {
    asks --verbose <<<"ask 0x84000000; ask FEATURES, 0x86000001; ask WRITE, 0x20000, 1; ask READ, 0x30000, 2
        ask WRITE_BYTE, 10"
    assert_success
    assert_in_order "VmExit Reason: VMMCALL: VERSION()" "VmExit Reason: VMMCALL: FEATURES(0x86000001)" \
        "VmExit Reason: VMMCALL: CONSOLE_WRITE(0x20000, 0x1)" \
        "VmExit Reason: VMMCALL: CONSOLE_READ(0x30000, 0x2)" \
        "VmExit Reason: VMMCALL: CONSOLE_WRITE_BYTE(0xa)" "VmExit Reason: VMMCALL: SYSTEM_OFF()"
}

@test "vmmcall: the console writes what lies in the guest's memory, and nothing else" {
    asks --guest-mem 16M <<'END'
        mov ebx, offset text; add ebx, 0x10000; mov ecx, 6; mov eax, WRITE; vmmcall; want 6
        ask WRITE, 0x10000, 0;          want 0
        ask WRITE, 0, 1;                want 1
        ask WRITE, 0xffffff, 1;         want 1
        ask WRITE, 0xffffff, 2;         want -3
        ask WRITE, 0x1000000, 1;        want -3
        ask WRITE, 0xfff001, -1;        want -3
        ask WRITE, 0xfff000, -1;        want 4096
        ask WRITE, 0xfffffffc, 8;       want -3
        ask WRITE, -1, 1;               want -3
        ask WRITE, -1, 2;               want -3
        ask WRITE, 0xfee00000, 4;       want -3
        ask WRITE, 0x7000000, 16;       want -3
        ask WRITE_BYTE, 0x14f;          want 0
        ask WRITE_BYTE, 0x4b;           want 0
        ask WRITE_BYTE, 10;             want 0
        jmp 1f
text:   .ascii "hello\n"
1:
END
    assert_success
    assert_line "[guest] hello"
    assert_line --regexp 'OK$'
}

@test "vmmcall: the console reads into the guest's memory, and nowhere else" {
    cd "$BATS_TEST_TMPDIR"
    flat_guest x86_64 reader <<'END'
1:      mov eax, 0x86000002; mov ebx, 0x300000 - 1; mov ecx, 3; vmmcall
        cmp eax, 0; jl wrong; je 1b
        cmp eax, 1; jne wrong
        mov eax, 0x86000002; mov ebx, 0x1000000; mov ecx, 1; vmmcall
        cmp eax, -3; jne wrong
        mov eax, 0x86000002; mov ebx, 0xffffff; mov ecx, 2; vmmcall
        cmp eax, -3; jne wrong
        mov eax, 0x86000002; mov ebx, 0xffffffff; mov ecx, 2; vmmcall
        cmp eax, -3; jne wrong
        mov eax, 0x86000001; mov ebx, 0x300000 - 1; mov ecx, 1; vmmcall
2:      mov eax, 0x86000002; mov ebx, 0x18000; mov ecx, -1; vmmcall
        cmp eax, 0; jl wrong; je 2b
        cmp byte ptr [0x8000], 'r'; jne wrong
        mov eax, 0x84000008; vmmcall
wrong:  out 0x80, al
END
    run "$top/tests/terminal.py" "paddr: " q "[guest] q" r -- "$top/run.sh" step 5 x86_64 --guest ./reader
    assert_success
}

@test "vmmcall: off ends with success, reset does not" {
    asks <<<""
    assert_success
    assert_line "Shutdown vm normally!"
    asks <<<"ask 0x84000009"
    assert_failure 1
    assert_line "VmExit Reason: VMMCALL: SYSTEM_RESET()"
    assert_line "The guest asks for a reset; that ends the run."
    refute_line "Hypervisor ok!"
}

# The same numbers in the other mode, where a guest has paging too.
@test "vmmcall: addresses are guest-physical, whatever the guest's own paging says" {
    protected_guest <<'END'
        mov edi, 0x200000; mov eax, 0x83; mov ecx, 1024 # 4 MiB an entry, one to one
1:      stosd; add eax, 0x400000; loop 1b
        mov dword ptr [0x200004], 0                 # but 0x400000 is not mapped
        mov dword ptr [0x500000], 0x0a4b4f
        mov eax, 0x200000; mov cr3, eax; mov eax, 0x10; mov cr4, eax
        mov eax, cr0; or eax, 0x80000000; mov cr0, eax
        mov eax, 0x86000001; mov ebx, 0x500000; mov ecx, 3; vmmcall
        cmp eax, 3; jne 2f
        mov eax, 0x86000001; mov ebx, 0x1000000; mov ecx, 3; vmmcall
        cmp eax, -3; jne 2f
        mov eax, 0x84000008; vmmcall
2:      out 0x80, al
END
    assert_success
    assert_line --regexp '^\[guest\] OK$'
}
