# Recordings: what a replay repeats, what is no recording, and what stays behind.
load lib

# bats file_tags=gdb

# bats test_tags=step:5,arch:riscv64
@test "recording riscv64: a timer's exit comes at the same moment, whatever was loaded before it" {
    flat_guest riscv64 g <<<"1: j 1b"
    debug 5 riscv64 --slice 20 --guest "$BATS_TEST_TMPDIR/g" --reverse <<END
source $top/tests/moments.py
world-switches exit
continue
look exit
back-to entry
look entry
python replay.go_to(replay.now() + 3000000)
look guest
continue
same exit
reverse-stepi 1000
continue
same exit
back-to entry
same entry
continue
reverse-step
same entry
python replay.go_to(replay.now() + 3000000)
same guest
END
    assert_in_order "exit: world_exit at" "entry: world_enter at" "guest: guest at" "exit: as it was" "exit: as it was" \
        "entry: as it was" "entry: as it was" "guest: as it was"
    assert_line --partial "host <== guest: timer (supervisor timer interrupt), pc 0x80200000"
    refused 2 "--slice: on x86_64 QEMU cannot replay a timer that stops the guest" step 5 x86_64 --slice 20 --record "$BATS_TEST_TMPDIR/r.rec"
}

# bats test_tags=step:6,arch:aarch64
@test "recording aarch64: steps 1 and 6" {
    debug 1 aarch64 --reverse <<<"world-switches on
continue
continue
world-switches off
continue
back-to entry
reverse-stepi
python print(replay.now() < replay.end)"
    assert_in_order "host ==> guest: pc 0x1234abcc" "host <== guest: instruction abort" "The recording ends here" \
        "host ==> guest: pc 0x1234abcc" "True"
    debug 6 aarch64 --guest flash --reverse <<END
source $top/tests/moments.py
world-switches exit
continue
continue
continue
look third
continue
continue
back-to exit
back-to exit
same third
python ask = replay.monitor; replay.monitor = lambda text: ("loadvm" in text and print("busy:", replay.disk_is_busy())) or ask(text)
who-wrote &blk.used->index 2
END
    assert_in_order "third: world_exit at" "third: as it was" "busy: False" "HPA 0x"
    refute_line "busy: True" # QEMU could wait for ever
}

# replayed FILE [LINE]: replay ends with status 1 and one line that ends so.
not_replayed() {
    run "$top/run.sh" replay "$1" </dev/null
    assert_failure 1
    assert_equal "${#lines[@]}" 1
    assert_output --regexp "^run.sh: .*$2"
}

# changed PYTHON: a copy of the recording whose manifest and members that has changed: `manifest`, `members`.
changed() {
    python3 - "$BATS_TEST_TMPDIR" "$1" <<'END'
import io, json, sys, tarfile
folder, change = sys.argv[1:]
with tarfile.open(f"{folder}/r.rec") as archive:
    members = {member.name: archive.extractfile(member).read() for member in archive}
manifest = json.loads(members.pop("manifest.json"))
exec(change)
with tarfile.open(f"{folder}/changed.rec", "w:gz", compresslevel=1) as archive:
    for name, data in {"manifest.json": json.dumps(manifest).encode(), **members}.items():
        info = tarfile.TarInfo(name)
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
END
}

