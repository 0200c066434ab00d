add  := ../../steps/03-stage2-tables/main.c
link := --wrap=stage2_protect
