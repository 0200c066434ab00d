# The machine's other CPUs run the answer, in turns.
cpus := 8
add  := turns.c words.c
link := --wrap=cpu_main
