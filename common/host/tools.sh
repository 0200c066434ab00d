# shellcheck shell=bash
# What the project stands on, and what installs it. Sourced by run.sh, doctor.sh and setup.sh.
#
# A line: name, Debian packages (the first that exists is taken), Homebrew package, what it is for.
# A name is a command, or, with a colon, something that have_tool() knows how to find.
tools='
clang|clang|llvm|compiles the hypervisor and its guests
ld.lld|lld|lld|links them
llvm-objcopy|llvm|llvm|cuts flat images
make|make|make|builds what has changed
mcopy|mtools|mtools|writes the FAT32 disk
python3|python3|python|keeps the time limit
qemu-system-riscv64|qemu-system-riscv qemu-system-misc|qemu|the RISC-V machine
qemu-system-aarch64|qemu-system-arm|qemu|the AArch64 machine
qemu-system-x86_64|qemu-system-x86|qemu|the x86-64 machine
:seabios|seabios|qemu|its firmware
:opensbi|opensbi|qemu|the other firmware, for --bios opensbi
gdb-multiarch|gdb-multiarch|gdb|looks into the machine
bats|bats|bats-core|runs the tests
:bats-support|bats-support|bats-core/bats-core/bats-support|helps the tests
:bats-assert|bats-assert|bats-core/bats-core/bats-assert|helps the tests
:bats-file|bats-file|bats-core/bats-core/bats-file|helps the tests
parallel|parallel|parallel|runs tests side by side
:asan|libclang-rt-dev|llvm|finds stray accesses in the unit tests
:libc|libc6-dev|llvm|what the unit tests run on
clang-format|clang-format|clang-format|keeps the style of C
shellcheck|shellcheck|shellcheck|finds mistakes in shell scripts
'

# What only the slides want: `setup --slides` installs it.
# shellcheck disable=SC2034
slide_tools='
node|nodejs|node|runs Marp
npm|npm|node|installs Marp
:chromium|chromium|chromium|makes the PDF, and tests the slides
:dejavu|fonts-dejavu-core|font-dejavu|the slides in Chromium
'
marp=build/marp/node_modules/@marp-team/marp-cli/marp-cli.js

# Where things lie that are not on the PATH. Homebrew keeps its LLVM to itself.
for prefix in /opt/homebrew /usr/local; do
    if [ -x "$prefix/opt/llvm/bin/clang" ]; then
        PATH=$prefix/opt/llvm/bin:$prefix/opt/lld/bin:$PATH
    fi
done
share_dirs="/usr/share /usr/local/share /opt/homebrew/share"
lib_dirs="/usr/lib /usr/local/lib /opt/homebrew/lib"

find_shared() {
    local dir
    for dir in $share_dirs; do
        ls "$dir/$1" 2>/dev/null && return
    done
    return 1
}

# Prints where the tool is, as a person would name it; fails when it is not there.
have_tool() {
    case $1 in
    :opensbi) find_shared qemu/opensbi-riscv64-generic-fw_dynamic.bin ;;
    :seabios) find_shared qemu/bios-256k.bin || find_shared seabios/bios-256k.bin ;;
    :bats-*)
        for dir in $lib_dirs; do
            ls -d "$dir/bats/${1#:}" 2>/dev/null && return
            ls -d "$dir/${1#:}" 2>/dev/null && return
        done
        return 1
        ;;
    :chromium)
        local browser
        for browser in ${CHROME_PATH:+"$CHROME_PATH"} chromium chromium-browser google-chrome \
            "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
            command -v "$browser" && return
        done
        return 1
        ;;
    :dejavu) # a Mac's own fonts have the same widths
        { [ "$(uname)" = Darwin ] || fc-list 2>/dev/null | grep -q 'DejaVuSansMono.ttf'; } && echo "a font"
        ;;
    :marp) cmp -s slides/package-lock.json build/marp/installed && ls $marp 2>/dev/null ;;
    :asan | :libc)
        local probe=""
        [ "$1" = :asan ] && probe=-fsanitize=address
        # shellcheck disable=SC2086
        echo 'int main(void) { return 0; }' |
            clang $probe -include stdlib.h -x c -o /dev/null - 2>/dev/null &&
            echo "in clang"
        ;;
    gdb-multiarch) command -v gdb-multiarch || { [ "$(uname)" = Darwin ] && command -v gdb; } ;;
    *) command -v "$1" ;;
    esac
}

# Prints the package of a line's second and third fields, for this system's package manager.
package_of() {
    if ! command -v apt-get >/dev/null; then
        echo "$2"
        return
    fi
    local package last=
    for package in $1; do
        last=$package
        apt-cache show "$package" >/dev/null 2>&1 && break
    done
    echo "$last"
}

# Prints the command that installs those packages.
install_command() {
    if command -v apt-get >/dev/null; then
        echo "$([ "$(id -u)" = 0 ] || echo 'sudo ')apt-get install -y --no-install-recommends $*"
    else
        echo "brew install $*"
    fi
}

# Ends with status 3 when one of these tools is missing.
need_tools() {
    local tool line rest debian brew
    for tool; do
        have_tool "$tool" >/dev/null && continue
        line=$(echo "$tools" | grep "^$tool|")
        rest=${line#*|}
        debian=${rest%%|*}
        rest=${rest#*|}
        brew=${rest%%|*}
        echo "run.sh: $tool is missing: $(install_command "$(package_of "$debian" "$brew")")" >&2
        exit 3
    done
}
