# The walkthrough of step 11, whole, without a person. When which CPU does what is not the same in two runs.
load lib

# bats file_tags=gdb,step:11

# shown STOP: what this stop shows.
shown() {
    sed -n "/── $1 of/,/── $(($1 + 1)) of/p" <<<"$output"
}

# shows STOP PATTERN: a line of it is like that.
shows() {
    shown "$1" | grep -qE "$2" || fail "no line like $2 in this: $(shown "$1")"
}

# value STOP COMMAND: what gdb prints first after the command that matches.
value() {
    shown "$1" | sed -n '/^(gdb) '"$2"'$/{n;s/^\$[0-9]* = //p;}' | head -n 1
}

step_11() { # ARCH
    local more=0 # stops of this architecture alone, after the fifth
    [ "$1" != x86_64 ] || more=1
    run without_cr "$top/run.sh" walkthrough 11 "$1" --timeout 100 </dev/null
    assert_success
    assert_line --partial "── $((14 + more)) of $((14 + more)) ─ "
    assert_line "This was the last stop. \`quit\` ends gdb."
    refute_output --partial Traceback
    # CPU 1 runs on the block that CPU 0 has shown before.
    shows 1 "^  1   1  1\.2 .* out  "
    local block
    block=$(value 1 'p cpus\[1\]' | grep -o '0x[0-9a-f]*')
    [ -n "$block" ] && assert_equal "$(value 3 'p.x (unsigned long).*')" "$block"
    shows 3 "^\* 1   1  1\.2 .* in the hypervisor: cpu_main\(\)$"
    # The CPU that waits has the last ticket, or the one before if the other CPU waits too. It gets the lock when that is served.
    shows 4 "^host +[0-9]+ +[0-9]+  (CPU [01]|-) +CPU [01](, 1)?$"
    local next served
    next=$(value 4 'p lock->next') served=$(value 5 'p .lock->serving')
    [ "$served" = $((next - 1)) ] || [ "$served" = $((next - 2)) ] || fail "ticket $served is served, and $next was the next"
    if [ "$1" = x86_64 ]; then
        shows 6 "= \{0x4500, 0x1000000\}$"
        shows 6 "= \{0x4608, 0x1000000\}$"
        assert_regex "$(value 8 'p.x shares.*cs')" "^0x800, .* base 0x8000$"
        assert_equal "$(value 8 'p.x shares.*rip')" 0x0
    fi
    # The guest's second vCPU is off, ready, and then on a CPU.
    assert_regex "$(shown $((6 + more)) | grep -E "^  1\.1  ")" "  off  .*"$'\n'".*  ready  "
    shows $((6 + more)) "^Value returned is .* = TURNED_ON$"
    assert_equal "$(value $((7 + more)) 'p shares.*on_cpu')" "(struct cpu *) 0x0"
    assert_regex "$(value $((7 + more)) 'p shares.*number')" "^[01]$"
    assert_equal "$(shown $((8 + more)) | grep -cE "^  1\.[01]  runs  .* on CPU [01], which is in the ")" 2
    # The other CPU is asked to flush, is out when cpus_gather() returns, and then has not to flush any more.
    shows $((10 + more)) "^  [01] .*  asked flushes( out)?  " # it may come out while gdb stops this one
    shows $((11 + more)) "^  [01] .*  asked flushes out  "
    shows $((12 + more)) "^\* [01] .*  asked .* in the hypervisor: handle_kick\(\), with guest [123]"
    shows $((12 + more)) '= 0x[0-9a-f]* "kick"$'
    shows $((13 + more)) "^\* [01] .*  (-|asked)  .* in the hypervisor: cpu_flush\(\), with guest [123]" # perhaps asked again
    assert_equal "$(shown $((14 + more)) | grep -cE "^ +(1\.0|1\.1|2|3)  ended  ")" 4
    shows $((14 + more)) "^\[guest 1\] race: of 16777216 additions, [0-9]+ are lost; with atomic ones 0$"
}

# bats test_tags=arch:riscv64
@test "walkthrough 11 riscv64: to its end, with the machine's own numbers" {
    step_11 riscv64
}

# bats test_tags=arch:aarch64
@test "walkthrough 11 aarch64: to its end, with the machine's own numbers" {
    step_11 aarch64
}

# bats test_tags=arch:x86_64
@test "walkthrough 11 x86_64: to its end, with the machine's own numbers" {
    step_11 x86_64
}
