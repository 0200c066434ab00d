# shellcheck shell=bash
# For bash in our kernel: what it needs beyond linux.sh.
a=(1 2 3)
echo "${a[1]} ${#a[@]} $((6 * 7))"
busybox cat <<END
here ${a[0]}
END
read -r line </motd
echo "$line"
trap 'echo on USR1' USR1
kill -USR1 $$
bash -c 'kill -SEGV $$'
echo $?
yes() { while echo y; do :; done; }
yes | busybox head -n 1 >/dev/null
echo "${PIPESTATUS[@]}"
x=0
for ((i = 0; i < 20; i++)); do
    (exit "$i")
    x=$((x + $?))
done
echo $x
cd /bin && echo "$PWD" b*
