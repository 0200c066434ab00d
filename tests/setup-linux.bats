# setup --linux: what it says and does where it cannot fetch, and what is there once it has.
load lib

# bats file_tags=run

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

@test "setup --linux: its arguments" {
    local words
    for words in --everything "--linux mips" "--linux --linux" "--linux arm x86" --build; do
        # shellcheck disable=SC2086
        ws setup $words
        assert_failure 2
        assert_output "run.sh: usage: ./run.sh setup [--slides] [--book] [--linux [ARCH]] [--build DIR]"
    done
}

@test "setup --linux: a system without apt-get" {
    cp -rs /usr/bin bin
    rm -f bin/apt-get
    PATH=$PWD/bin run "$top/common/host/linux.sh" "$PWD/linux"
    assert_failure 3
    assert_output "setup: this system has no apt-get, which fetches Debian's packages: with a kernel of your own, give --guest FILE --initrd FILE"
}

# stub NAME: a program that is found first; its input is a shell script.
stub() {
    mkdir -p bin
    { echo '#!/bin/sh' && cat; } >"bin/$1"
    chmod +x "bin/$1"
}

# The stub of apt-get notes the suite of each update.
@test "setup --linux: a mirror without the architecture is asked for its newer suites, then one line says so" {
    stub apt-get <<END
case \$1 in
indextargets)
    echo "http://elsewhere/tools/ nodistro main"
    echo "http://mirror/debian/ old main"
    echo "http://mirror/debian/ old-updates main"
    ;;
*) sed 's/.*] //' $PWD/linux/.apt/riscv64/sources.list >>$PWD/asked ;;
esac
END
    stub apt-cache <<<"exit 100"
    PATH=$PWD/bin:$PATH run "$top/common/host/linux.sh" "$PWD/linux" riscv64
    assert_failure 3
    assert_line --index 4 "setup: looking for it in unstable"
    assert_line --index 5 "setup: this system's packages have no Linux kernel for riscv64: with a kernel of your own, give --guest FILE --initrd FILE"
    assert_equal "${#lines[@]}" 6
    assert_equal "$(cat asked)" "$(printf 'http://mirror/debian/ %s main\n' old stable testing unstable)"
}

# A real apt-get, whose configuration names that mirror, and a program that it should run after an update.
@test "setup --linux: what a mirror has not signed is refused, and the system's own programs for an update do not run" {
    command -v apt-get >/dev/null || skip "no apt-get is here"
    mkdir -p debian/dists/old/main/binary-amd64
    echo "Package: linux-image-amd64" >debian/dists/old/main/binary-amd64/Packages
    printf '%s\n' "Origin: x" "Suite: old" "Architectures: amd64" "Components: main" "SHA256:" \
        " $(sha256sum <debian/dists/old/main/binary-amd64/Packages | cut -d' ' -f1) 29 main/binary-amd64/Packages" >debian/dists/old/Release
    echo "deb file:$PWD/debian/ old main" >list
    printf '%s;\n' "Dir::Etc::SourceList \"$PWD/list\"" 'Dir::Etc::SourceParts "/dev/null"' \
        "APT::Update::Post-Invoke { \"touch $PWD/ran\" }" >conf
    APT_CONFIG=$PWD/conf run "$top/common/host/linux.sh" "$PWD/linux" x86_64
    assert_failure 1
    assert_line --partial "is not signed"
    assert_line --index -1 "setup: apt-get update has failed; ./run.sh setup --linux tries again"
    [ ! -e ran ] && [ ! -e linux/x86_64 ]
}

# elf ARCH NAME: what llvm-readelf says of that program.
elf() {
    llvm-readelf -hl "$top/build/linux/$1/$2"
}

# is_there ARCH MACHINE: the kernel of that machine and its programs, one of them position-independent; no other folder.
is_there() {
    need_linux "$1"
    local at=$top/build/linux/$1 name file
    ws setup --linux "$1"
    assert_success
    assert_output --regexp "^setup: Linux for $1 is there: linux-(image|binary)-[^ ]+ [0-9.-]+
setup: nothing is missing.$"
    for name in busybox bash ldconfig; do
        elf "$1" $name >elf
        grep -q "Machine: .*$2" elf
        [[ $(<elf) != *INTERP* ]] || fail "$name: not static"
    done
    grep -q "Type: .*DYN" elf
    assert_equal "$(cut -d' ' -f1 "$at/packages" | tail -n 3 | tr '\n' ' ')" "busybox-static bash-static libc-bin "
    ws doctor
    assert_line --regexp "^  linux $1 +[0-9][^ ]* +build/linux/$1, busybox-static [^ ]+, bash-static [^ ]+, libc-bin [^ ]+$"
}

# bytes_at ARCH OFFSET TEXT: the kernel has that text there.
bytes_at() {
    assert_equal "$(tail -c +$(($2 + 1)) "$top/build/linux/$1/kernel" | head -c ${#3} | tr -d '\0')" "$3"
}

@test "setup --linux: what it has fetched for riscv64" {
    is_there riscv64 RISC-V
    bytes_at riscv64 0x38 $'RSC\x05' # Documentation/arch/riscv/boot-image-header.rst
}

@test "setup --linux: what it has fetched for aarch64" {
    is_there aarch64 AArch64
    bytes_at aarch64 0x38 $'ARM\x64' # Documentation/arch/arm64/booting.rst
}

@test "setup --linux: what it has fetched for x86_64" {
    is_there x86_64 X86-64
    bytes_at x86_64 0x202 HdrS # Documentation/arch/x86/boot.rst
}

# bats test_tags=step:8,arch:riscv64
@test "step 8: --initrd linux brings the distribution's programs, or one line says how to get them" {
    need_linux riscv64
    ws step 8 riscv64 --initrd linux --run 'wc </bin/busybox; wc </bin/bash; wc </bin/ldconfig'
    assert_success
    local name
    for name in busybox bash ldconfig; do
        assert_line --regexp "^\[guest\] .* $(wc -c <"$top/build/linux/riscv64/$name")$"
    done
    mkdir b && ln -s "$top/build/riscv64" b/
    ws step 8 riscv64 --initrd linux --build b
    assert_failure 3
    assert_output "run.sh: Linux for riscv64 is missing: ./run.sh setup --linux riscv64 --build $PWD/b"
}
