# shellcheck shell=bash disable=SC2034,SC2154
# A kernel from elsewhere as the guest, its words, and a kernel's first files. Sourced by run.sh, whose fail() ends it.

# Prints what a file fetched by setup --linux is called here.
fetched() { # NAME
    local into=''
    [ "$build" = "$root/build" ] || into=" --build $build"
    [ -e "$build/linux/$arch/packages" ] || fail 3 "Linux for $arch is missing: ./run.sh setup --linux $arch$into"
    echo "$build/linux/$arch/$1"
}

is_gzip() { # FILE
    [ "$(head -c 2 "$1" | od -An -tx1)" = " 1f 8b" ]
}

# Sets $guest to the file of a kernel from elsewhere, and $linux to 1 if it is the fetched one: --guest linux. One that is
# compressed as a whole is unpacked.
choose_kernel() {
    local file
    linux=''
    [ -z "$disk" ] || return 0
    case $guest in
    linux)
        linux=1
        file=$(fetched kernel) || exit
        check_linux_memory "$file"
        ;;
    */*)
        file=$(absolute "$guest")
        [ "$(value_of gzip)" = unpacked ] && [ -f "$file" ] && [ -r "$file" ] || return 0
        is_gzip "$file" || { check_linux_memory "$file" && return; }
        ;;
    *) return 0 ;;
    esac
    [ -n "$own" ] || make_own
    mkdir -p "$own/kernel" && guest=$own/kernel/${guest##*/} || fail 1 "$own cannot be written"
    ! is_gzip "$file" || {
        python3 -S common/host/unpack.py "$file" \
            $((($(kib_of "$(guest_memory)") + 1023) / 1024)) >"$guest" 2>"$own/kernel/problem" ||
            fail 1 "--guest $file: $(tail -n 1 "$own/kernel/problem")"
        check_linux_memory "$guest"
        return 0
    }
    [ "$file" -ef "$guest" ] || ln -s "$file" "$guest" || fail 1 "$own cannot be written"
}

# Prints the guest's memory, as the user gave it. If it is given twice, the hypervisor takes the first.
guest_memory() {
    local size=${boot_words#*guest-mem=}
    echo "${size%% *}"
}

# Refuses the fetched Linux, whatever its file is called here, with less memory than a few kernels were found to need: some
# do not report this, but loop before their console works. (A bzImage says in its header what it needs.)
check_linux_memory() { # FILE
    local least fetched=$build/linux/$arch/kernel
    least=$(value_of "linux-memory-$arch")
    [ -n "$least" ] && [ "$(kib_of "$(guest_memory)")" -lt "$(kib_of "$least")" ] && cmp -s -- "$1" "$fetched" || return 0
    fail 1 "--guest-mem $(guest_memory): too little for Linux, which needs $least"
}

# A command is run once, so with --run a reset ends the run. Linux with our words, and our own kernel, ask for a warm reset
# when they have failed. A reset of any other kernel is a reboot.
choose_ends() {
    takes --no-reboot || return 0
    [ -z "$run" ] || boot_words+="no-reboot "
    [[ -n $disk || " $guest_words" == *" reboot="* || ( -z $linux && $guest == */* ) ]] || boot_words+="failure-is-warm "
}

in_terminal() {
    [ -t 0 ] && [ -t 1 ]
}

# Sets $guest_words to what the guest's kernel is told. Linux passes a word that it does not know to its first process.
choose_words() {
    local row words=''
    if [ -z "$linux" ]; then
        [ -n "$run$guest_words${for_gdb-}" ] || ! in_terminal || guest_words=$(value_of in-a-terminal)
        [ -z "$strace" ] || guest_words="strace${guest_words:+ $guest_words}"
        return
    fi
    takes --append || return 0
    ! find_option linux-words "$rows" || words="${row[*]:1} "
    ! find_option "linux-words-$arch" "$rows" || words+="${row[*]:1} "
    ! takes --verbose-boot || [ -n "$verbose_boot" ] || words+="quiet "
    words+=$guest_words
    [ -n "${for_gdb-}" ] || ! in_terminal || words+=" $(value_of in-a-terminal)"
    guest_words=${words% }
}

# --- The first files ---

# Prints where the initrd is: a file of ours, or any.
initrd_file() {
    local file=$built/guest/$initrd
    case $initrd in
    */*) file=$(absolute "$initrd") ;;
    esac
    check_file --initrd "$file"
    echo "$file"
}

# Whether the initrd has to be made for this run.
needs_initrd() {
    [ -n "$run" ] || { [ "$initrd" = linux ] && [ -z "$disk" ]; }
}

# Sets $initrd to one that is made for this run: that of --initrd, or what "linux" means for this guest, and for --run the
# command line, in the file /run. A kernel reads one archive after the other.
make_initrd() {
    local program first='' files=()
    [ -z "$disk" ] || fail 2 "--run: with --disk there is no initrd to put the command into"
    case $initrd,$guest in
    linux,kernel)
        first=$built/guest/initrd
        for program in busybox bash ldconfig; do
            files+=("bin/$program=$(fetched "$program")") || exit
        done
        ;;
    linux,*) files=(init=guest/linux/init "bin/busybox=$(fetched busybox)") || exit ;;
    *) first=$(initrd_file) || exit ;;
    esac
    [ -n "$own" ] || make_own
    [ -z "$run" ] || files+=("run=$own/run/run")
    mkdir -p "$own/run" && printf %s "$run" >"$own/run/run" && python3 -S guest/initrd.py "$own/run/more" "${files[@]}" &&
        cat ${first:+"$first"} "$own/run/more" >"$own/run/initrd" || fail 1 "$own cannot be written"
    initrd=$own/run/initrd
}
