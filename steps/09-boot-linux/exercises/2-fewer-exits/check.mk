# Linux, whose UART calls the answer.
add := lent_uart.c linux_prints.c ../1-ask-from-linux/boot.c
