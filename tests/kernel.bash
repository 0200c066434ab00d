# shellcheck shell=bash
# What the tests of guest/kernel share: its runs without a hypervisor, and programs of the tests' own.

# kernel_built ARCH: builds the kernel and its initrd.
kernel_built() {
    make -s -C "$top" ARCH="$1" kernel
}

# program ARCH NAME [START]: compiles tests/kernel/NAME.c into ./NAME; with START, from tests/kernel/ARCH.S.
program() {
    local flags part lib=$top/build/$1/program-parts entry=_start
    local -a objects=("$2.o" "$lib/guest/programs/lib/$1.S.o" "$lib"/guest/programs/lib/*.c.o "$lib"/common/*.c.o)
    flags=$(make -s -C "$top" ARCH="$1" program-flags) || return
    for part in "$2.c" ${3:+"$1.S"}; do # the flags name folders of the project's
        # shellcheck disable=SC2086
        (cd "$top" && clang $flags -iquote tests/kernel -c -o "$PWD/$part.o" "tests/kernel/$part") || return
    done
}
