# shellcheck shell=bash disable=SC2034,SC2154
# QEMU's command line for `run.sh step` and its like: the guest and its disk, the trace, the machine. Sourced
# by run.sh, whose fail() ends it.

# What a file of the user's is called on the disk: nothing that the boot command line or FAT reads otherwise. FAT
# keeps "con" and its like for devices, and drops a dot at the end.
disk_name() { # NAME
    local name=$1
    case $name in
    *[!A-Za-z0-9._-]*) name=$(printf %s "$name" | LC_ALL=C tr -c 'A-Za-z0-9._-' _) ;;
    esac
    name=${name:0:200}
    shopt -s nocasematch
    case $name in
    con | prn | aux | nul | com[0-9] | lpt[0-9] | con.* | prn.* | aux.* | nul.* | com[0-9].* | lpt[0-9].*) name=_$name ;;
    *.) name=${name}_ ;;
    esac
    shopt -u nocasematch
    echo "$name"
}

# Links a file of the user's into $own, and sets the variable that is named like its option to its name on a disk.
own_file() { # OPTION FILE
    local name
    check_file "$1" "$2"
    [ -f "$2" ] || fail 1 "$1 $2: not a regular file"
    name=$(disk_name "${2##*/}")
    [ -n "$own" ] || make_own
    printf -v "${1#--}" %s "$name"
    [ ! "$2" -ef "$own/$name" ] || return 0 # one file for both
    [ ! -e "$own/$name" ] || fail 1 "$1 $2: --guest has a file of that name: rename one of them"
    ln -s "$2" "$own/$name" || fail 1 "$1 $2: $own cannot be written"
    files+=("$own/$name")
}

# Puts a file of ours on the disk that is made for this run, beside the user's: $first.
our_file() { # OPTION NAME
    [ -f "$built/guest/$2" ] || fail 1 "$1 $2: the disk has no such file"
    [ ! -e "$own/$2" ] || fail 1 "$first: the disk has a file of ours of that name: rename yours"
    files+=("$built/guest/$2")
}

