#include "options.h"

#include "machine.h"
#include "panic.h"
#include "string.h"

/* Where the options end: at the word "--", or at the end of the command line. */
static const char *options_end(void)
{
    const char *at = machine.command_line;
    for (; *at; at++) {
        bool begins = at == machine.command_line || at[-1] == ' ';
        if (begins && !strncmp(at, "--", 2) && (at[2] == ' ' || !at[2]))
            break;
    }
    return at;
}

/* The options, split into words; what follows "--" is for the guest, of any length. "" ends the
 * words. */
static const char *first_word(void)
{
    static char words[4096]; /* as long as run.sh lets a command line be */
    if (words[0])
        return words;
    size_t n = 0;
    const char *end = options_end();
    for (const char *at = machine.command_line; at < end; at++) {
        if (n >= sizeof words - 2)
            panic("options: those on the command line, before \"--\", are longer than %lu bytes",
                  sizeof words - 2);
        if (*at != ' ')
            words[n++] = *at;
        else if (n && words[n - 1])
            words[n++] = '\0';
    }
    return words;
}

static unsigned whose; /* options are looked for: guest n's, or 0 */

void boot_options_of(unsigned n)
{
    whose = n;
}

unsigned boot_guests(void)
{
    unsigned count = 0;
    for (const char *word = first_word(); *word; word += strlen(word) + 1)
        count += !strncmp(word, "guest=", 6);
    return count ? count : 1;
}

/* What follows name in the command line: "=value" or ""; NULL if name is not there. */
static const char *find_word(const char *name)
{
    size_t n = strlen(name);
    const char *everybodys = NULL;
    unsigned guest = 0; /* whose words these are */
    for (const char *word = first_word(); *word; word += strlen(word) + 1) {
        guest += !strncmp(word, "guest=", 6);
        if (strncmp(word, name, n) || (word[n] != '=' && word[n]))
            continue;
        if (guest == whose || !whose)
            return word + n;
        if (!guest && !everybodys)
            everybodys = word + n;
    }
    return everybodys;
}

const char *boot_option(const char *name, const char *fallback)
{
    const char *rest = find_word(name);
    return rest && *rest ? rest + 1 : fallback;
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
    static const char units[] = "KMG";
    const char *at = text;
    uint64_t number = 0;
    while (*at >= '0' && *at <= '9' && number < UINT64_MAX / 16)
        number = number * 10 + *at++ - '0';
    const char *unit = *at ? strchr(units, *at) : NULL;
    unsigned shift = unit ? 10 * (unit - units + 1) : 0;
    if (at == text || at[!!unit] || number << shift >> shift != number)
        return error_of("%s=%s: not a number", name, text);
    *value = number << shift;
    return OK;
}

/* Cuts the words of the guest whose options are looked for out of those of all. */
static const char *own_words(const char *all)
{
    static char words[4096];
    uint64_t skipped = 0, length = 0, left = strlen(all);
    unsigned n = whose;
    for (whose = 1; whose <= n; whose++) {
        skipped += length;
        length = 0;
        boot_number("append", &length);
    }
    whose = n;
    skipped = skipped < left ? skipped : left;
    length = length < left - skipped ? length : left - skipped;
    if (length > sizeof words - 1)
        panic("options: a guest's words are longer than %lu bytes", sizeof words - 1);
    memcpy(words, all + skipped, length);
    words[length] = '\0';
    return words;
}

const char *boot_words_for_guest(void)
{
    const char *end = options_end(), *all = *end && end[2] ? end + 3 : "";
    return whose && boot_option("append", NULL) ? own_words(all) : all; /* else it is alone */
}
