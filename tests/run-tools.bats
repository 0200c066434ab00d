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
    for tool in bash sh env dirname basename readlink sed grep awk cat id uname ls sort tail head cmp mkdir rm cp; do
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
llvm make mtools parallel python3 qemu-system-aarch64 qemu-system-riscv .*qemu-system-x86( seabios-bin)?$"
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
mtools nodejs npm parallel python qemu-system-aarch64 qemu-system-riscv .*qemu-system-x86 .*shellcheck ttf-dejavu$"
}

@test "tools: where no package manager is known, setup and doctor name the programs" {
    system_with
    PATH=$bin run "$bin/bash" "$top/run.sh" setup </dev/null
    assert_failure 3
    assert_output --regexp "^setup: neither apt-get, dnf, pacman nor brew is here; please install: .*clang .*gdb-multiarch .*qemu-system-riscv64"
    PATH=$bin run "$bin/bash" "$top/run.sh" doctor </dev/null
    assert_failure 3
    assert_line --regexp "^  qemu-system-riscv64  missing: please install qemu-system-riscv64 \(the RISC-V machine\)$"
}
