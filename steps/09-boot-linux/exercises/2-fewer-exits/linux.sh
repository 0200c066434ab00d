# shellcheck shell=sh
# Linux runs this, and shows all that its kernel has to say.
# words: loglevel=7 printk.devkmsg=on
# words of x86_64: earlycon=uart8250,mmio,0xd0000000 keep_bootcon
n=0
while [ $n -lt 100 ]; do
    n=$((n + 1))
    echo "line $n of 100: $((n * n * 12345 % 99991))"
done >/dev/kmsg
