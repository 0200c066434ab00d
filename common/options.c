#include "options.h"

#include "machine.h"
#include "string.h"

/* The text behind name in the command line: "=value ...", " ..." or ""; NULL when it is not there.
 */
static const char *find_word(const char *name)
{
    size_t n = strlen(name);
    for (const char *word = machine.command_line; *word;) {
        if (!strncmp(word, name, n) && strchr("= ", word[n]))
            return word + n;
        while (*word && *word != ' ')
            word++;
        while (*word == ' ')
            word++;
    }
    return NULL;
}

const char *boot_option(const char *name, const char *fallback)
{
    static char value[256];
    const char *from = find_word(name);
    if (!from || *from != '=')
        return fallback;
    size_t n = 0;
    for (from++; from[n] && from[n] != ' ' && n < sizeof value - 1; n++)
        value[n] = from[n];
    value[n] = '\0';
    return value;
}

bool boot_flag(const char *name)
{
    return find_word(name) != NULL;
}

error boot_number(const char *name, uint64_t *value)
{
    const char *text = boot_option(name, NULL);
    if (!text)
        return OK;
    const char *at = text;
    uint64_t number = 0;
    while (*at >= '0' && *at <= '9' && number < UINT64_MAX / 16)
        number = number * 10 + *at++ - '0';
    const char *unit = *at ? strchr("KMG", *at) : NULL;
    unsigned shift = unit ? 10 * (unit - "KMG" + 1) : 0;
    if (at == text || at[!!unit] || number << shift >> shift != number)
        return error_of("%s=%s: not a number", name, text);
    *value = number << shift;
    return OK;
}
