# --memory-map, and what --summary and --trace say of memory on demand: they are what is in the machine.
load lib

# bats file_tags=step:6

setup() {
    cd "$BATS_TEST_TMPDIR"
}

# says FILE REGION: the pages of that region that the picture's cells show: given, and in all.
says() {
    python3 -c '
import re, sys
import xml.etree.ElementTree as ET
given = pages = 0
for title in ET.parse(sys.argv[1]).getroot().iter("{http://www.w3.org/2000/svg}title"):
    name, start, end, what = re.fullmatch(r"(\w+) 0x([0-9a-f]+)\.\.0x([0-9a-f]+): (.*)", title.text).groups()
    if name == sys.argv[2]:
        size = (int(end, 16) + 1 - int(start, 16)) // 4096
        part = re.match(r"([0-9,]+) of", what)
        given += 0 if what == "promised" else int(part[1].replace(",", "")) if part else size
        pages += size
print(given, pages)' "$@"
}


# A guest of 1 GiB is summed up in 512 cells; the sums are those that the hypervisor counts.
of_much_ram() { # ARCH
    ws step 6 "$1" --guest pages --guest-mem 1G --memory-map m.svg
    assert_success
    assert_line "memory-map: m.svg"
    [[ $output =~ memory:\ 1048640\ KiB\ promised,\ ([0-9]+)\ KiB\ given ]]
    assert_equal "$(says m.svg RAM)" "$((BASH_REMATCH[1] / 4)) 262144"
    assert_equal "$(says m.svg flash)" "0 16"
    [ "$(grep -c '<title>RAM' m.svg)" -eq 512 ]
    grep -q ">1,048,640 KiB are promised, " m.svg
    refute_output --partial "icount" # the clock is as without the picture
}

# bats test_tags=arch:riscv64
@test "memory-map riscv64: of a guest that is larger than its machine" {
    of_much_ram riscv64
}

# bats test_tags=arch:aarch64
@test "memory-map aarch64: of a guest that is larger than its machine" {
    of_much_ram aarch64
}

# bats test_tags=arch:x86_64
@test "memory-map x86_64: of a guest that is larger than its machine" {
    of_much_ram x86_64
}

# Page by page: what the guest has read is there, and nothing else; the counts are those of the last line, in the
# summary as well; the trace has a separate kind.
of_flash() { # ARCH FLASH
    ws step 6 "$1" --guest flash --memory-map m.svg --summary --trace t.json
    assert_success
    assert_line --regexp "^memory: 65600 KiB promised, .*; flash: 16 pages read, 0 taken back$"
    assert_equal "$(says m.svg flash)" "16 16"
    [[ $output =~ \ ([0-9]+)\ KiB\ given ]]
    local pages=$((BASH_REMATCH[1] / 4))
    assert_equal "$(says m.svg RAM)" "$((pages - 16)) 16384"
    assert_line "pages of 4 KiB: $pages given, 16 of them read from flash; 0 taken back, $pages left"
    assert_line --regexp "^demand fault +17 "
    checked t.json
    grep -q "\"demand fault\".*\"GPA\": \"$2\"" t.json
    grep -q "<title>flash $2..0x[0-9a-f]*fff: read from the file</title>" m.svg
}

# bats test_tags=arch:riscv64
@test "memory-map riscv64: of flash that was read; the summary and the trace say the same" {
    of_flash riscv64 0x22000000
}

# bats test_tags=arch:aarch64
@test "memory-map aarch64: of flash that was read; the summary and the trace say the same" {
    of_flash aarch64 0x4000000
}

# bats test_tags=arch:x86_64
@test "memory-map x86_64: of flash that was read; the summary and the trace say the same" {
    of_flash x86_64 0xffc00000
}

# A block of 2 MiB lies in one entry: it is 512 pages, in whichever cells.
# bats test_tags=arch:aarch64
@test "memory-map: blocks are pages, and pages that were taken back are promised again" {
    ws step 6 aarch64 --guest pages --guest-mem 64M --fault-block 2M --memory-map m.svg
    assert_success
    [[ $output =~ \ ([0-9]+)\ KiB\ given ]]
    assert_equal "$(says m.svg RAM)" "$((BASH_REMATCH[1] / 4)) 16384"
    head -c 12M /dev/zero >big
    ws step 6 aarch64 --guest flash --flash ./big --mem 10M --guest-mem 4M --summary --memory-map m.svg
    assert_success
    [[ $output =~ ([0-9]+)\ KiB\ given\;\ flash:\ ([0-9]+)\ pages\ read,\ ([0-9]+)\ taken\ back ]]
    local given=$((BASH_REMATCH[1] / 4)) read=${BASH_REMATCH[2]} back=${BASH_REMATCH[3]}
    [ "$back" -gt 100 ]
    assert_line "pages of 4 KiB: $((given + back)) given, $read of them read from flash; $back taken back, $given left"
    assert_equal "$(says m.svg flash)" "$((read - back)) 3072"
}

