/*
 * Included before each of the hypervisor's sources: what it has of the C library's names gets
 * others, so that both can be in one program. The tests call the C library's.
 */
#pragma redefine_extname printf ws_printf
#pragma redefine_extname memcpy ws_memcpy
#pragma redefine_extname memmove ws_memmove
#pragma redefine_extname memset ws_memset
#pragma redefine_extname memcmp ws_memcmp
#pragma redefine_extname strlen ws_strlen
#pragma redefine_extname strcmp ws_strcmp
#pragma redefine_extname strncmp ws_strncmp
#pragma redefine_extname strchr ws_strchr
