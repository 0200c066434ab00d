# shellcheck shell=bash disable=SC2034,SC2154
# Several guests (step 10): each --guest begins the options of one more; those before the first are everybody's. Sourced
# by run.sh, whose fail() ends it.

# What one guest has of its own; a variable each.
own_options='guest initrd run strace flash guest_words boot_words'

# What is the hypervisor's, behind whichever --guest it stands.
for_all_guests=' slice scheduler tags lazy-fp fault-block '

# Adds words for the hypervisor to the last guest's, or to everybody's.
add_boot_word() { # NAME WORD
    if [ ${#guest_list[@]} -gt 0 ] && [[ $for_all_guests == *" $1 "* ]]; then
        everybodys_boot_words+="$2 "
    else
        boot_words+="$2 "
    fi
}

# Keeps the variables of the guest whose options end here, and gives the next one everybody's.
begin_guest() {
    local name
    if [ ${#guest_list[@]} -eq 0 ]; then
        for name in $own_options; do
            printf -v "everybodys_$name" %s "${!name}"
        done
    else
        keep_guest
    fi
    for name in initrd run strace flash guest_words; do
        everybodys=everybodys_$name
        printf -v "$name" %s "${!everybodys}"
    done
    boot_words=''
    guest_list[${#guest_list[@]}]=''
}

# Keeps them as NAME_0, NAME_1 and so on.
keep_guest() {
    local name last=$((${#guest_list[@]} - 1))
    for name in $own_options; do
        printf -v "${name}_$last" %s "${!name}"
    done
}

# A walkthrough's guests, if the step names them, with commas between, and the user names none. After a plus is a word for
# the hypervisor about this guest; those of the row words are everybody's.
tour_guests() {
    local name word
    [ -n "${tour:-}" ] && [ ${#guest_list[@]} -eq 0 ] || return 0
    word=$(for_tour words)
    boot_words+=${word:+"$word "}
    for name in $(for_tour guests | tr , ' '); do
        begin_guest
        guest=${name%%+*}
        [ "$guest" = "$name" ] || boot_words+="${name#*+} "
    done
}

# After the last option: the words for the hypervisor are everybody's again. A single guest's are too.
end_guests() {
    [ ${#guest_list[@]} -gt 0 ] || return 0
    keep_guest
    [ ${#guest_list[@]} -gt 1 ] && boot_words=$everybodys_boot_words || boot_words=$everybodys_boot_words$boot_words
}

# Takes a file for the disk, and sets the variable that is named like its option to its name there.
take_file() { # OPTION NUMBER
    local name=${1#--} file place
    case ${!name} in
    */*)
        file=$(absolute "${!name}") && check_file "$1" "$file"
        [ -f "$file" ] || fail 1 "$1 $file: not a regular file"
        place=$own/$(disk_name "${file##*/}")
        [ ! -e "$place" ] || [ "$file" -ef "$place" ] || place=$own/$2-${place##*/}
        [ -e "$place" ] || ln -s "$file" "$place" || fail 1 "$own cannot be written"
        made_disk=1
        ;;
    *[!A-Za-z0-9._-]*) fail 2 "$1 ${!name}: a name without spaces, or a path with a /" ;;
    *)
        place=$built/guest/${!name}
        [ -f "$place" ] || fail 1 "$1 ${!name}: the disk has no such file"
        ;;
    esac
    printf -v "$name" %s "${place##*/}"
    [[ " ${files[*]-} " == *" $place "* ]] || files+=("$place")
}

# Sets the options of that guest, chooses its files, and adds its words to $append and $all_words.
choose_one() { # NUMBER
    local name kept
    for name in $own_options; do
        kept=${name}_$1
        printf -v "$name" %s "${!kept}"
    done
    guest=${guest:-$(value_of --guest)}
    boot_words+=$everybodys_words # after its own: the first counts
    choose_kernel
    choose_ends
    choose_words
    flash=${flash:-$(value_of --flash)}
    initrd=${initrd:-${linux:+linux}} initrd=${initrd:-$(value_of --initrd)}
    if needs_initrd; then
        make_initrd
        mv "$initrd" "$own/run/initrd-$1" && initrd=$own/run/initrd-$1 || fail 1 "$own cannot be written"
    fi
    for name in --guest --flash --initrd; do
        take_file "$name" "$1"
    done
    append+="guest=/sbin/$guest flash=/sbin/$flash initrd=/sbin/$initrd append=${#guest_words} ${boot_words/"$everybodys_words"/}"
    all_words+=$guest_words
}

# Sets $disk, $guest_words and $append, as choose_guest() does for one guest.
choose_several() {
    local LC_ALL=C n all_words='' made_disk='' words files=() everybodys_words=$boot_words # bytes, not characters
    [ ${#guest_list[@]} -le 8 ] || fail 2 "${#guest_list[@]} guests: there can be 8"
    [ -z "$bare$disk" ] || fail 2 "--bare and --disk are for one guest"
    [ -n "$own" ] || make_own
    append=$everybodys_words
    for ((n = 0; n < ${#guest_list[@]}; n++)); do
        choose_one "$n"
    done
    guest_words=$all_words boot_words=$everybodys_boot_words disk=$built/disk.img
    [ -z "$made_disk" ] || {
        disk=$own/disk.img
        words=$(sh common/host/disk.sh "$disk" "${files[@]}" 2>&1) || fail 1 "${words#"$own/"*: }"
    }
    name_guest
}
