# ./run.sh bench: its figures are the same in each run, keep within the limits, and do not grow unnoticed.
# To take new figures for the old ones: ./run.sh bench && cp build/bench.json tests/bench/figures.json
# Those of Linux: ./run.sh bench linux && cp build/bench-linux.json tests/bench/linux.json
load lib

# bats file_tags=run

setup_file() {
    cd "$BATS_FILE_TMPDIR" || return
    local n
    for n in first second; do
        "$top/run.sh" bench --exact >$n.txt 2>&1 </dev/null || { cat $n.txt && return 1; }
        mv "$top/build/bench.json" $n.json
    done
}

# ask EXPRESSION: prints what it is, of the first run's figures f[ARCH][LABEL].
ask() {
    run python3 -c "
import json, sys
f, again = (json.load(open(n + '.json'))['figures'] for n in ('first', 'second'))
print($1)"
    assert_success
}

# limit LABEL RISCV64 AARCH64 X86_64: none of the three is above.
limit() {
    cd "$BATS_FILE_TMPDIR" || return
    ask "[f[m]['$1'] for m in ('riscv64', 'aarch64', 'x86_64')]"
    local figures=("${output//[^0-9 ]/}") i
    read -ra figures <<<"${figures[0]}"
    for i in 0 1 2; do
        [ "${figures[i]}" -le "${@:i+2:1}" ] || fail "$1: $output"
    done
}

@test "bench: a second run gives the same figures" {
    cd "$BATS_FILE_TMPDIR" || return
    ask "len(f) == 3 and all(len(f[m]) > 40 and min(f[m].values()) > 0 for m in f)"
    assert_output True
    # Where the disk is waited for, some rounds of the wait are not counted by QEMU's clock; a clock's tick is in a page fault.
    ask "[(m, l, f[m][l], again[m][l]) for m in f for l in f[m] if abs(f[m][l] - again[m][l]) >
        (f[m][l] // 100 if 'boot' in l or 'load' in l else 'a page fault' in l)]"
    assert_output "[]"
}

@test "bench: the limits" {
    limit "null hypercall" 130 90 82
    limit "a run that yields" 170 120 115
    limit "map 2 MiB blocks, 1024 MiB" 20000 20000 20000
    limit "boot to the guest" 400000 400000 400000
    limit "load 1 MiB: disk requests" 40 40 40
    # Nothing is read twice, and a copy of a megabyte would take 131072 loads, stores, additions, branches.
    limit "load 1 MiB: bytes read" 1100000 1100000 1100000
    limit "load 1 MiB" 200000 200000 200000
    limit "demand fault" 400 400 400
    limit "zero a page" 730 260 540
    limit "flash: a page read" 5000 5000 5000
    limit "flash: a page taken back" 4500 4500 4500
    limit "device read" 250 250 250
    limit "timer tick" 200 200 218 # x86_64: the guest keeps its V_TPR, and a look whether the vCPU is on another CPU, of step 11
    limit "interrupt to the handler" 400 400 400
    limit "kernel: a system call" 200 180 140
    limit "kernel: a page fault" 1120 680 960
    # x86-64's kernel measures its clock for 10 ms: ten million instructions.
    limit "kernel: boot to its first program" 2200000 1700000 13000000
    limit "guest to guest, the scheduler" 60 60 60
    limit "guest to guest, no scheduler" 300 270 130
}

# x86-64 has its floating point at each switch, and stays below the limit of a switch without.
@test "bench: the limits of a switch from guest to guest without floating point, and with eight guests" {
    cd "$BATS_FILE_TMPDIR" || return
    ask "[(m, f[m]['guest to guest, no scheduler, no FP']) for m, most in (('riscv64', 210), ('aarch64', 205))
        if f[m]['guest to guest, no scheduler, no FP'] > most]"
    assert_output "[]"
    ask "[m for m in f if f[m]['guest to guest, eight guests'] > f[m]['guest to guest']]"
    assert_output "[]"
}

# What a guest that is alone on its machine pays for all that the steps after the fifth have added.
@test "bench: where there may be several CPUs, a hypercall costs 24, 24 and 20 instructions more than in step 5 at most" {
    cd "$BATS_FILE_TMPDIR" || return
    ask "[m for m, most in (('riscv64', 24), ('aarch64', 24), ('x86_64', 20))
        if f[m]['null hypercall, step 11'] > f[m]['null hypercall'] + most]"
    assert_output "[]"
}

# In instructions: with the hypervisor as without it, and an exit more if it is reflected.
@test "bench: a system call and a page fault of a program" {
    cd "$BATS_FILE_TMPDIR" || return
    ask "[(m, l) for m in f for l in ('kernel: a system call', 'kernel: a page fault')
        if abs(f[m][l] - f[m][l + ', bare']) > ('a page fault' in l)]"
    assert_output "[]"
    ask "[(m, l, f[m][l]) for m in f for l in f[m] if l.endswith(', reflected')
        and not 100 < f[m][l] - f[m][l.removesuffix(', reflected')] < 200]"
    assert_output "[]"
    ask "[sum(l.endswith(', reflected') for l in f[m]) for m in ('riscv64', 'aarch64', 'x86_64')]"
    assert_output "[2, 0, 1]"
}

