# gdb by the names of a Linux that has no symbols: the kernel itself tells where its functions are.
load lib

# bats file_tags=gdb

# bats test_tags=step:9,arch:aarch64
@test "gdb aarch64: a stop in a function of Linux, by the address that /proc/kallsyms gives" {
    need_linux aarch64
    ws step 9 aarch64 --run "grep ' do_sys_openat2\$' /proc/kallsyms"
    assert_success
    local address
    address=$(sed -n 's/^\[guest\] \(ffff[0-9a-f]*\) t do_sys_openat2$/0x\1/p' <<<"$output")
    debug 9 aarch64 <<END
guest-break $address
continue
echo name\n
guest-x /s \$x1
echo .\ncode\n
guest-x /2i
echo .\nmap\n
stage2-map
echo .\nexits\n
exits 1000
echo .\n
END
    assert_success
    between name | grep -qE "^0x[0-9a-f]+:.\"/init\"$" # the first file that a program of this boot opens
    between code | grep -q "^   $address:.[a-z]"
    between map | grep -q "^  GPA 0040000000\.\..*  rwx  "
    [ "$(between map | wc -l)" -le 21 ] # with blocks of 2 MiB all of it fits on a screen
    [ "$(between exits | grep -c "^  *[0-9]*  [a-z ]*: ")" = "$(between exits | sed -n '1{s/.* the last \([0-9]*\):.*/\1/;s/ exits so far.*//;p;}')" ] # or what the ring has
}
