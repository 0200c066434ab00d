# shellcheck shell=bash disable=SC2034,SC2154
# Building a step, or a guest of a person's own, into the build folder. Sourced by run.sh, whose fail() ends it.

# Sets $build, the build folder, $make_build, the same in make's words, and $built, its folder for $arch.
set_build() {
    own='' make_build=build
    if [ -n "$build" ]; then
        build=$(absolute "$build") && make_build=$build
    else
        build=$root/build # whose path make need not be able to read
    fi
    case $make_build in
    *[!A-Za-z0-9._/+@~-]*) fail 1 "--build $build: make cannot read a path with spaces or signs in it" ;;
    esac
    built=$build/$arch
}

# Makes a folder of the build folder, and checks that there is room, there and where clang has its own files.
make_folder() { # FOLDER
    local problem place free
    [ -d "$1" ] || problem=$(mkdir -p "$1" 2>&1) || fail 1 "$1: cannot be made: ${problem##*: } (--build DIR takes another folder)"
    [ -w "$1" ] || fail 1 "$1: cannot be written (--build DIR takes another folder)"
    {
        read -r _ # the heading
        for place in "$1" "${TMPDIR:-/tmp}"; do
            read -r _ _ _ free _ || break
            case $free in '' | *[!0-9]*) continue ;; esac
            [ "$free" -ge 20480 ] || fail 1 "$place: the disk is full: $free KiB are free, 20 MiB are needed"
        done
    } < <(df -Pk "$1" "${TMPDIR:-/tmp}" 2>/dev/null)
}

# Removes what a run needs only for itself when the run is over; with --dry-run it stays, for who runs the command.
make_own() {
    own=$built/own/$$
    [ -n "$dry_run" ] || trap 'rm -rf "$own"' EXIT
    make_folder "$own"
}

# Sets $image, and builds it, its firmware, and the disk if the step has one.
build_step() {
    local targets=(all) tools_used=(clang ld.lld llvm-objcopy make python3) name=hypervisor
    if [ -n "$main" ]; then
        main=$(absolute "$main")
        [ -f "$main" ] && [ "${main%.c}" != "$main" ] || fail 1 "--main $main: no such C file"
        main=${main#"$root"/}
        case $main in
        *[!A-Za-z0-9._/+@~-]*) fail 1 "--main $main: make cannot read a path with spaces or signs in it" ;;
        esac
        name=${main%.c} && name=${name//\//-}
    fi
    image=$built/${ubsan:+ubsan/}${folder##*/}/$name.elf
    ! takes --disk || { targets+=(disk) && tools_used+=(mcopy); }
    [ -z "$bare" ] || targets+=(kernel)
    need_tools "${tools_used[@]}"
    make_folder "$built"
    python3 -S common/host/alone.py "$build" make -s -j 4 BUILD="$make_build" STEP="$n" ARCH="$arch" \
        ${main:+MAIN="$main"} ${ubsan:+UBSAN=1} "${targets[@]}" || fail 1 "step $n does not build for $arch"
}

flat() {
    local usage="usage: ./run.sh flat ARCH SRC OUT [--build DIR]" dry_run=''
    build=''
    [ $# -ne 5 ] || { [ "$4" = --build ] && build=$5; } || fail 2 "$usage"
    [ $# -eq 3 ] || [ -n "$build" ] || fail 2 "$usage"
    set_arch "$1"
    set_build
    need_tools clang ld.lld make
    make_own
    cd "$caller" || exit
    bash "$root/common/host/flat.sh" "$arch" "$2" "$3" "$own"
}