# Sets $guest, $flash and $initrd to names on the disk. If one of them is a file of the user's, the disk is made for this run,
# $own/disk.img: of that file, and of ours for the others.
choose_files() {
    local option name words files=() first='' users=''
    ! takes --flash || [ -n "$flash$disk" ] || flash=$(value_of --flash)
    ! takes --initrd || [ -n "$initrd$disk" ] || initrd=${linux:+linux} initrd=${initrd:-$(value_of --initrd)}
    ! needs_initrd || make_initrd
    for option in --guest --flash --initrd; do
        name=${option#--}
        case ${!name} in
        */*)
            [ -z "$disk" ] || fail 2 "$option ${!name}: with --disk it can only be the name of a file on that disk"
            first=${first:-$option $(absolute "${!name}")} users+=" $option"
            own_file "$option" "$(absolute "${!name}")"
            ;;
        *[!A-Za-z0-9._-]*) fail 2 "$option ${!name}: a name without spaces, or a path with a /" ;;
        esac
    done
    [ -n "$first" ] || return 0
    [[ $users == *--guest* ]] || our_file --guest "${guest:-skernel}"
    [[ -z $flash || $users == *--flash* ]] || our_file --flash "$flash"
    [[ -z $initrd || $users == *--initrd* ]] || our_file --initrd "$initrd"
    disk=$own/disk.img
    words=$(sh common/host/disk.sh "$disk" "${files[@]}" 2>&1) || fail 1 "$first: ${words#"$own/"*: }"
}

# Sets $disk, $guest, $flash and $initrd to what was asked for, and $append, the hypervisor's boot command line.
choose_guest() {
    takes --disk || { append=$boot_words && return; }
    [ ${#guest_list[@]} -lt 2 ] || { choose_several && return; }
    [ -z "${tour:-}" ] || guest=${guest:-$(value_of walkthrough)}
    guest=${guest:-$(value_of --guest)}
    choose_kernel
    choose_ends
    append=$boot_words
    choose_words
    flash=${flash:-$(for_tour flash)}
    [ -z "$bare" ] || { choose_bare && return; }
    choose_files
    append="${guest:+guest=/sbin/$guest }${flash:+flash=/sbin/$flash }${initrd:+initrd=/sbin/$initrd }$append"
    disk=${disk:-$built/disk.img}
    [ "$disk" != none ] || return 0
    disk=$(absolute "$disk")
    check_file --disk "$disk"
    name_guest
}

# For gdb: the file that the guest's symbols are in. A disk of the user's may hold another one of that name.
name_guest() {
    export GUEST=$own/$guest
    [ -e "$GUEST" ] || GUEST=$built/guest/$guest
    case $disk in
    "$built/disk.img" | "$own/disk.img") ;;
    *) GUEST=none ;;
    esac
}

# For --bare: the kernel's own file, and $initrd is a path.
choose_bare() {
    initrd=${initrd:-${linux:+linux}} initrd=${initrd:-$(value_of --initrd)}
    ! needs_initrd || make_initrd
    initrd=$(initrd_file) || exit
}

# Empties the file that an option names, if it names one: what is written after the run can be written.
make_file() { # OPTION FILE
    [ -z "$2" ] || [ -n "$dry_run" ] || (cd "$caller" && [ ! -p "$2" ] && : >"$2") 2>/dev/null || fail 1 "$1 $2: cannot be written"
}

# Runs a command on each file of --dump-tree: several guests have one each.
for_trees() { # COMMAND ARGS...
    local n
    [ ${#guest_list[@]} -gt 1 ] || { "$@" "$dump_tree" && return; }
    for ((n = 1; n <= ${#guest_list[@]}; n++)); do
        "$@" "${dump_tree:+$dump_tree.$n}"
    done
}

# For --trace, --summary, --memory-map and --dump-tree: a file of the machine's memory. For the first two also a ring of up to a
# million exits in a quarter of it, and a clock that counts instructions.
prepare_trace() {
    [ -n "$trace$summary$memory_map$dump_tree" ] || return 0
    [ -n "$ram$own" ] || make_own
    ram=${ram:-$own/ram}
    make_file --trace "$trace"
    for_trees make_file --dump-tree
    make_file --memory-map "$memory_map"
    [ -n "$trace$summary" ] || return 0
    local ring=1048576 guests=${#guest_list[@]}
    while [ $((ring * (guests > 1 ? guests : 1) / 4)) -gt "$(kib_of "$mem")" ]; do
        ring=$((ring / 2)) # of 64 bytes each, for each guest
    done
    append="ring=$ring $append" # everybody's
    [ -n "$recording" ] || more=(-icount shift=0 ${more[@]+"${more[@]}"})
}

# Removes a file into which nothing was written. Only a regular file: root could remove /dev/full.
drop_empty() { # FILE
    [ ! -f "$1" ] || [ -s "$1" ] || rm -f -- "$1"
}

# Of a picture: with several guests, each has a lane that names it.
title() {
    [ ${#guest_list[@]} -gt 1 ] && echo "step $n on $arch" || echo "step $n on $arch${guest:+, $guest}"
}

# What the run has left in the machine's memory. (Python with -S: nothing of what a user has installed starts with it.)
show_trace() {
    [ -n "$trace$summary" ] || return 0
    python3 -S "$root/common/host/trace.py" "$ram" "$image" "$(title)" \
        ${summary:+--summary} ${trace:+"--trace=$trace"} && return
    [ -z "$trace" ] || drop_empty "$trace"
    return 1
}

show_memory_map() {
    [ -n "$memory_map" ] || return 0
    python3 -S "$root/common/host/memory_map.py" "$ram" "$image" "$(title)" "$memory_map" && return
    drop_empty "$memory_map"
    return 1
}

show_tree() {
    [ -n "$dump_tree" ] || return 0
    python3 -S "$root/common/host/told.py" "$ram" "$image" "$dump_tree" && return
    for_trees drop_empty
    return 1
}

# QEMU 7.2 overwrites other things with what is longer, on x86_64.
check_append() {
    local LC_ALL=C # bytes, not characters
    [ ${#append} -le 4095 ] ||
        fail 1 "the boot command line would have ${#append} bytes, and 4095 are possible: ${#guest_words} are --append's"
}

# Sets $command to QEMU's command line.
make_command() {
    local drive=worldswitch serial=mon:stdio
    [ -z "$bios" ] || firmware=${firmware:-default}
    case $recording in # QEMU's own keys cannot be recorded
    record) drive=recorded serial=stdio ;;
    replay) drive=recorded serial=file:$own/console ;;
    esac
    # shellcheck source=arch/riscv64/qemu.sh
    . "arch/$arch/qemu.sh"
    [ -z "$bare" ] || { make_bare_command && return; }
    command=("$qemu" "${machine[@]}" -cpu "${cpu:-$cpu_model}${cpu_extra:-}" -m "$mem" -nodefaults
        -display none -serial "$serial" -kernel "$image")
    ! takes --cpus || command+=(-smp "$cpus")
    append=${append% }${guest_words:+ -- $guest_words}
    check_append
    [ -z "$append" ] || command+=(-append "${append# }")
    if takes --disk && [ "$disk" != none ]; then
        command+=(-drive "if=none,id=worldswitch,format=raw,readonly=on,file=${disk//,/,,}"
            -device "$disk_device,drive=$drive,serial=worldswitch")
    fi
    [ -z "$recording" ] || add_recording
    if [ -n "$ram" ]; then
        ram=$(absolute "$ram")
        [ ! -e "$ram" ] || [ -f "$ram" ] || fail 1 "--ram $ram: not a regular file"
        [ -n "$dry_run" ] || { rm -f "$ram" && : >"$ram"; } 2>/dev/null || fail 1 "--ram $ram: cannot be written"
        command+=(-object "memory-backend-file,id=ram,size=$mem,mem-path=${ram//,/,,},share=on"
            -machine "memory-backend=ram")
    fi
    [ ${#more[@]} -eq 0 ] || command+=("${more[@]}")
}

# The guest's kernel in QEMU's own machine, with no hypervisor and no disk. It asks for a reset when it has failed.
make_bare_command() {
    image=$built/guest/kernel success=0 failure=1
    [ -n "$linux" ] || guest=$built/guest/$bare_image
    command=("$qemu" "${bare_machine[@]}" -cpu "${cpu:-$bare_cpu}" -m "$mem" -nodefaults -display none -serial mon:stdio
        -kernel "$guest" -initrd "$initrd")
    [ -z "$guest_words" ] || command+=(-append "$guest_words")
    command+=(${more[@]+"${more[@]}"} -action reboot=shutdown)
}

# QEMU's docs/system/replay.rst: the clock counts instructions, and what the disk answers is in the log. In a replay the
# snapshots lie on a disk that no machine has. What $recorded turns off (in the architecture's qemu.sh) works in two
# threads, each of which can wait for the other when a replay loads a snapshot.
add_recording() {
    command+=(-icount "shift=0,rr=$recording,rrfile=${own//,/,,}/log" "${recorded[@]}")
    [[ " ${command[*]} " != *",drive=recorded,"* ]] ||
        command+=(-drive "driver=blkreplay,if=none,image=worldswitch,id=recorded,readonly=on")
    case $recording in
    record) command+=(-S) ;;
    replay) command+=(-drive "if=none,id=snapshots,file=${own//,/,,}/snapshots") ;;
    esac
}

# The QEMU that $command begins with: QEMU= names another one, which has to say that it is for this machine.
choose_qemu() {
    [ -n "${QEMU:-}" ] || { need_tools "$qemu" && return; }
    local answer problem
    [[ $QEMU != */* ]] || QEMU=$(absolute "$QEMU")
    command -v "$QEMU" >/dev/null || fail 3 "$QEMU is missing: QEMU= names it"
    answer=$(printf '{"execute": "%s"}\n' qmp_capabilities query-target quit |
        python3 -S common/host/limit.py 10 "$QEMU" -machine none -nodefaults -display none -qmp stdio 2>/dev/null)
    answer=$(sed -n 's/.*"arch": "\([^"]*\)".*/\1/p' <<<"$answer")
    [ -n "$answer" ] || fail 3 "QEMU=$QEMU does not answer as QEMU does"
    [ "$answer" = "$arch" ] || fail 2 "QEMU=$QEMU is for $answer, and this run needs one for $arch"
    problem=$(version_problem "$qemu" "$QEMU")
    [ -z "$problem" ] || fail 3 "QEMU=$QEMU: $problem"
    echo "run.sh: QEMU=$QEMU is used" >&2
    command[0]=$QEMU
}
