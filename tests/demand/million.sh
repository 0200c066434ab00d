#!/usr/bin/env bash
# million.sh ARCH [ROUNDS]: a guest goes 980 times (or so often) round over more flash than fits: a million faults.
# Prints what came of it, how long it took, and what the machine's memory says. For what takes too long for the suite.
set -eu
cd "$(dirname "$0")/../.."
arch=$1
BATS_TEST_TMPDIR=$(mktemp -d)
trap 'rm -rf "$BATS_TEST_TMPDIR"' EXIT
top=$PWD
. tests/guest_memory.bash
c_guest "$arch" storm "-DROUNDS=${2:-980}"
numbered_flash "$BATS_TEST_TMPDIR/f" $((4 * 1048576 - 8192 + 5))
SECONDS=0
./run.sh step 6 "$arch" --guest "$BATS_TEST_TMPDIR/storm" --flash "$BATS_TEST_TMPDIR/f" --mem 9M --guest-mem 7M \
    --ram "$BATS_TEST_TMPDIR/ram" --timeout 900 </dev/null
echo "$SECONDS s"
tests/demand/state.py "$BATS_TEST_TMPDIR/ram" "build/$arch/06-demand-paging/hypervisor.elf" "$BATS_TEST_TMPDIR/f"
