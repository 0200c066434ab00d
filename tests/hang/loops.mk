add  := ../../steps/05-handle-exits/main.c
link := --wrap=stop_waiting_guest
