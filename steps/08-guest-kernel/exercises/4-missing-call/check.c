/* Grades exercise 8.4: a process of the guest makes files and folders, and moves them. */
#include "../1-system-call/program.h"
#include "grade.h"
#include "move_files.h"
#include "string.h"

static void expect_content(const char *path, unsigned right, const char *what)
{
    unsigned is = read_file(path);
    expect(is == right, "%s: in the file is %u, it is %u. (0: there is no such file.)", what, is,
           right);
}

/* --- The points --- */

static void check_file(void)
{
    const char *f;
    if (!files_ready(&f))
        return;
    unsigned content = make_file(in(f, "old"));
    expect_move(move(in(f, "old"), in(f, "new")), 0, "a file");
    expect_content(in(f, "new"), content, "the new name");
    expect_content(in(f, "old"), 0, "the old name");
    make_folder(in(f, "d"));
    expect_move(move(in(f, "new"), in(f, "d/./new")), 0, "a file into a folder");
    expect_content(in(f, "d/new"), content, "in the folder");
    int64_t folder = open_file(in(f, "d"));
    uint64_t from = place(0, "new");
    expect_move(move_at(folder, from, folder, place(1, "../up")), 0, "paths of an open folder");
    expect_content(in(f, "up"), content, "above the folder");
}

static void check_replaced(void)
{
    const char *f;
    if (!files_ready(&f))
        return;
    unsigned content = make_file(in(f, "a")), replaced = make_file(in(f, "b"));
    int64_t open_before = open_file(in(f, "b"));
    expect_move(move(in(f, "a"), in(f, "b")), 0, "a file with the new name is there");
    expect_content(in(f, "b"), content, "the new name");
    expect_content(in(f, "a"), 0, "the old name");
    unsigned is = read_open(open_before);
    expect(is == replaced, "a file that was open when it was replaced has %u in it, it is %u.", is,
           replaced);
    expect_move(move(in(f, "b"), in(f, "./b")), 0, "a file to its own name");
    expect_content(in(f, "b"), content, "a file that was moved to its own name");
    remove_file(in(f, "b"));
    expect_content(in(f, "b"), 0, "the new name, after the file was removed");
}

static void check_folder(void)
{
    const char *f;
    if (!files_ready(&f))
        return;
    make_folder(in(f, "a"));
    make_folder(in(f, "a/in"));
    make_folder(in(f, "empty"));
    unsigned deep = make_file(in(f, "a/in/deep")), beside = make_file(in(f, "ab"));
    expect_move(move(in(f, "a"), in(f, "moved")), 0, "a folder");
    expect_content(in(f, "moved/in/deep"), deep, "deep in the folder");
    expect_content(in(f, "a/in/deep"), 0, "deep in the old folder");
    expect_content(in(f, "ab"), beside, "a file whose name begins as the folder's");
    expect_move(move(in(f, "moved"), in(f, "empty")), 0, "a folder in place of an empty one");
    expect_content(in(f, "empty/in/deep"), deep, "deep in the folder that replaced another");
    expect_move(move(in(f, "empty"), in(f, "empty")), 0, "a folder to its own name");
    expect_content(in(f, "empty/in/deep"), deep, "in a folder that was moved to its own name");
}

static void check_errors(void)
{
    const char *f;
    if (!files_ready(&f))
        return;
    unsigned content = make_file(in(f, "a"));
    make_folder(in(f, "d"));
    make_folder(in(f, "e"));
    expect_move(move(in(f, "no"), in(f, "b")), -ENOENT, "no such file");
    expect_move(move(in(f, "a"), in(f, "no/b")), -ENOENT, "no such folder for the new name");
    expect_move(move(in(f, "d"), in(f, "a/b")), -ENOTDIR, "the new name is in a file");
    expect_move(move(in(f, "d"), in(f, "a")), -ENOTDIR, "a folder in place of a file");
    expect_move(move(in(f, "a"), in(f, "d")), -EISDIR, "a file in place of a folder");
    expect_move(move(in(f, "d"), in(f, "d/b")), -EINVAL, "a folder into itself");
    expect_move(move_at(HERE, 8, HERE, place(1, "/b")), -EFAULT, "the old path is at address 8");
    expect_move(move_at(HERE, place(0, in(f, "a")), HERE, 8), -EFAULT, "the new one is");
    unsigned inside = make_file(in(f, "e/x"));
    expect_move(move(in(f, "d"), in(f, "e")), -ENOTEMPTY, "in place of a folder that is not empty");
    expect_content(in(f, "e/x"), inside, "the folder that is not empty");
    expect_content(in(f, "a"), content, "the file after all that");
}

/* A name of so many characters. */
static const char *name_of(unsigned length)
{
    static char name[128];
    memset(name, 'n', length);
    name[length] = '\0';
    return name;
}

static void check_length(void)
{
    const char *f;
    if (!files_ready(&f))
        return;
    make_folder(in(f, "a"));
    make_folder(in(f, "victim"));
    unsigned content = make_file(in(f, "a/0123456789"));
    unsigned fits = 127 - strlen(f) - 2 - 10; /* 127 characters, two '/' more, and the file's */
    expect_move(move(in(f, "a"), in(f, name_of(fits + 1))), -ENAMETOOLONG, "a path of 128");
    expect_content(in(f, "a/0123456789"), content, "after a path that would be too long");
    expect_move(move(in(f, "a"), in(f, name_of(fits))), 0, "a path of 127 characters");
    expect_content(in(in(f, name_of(fits)), "0123456789"), content, "with 127 characters");
}

static void check_nothing_lost(void)
{
    const char *f;
    if (!files_ready(&f))
        return;
    make_folder(in(f, "a"));
    unsigned first = make_file(in(f, "a/1")), second = make_file(in(f, "a/2"));
    for (unsigned i = 0; i < 20; i++) {
        expect_move(move(in(f, i % 2 ? "b" : "a"), in(f, i % 2 ? "a" : "b")), 0, "to and fro");
        make_file(in(f, "new"));
        expect_move(move(in(f, "new"), in(f, i % 2 ? "a/3" : "b/3")), 0, "a file each time");
    }
    expect_content(in(f, "a/1"), first, "the first file after twenty moves of its folder");
    expect_content(in(f, "a/2"), second, "the second file after twenty moves of its folder");
}

const struct point points[] = {
    {"a file", check_file},
    {"a file in place of another", check_replaced},
    {"a folder, with what is in it", check_folder},
    {"errors, which change nothing", check_errors},
    {"paths that become too long", check_length},
    {"to and fro", check_nothing_lost},
    {},
};

int main(void)
{
    check_points();
}
