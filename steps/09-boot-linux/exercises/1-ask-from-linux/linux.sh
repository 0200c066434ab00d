# shellcheck shell=sh
# Linux runs this: what the grader orders at its device (orders.c), a program here carries out.
desk=$((0xe0000000))
while :; do
    order=$(devmem "$desk" 64)
    address=$((order & 0xffffffff)) width=$((order >> 32 & 0xff)) value=0
    if [ $((order >> 40)) = 1 ]; then
        devmem "$address" "$width" "$(devmem $((desk + 8)) 64)"
    else
        value=$(devmem "$address" "$width")
    fi
    status=$?
    devmem $((desk + 16)) 64 "${value:-0}"
    devmem $((desk + 24)) 64 $status
done 2>/dev/null
