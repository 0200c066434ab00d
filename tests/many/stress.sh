#!/usr/bin/env bash
# stress.sh ARCH [SECONDS]: Linux with two CPUs computes checksums for that time (1200 s), beside a guest with two CPUs that does all it
# can against it (hostile.c), on a machine with two CPUs. Ends with status 0 if each sum was right, and Linux was there to the end.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
arch=$1 seconds=${2:-1200}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export BATS_TEST_TMPDIR=$folder
. "$top/tests/guest_memory.bash"
c_guests=many c_guest "$arch" hostile -DCPUS=2 || exit
cd "$folder" || exit
sum=30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58
loop="n=0; end=\$((\$(date +%s) + $seconds)); while
for i in 1 2; do head -c 1048576 /dev/zero | taskset \$i sha256sum | grep -q $sum || echo wrong & done; wait; n=\$((n + 2))
[ \$(date +%s) -lt \$end ]; do :; done
nproc; echo \$n sums"
# The hostile guest's limit is what it may run, and it runs on two CPUs, also while Linux starts.
"$top/run.sh" step 11 "$arch" --cpus 2 --timeout $((seconds * 3 + 60)) --guest linux --vcpus 2 --guest-mem 128M --append cma=0 --run "$loop" \
    --guest ./hostile --vcpus 2 --guest-mem 16M --limit $((seconds * 1000 + 2000)) </dev/null >log 2>&1
status=$?
grep '^\[guest 1\]\|^run.sh\|^panic\|^  ' log | tail -20
grep -c '^--- guest 2 ' log | sed 's/$/ lives of the hostile guest/'
[ "$status" -eq 1 ] || exit 1 # the hostile guest is stopped in the end
grep -q '^\[guest 1\] [1-9][0-9]* sums' log && ! grep -q wrong log && grep -q '^--- guest 1 ends' log
