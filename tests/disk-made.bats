# The disk that is made for a guest of the user's: whatever the file is called, and what does not fit on it.
load lib

# bats file_tags=step:5,arch:riscv64

@test "disk: a guest's own name never matters" {
    cd "$BATS_TEST_TMPDIR"
    local name # of the kinds that FAT, mtools, the shell or a boot command line could misread
    for name in con LPT9.x ... -x 'x::y' $'ü %s*\n~1' "$(printf '%0255d' 0 | tr 0 .)"; do
        cp "$top/build/riscv64/guest/skernel" "./$name"
        ws step 5 riscv64 --guest "./$name"
        assert_success
        rm "./$name"
    done
}

@test "disk: what does not fit is one line" {
    cd "$BATS_TEST_TMPDIR"
    dd if=/dev/zero of=large bs=1 count=0 seek=4294967296 2>/dev/null
    refused 1 "--guest $PWD/./large: 4294967296 bytes, a file on a FAT32 disk has 4294967295 at most" \
        step 5 riscv64 --guest ./large
    mkdir a b && echo 1 >a/guest && echo 2 >b/Guest && echo 3 >con.c
    run sh "$top/common/host/disk.sh" d.img a/guest b/Guest
    assert_failure 1
    assert_output "guest: two files of this name, and FAT does not tell capitals from small letters"
    run sh "$top/common/host/disk.sh" d.img con.c
    assert_failure 1
    assert_output "con.c: a name that FAT keeps for a device: rename it"
    run bash -c "ulimit -f 10000; trap '' XFSZ; sh '$top/common/host/disk.sh' d.img a/guest"
    assert_failure 1
    assert_output --regexp "^d.img: no disk can be made: .+$"
    run ls
    refute_output --partial d.img
}

# And settings of mtools in the user's home, and what mtools takes for an offset in the image.
@test "disk: a large file fits, whatever mtools is told" {
    mkdir "$BATS_TEST_TMPDIR/a @@512"
    cd "$BATS_TEST_TMPDIR/a @@512"
    echo "mtools_no_vfat=1 nonsense" >.mtoolsrc
    head -c 300000000 /dev/zero >large
    HOME=$PWD run sh "$top/common/host/disk.sh" "$PWD/d.img" large
    assert_success
    assert_output ""
    mcopy -i d.img ::/sbin/large - | cmp - large
}
