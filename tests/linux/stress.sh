# shellcheck shell=dash disable=SC2154
# stress.sh: for busybox's sh in a guest, after `SECONDS_LEFT=60; `. Runs five loops at the same time until the time is over. Each
# loop checks its results. The last line says how often each loop was done. The status is 1 if a loop failed.

end=$(($(date +%s) + SECONDS_LEFT))
at=/tmp/stress
mkdir -p $at

goes_on() {
    [ "$(date +%s)" -lt "$end" ] && [ ! -e $at/wrong ]
}

wrong() { # WHAT
    echo "stress: $1"
    : >$at/wrong
}

same() { # WHAT VALUE EXPECTED
    [ "$2" = "$3" ] || wrong "$1: $2, not $3"
}

digest() {
    sha256sum | cut -c1-16
}

# loop WORK: counts how often it was done.
loop() {
    local n=0
    while goes_on; do
        "$1"
        n=$((n + 1))
        echo $n >"$at/$1"
    done
}

cpu() {
    same "digest of a MiB of zeros" "$(head -c 1048576 /dev/zero | digest)" 30e14955ebf13522
    same "a sum" "$(seq 2000 | awk '{ sum += $1 * $1 } END { print sum }')" 2668667000
}

# Half of the pages that are free are written and read. Then a program asks for more than there is, and the kernel ends it.
memory() {
    local bytes size i=0
    bytes=$(awk '/^MemAvailable/ { print int($2 / 2) * 1024 }' /proc/meminfo)
    size=$(wc -c </bin/busybox)
    mkdir -p $at/all && mount -t tmpfs -o size=100% all $at/all
    while [ $((i * size)) -lt "$bytes" ]; do
        cp /bin/busybox $at/all/$i
        i=$((i + 1))
    done
    same "copies of a program" "$(md5sum $at/all/* | cut -c1-32 | sort | uniq -c)" "$(printf '%7d %.32s' $i "$(md5sum </bin/busybox)")"
    umount $at/all
    (
        echo 1000 >/proc/self/oom_score_adj
        exec tail /dev/zero
    ) >/dev/null 2>&1
    [ $? -eq 137 ] || wrong "a program that needs all memory ended with another status than 137"
}

console() {
    yes "$(seq -s ' ' 40)" | head -c 10000 >/dev/console
}

# A clock that runs too fast or stands still shows in what sleeping takes.
timers() {
    local before after i=0
    before=$(cut -d. -f1 /proc/uptime)
    while [ $i -lt 50 ]; do
        usleep 10000 &
        usleep 20000
        i=$((i + 1))
    done
    after=$(cut -d. -f1 /proc/uptime)
    [ $((after - before)) -ge 1 ] || wrong "50 times 20 ms took less than a second"
}

forks() {
    local i=0 n
    n=$(while [ $i -lt 50 ]; do
        (echo $i | cat) &
        i=$((i + 1))
    done | wc -l)
    same "lines of 50 programs" "$n" 50
}

for work in cpu memory console timers forks; do
    echo 0 >$at/$work
    loop $work &
done
wait
echo "stress: done:$(for work in cpu memory console timers forks; do echo -n " $work $(cat $at/$work)"; done)"
[ ! -e $at/wrong ]
