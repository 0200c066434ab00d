#!/bin/sh
# disk.sh IMAGE FILE...: a FAT32 disk with each file as /sbin/NAME, the same bytes from run to run.
# No root is needed: mtools writes into the image file. What cannot be done is one line.
set -eu

image=$1
shift

fail() { # MESSAGE
    echo "$1" >&2
    exit 1
}

# As large as the files and 64 MiB of room, since a FAT32 has 65,525 clusters at the least.
bytes=0
for file; do
    size=$(wc -c <"$file") || fail "$file: cannot be read"
    [ $((size)) -le 4294967295 ] || fail "$file: $((size)) bytes, a file on a FAT32 disk has 4294967295 at most"
    bytes=$((bytes + size))
    shift
    case $file in
    /*) set -- "$@" "$file" ;;
    *) set -- "$@" "$PWD/$file" ;;
    esac
    case $(printf '%s\n' "${file##*/}" | LC_ALL=C tr "[:upper:]" "[:lower:]") in
    con | prn | aux | nul | clock\$ | com[0-9] | lpt[0-9] | con.* | prn.* | aux.* | nul.* | com[0-9].* | lpt[0-9].*)
        fail "$file: a name that FAT keeps for a device: rename it"
        ;;
    esac
done
twice=''
[ $# -eq 1 ] || twice=$(for file; do printf '%s\n' "${file##*/}"; done | LC_ALL=C tr "[:upper:]" "[:lower:]" | sort | uniq -d | head -n 1)
[ -z "$twice" ] || fail "$twice: two files of this name, and FAT does not tell capitals from small letters"
mib=$((bytes / 1048576 + bytes / 134217728 + 64)) # and the two FATs of a large disk

# FAT starts its calendar in 1980. mtools would ask when it is in doubt, and wait for an answer.
# It has a file of settings in HOME, and takes what follows an @@ in the name of an image for an offset.
export SOURCE_DATE_EPOCH=315532800 TZ=UTC MTOOLS_SKIP_CHECK=1 HOME=/nowhere
new=disk.$$
CDPATH='' cd -- "$(dirname -- "$image")" 2>/dev/null || fail "$image: no such folder"
trap 'rm -f "$new"' EXIT
words=$({
    dd if=/dev/zero of="$new" bs=1048576 count=0 seek="$mib" 2>/dev/null &&
        mformat -i "$new" -F -N 00000000 :: &&
        mmd -i "$new" ::/sbin &&
        mcopy -i "$new" "$@" ::/sbin/ &&
        mv -f "$new" "$(basename -- "$image")"
} 2>&1 </dev/null) || fail "$image: no disk can be made: $(echo "${words:-no room for its $mib MiB}" | tail -n 1)"
