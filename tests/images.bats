# Files of other kinds given as a guest: each is told what it is. And kernels of the higher half, which are
# linked where they are not loaded.
load lib

# bats file_tags=step:4,step:5

# higher_half ADDRESS OBJECT OUT: linked to run at ADDRESS and to lie in memory at $place, entered behind
# eight bytes that stop it.
higher_half() {
    printf 'ENTRY(entered)\nSECTIONS { . = %s; .text : AT(%s) { *(.text) } }\n' "$1" "$place" >script
    ld.lld -n --build-id=none -T script -o "$3" "$2"
    run llvm-readelf -lh "$3"
    assert_line "Entry point ${1%0}8"
    assert_line --regexp "^ +LOAD +0x[0-9a-f]+ ${1/0x/0x0*} 0x0*${place#0x} "
}

starts_in_the_higher_half() { # ARCH
    machine "$1"
    cd "$BATS_TEST_TMPDIR"
    local code=".globl entered; $die; .balign 8; entered: $shut_down" place
    place=$(at 0x300000)
    case $arch in
    riscv64) echo ".option norelax; $code" >o.s ;;
    aarch64) echo "$code" >o.s ;;
    x86_64)
        protected_object o32 <<<"$code"
        higher_half 0xc0100000 o32.o kernel
        ws step 5 "$arch" --guest ./kernel
        assert_success
        echo ".intel_syntax noprefix; .code32; $code" >o.s
        ;;
    esac
    clang --target="$arch-unknown-none-elf" -c -o o.o o.s
    higher_half 0xffffffff80100000 o.o kernel
    ws step 5 "$arch" --guest ./kernel
    assert_success
    assert_line --regexp "^load: /sbin/kernel: [0-9]+ bytes, ELF, entry ${place%0}8$"
    assert_line "Hypervisor ok!"
}

# bats test_tags=arch:riscv64
@test "images riscv64: a kernel of the higher half starts at its entry" {
    starts_in_the_higher_half riscv64
}

# bats test_tags=arch:aarch64
@test "images aarch64: a kernel of the higher half starts at its entry" {
    starts_in_the_higher_half aarch64
}

# bats test_tags=arch:x86_64
@test "images x86_64: a kernel of the higher half starts at its entry" {
    starts_in_the_higher_half x86_64
}

# loaded_around_4g ENTRY: step 4's loader, with a guest whose memory begins 2 MiB below 4 GiB.
loaded_around_4g() {
    printf 'code' | "$top/tests/make_elf.py" e "$elf_machine" "$1" 0xfffff000:0x2000
    ws step 4 "$arch" --main "$top/tests/self-protection/around_4g.c" --guest ./e
}

# bats test_tags=arch:x86_64
@test "images x86_64: an entry above 4 GiB, where 32-bit mode does not reach, is refused" {
    machine x86_64
    cd "$BATS_TEST_TMPDIR"
    loaded_around_4g 0xffffffff
    assert_success
    loaded_around_4g 0x100000000
    assert_failure 1
    assert_output "load: /sbin/e: its entry 0x100000000 is above 0xffffffff, the last address that it can start at"
    machine aarch64 # which has no such limit
    loaded_around_4g 0x100000000
    assert_success
}

# is_refused FILE LINE: given as a guest.
is_refused() {
    guest_refused "$arch" "load: /sbin/$1: $2" --guest "./$1"
}

# What compilers and linkers make besides a guest.
not_linked_as_a_guest() { # ARCH
    machine "$1"
    cd "$BATS_TEST_TMPDIR"
    local compile="clang --target=$arch-unknown-linux-gnu -nostdlib -ffreestanding"
    echo 'int _start(void) { return 0; }' >main.c
    $compile -fPIC -c -o object.o main.c
    ld.lld -pie --no-dynamic-linker -o pie object.o
    ld.lld -shared -o lib.so object.o
    ld.lld --dynamic-linker /lib/ld.so -o dynamic object.o lib.so
    llvm-ar rc lib.a object.o
    is_refused object.o "an object file: link it, with ld.lld -static"
    is_refused pie "position-independent executable: link it with -no-pie -static"
    is_refused dynamic "a program that needs a dynamic linker: link it with -static"
    is_refused lib.a "an archive (ar): link its objects, with ld.lld -static"
    is_refused main.c "a text file, not machine code: ./run.sh flat assembles a source"
}

# bats test_tags=arch:riscv64
@test "images riscv64: object files, libraries, sources and programs of an operating system" {
    not_linked_as_a_guest riscv64
}

# bats test_tags=arch:aarch64
@test "images aarch64: object files, libraries, sources and programs of an operating system" {
    not_linked_as_a_guest aarch64
}

# bats test_tags=arch:x86_64
@test "images x86_64: object files, libraries, sources and programs of an operating system" {
    not_linked_as_a_guest x86_64
}

# bats test_tags=arch:riscv64
@test "images: compressed files and archives, of those that are here" {
    machine riscv64
    cd "$BATS_TEST_TMPDIR"
    head -c 3000 "$top/build/riscv64/guest/hello" >image
    local packer say
    for packer in gzip:gunzip xz:unxz bzip2:bunzip2 zstd:unzstd lz4:unlz4; do
        say=${packer#*:} packer=${packer%:*}
        command -v "$packer" >/dev/null || continue
        "$packer" -c image >packed
        is_refused packed "a compressed file ($packer): unpack it with $say"
    done
    tar -cf packed image
    is_refused packed "an archive (tar): unpack it with tar -xf"
    python3 -m zipfile -c packed image
    is_refused packed "an archive (zip): unpack it with unzip"
}
