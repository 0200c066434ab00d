# shellcheck shell=sh disable=SC2003 # expr is one of the programs that are tried
# For busybox's sh in our kernel, and bash: what a shell and its tools need of a kernel. step-08-linux.bats has what is printed.
echo one "two  three"
uname -m
seq 1 20 | sort -rn | head -n 3 | tr '\n' ' ' && echo
echo $((6 * 7)) "$(expr 3 + 4)" "$(echo sub | cat)"
mkdir /tmp && cd /tmp && pwd
echo hello >f && echo more >>f && grep -c l f && wc <f | tr -s " "
cat f - <<END | sed 's/o$/0/'
here
END
f() { echo "f $1" && return 3; }
f x
echo $?
for i in 1 2 3; do echo $i; done | wc -l
env -i A=1 env
sh -c 'exit 7'
echo $?
sh -c 'kill -KILL $$'
echo $?
trap 'echo trapped' USR1
kill -USR1 $$
echo after
sleep 0.05 &
wait $!
echo waited $?
yes | head -n 1
cat nothere
echo $?
mkdir -p d/e && : >d/e/x && cp f d/g && find d | sort && rm -r d && ls
sha256sum /bin/busybox
time true
stat -c '%s %F' f /dev/null
[ -x /bin/bash ] && [ ! -f /tmp ] && [ -t 1 ] && echo tests
x=0
while [ $x -lt 50 ]; do
    x=$((x + 1))
    /bin/busybox true
done
echo $x programs
echo a | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat
