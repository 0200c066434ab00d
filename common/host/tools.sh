# shellcheck shell=bash
# What the project stands on, and what installs it. Sourced by run.sh, doctor.sh and setup.sh.
#
# A line: name | oldest version that will do | Debian packages (the first that exists is taken) | Fedora's | Arch's |
# Homebrew's | what it is for. A name is a command, or, with a colon, something that have_tool() knows how to find.
# A package with a / in it (except for Homebrew) is a page: this system has no package of it.
tools='
clang|14|clang|clang|clang|llvm|compiles the hypervisor and its guests
ld.lld|14|lld|lld|lld|lld|links them
llvm-objcopy|14|llvm|llvm|llvm|llvm|cuts flat images
make||make|make|make|make|builds what has changed
mcopy||mtools|mtools|mtools|mtools|writes the FAT32 disk
python3|3.9|python3|python3|python|python|keeps the time limit
qemu-system-riscv64|7.2|qemu-system-riscv qemu-system-misc|qemu-system-riscv|qemu-system-riscv|qemu|emulates RISC-V
qemu-system-aarch64|7.2|qemu-system-arm|qemu-system-aarch64|qemu-system-aarch64|qemu|emulates AArch64
qemu-system-x86_64|7.2|qemu-system-x86|qemu-system-x86|qemu-system-x86|qemu|emulates x86-64
:seabios||seabios|seabios-bin|seabios|qemu|its firmware
:opensbi||opensbi|qemu-system-riscv-core|qemu-system-riscv-firmware|qemu|the other firmware, for --bios opensbi
gdb-multiarch|13|gdb-multiarch|gdb|gdb|gdb|the debugger
bats|1.8|bats|bats|bats|bats-core|runs the tests
:bats-support||bats-support|https://github.com/bats-core/bats-support|bats-support|bats-core/bats-core/bats-support|helps the tests
:bats-assert||bats-assert|https://github.com/bats-core/bats-assert|bats-assert|bats-core/bats-core/bats-assert|helps the tests
:bats-file||bats-file|https://github.com/bats-core/bats-file|bats-file|bats-core/bats-core/bats-file|helps the tests
parallel||parallel|parallel|parallel|parallel|runs tests side by side
patch||patch|patch|patch|gpatch|makes the wrong answers that the tests grade
:asan||libclang-rt-dev|compiler-rt|compiler-rt|llvm|finds stray accesses in the unit tests
:libc||libc6-dev|glibc-devel|glibc|llvm|what the unit tests run on
clang-format||clang-format|clang-tools-extra|clang|clang-format|keeps the style of C
shellcheck||shellcheck|ShellCheck|shellcheck|shellcheck|finds mistakes in shell scripts
'

# What only the slides need: `setup --slides` installs it.
slide_tools='
node|18|nodejs|nodejs|nodejs|node|runs Marp
npm||npm|nodejs-npm|npm|node|installs Marp
:chromium||chromium|chromium|chromium|chromium|makes the PDF, and tests the slides
:dejavu||fonts-dejavu-core|dejavu-sans-mono-fonts|ttf-dejavu|font-dejavu|the slides in Chromium
'
marp=build/marp/node_modules/@marp-team/marp-cli/marp-cli.js
vitepress=build/vitepress/node_modules # what makes the book: `setup --book` installs it, and the slides' tools

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
    :vitepress) cmp -s slides/book/package-lock.json build/vitepress/installed && ls $vitepress/vitepress/bin/vitepress.js 2>/dev/null ;;
    :asan | :libc)
        local probe=""
        [ "$1" = :asan ] && probe=-fsanitize=address
        # shellcheck disable=SC2086
        echo 'int main(void) { return 0; }' |
            clang $probe -include stdlib.h -x c -o /dev/null - 2>/dev/null &&
            echo "in clang"
        ;;
    gdb-multiarch) command -v gdb-multiarch || { gdb_knows_machines && command -v gdb; } ;;
    *) command -v "$1" ;;
    esac
}

# Where there is no gdb-multiarch, the system's gdb may be one.
gdb_knows_machines() {
    command -v gdb >/dev/null &&
        ! gdb -nx -batch -ex 'set architecture riscv:rv64' -ex 'set architecture aarch64' \
            -ex 'set architecture i386:x86-64' 2>&1 </dev/null | grep -qi 'undefined item'
}

