# shellcheck shell=bash
# What the tests of guest/kernel share: its runs without a hypervisor, and programs of the tests' own.

# program ARCH NAME: compiles tests/kernel/NAME.c, with tests/kernel/ARCH.S, into the program ./NAME.
program() {
    local flags part parts=$top/build/$1/program-parts out=$PWD/$2 entry=_start
    flags=$(make -s -C "$top" ARCH="$1" program-flags) || return
    for part in "$2.c" "$1.S"; do # the flags name folders of the project's
        # shellcheck disable=SC2086
        (cd "$top" && clang $flags -iquote tests/kernel -c -o "$out.$part.o" "tests/kernel/$part") || return
    done
    [[ $2 != leak ]] || entry=_begin
    ld.lld -z max-page-size=4096 -static --build-id=none --image-base=0x400000 -e $entry -o "$out" "$out.$2.c.o" \
        --start-lib "$out.$1.S.o" "$parts"/guest/programs/lib/*.o "$parts"/common/*.o --end-lib
}

# bare ARCH [QEMU ARGS]: the kernel with ./initrd and no hypervisor, run by the command ${by[@]} if there is one; $output is
# what it prints.
bare() {
    local at=$top/build/$1/guest
    local -a qemu
    case $1 in
    riscv64) qemu=(-machine virt -cpu rv64 -nographic -kernel "$at/kernel") ;;
    aarch64) qemu=(-machine "virt,gic-version=3" -cpu cortex-a72 -nographic -kernel "$at/kernel.bin") ;;
    x86_64) qemu=(-machine q35 -cpu "EPYC,check=off" -nodefaults -display none -serial stdio -kernel "$at/kernel") ;;
    esac
    run ${by[@]+"${by[@]}"} timeout --foreground 60 "qemu-system-$1" -m 64M -no-reboot "${qemu[@]}" -initrd initrd "${@:2}"
}

# initrd_with ARCH COMMAND [NAME...]: ./initrd runs the command, and has those programs of the tests' own.
initrd_with() {
    local name at=$top/build/$1/guest
    local -a files=(run=line)
    make -s -C "$top" ARCH="$1" kernel || return
    printf '%s\n' "$2" >line
    for name in "${@:3}"; do
        program "$1" "$name" || return
        files+=("bin/$name=$name")
    done
    "$top/guest/initrd.py" second "${files[@]}" && cat "$at/initrd" second >initrd
}

# whole_lines: what the guest printed, in $output: the lines as it made them. The hypervisor breaks one after 72 columns.
whole_lines() {
    output=$(awk '!sub(/^\[guest\] /, "") { next } { printf "%s%s", $0, length($0) == 72 ? "" : "\n" }' <<<"$output")
    mapfile -t lines <<<"$output"
}

# hosted ARCH [OPTIONS]: the kernel with ./initrd in step 8. $printed is all that was printed; $output is the guest's.
hosted() {
    ws step 8 "$1" --initrd ./initrd "${@:2}"
    printed=$output
    whole_lines
}

# hosted_ok ARCH [OPTIONS]: the same, and it ended well: no panic, and the hypervisor's own counts say that nothing of
# the guest's reached a handler that it should not.
hosted_ok() {
    hosted "$@"
    [ "$status" -eq 0 ] || fail "status $status: $printed"
    [[ $printed == *$'\n'"Hypervisor ok!"$'\n'* ]] || fail "$printed"
    [[ $printed != *panic* ]] || fail "$printed"
}
