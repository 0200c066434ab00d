# shellcheck shell=bash disable=SC2034,SC2154
# What the hypervisor costs: in instructions, or Linux's CPU time. Sourced by run.sh, whose fail() ends it.

bench() { # [linux | --exact] [ARCH]
    local what=bench exact='' measured="riscv64 aarch64 x86_64"
    case ${1-} in
    linux) what=bench_linux && shift ;;
    --exact) exact=--exact && shift ;; # only what is the same in each run
    esac
    [ $# -le 1 ] || fail 2 "usage: ./run.sh bench [linux | --exact] [ARCH]"
    [ $# -eq 0 ] || { set_arch "$1" && measured=$arch; }
    need_tools clang ld.lld llvm-objcopy make mcopy python3
    [ $what != bench ] || need_tools gdb-multiarch
    for arch in $measured; do
        need_tools "qemu-system-$arch"
        [ $what = bench ] || build=$root/build fetched kernel >/dev/null || exit
    done
    # shellcheck disable=SC2086
    python3 common/host/$what.py $exact $measured
}
