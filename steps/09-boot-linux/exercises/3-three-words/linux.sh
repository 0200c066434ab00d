# shellcheck shell=sh disable=SC2046
# Linux runs this: it tells the grader how many ticks a second has. BogoMIPS are lpj * ticks / 500000.
numbers='s/.* \([0-9]*\)\.\([0-9][0-9]\) BogoMIPS (lpj=\([0-9]*\)).*/\1\2 \3/p'
set -- $(dmesg | sed -n "$numbers")
devmem $((0xe0000000)) 64 $((($1 * 5000 + $2 / 2) / $2))
