# The grader plays the CPUs and the guests: none is entered.
cpus := 1
add  := cpus_played.c
