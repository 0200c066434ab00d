# Recorded runs: gdb goes back, and finds the machine as it was.
load lib

# bats file_tags=gdb

# A guest that stores 0x5a5a at GPA $stored, makes a call, and shuts down.
storing_guest() {
    case $arch in
    riscv64) flat_guest riscv64 g <<<"li t0, $stored; li t1, 0x5a5a; sd t1, (t0); li a7, 0x10; li a6, 0; ecall; li a7, 8; ecall" ;;
    aarch64) flat_guest aarch64 g <<<"ldr x0, =$stored; mov x1, #0x5a5a; str x1, [x0]; ldr w0, =0x84000000; hvc #0; $shut_down; .ltorg" ;;
    x86_64) protected_elf g <<<"mov dword ptr ds:[$stored], 0x5a5a; mov eax, 0x84000000; vmmcall; mov eax, 0x84000008; vmmcall" ;;
    esac
}

# back N ARCH [OPTIONS]: the same, in a recorded run.
back() {
    debug "$1" "$2" --reverse "${@:3}"
    refute_output --partial Traceback
    refute_output --partial "bug:"
}

# there_and_back ARCH: forward to the end, with a look at each switch; then back over the same moments. A command that finds
# nothing stays where it was. At the end the disk is busy just before the guest runs, so a snapshot has to wait for the exit;
# and a snapshot that cannot be loaded is not used. If the disk is busy to the end, the exits are known nevertheless.
there_and_back() {
    machine "$1"
    local out=1 keep='' who='' bad=echo here='python print("here:", replay.now(), machine.register("pc"))'
    [ "$1" != x86_64 ] || { keep='set $vmcb = $rax' who='who-wrote $vmcb+0x70'; } # EXITCODE
    [ "$1" != x86_64 ] || bad='monitor savevm bad' # in the guest, so QEMU cannot load it; elsewhere there is no snapshot bad
    [ "$1" != aarch64 ] || out=3 # its vector has stored two registers when it comes to world_exit
    stored=$(at 0x103000)
    storing_guest
    back 5 "$1" --guest "$BATS_TEST_TMPDIR/g" <<END
source $top/tests/moments.py
python import machine
world-switches on
continue
look entry
stepi
look guest
continue
look exit
continue
look entry2
continue
look exit2
$keep
world-switches off
break report_end
continue
look report
continue
continue
python print("end", replay.now())
reverse-stepi
python print("before", replay.now())
reverse-continue
same report
back-to exit
same exit2
back-to entry
same entry2
timeline
back-to exit
same exit
reverse-stepi $out
python print("world:", world.where())
stepi $out
same exit
world-switches entry
reverse-continue
same entry
stepi
same guest
reverse-stepi
same entry
world-switches off
tbreak main
reverse-continue
info breakpoints
$here
back-to entry
$here
reverse-finish 9
$here
who-wrote &exit_rings
$here
reverse-continue
reverse-stepi
echo .\n
continue
python import stage2; gdb.set_convenience_variable("hpa", stage2.lookup($stored)[0])
who-wrote gpa $stored
changes \$hpa 8
continue
who-wrote &exit_rings
changes &exit_rings 8
continue
who-wrote &blk.used->index 2
changes &blk.used->index 2
continue
$who
who-wrote &exit_rings 0
who-wrote blk.used->index 2
delete
watch *(long *)&exit_rings
reverse-continue
print exit_rings != 0
reverse-stepi
print exit_rings != 0
echo lines\n
delete
tbreak report_end
continue
reverse-next
reverse-step
reverse-finish
echo .\n
continue
back-to exit
back-to exit
back-to entry
python busy, answers = replay.disk_is_busy, iter([True]); replay.LATER = 1
python replay.disk_is_busy = lambda: next(answers, False) or busy(); replay.take_snapshot()
same exit
back-to entry
stepi
python replay.snapshots.append((replay.now(), "bad", machine.arch_past().keep_clock()))
$bad
continue
python replay.go_to(replay.snapshots[-1][0])
same guest
python print("bad ones:", [name for _, name, _ in replay.snapshots].count("bad"))
python import past; past.known_exits.clear(); replay.go_to(replay.snapshots[0][0])
python replay.disk_is_busy, replay.LATER = lambda: True, 1_000_000; past.read_whole()
python print("known:", len(past.known_exits), "at the end:", replay.now() == replay.end)
END
    assert_success
    assert_in_order "entry: world_enter at" "guest: guest at" "exit: world_exit at" "entry2: world_enter at" \
        "exit2: world_exit at" "report: host at" "The recording ends here, after " "The recording ends here: you can only go back." "report: as it was" \
        "exit2: as it was" "entry2: as it was" "exit: as it was" "world: guest" "exit: as it was" "entry: as it was" \
        "guest: as it was" "entry: as it was" "Temporary breakpoint 2, main ()" \
        "here: " "back-to: no entry before this moment" "here: " "reverse-finish: not in a C function of the hypervisor" "here: " \
        "who-wrote: HPA 0x" "here: " "No breakpoint stops before this." \
        "reverse-stepi: this is the start of the recording" "." \
        "HPA 0x" "next: 0x0 to 0x5a5a from guest" "HPA 0x" "next: 0x0 to " "HPA 0x" "next: 0x" \
        "who-wrote: 1 to 4096 bytes" \
        "who-wrote: blk.used->index: a variable, not an address: &blk.used->index is where it lies" "Old value = 0" '$1 = 1' '$2 = 0' \
        "exit: as it was" "guest: as it was" "bad ones: 0" "known: 2 at the end: True"
    assert_line --regexp "^who-wrote: HPA 0x[0-9a-f]+ has had this value since the start of the recording$"
    assert_equal "$(grep -c '^here: ' <<<"$output") $(grep '^here: ' <<<"$output" | sort -u | wc -l)" "4 1"
    assert_equal "$(($(sed -n 's/^end //p' <<<"$output") - $(sed -n 's/^before //p' <<<"$output")))" 1
    assert_output --regexp "was 0x0, then 0x5a5a: stored by the guest, at pc 0x[0-9a-f]+, (sd|str|movl) "
    assert_output --regexp "stored by the hypervisor, in exit_ring_init\(\), steps/05-handle-exits/exits.c:[0-9]+, "
    assert_output --regexp "then 0x[0-9a-f]+: written by a device, the disk, while the CPU was in "
    assert_output --regexp "
 +[0-9,]+  host <== guest  1: hypercall, pc 0x[0-9a-f]+
 +---- this moment: the guest is about to run
 +[0-9,]+  host ==> guest
 +[0-9,]+  host <== guest  2: hypercall, pc 0x[0-9a-f]+
"
    refute_line --regexp "^2 .*temporary|breakpoint +del " # tbreak is gone after its stop
    [ -z "$who" ] || assert_line --regexp "^HPA 0x[0-9a-f]+ was 0x0, then 0x81: written by the CPU itself, at the switch between the worlds$"
    run between lines
    assert_in_order "#0  0x" "26	{" "#0  0x" "50	    return start_guest" "#0  0x" "13	    return guest_from_options"
}

# bats test_tags=step:5,arch:riscv64
@test "reverse riscv64: back over every switch, the machine is as it was" {
    there_and_back riscv64
}

# bats test_tags=step:5,arch:aarch64
@test "reverse aarch64: back over every switch, the machine is as it was" {
    there_and_back aarch64
}

# bats test_tags=step:5,arch:x86_64
@test "reverse x86_64: back over every switch, the machine is as it was" {
    there_and_back x86_64
}
