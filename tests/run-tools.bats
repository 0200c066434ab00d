# run.sh and the tools that it stands on: what is missing is named with the command that installs it, on the
# system that is there.
load lib

# bats file_tags=run

# A PATH of nothing but what the shell scripts use themselves, and these stubs of package managers. The stubs
# write down what they are asked for.
system_with() { # [MANAGER]
    local tool
    bin=$BATS_TEST_TMPDIR/bin
    rm -rf "$bin" && mkdir "$bin"
    for tool in bash sh env dirname basename readlink sed grep awk cat id uname ls sort tail head cmp mkdir rm cp tr xargs; do
        ln -s "$(command -v $tool)" "$bin/"
    done
    printf '#!/bin/sh\nexit 1\n' >"$bin/fc-list"
    for tool; do
        printf '#!/bin/sh\necho "%s $*" >>%s/asked\n' "$tool" "$BATS_TEST_TMPDIR" >"$bin/$tool"
    done
    # shellcheck disable=SC2016
    printf '#!/bin/sh\nexec "$@"\n' >"$bin/sudo"
    chmod +x "$bin"/*
}

# is_named TOOL COMMAND: a run without that tool says how to get it, and has status 3.
is_named() {
    PATH=$bin run "$bin/bash" "$top/run.sh" step 5 riscv64 </dev/null
    assert_failure 3
    assert_output "run.sh: $1 is missing: $2"
}

@test "tools: what is missing is named with this system's command" {
    local sudo=''
    [ "$(id -u)" = 0 ] || sudo='sudo '
    system_with dnf
    is_named clang "${sudo}dnf install -y clang"
    system_with pacman
    is_named clang "${sudo}pacman -S --needed --noconfirm clang"
    system_with brew
    is_named clang "brew install llvm"
    system_with
    is_named clang "please install clang"
}

@test "tools: setup installs all that is missing at once, with dnf" {
    system_with dnf
    PATH=$bin run "$bin/bash" "$top/run.sh" setup </dev/null
    assert_failure 3 # the stub installs nothing
    run cat "$BATS_TEST_TMPDIR/asked"
    assert_output --regexp "^dnf install -y ShellCheck bats clang clang-tools-extra compiler-rt gdb glibc-devel lld \
llvm make mtools parallel patch python3 qemu-system-aarch64 qemu-system-riscv .*qemu-system-x86( seabios-bin)?$"
}

# What a system has no package of does not keep it from installing the others.
@test "tools: what has no package is named with its page" {
    system_with dnf
    # shellcheck disable=SC2016
    PATH=$bin run "$bin/bash" -c 'cd "$1" && . common/host/tools.sh && lib_dirs=/nowhere && need_tools :bats-file' - "$top"
    assert_failure 3
    assert_output "run.sh: bats-file is missing: from https://github.com/bats-core/bats-file, into /usr/local/lib/bats"
}

@test "tools: setup installs all that is missing at once, with pacman and for the slides" {
    system_with pacman
    PATH=$bin run "$bin/bash" "$top/run.sh" setup --slides </dev/null
    assert_failure
    run cat "$BATS_TEST_TMPDIR/asked"
    assert_output --regexp "^pacman -S --needed --noconfirm bats .*chromium clang compiler-rt gdb glibc lld llvm make \
mtools nodejs npm parallel patch python qemu-system-aarch64 qemu-system-riscv .*qemu-system-x86 .*shellcheck ttf-dejavu$"
}

@test "tools: where no package manager is known, setup and doctor name the programs" {
    system_with
    PATH=$bin run "$bin/bash" "$top/run.sh" setup </dev/null
    assert_failure 3
    assert_output --regexp "^setup: neither apt-get, dnf, pacman nor brew is here; please install: .*clang .*gdb-multiarch .*qemu-system-riscv64"
    PATH=$bin run "$bin/bash" "$top/run.sh" doctor </dev/null
    assert_failure 3
    assert_line --regexp "^  qemu-system-riscv64  missing: please install qemu-system-riscv64 \(emulates RISC-V\)$"
}

# tool_that_says NAME TEXT [COMMAND]: a tool that is found first, and says that of its version. For all else it is COMMAND.
tool_that_says() {
    mkdir -p "$BATS_TEST_TMPDIR/first"
    cat >"$BATS_TEST_TMPDIR/first/$1" <<END
#!/bin/sh
[ "\$1" = --version ] || exec ${3:-false} "\$@"
echo "$2"
echo $1 >>$BATS_TEST_TMPDIR/asked
END
    chmod +x "$BATS_TEST_TMPDIR/first/$1"
}

# will_not_do TOOL SAYS WHAT: with such a tool, in front of the others, a run ends with status 3.
will_not_do() {
    rm -rf "$BATS_TEST_TMPDIR/first"
    tool_that_says "$1" "$2"
    PATH=$BATS_TEST_TMPDIR/first:$PATH run "$top/run.sh" "${run[@]}" </dev/null
    assert_failure 3
    assert_output "run.sh: $1: $3 ($BATS_TEST_TMPDIR/first/$1)"
}

@test "tools: what is too old is named with the version that is needed, before it is used" {
    local run=(step 4 riscv64 --build "$BATS_TEST_TMPDIR/b")
    will_not_do clang "Ubuntu clang version 13.0.1-2ubuntu2" "version 13.0.1 is too old, version 14 or later is needed"
    will_not_do ld.lld "LLD 9.0.0 (compatible with GNU linkers)" "version 9.0.0 is too old, version 14 or later is needed"
    will_not_do python3 "Python 3.8.18" "version 3.8.18 is too old, version 3.9 or later is needed"
    will_not_do qemu-system-riscv64 "QEMU emulator version 7.1.0 (Debian 1:7.1+dfsg-2)" \
        "version 7.1.0 is too old, version 7.2 or later is needed"
    run=(gdb "${run[@]:1}")
    will_not_do gdb-multiarch "GNU gdb (Ubuntu 12.1-0ubuntu1~22.04) 12.1" "version 12.1 is too old, version 13 or later is needed"
    run=(test 4 riscv64)
    will_not_do bats "Bats 1.7.0" "version 1.7.0 is too old, version 1.8 or later is needed"
}

@test "tools: clang and lld of two versions are named" {
    local clang
    clang=$(clang --version | sed -n 's/.*version \([0-9.]*\).*/\1/p')
    local run=(step 1 riscv64 --build "$BATS_TEST_TMPDIR/b")
    will_not_do ld.lld "LLD 99.1.8 (compatible with GNU linkers)" \
        "version 99.1.8 does not go with clang $clang: both need the same number before the point"
}

