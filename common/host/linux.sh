#!/usr/bin/env bash
# linux.sh FOLDER [ARCH]: fetches the distribution's kernel and three of its static programs, for one architecture or
# for all, into FOLDER/ARCH: kernel, busybox, bash, ldconfig, and "packages", their names and versions. The system stays
# as it is: apt-get works in FOLDER/.apt, for each architecture apart. It checks signatures as always.
set -eu
set -o pipefail
into=$1
cd "$(dirname "$0")/../.."
. common/host/architectures.sh

# A file's name here | its package | where it is there: a newer Debian has /usr before it.
programs='
busybox|busybox-static|*/bin/busybox
bash|bash-static|*/bin/bash-static
ldconfig|libc-bin|*/sbin/ldconfig
'

fail() { # STATUS MESSAGE
    echo "setup: $2" >&2
    exit "$1"
}

# Where there are no such packages, a person may have a kernel from elsewhere.
no_packages() { # WHY
    fail 3 "$1: with a kernel of your own, give --guest FILE --initrd FILE"
}

# Prints the mirror of the distribution and its suites, as the machine's own sources name them.
own_sources() { # DISTRIBUTION
    apt-get indextargets --no-release-info --format "\$(SITE)/ \$(RELEASE) \$(COMPONENT)" "Created-By: Packages" |
        awk -v name="/$1/" 'index($1, name) && $2 !~ /-/ && $3 == "main" && !seen[$1 $2]++ { print $1, $2 }'
}

# Prints the mirror and the suites to look into. An old Debian lacks an architecture that a newer one has.
suites() {
    local own suite id
    id=$(sed -n 's/^ID=//p' /etc/os-release)
    own=$(own_sources "$id")
    [ -n "$own" ] || return 0
    echo "$own"
    [ "$id" = debian ] || return 0
    for suite in stable testing unstable; do
        echo "${own%% *} $suite"
    done
}

# Sets $options for an apt-get that works in $apt, and knows packages of one architecture, none of them installed.
# What the system does after each update (#clear) is for its own packages.
make_apt() { # DEBIAN'S NAME
    apt=$into/.apt/$1
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
    : >"$apt/status"
    printf '#clear %s;\n' APT::Update::{Pre-Invoke,Post-Invoke,Post-Invoke-Success} >"$apt/conf"
    options=(-c "$apt/conf" -o Dir::State="$apt" -o Dir::State::Lists="$apt/lists" -o Dir::State::status="$apt/status"
        -o Dir::Cache="$apt/cache" -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o APT::Architecture="$1" -o APT::Architectures::="$1" -o Acquire::Languages=none -o APT::Sandbox::User=)
}

# Prints the first package with a name like that on which one depends; nothing if there is none.
needs() { # PACKAGE NAME
    local names
    names=$(apt-cache "${options[@]}" depends "$1" 2>/dev/null | sed -n "s/.*Depends: \($2\)/\1/p" || true)
    echo "${names%%$'\n'*}"
}

# Sets $suite and $kernel, the kernel's package, in the first suite that has one for this architecture.
find_suite() { # DEBIAN'S NAME
    local site binary keys=/usr/share/keyrings/debian-archive-keyring.gpg
    [ -r "$keys" ] && keys="[signed-by=$keys]" || keys=''
    while read -r site suite; do
        echo "deb $keys $site $suite main" >"$apt/sources.list"
        echo "setup: looking for it in $suite"
        apt-get "${options[@]}" -qq update || fail 1 "apt-get update has failed; ./run.sh setup --linux tries again"
        kernel=$(needs "linux-image-$1" linux-image-)
        [ -n "$kernel" ] || continue
        binary=$(needs "$kernel" linux-binary-) # from Linux 7 on the kernel's file is a package of its own
        kernel=${binary:-$kernel}
        return
    done < <(suites)
    no_packages "this system's packages have no Linux kernel for $1"
}

# Takes one file out of a package.
take() { # NAME PACKAGE PATTERN
    local package=("$2"_*.deb)
    dpkg-deb --fsys-tarfile "${package[0]}" | tar -x -O --wildcards "$3" >"new/$1" && [ -s "new/$1" ] ||
        fail 1 "${package[0]}: has no $3"
    # shellcheck disable=SC2016
    dpkg-deb --show --showformat '${Package} ${Version}\n' "${package[0]}" >>new/packages
}

# x86_64: takes the module that lets the root user access any MSR, for a test. Some kernels have it in another package.
take_msr_module() { # PACKAGE
    local package=("$1"_*.deb)
    dpkg-deb --fsys-tarfile "${package[0]}" | tar -x -O --wildcards '*/msr.ko*' >new/packed 2>/dev/null || true
    [ ! -s new/packed ] || python3 -S -c 'import lzma, sys
data = open("new/packed", "rb").read()
sys.stdout.buffer.write(lzma.decompress(data) if data.startswith(b"\xfd7zXZ") else data)' >new/msr.ko
    rm -f new/packed
}

# A file that apt-get has in full or in part is not fetched again.
fetch() { # ARCH
    local arch=$1 name file package pattern packages suite kernel apt options
    if [ -e "$into/$arch/packages" ]; then
        echo "setup: Linux for $arch is there: $(head -n 1 "$into/$arch/packages")"
        return
    fi
    echo "setup: Linux for $arch: about 100 MB, of which up to 50 MB stay in $into/$arch"
    case $arch in
    aarch64) name=arm64 ;;
    x86_64) name=amd64 ;;
    *) name=$arch ;;
    esac
    make_apt "$name"
    find_suite "$name"
    packages=$(echo "$programs" | awk -F'|' 'NF { print $2 }')
    cd "$apt/cache"
    # shellcheck disable=SC2086
    apt-get "${options[@]}" --print-uris -qq download "$kernel" $packages |
        awk -v suite="$suite" '{ sum += $3 } END { printf "setup: %.0f MB of packages from %s\n", sum / 1e6, suite }'
    # shellcheck disable=SC2086
    apt-get "${options[@]}" download "$kernel" $packages || fail 1 "apt-get download has failed; ./run.sh setup --linux goes on"
    rm -rf new && mkdir new
    take kernel "$kernel" '*/vmlinu[xz]*'
    [ "$arch" != x86_64 ] || take_msr_module "$kernel"
    while IFS='|' read -r file package pattern; do
        [ -z "$file" ] || take "$file" "$package" "$pattern"
    done <<<"$programs"
    mkdir -p "$into/$arch"
    mv new/* "$into/$arch/" # "packages" is the last one
    cd "$into" && rm -rf "$apt"
}

command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null ||
    no_packages "this system has no apt-get, which fetches Debian's packages"
mkdir -p "$into"
for arch in ${2:-riscv64 aarch64 x86_64}; do
    fetch "$arch"
done
