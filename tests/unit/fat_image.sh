#!/bin/sh
# fat_image.sh IMAGE SECTORS: a FAT32 disk with clusters of so many sectors, and beside it, in
# IMAGE.files, what its files should read as. mtools makes it, which knows nothing of our reader.
set -eu

image=$1
per_cluster=$2
new=$image.$$
files=$image.files
trap 'rm -f "$new"' EXIT
export SOURCE_DATE_EPOCH=315532800 TZ=UTC MTOOLS_SKIP_CHECK=1

# content NAME BYTES FIRST: numbers from FIRST on, each on its line
content() {
    seq "$3" 9999999 2>/dev/null | head -c "$2" >"$files/$1"
}

rm -rf "$files"
mkdir -p "$files"
content one 1 1
content short 511 1000
content sector 512 2000
content over 513 3000
content cluster $((per_cluster * 512)) 4000
content behind $((per_cluster * 512 + 1)) 5000
content big 1048576 100000
content pieces $((per_cluster * 512 * 9 + 100)) 600000
content deep 3000 700000
content long 5000 800000
: >"$files/empty"

dd if=/dev/zero of="$new" bs=512 count=0 seek=$((66000 * per_cluster + 1100)) 2>/dev/null
mformat -i "$new" -F -c "$per_cluster" -N 00000000 ::
mmd -i "$new" ::/sbin ::/a ::/a/b ::/a/b/c ::/a/b/c/d ::/a/b/c/d/e ::/a/b/c/d/e/f ::/many
for name in one short sector over cluster behind big empty; do
    mcopy -i "$new" "$files/$name" "::/sbin/$name"
done
mcopy -i "$new" "$files/deep" ::/a/b/c/d/e/f/deep.txt

# Long names: with blanks and dots, of 13 and of 26 characters (a part each), of 255 (the limit).
mcopy -i "$new" "$files/long" '::/sbin/A Long Name.with dots.image'
mcopy -i "$new" "$files/one" ::/sbin/thirteen-char
mcopy -i "$new" "$files/short" ::/sbin/twenty-six-characters-long
mcopy -i "$new" "$files/over" "::/sbin/$(printf '%0255d' 0)"
mcopy -i "$new" "$files/sector" "::/sbin/$(printf '%0248d' 0)"
mcopy -i "$new" "$files/behind" "::/a/$(printf '%0247d' 0)"

# A directory of several clusters, its last file after many others and after deleted ones.
i=0
while [ $i -lt 60 ]; do
    set -- "$@" "::/many/a file with a rather long name, number $i"
    i=$((i + 1))
done
shift 2
mmd -i "$new" "$@"
mrd -i "$new" '::/many/a file with a rather long name, number 7'
mcopy -i "$new" "$files/deep" ::/many/last

# A file in pieces: every other one of a row of files is deleted, and the next one fills the holes,
# once the hint of where to look is gone (FSInfo's 0xffffffff at byte 492: not known).
for i in 0 1 2 3 4 5 6 7 8 9; do
    mcopy -i "$new" "$files/cluster" "::/row$i"
done
mdel -i "$new" ::/row0 ::/row2 ::/row4 ::/row6 ::/row8
printf '\377\377\377\377' | dd of="$new" bs=1 seek=$((512 + 492)) conv=notrunc 2>/dev/null
mcopy -i "$new" "$files/pieces" ::/sbin/pieces
mv -f "$new" "$image"