# Prints the system's package manager: the first of those that we know, or none.
package_manager() {
    local manager
    for manager in apt-get dnf pacman brew none; do
        [ $manager = none ] || command -v $manager >/dev/null || continue
        echo $manager
        return
    done
}

# Prints the tool's package here; where we know no package manager, the tool's own name.
package_of() { # TOOL
    local name debian fedora arch brew
    IFS='|' read -r name _ debian fedora arch brew _ < <(grep "^$1|" <<<"$tools$slide_tools")
    case $(package_manager) in
    apt-get) first_known "$debian" ;;
    dnf) echo "$fedora" ;;
    pacman) echo "$arch" ;;
    brew) echo "$brew" ;;
    *) echo "${name#:}" ;;
    esac
}

# Prints the first of these Debian packages that apt knows, or the last one.
first_known() { # "PACKAGE..."
    local package
    for package in $1; do
        apt-cache show "$package" >/dev/null 2>&1 && break
    done
    echo "$package"
}

# Prints the command that installs those packages, or what a person has to do.
install_command() { # PACKAGE...
    local sudo=''
    [ "$(id -u)" = 0 ] || sudo='sudo '
    case $1 in
    https://*) echo "from $*, into /usr/local/lib/bats" && return ;;
    esac
    case $(package_manager) in
    apt-get) echo "${sudo}apt-get install -y --no-install-recommends $*" ;;
    dnf) echo "${sudo}dnf install -y $*" ;;
    pacman) echo "${sudo}pacman -S --needed --noconfirm $*" ;;
    brew) echo "brew install $*" ;;
    *) echo "please install $*" ;;
    esac
}

# Prints the version that a tool says it has; nothing when it says none.
version_of() { # TOOL PLACE
    case $1 in
    :marp) sed -n 's/.*"version"//p' "$(dirname $marp)/package.json" ;;
    :vitepress) sed -n 's/.*"version"//p' "$vitepress/vitepress/package.json" ;;
    :chromium) "$2" --version 2>/dev/null ;;
    :*) ;;
    mcopy) mtools --version 2>/dev/null ;;
    *) "$2" --version 2>/dev/null </dev/null ;;
    esac | grep -o '[0-9][0-9.]*[0-9]' | head -n 1
}

is_older() { # VERSION VERSION
    local a b
    IFS=. read -r -a a <<<"$1"
    IFS=. read -r -a b <<<"$2"
    [ "${a[0]}" -lt "${b[0]}" ] || { [ "${a[0]}" -eq "${b[0]}" ] && [ "${a[1]:-0}" -lt "${b[1]:-0}" ]; }
}

# Prints why the version of a tool will not do; nothing when it will.
version_problem() { # TOOL PLACE
    local version oldest clang
    version=$(version_of "$1" "$2")
    IFS='|' read -r _ oldest _ < <(grep "^$1|" <<<"$tools$slide_tools")
    [ -n "$version" ] || return 0
    if [ -n "$oldest" ] && is_older "$version" "$oldest"; then
        echo "version $version is too old, version $oldest or later is needed"
    elif [ "$1" = ld.lld ] && clang=$(version_of clang clang) && [ "${clang%%.*}" != "${version%%.*}" ]; then
        echo "version $version does not go with clang ${clang:-(missing)}: both need the same number before the point"
    fi
}

# Ends with status 3 when one of these tools is missing, or when its version will not do.
need_tools() { # TOOL...
    local places files tool place problem found=() seen=${build:-build}/.versions
    places=$(for tool; do
        have_tool "$tool" && continue
        echo "run.sh: ${tool#:} is missing: $(install_command "$(package_of "$tool")")" >&2
        exit 3
    done) || exit 3

    # To ask them all takes a tenth of a second, so the files that have been asked are noted in the build folder.
    while read -r place; do
        found+=("$place")
    done <<<"$places"
    files=$(ls -lLd "${found[@]}" 2>/dev/null)
    [ ! "$seen" -nt common/host/tools.sh ] || grep -qvxFf "$seen" <<<"$files" || return 0
    for tool; do
        read -r place
        problem=$(version_problem "$tool" "$place")
        [ -z "$problem" ] || { echo "run.sh: $tool: $problem ($place)" >&2 && exit 3; }
    done <<<"$places"
    [ "$seen" -nt common/host/tools.sh ] || rm -f "$seen"
    [ ! -d "${seen%/*}" ] || [ ! -w "${seen%/*}" ] || echo "$files" 2>/dev/null >>"$seen"
}