@test "bench: loading 16 MiB costs no more in step 6 than in step 5" {
    cd "$BATS_FILE_TMPDIR" || return
    ask "[m for m in f if f[m]['load 16 MiB, step 6'] > f[m]['load 16 MiB, step 5']]"
    assert_output "[]"
}

@test "bench: the parts of a hypercall are all of it, and the guest's clock says the same" {
    cd "$BATS_FILE_TMPDIR" || return
    local arch
    for arch in riscv64 aarch64 x86_64; do
        ask "sum(value for label, value in f['$arch'].items() if label.startswith('null hypercall: '))"
        local parts=$output
        ask "f['$arch']['null hypercall']"
        assert_equal "$parts" "$output"
        ws step 5 $arch --guest nullcall -- -icount shift=0
        local ticks
        ticks=$(sed -n 's/.* 100000 null hypercalls took \([0-9]*\) ticks/\1/p' <<<"$output")
        case $arch in # instructions in a tick of the guest's clock
        riscv64) assert_equal $((ticks * 100 / 100000)) "$parts" ;;
        aarch64) assert_equal $((ticks * 16 / 100000)) "$parts" ;;
        x86_64) assert_equal $((ticks / 100000)) "$parts" ;;
        esac
    done
}

@test "bench: no figure has grown by more than a twentieth since it was kept" {
    run "$top/tests/bench/check_growth.py" "$top/tests/bench/figures.json" "$BATS_FILE_TMPDIR/first.json"
    [ "$status" -ne 2 ] || skip "$output"
    assert_success
}

@test "bench: a figure that has grown is named" {
    local first=$BATS_FILE_TMPDIR/first.json before after
    cd "$BATS_FILE_TMPDIR" || return
    ask "f['riscv64']['null hypercall']"
    before=$output after=$((output * 106 / 100))
    cd "$BATS_TEST_TMPDIR"
    sed "0,/\"null hypercall\": $before/s//\"null hypercall\": $after/" "$first" >grown.json
    run "$top/tests/bench/check_growth.py" "$first" grown.json
    assert_failure 1
    assert_output "riscv64: null hypercall: $before has become $after"
    run "$top/tests/bench/check_growth.py" grown.json "$first"
    assert_success
    sed 's/"clang": "[0-9]*"/"clang": "99"/' "$first" >other.json
    run "$top/tests/bench/check_growth.py" "$first" other.json
    assert_failure 2
    assert_output --regexp "^the figures in the tree are of clang [0-9]+, this is 99$"
}

@test "bench: the chapter and the slides tell the figures that are kept" {
    cd "$top"
    local figures page rows
    while read -r figures page rows; do
        run tests/bench/check_tables.py "tests/bench/$figures.json" "$page"
        assert_success
        assert_output "$rows rows"
    done <<END
figures steps/05-handle-exits/costs.md 17
figures slides/05-handle-exits.md 5
figures steps/06-demand-paging/README.md 4
figures slides/06-demand-paging.md 1
figures steps/07-virtual-devices/README.md 3
figures steps/08-guest-kernel/README.md 7
figures slides/08-guest-kernel.md 6
linux steps/09-boot-linux/README.md 17
linux slides/09-boot-linux.md 5
figures steps/10-two-guests/README.md 5
figures slides/10-two-guests.md 3
figures steps/11-many-cpus/README.md 3
END
    sed 's/"null hypercall": 85/"null hypercall": 86/' tests/bench/figures.json >"$BATS_TEST_TMPDIR/other.json"
    run tests/bench/check_tables.py "$BATS_TEST_TMPDIR/other.json" slides/05-handle-exits.md
    assert_failure 1
    assert_output --partial ": **126**, **85**, **82**: the figures are 126, 86, 82"
}

@test "bench: one machine's figures, and wrong usage" {
    run "$top/run.sh" bench aarch64
    assert_success
    assert_line --index 0 --regexp "^ +aarch64$"
    assert_line --regexp "^two guests on two CPUs, times one +[0-9.]+$"
    run cat "$BATS_FILE_TMPDIR/first.txt"
    assert_line --index 0 --regexp "^ +riscv64 +aarch64 +x86_64$"
    refute_line --partial "times one"
    run "$top/run.sh" bench vax
    assert_failure 2
    assert_output "run.sh: no such architecture: vax (riscv64, aarch64, x86_64)"
    run "$top/run.sh" bench riscv64 aarch64
    assert_failure 2
    assert_output "run.sh: usage: ./run.sh bench [linux | --exact] [ARCH]"
}
