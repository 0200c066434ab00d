# guest-memory, and stage2-map of a guest that has its memory in many pieces: what gdb's commands say of memory on
# demand.
load lib

# bats file_tags=gdb

# What has been given is what the hypervisor counts, and what stage2-map shows one by one.
many_pieces() { # ARCH
    machine "$1"
    debug 6 "$1" --guest pages --guest-mem 36M <<END
break print_memory
continue
echo regions\n
guest-memory
echo .\n
echo map\n
stage2-map
echo .\n
echo all\n
stage2-map $base 0x2400000
echo .\n
echo few\n
stage2-map $(at 0x800000) 0x10000
echo .\n
exits 20
continue
END
    assert_success
    local promised given pages on_screen first last
    read -r promised given < <(sed -n 's/^memory: \([0-9]*\) KiB promised, \([0-9]*\) KiB given.*/\1 \2/p' <<<"$output")
    assert_equal "$promised" $(((36 << 10) + 64))
    pages=$((given / 4))
    between regions | grep -qxE "  RAM +GPA [0-9a-f]+\.\.[0-9a-f]+  36 MiB promised, ([0-9]+ [KM]iB) given: $pages of 9216 pages"
    between regions | grep -qxE "  flash +GPA [0-9a-f]+\.\.[0-9a-f]+  64 KiB promised, 0 B given: 0 of 16 pages"
    # On one screen, with the first and the last range as they are in the whole list.
    on_screen=$(between map | wc -l)
    [ "$on_screen" -le 22 ] || fail "$on_screen lines"
    between map | grep -qxE "  rwx  [0-9]+ ranges, .*: $pages pages of 4 KiB"
    between map | grep -qxE '  `stage2-map 0x[0-9a-f]+ 0x[0-9a-f]+` shows each of them\.'
    first=$(between map | sed -n 's/^    first //p') last=$(between map | sed -n 's/^    last  //p')
    assert_equal "$(between all | sed -n '2s/^  //p')" "$first"
    assert_equal "$(between all | sed -n '$s/^  //p')" "$last"
    assert_equal "$(between map | sed -n 's/^  rwx  \([0-9]*\) ranges.*/\1/p')" "$(($(between all | wc -l) - 1))"
    assert_equal "$(between all | awk '/KiB$/ { kib += $(NF - 1) } END { print kib }')" "$given"
    between few | grep -q "  GPA " && [ "$(between few | wc -l)" -le 17 ]
    assert_line --regexp "^ +[0-9]+  demand fault: .*, pc 0x[0-9a-f]+, GPA 0x[0-9a-f]+$"
}

# bats test_tags=step:6,arch:riscv64
@test "gdb riscv64: memory in many pieces: what was given, and all of it on one screen" {
    many_pieces riscv64
}

# bats test_tags=step:6,arch:aarch64
@test "gdb aarch64: memory in many pieces: what was given, and all of it on one screen" {
    many_pieces aarch64
}

# bats test_tags=step:6,arch:x86_64
@test "gdb x86_64: memory in many pieces: what was given, and all of it on one screen" {
    many_pieces x86_64
}

# bats test_tags=step:6,arch:riscv64
@test "gdb: stage2-map sums up by rights, blocks apart from pages" {
    debug 6 riscv64 --guest pages --guest-mem 512M --fault-block 2M <<'END'
break *give_memory if exit->gpa >= 0x83000000
continue
python import stage2
python for gpa in range(0x80400000, 0x82400000, 0x400000): where, entry = stage2.walk(gpa)[-1][2:]; gdb.execute(f"set {{unsigned long}}{where} = {entry & ~4}")
python for gpa in range(0x80400000, 0x82400000, 0x800000): where, entry = stage2.walk(gpa)[-1][2:]; gdb.execute(f"set {{unsigned long}}{where} = {entry & ~8}")
python stage2.RANGES = 3
echo map\n
stage2-map
echo .\n
END
    between map | grep -qE "^  r--  [0-9]+ ranges, 8 MiB: 4 blocks of 2 MiB$"
    between map | grep -qE "^  r-x  [0-9]+ ranges, 8 MiB: 4 blocks of 2 MiB$"
    between map | grep -qE "^  rwx  [0-9]+ ranges?, [0-9]+ MiB: [0-9]+ blocks of 2 MiB$"
}

# bats test_tags=step:5,arch:riscv64
@test "gdb: guest-memory, where all of it is there from the start, and before there is a list of guests" {
    debug 5 riscv64 <<'END'
world-switches entry
continue
guest-memory
END
    assert_line "  RAM      GPA 0080000000..0080ffffff  16 MiB promised, 16 MiB given: 4096 of 4096 pages"
    debug 4 riscv64 <<<guest-memory
    assert_line "guest-memory: this step has no list of guests: step 5 is the first that has one"
}

# QEMU makes its output non-blocking, and gdb has the same: a reader that waits must not cost gdb's lines.
# bats test_tags=step:6,arch:riscv64
@test "gdb: no line is lost when the reader of many is slow" {
    run python3 - "$top/run.sh" <<'EOF2'
import subprocess, sys, time
gdb = subprocess.Popen([sys.argv[1], "gdb", "6", "riscv64", "--guest", "pages", "--guest-mem", "256M", "--timeout", "60"],
                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
gdb.stdin.write("break print_memory\ncontinue\nstage2-map 0x80000000 0x10000000\necho end\\n\n")
gdb.stdin.close()
next(line for line in gdb.stdout if "root at" in line)
time.sleep(1.5)
lines = [line for line in gdb.stdout if line.startswith("  GPA ") or line == "end\n"]
print(len(lines) > 8000, lines[-1].strip())
EOF2
    assert_output "True end"
}
