/* The names of machines in ELF files (System V gABI, chapter 4: e_machine), for a person. */
#include "elf.h"

#include "machine.h"

static const struct {
    uint16_t number;
    const char *name;
} machines[] = {
    {2, "SPARC"},      {3, "i386"},    {4, "m68k"},    {8, "MIPS"},        {20, "PowerPC"},
    {21, "PowerPC64"}, {22, "s390"},   {40, "ARM"},    {42, "SuperH"},     {43, "SPARC V9"},
    {50, "IA-64"},     {62, "x86-64"}, {83, "AVR"},    {94, "Xtensa"},     {183, "AArch64"},
    {243, "RISC-V"},   {247, "eBPF"},  {252, "C-SKY"}, {258, "LoongArch"},
};

const char *elf_machine_name(unsigned number)
{
    for (unsigned i = 0; i < ARRAY_LENGTH(machines); i++) {
        if (machines[i].number == number)
            return machines[i].name;
    }
    return "a machine of another kind";
}
