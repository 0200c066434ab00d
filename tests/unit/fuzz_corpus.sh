#!/bin/sh
# fuzz_corpus.sh FOLDER: what the fuzzers start from, FOLDER/fat32/ and FOLDER/load/, made by mtools and by
# the linker, which know nothing of our readers.
set -eu

new=$1.$$
trap 'rm -rf "$new"' EXIT
tests=$(cd "$(dirname "$0")/.." && pwd)
export SOURCE_DATE_EPOCH=315532800 TZ=UTC MTOOLS_SKIP_CHECK=1
mkdir -p "$new/fat32" "$new/load"

# --- Disks: the boot sector, a sector of the FAT, and so many of the data (fuzz_fat32.c) ---

disk() { # makes one to begin with
    rm -f "$new/disk"
    dd if=/dev/zero of="$new/disk" bs=512 count=0 seek=67100 2>/dev/null
    mformat -i "$new/disk" -F -c "$1" -N 00000000 ::
}

file() { # PATH BYTES
    seq 100 9999 | head -c "$2" >"$new/file"
    mcopy -i "$new/disk" "$new/file" "::$1"
}

number() { # OFFSET BYTES: a number in the boot sector
    od -A n -t "u$2" -j "$1" -N "$2" "$new/disk" | tr -d ' '
}

cut_out() { # NAME SECTORS
    fat=$(number 14 2)
    data=$((fat + $(number 16 1) * $(number 36 4)))
    for part in "0 1" "$fat 1" "$data $2"; do
        dd if="$new/disk" bs=512 skip="${part% *}" count="${part#* }" 2>/dev/null
    done >"$new/fat32/$1"
}

disk 1 && file /ONE 1 && mmd -i "$new/disk" ::/sbin && file /sbin/short.txt 700 && cut_out short 5
disk 1 && mmd -i "$new/disk" ::/sbin && file '/sbin/a long name, of three parts.image' 513 && cut_out long 5
disk 1 && mmd -i "$new/disk" ::/a ::/a/b ::/sbin && file /a/b/deep 10 && file /sbin/SHORT.TXT 5 && cut_out deep 7
disk 1 && mmd -i "$new/disk" ::/sbin
for i in 0 1 2 3; do
    file "/sbin/row$i" 512
done
mdel -i "$new/disk" ::/sbin/row0 ::/sbin/row2
printf '\377\377\377\377' | dd of="$new/disk" bs=1 seek=1004 conv=notrunc 2>/dev/null # no hint where to look
file /sbin/pieces 1500 && cut_out pieces 9
disk 1 && file /ONE 1 # in cluster 3, which leads to itself
printf '\003' | dd of="$new/disk" bs=1 seek=$(($(number 14 2) * 512 + 12)) conv=notrunc 2>/dev/null
printf '\0\0\0' | dd of="$new/disk" bs=1 seek=$(($(number 14 2) * 512 + 13)) conv=notrunc 2>/dev/null
cut_out loop 2

# --- Images: flat, ELF64, ELF32, with one segment and with several ---

printf 'code' >"$new/load/flat"
printf 'code' | "$tests/make_elf.py" "$new/load/elf64" 62 0x40001000 0x40001000:0x2000:100
printf 'code' | "$tests/make_elf.py" "$new/load/three" 62 0x40002004 \
    0x40000000:8 0x40002000:0x1000:0x20 0x40012ff0:16:16
folder=$1 && shift
for i in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do # as many as are read at most, and one more
    set -- "$@" "0x4000${i}004:4"
done
printf 'code' | "$tests/make_elf.py" "$new/load/sixteen" 62 0x40000004 "$@"
printf 'code' | "$tests/make_elf.py" "$new/load/seventeen" 62 0x40000004 "$@" 0x40010004:4
printf '.code32; .globl _start; _start: nop; .data; .long 1; .bss; .space 64\n' |
    clang --target=i386-none-elf -x assembler -c -o "$new/file" -
ld.lld --build-id=none -s -z max-page-size=16 --image-base=0x40000000 \
    -Ttext=0x40001000 -o "$new/load/elf32" "$new/file"
rm -rf "$new/file" "$new/disk" "$folder"
mv "$new" "$folder"