# bats test_tags=arch:riscv64
@test "memory-map: of a run that the time limit ended, and of a guest that was stopped" {
    flat_guest riscv64 g <<<"li t0, 0x80a00000; sd t0, (t0); 1: j 1b"
    ended " the last: demand fault" 6 riscv64 --guest ./g --memory-map m.svg
    assert_line "memory-map: m.svg"
    grep -q "<title>RAM 0x80a00000..0x80a1ffff: 1 of 32 pages given</title>" m.svg
    flat_guest riscv64 g <<<"li t0, 0x1000; sd t0, (t0)"
    ws step 6 riscv64 --guest ./g --memory-map m.svg
    assert_failure 1
    assert_line "memory-map: m.svg"
}

@test "memory-map: what is refused, and what it leaves behind" {
    refused 1 "--memory-map no/such.svg: cannot be written" step 6 riscv64 --memory-map no/such.svg
    ln -s /dev/full full.svg # what is no file stays when nothing can be written into it
    ws step 6 riscv64 --memory-map full.svg
    assert_failure 1
    assert_line --partial "full.svg: "
    [ -c full.svg ] && rm full.svg
    refused 2 "--memory-map m.png: its name ends in .svg" step 6 riscv64 --memory-map m.png
    refused 2 "--memory-map needs a value" step 6 riscv64 --memory-map
    refused 2 "step 5 has no --memory-map: it needs step 6 or later (./run.sh help 6)" step 5 x86_64 --memory-map m.svg
    echo kept >m.svg
    local command
    for command in gdb walkthrough regs; do
        refused 2 "--dry-run, --trace, --summary, --memory-map, --dump-tree and --record are for step" "$command" 6 riscv64 --memory-map m.svg
    done
    ws step 6 riscv64 --memory-map m.svg --dry-run
    assert_output --partial "memory-backend-file"
    refute_output --partial "icount"
    assert_equal "$(cat m.svg)" kept
    ws step 6 riscv64 --guest nobody --memory-map m.svg
    assert_failure 1
    assert_line "memory-map: no guest was ready to run"
    refute [ -e m.svg ] # nor that of an earlier run
    ws step 6 riscv64 --guest hello --memory-map m.svg
    assert_success
    assert_equal "$(ls)" m.svg
}

# bats test_tags=arch:riscv64
@test "memory-map: a table that leads to itself or out of memory ends with one line" {
    ws step 6 riscv64 --guest pages --ram ram
    assert_success
    local elf=$top/build/riscv64/06-demand-paging/hypervisor.elf entry
    for entry in 'root >> 2 | 1' '0x3ffffffffffc01'; do
        python3 - "$top/common/host" "$elf" "$entry" <<'PY'
import struct, sys
sys.path.insert(0, sys.argv[1])
from guests import GUEST_ROOT, guests_of
from ram import Ram
ram = Ram("ram", sys.argv[2])
root = ram.u64(guests_of(ram)[0].at + GUEST_ROOT)
with open("ram", "r+b") as file:
    file.seek(ram.offset(root + 16))  # the gigabyte with the guest's RAM
    file.write(struct.pack("<Q", eval(sys.argv[3])))
PY
        run "$top/common/host/memory_map.py" ram "$elf" title m.svg
        refute_output --partial Traceback
        [ ${#lines[@]} -eq 1 ]
    done
    assert_output --regexp "^memory-map: HPA 0x[0-9a-f]+ is not in this machine's memory$"
}

@test "memory-map: in a browser, every cell has its title and nothing is outside" {
    local chromium arch
    chromium=$(. "$top/common/host/tools.sh" && have_tool :chromium) || skip "no Chromium is here"
    ws step 6 x86_64 --guest flash --guest-mem 96M --flash flash40.bin --memory-map m.svg
    run "$top/tests/browser.py" "$chromium" m.svg
    assert_output "boxes: $((384 + 40))"
}
