#!/usr/bin/env bash
# regs.sh ELF QEMU-COMMAND...: runs up to world_enter, lets the guest execute one step, and prints
# QEMU's `info registers`: it asks QEMU, not the hypervisor.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
elf=$1
shift

dir=$(mktemp -d) && cd "$dir" || exit # a socket's path has to be short
python3 -S "$root/common/host/limit.py" 60 "$@" -S -gdb unix:gdb,server=on,wait=off \
    >console 2>&1 </dev/null &
qemu=$!
trap 'kill $qemu 2>/dev/null; wait $qemu 2>/dev/null; rm -rf "$dir"' EXIT

for ((i = 0; i < 100; i++)); do
    [ -S gdb ] && break
    kill -0 $qemu 2>/dev/null || break
    sleep 0.05
done
gdb=$(command -v gdb-multiarch || command -v gdb)
python3 -S "$root/common/host/limit.py" 30 "$gdb" -q -nx -batch -ex 'set osabi none' \
    -ex 'set confirm off' -ex 'set remotetimeout 30' -ex 'target remote ./gdb' -ex 'hbreak world_enter' -ex 'continue' \
    -ex 'stepi' -ex 'echo registers:\n' -ex 'monitor info registers' -ex 'disconnect' \
    "$elf" >gdb.out 2>&1 </dev/null
if ! grep -q '^CPU#' gdb.out; then
    echo "run.sh: the guest was never entered; the console says:" >&2
    cat console >&2
    exit 1
fi
# Newer QEMUs add more than a hundred counters, events and PMP entries, most of them 0.
sed -E -e '1,/^registers:/d' -e '/^\[Inferior/d' -e '/^Ending remote/d' -e '/^ (m?hpm|pmp)[a-z]+[0-9]+ +0+\r?$/d' gdb.out | tr -d '\r' | grep .
