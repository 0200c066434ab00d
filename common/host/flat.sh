#!/usr/bin/env bash
# flat.sh ARCH SRC OUT FOLDER: assembles SRC into the flat image OUT, as the guests of the disk are; what comes
# in between stays in FOLDER. SRC and OUT are named from where the user is, which is the current folder.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
arch=$1 src=$2 out=$3 folder=$4

fail() { # message
    echo "run.sh: $1" >&2
    exit 1
}

check_names() {
    case $src in
    *.s | *.S) ;;
    *.c) fail "$src: C needs a stack before its first line: guest/hello is a guest in C, an ELF" ;;
    *) fail "$src: not a name of assembly: .s, or .S with #include and #define" ;;
    esac
    [ -e "$src" ] || fail "$src: no such file"
    [ -f "$src" ] && [ -r "$src" ] || fail "$src: not a regular file that can be read"
    [ ! -d "$out" ] || fail "$out: a folder, not a file"
    [ ! "$src" -ef "$out" ] || fail "$out: that is the source"
    [ -d "$(dirname -- "$out")" ] || fail "$out: no such folder"
}

# The linker's words, as what they mean here: the first of them, and where.
explain() { # WORDS
    local what=$1 at
    at=$(sed -n 's/^>>> referenced by \([^ ]*:[0-9]*\).*/ (\1)/p' <<<"$what" | head -n 1)
    case $what in
    *"undefined symbol: "*) what="$(sed -n 's/.*undefined symbol: //p' <<<"$what" | head -n 1) is not defined$at" ;;
    *) what="cannot be linked at 0: $(sed -n 's/^ld.lld: error: //p' <<<"$what" | head -n 1)" ;;
    esac
    fail "$src: ${what//$folder\/image.o:/}"
}

check_names
flags=$(make -s -C "$root" ARCH="$arch" guest-flags) || exit 1
case $src in -*) src=./$src ;; esac
# shellcheck disable=SC2086
clang $flags -Wno-unused-command-line-argument -iquote "$root/guest/lib" -I "$(dirname "$src")" -c -o "$folder/image.o" "$src" ||
    fail "$src does not assemble for $arch"
# ld.lld writes the image itself: llvm-objcopy makes the same out of an ELF, but each tool of LLVM takes 20 ms to start.
words=$(ld.lld -static --build-id=none --oformat binary -T "$root/guest/flat.ld" -e 0 -o "$folder/image" "$folder/image.o" 2>&1) ||
    explain "$words"
[ -s "$folder/image" ] || fail "$src: nothing to run in it: no instruction and no data"
words=$(cp "$folder/image" "$out" 2>&1) || fail "$out: cannot be written: ${words##*: }"
