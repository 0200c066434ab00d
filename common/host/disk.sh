#!/bin/sh
# disk.sh IMAGE FILE...: a FAT32 disk with each file as /sbin/NAME, the same bytes from run to run.
# No root is needed: mtools writes into the image file.
set -eu

image=$1
shift
new=$image.$$
trap 'rm -f "$new"' EXIT

# As large as the files and 64 MiB of room, since a FAT32 has 65,525 clusters at the least.
bytes=0
for file; do
    bytes=$((bytes + $(wc -c <"$file")))
done
mib=$((bytes / 1048576 + 64))

# FAT starts its calendar in 1980. mtools would read its settings from files of the user's.
export SOURCE_DATE_EPOCH=315532800 TZ=UTC MTOOLS_SKIP_CHECK=1 MTOOLSRC=/dev/null HOME=/nowhere
dd if=/dev/zero of="$new" bs=1048576 count=0 seek="$mib" 2>/dev/null
mformat -i "$new" -F -N 00000000 ::
mmd -i "$new" ::/sbin
mcopy -i "$new" "$@" ::/sbin/
mv -f "$new" "$image"