@test "tools: setup and doctor name what is too old, and QEMU= is no way around" {
    local old=$BATS_TEST_TMPDIR/first/gdb-multiarch problem="version 9.2 is too old, version 13 or later is needed"
    tool_that_says gdb-multiarch "GNU gdb (GDB) 9.2"
    tool_that_says apt-get "" # a test installs nothing
    PATH=$BATS_TEST_TMPDIR/first:$PATH run "$top/run.sh" setup </dev/null
    assert_failure 3
    assert_output "setup: gdb-multiarch: $problem ($old)"
    PATH=$BATS_TEST_TMPDIR/first:$PATH run "$top/run.sh" doctor </dev/null
    assert_failure 3
    assert_line "  gdb-multiarch        9.2       $old: $problem"
    tool_that_says oldqemu "QEMU emulator version 6.2.0" qemu-system-riscv64
    QEMU=$BATS_TEST_TMPDIR/first/oldqemu run "$top/run.sh" step 1 riscv64 </dev/null
    assert_failure 3
    assert_output "run.sh: QEMU=$BATS_TEST_TMPDIR/first/oldqemu: version 6.2.0 is too old, version 7.2 or later is needed"
}

# A tool is asked once; one that has changed is asked again.
@test "tools: a run does not ask for the versions that an earlier one has seen" {
    local run=(step 1 riscv64 --build "$BATS_TEST_TMPDIR/b")
    mkdir "$BATS_TEST_TMPDIR/b"
    tool_that_says clang "$(clang --version | head -n 1)" "$(command -v clang)"
    local i
    for i in 1 2; do
        PATH=$BATS_TEST_TMPDIR/first:$PATH "$top/run.sh" "${run[@]}" </dev/null
    done
    assert_equal "$(wc -l <"$BATS_TEST_TMPDIR/asked")" 2 # for itself, and for ld.lld
    will_not_do clang "clang version 13.0.1" "version 13.0.1 is too old, version 14 or later is needed"
}

# A student whose x86-64 does not compile, and who has no QEMU for it, tests RISC-V.
@test "tools: test N ARCH builds just that step and machine, and needs no more" {
    system_with
    local tool
    for tool in python3 tar tr xargs getconf clang ld.lld llvm-objcopy qemu-system-riscv64 gdb-multiarch parallel patch; do
        ln -sf "$(command -v $tool)" "$bin/"
    done
    printf '#!/bin/sh\necho "$*" >>%s/made\n' "$BATS_TEST_TMPDIR" >"$bin/make"
    printf '#!/bin/sh\necho "$*" >>%s/tested\necho ok 1\n' "$BATS_TEST_TMPDIR" >"$bin/bats"
    chmod +x "$bin/make" "$bin/bats"
    PATH=$bin run "$bin/bash" "$top/run.sh" test 3 rv64 </dev/null
    assert_success
    assert_line "1 passed, 0 failed, 0 skipped"
    assert_equal "$(grep STEP "$BATS_TEST_TMPDIR/made")" "-s -j 4 STEP=3 ARCH=riscv64 all"
    assert_regex "$(cat "$BATS_TEST_TMPDIR/tested")" " --filter-tags step:3,arch:riscv64 tests"
    PATH=$bin run "$bin/bash" "$top/run.sh" test 5 riscv64 </dev/null
    assert_output "run.sh: mcopy is missing: please install mcopy"
    PATH=$bin run "$bin/bash" "$top/run.sh" test 3 x86 </dev/null
    assert_failure 3
    assert_output "run.sh: qemu-system-x86_64 is missing: please install qemu-system-x86_64"
}

@test "tools: the README names the oldest versions as the table has them" {
    local tool name version
    . "$top/common/host/tools.sh"
    for tool in clang:clang ld.lld:lld python3:Python qemu-system-riscv64:QEMU gdb-multiarch:gdb bats:Bats; do
        name=${tool#*:} tool=${tool%:*}
        IFS='|' read -r _ version _ < <(grep "^$tool|" <<<"$tools")
        grep -qE "^The project needs .*\b$name ${version/./\\.}\b" "$top/README.md" || fail "$name $version"
    done
}