# bats test_tags=step:1,arch:riscv64
@test "recording: a replay ends as the recording did; what is none is refused" {
    cd "$BATS_TEST_TMPDIR"
    ws step 1 riscv64 --record r.rec
    assert_success
    local printed
    printed=$(grep -v '^run.sh: ' <<<"$output")
    export TMPDIR=$BATS_TEST_TMPDIR/tmp
    mkdir "$TMPDIR"
    run without_cr "$top/run.sh" replay r.rec <<<'python import os; print(open(os.environ["PAST_CONSOLE"]).read())
python print("at", replay.now(), replay.end)'
    assert_output --partial "$printed"
    assert_output --regexp "at ([0-9]+) "
    [[ $output =~ of\ ([0-9,]+)\ instructions.*at\ ([0-9]+)\ ([0-9]+) ]]
    assert_equal "${BASH_REMATCH[1]//,/} ${BASH_REMATCH[2]}" "${BASH_REMATCH[3]} ${BASH_REMATCH[3]}"
    assert_equal "$(ls "$TMPDIR")" "" # nothing stays
    run bash -c "QEMU=\$(command -v qemu-system-riscv64) $top/run.sh replay r.rec <<<'back-to entry'"
    assert_output --partial "host ==> guest: pc 0x1234abc"

    refused 2 "a recording keeps no arguments for QEMU: leave out what is after --" step 1 riscv64 --record x -- -s
    refused 2 "--reverse is for gdb and walkthrough (./run.sh help)" step 1 riscv64 --reverse
    refused 2 "--dry-run, --trace, --summary, --memory-map, --dump-tree and --record are for step" gdb 1 riscv64 --record x
    not_replayed no.rec "no.rec"
    echo text >text.rec
    not_replayed text.rec "not a recording, or damaged: Not a gzipped file"
    head -c 20000 r.rec >half.rec
    not_replayed half.rec "not a recording, or damaged: "
    changed 'manifest["format"] = 99'
    not_replayed changed.rec "a recording in format 99, but this project reads format 2$"
    changed 'manifest["qemu"] = "QEMU emulator version 1.0"'
    not_replayed changed.rec "recorded with QEMU emulator version 1.0, but this is QEMU .*: a replay needs the same version$"
    changed 'members["../../evil"] = b"x"'
    not_replayed changed.rec "not a recording: it has a member '../../evil'$"
    changed 'members["/tmp/evil"] = b"x"'
    not_replayed changed.rec "not a recording: it has a member '/tmp/evil'$"
    changed 'manifest["mem"] = "128M -device x"'
    not_replayed changed.rec "not a recording: mem is '128M -device x'$"
    changed 'manifest["append"] = "a\nstep=9"'
    not_replayed changed.rec "not a recording: append is "
    changed 'manifest["cpu"] = "$(touch evil)"'
    not_replayed changed.rec "not a recording: cpu is "
    changed 'manifest["step"] = "1\n"'
    not_replayed changed.rec "not a recording: step is "
    changed 'manifest["step"] = "\u0661"'
    not_replayed changed.rec "not a recording: step is '.'"
    changed 'manifest["qemu"] = "\033[31m"'
    not_replayed changed.rec "not a recording: qemu is '.x1b.31m'"
    changed 'del manifest["packages"]'
    not_replayed changed.rec "not a recording: it does not name its sources and packages"
    changed 'manifest["arch"] = "aarch64"'
    not_replayed changed.rec "not a recording: its hypervisor.elf is not for aarch64"
    changed 'members["hypervisor.elf"] = members["hypervisor.elf"].replace(b"\0power_off\0", b"\0power_on_\0")'
    not_replayed changed.rec "not a recording: its hypervisor.elf has not the symbols of Worldswitch"
    python3 - <<'END' # a name of 3 GiB, which tarfile would keep in memory
import gzip, tarfile
info = tarfile.TarInfo("name")
info.type, info.size = tarfile.GNUTYPE_LONGNAME, 3 << 30
with gzip.open("long.rec", "wb", 1) as out:
    out.write(info.tobuf(tarfile.GNU_FORMAT) + bytes(1 << 20))
END
    not_replayed long.rec "not a recording: it has a member 'name'"
    assert_equal "$(ls "$TMPDIR")" ""
    [ ! -e evil ]
    changed 'manifest["sources"]["common/print.c"] = "other"; manifest["status"] = "124"'
    run "$top/run.sh" replay changed.rec </dev/null
    assert_line --partial "recorded with other sources, so gdb may show the wrong lines: common/print.c"
    assert_line --regexp "^The time limit ended the recording, after [0-9,]+ instructions: the run did not end by itself.$"
    changed 'members["log"] = members["log"][:1000]'
    run "$top/run.sh" replay changed.rec </dev/null
    assert_failure 1
    assert_line "run.sh: this recording cannot be replayed: QEMU has ended before the recording's end"
    refute_output --partial Traceback
}

# bats test_tags=step:1,arch:riscv64
@test "recording: a command that would leave the recorded way is refused" {
    debug 1 riscv64 --reverse <<<'break *world_enter
continue
jump main
return
call (int)strlen("a")
set exec-direction reverse
set $pc = 0
stepi
reverse-stepi
stepi
timeline 9999999999
reverse-continue 0
reverse-continue 9999999999
back-to entry'
    assert_in_order "jump: a recorded run has only the way that was recorded." "return: a recorded run has" \
        "Cannot call functions in the program" "Target does not support this operation." "The machine has been changed, so it" \
        "#0  " "Breakpoint 1, world_enter ()" "timeline: this step has no ring of exits" \
        "#0  " "No breakpoint stops before this." "back-to: no entry before this moment"
}

# bats test_tags=step:4,arch:riscv64
@test "recording: Ctrl-C while it records" {
    in_terminal "recording ..." '\x03' gdb 4 riscv64 --timeout 30 --reverse
    assert_failure 130
}

# bats test_tags=step:1,arch:riscv64
@test "recording: nothing stays, also when gdb is killed" {
    debug 1 riscv64 --reverse --build "$BATS_TEST_TMPDIR/b" <<<'python import os; print(os.environ["WORLDSWITCH_SOCKET"], flush=True); gdb.flush(); os.kill(os.getpid(), 9)'
    [[ $output =~ /tmp/worldswitch-[a-z0-9_]+ ]]
    ! pgrep -f "${BASH_REMATCH[0]}"
    [ ! -e "${BASH_REMATCH[0]}" ]
    run ls "$BATS_TEST_TMPDIR/b/riscv64/own"
    assert_output ""
}
