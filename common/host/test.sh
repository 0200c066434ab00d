#!/usr/bin/env bash
# test.sh [N|all] [ARCH|all]: the Bats tests of that step and machine. Ends with one plain line,
# "N passed, N failed, N skipped"; status 1 when one failed, or when there was none.
set -u
cd "$(dirname "$0")/../.." || exit
. common/host/tools.sh

n=${1-all} arch=${2-all}
case $arch in
all | riscv64 | aarch64 | x86_64) ;;
riscv | rv64) arch=riscv64 ;;
arm64 | arm | armv8) arch=aarch64 ;;
amd64 | x86 | x86-64 | x64) arch=x86_64 ;;
*) echo "run.sh: no such machine: $arch" >&2 && exit 2 ;;
esac
filter=()
case $n in
all) ;;
[0-9] | [0-9][0-9])
    ls -d steps/"$(printf %02d $((10#$n)))"-* >/dev/null 2>&1 || { echo "run.sh: no such step: $n" >&2 && exit 2; }
    filter+=(--filter-tags "step:$((10#$n))$([ "$arch" = all ] || echo ",arch:$arch")")
    ;;
*) echo "run.sh: no such step: $n" >&2 && exit 2 ;;
esac
[ "$n" != all ] || [ "$arch" = all ] || filter+=(--filter-tags "arch:$arch")

need_tools clang ld.lld llvm-objcopy make mcopy python3 qemu-system-riscv64 qemu-system-aarch64 qemu-system-x86_64 gdb-multiarch bats \
    :bats-support :bats-assert :bats-file parallel

# Everything is built first, so that tests side by side find it done.
for machine in arch/*/; do
    machine=$(basename "$machine")
    for step in steps/[0-9]*; do
        number=$(basename "$step" | sed 's/^0*\([0-9]*\)-.*/\1/')
        common/host/alone.py make -s -j 4 STEP="$number" ARCH="$machine" all disk || exit 1
    done
done

libraries=()
for dir in $lib_dirs; do
    libraries+=("$dir/bats" "$dir")
done
BATS_LIB_PATH=$(IFS=: && echo "${libraries[*]}")
export BATS_LIB_PATH
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

bats --formatter tap -j "$jobs" ${filter[@]+"${filter[@]}"} tests 2>&1 </dev/null |
    awk '{ print; fflush() }
        /^ok .*# skip/ { skipped++; next }
        /^ok / { passed++ }
        /^not ok / { failed++ }
        END {
            printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
            exit failed > 0 || passed == 0
        }'
status=("${PIPESTATUS[@]}")
[ "${status[0]}" -eq 0 ] && [ "${status[1]}" -eq 0 ]
