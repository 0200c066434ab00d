# Linux, whose UART calls the answer.
add := lent_uart.c ../1-ask-from-linux/boot.c
