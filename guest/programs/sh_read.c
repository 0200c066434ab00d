/* The shell's reading: a line becomes commands, with their words and files. */
#include "sh.h"

static char text[8192]; /* the words of the pipeline */
static char *text_end;

static char *put(char c)
{
    if (text_end < text + sizeof text)
        *text_end++ = c;
    return text_end - 1;
}

static void put_status(void)
{
    for (int unit = 100; unit; unit /= 10) {
        if (unit == 1 || status >= unit)
            put('0' + status / unit % 10);
    }
}

static bool ends_word(char c)
{
    return !c || strchr(" \t\n;|&<>", c);
}

/* Reads a word, without its quotes, up to *at; NULL if there is none, or a quote is not closed. */
static char *read_word(const char **at)
{
    char quote = '\0', *word = text_end;
    const char *c = *at;
    if (ends_word(*c))
        return NULL;
    for (; *c && (quote || !ends_word(*c)); c++) {
        if (*c == quote)
            quote = '\0';
        else if (!quote && (*c == '\'' || *c == '"'))
            quote = *c;
        else if (quote != '\'' && c[0] == '$' && c[1] == '?')
            put_status(), c++;
        else
            put(*c);
    }
    *at = c;
    put('\0');
    return quote || text_end == text + sizeof text ? NULL : word;
}

const char *skip(const char *at)
{
    while (*at == ' ' || *at == '\t')
        at++;
    if (*at == '#') {
        while (*at && *at != '\n')
            at++;
    }
    return at;
}

/* <file, >file or >>file */
static bool read_redirection(const char **at, struct command *command)
{
    bool in = **at == '<';
    ++*at;
    if (!in) {
        command->append = **at == '>';
        *at += command->append;
    }
    *at = skip(*at);
    char *word = read_word(at);
    if (in)
        command->in = word;
    else
        command->out = word;
    return word;
}

static bool read_command(const char **at, struct command *command)
{
    *command = (struct command){.count = 0};
    for (;;) {
        *at = skip(*at);
        if (**at == '<' || **at == '>') {
            if (!read_redirection(at, command))
                return false;
        } else if (ends_word(**at)) {
            return command->count;
        } else {
            char *word = read_word(at);
            if (!word || command->count == MAX_WORDS)
                return false;
            command->words[command->count++] = word;
        }
    }
}

bool read_pipeline(const char **at, struct pipeline *pipeline)
{
    text_end = text;
    for (pipeline->count = 0; pipeline->count < MAX_COMMANDS;) {
        if (!read_command(at, &pipeline->commands[pipeline->count++]))
            return false;
        if ((*at)[0] != '|' || (*at)[1] == '|')
            return true;
        ++*at;
    }
    return false;
}
