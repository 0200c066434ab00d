# Several guests: the scheduler, what is saved and loaded, and their lines. A guest that waits lets others run.
add  := scheduler.c give_way.c policies.c pauses.c times.c tags.c round_robin.c weighted_fair.c caps.c portions.c guests.c doorbell.c lines.c input.c wait.c $(ARCH)_*.[cS]
drop := 07-virtual-devices/wait.c
