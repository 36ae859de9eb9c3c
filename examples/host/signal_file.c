/*
 * signal_file.c - CSV by csv_row.h, sound by libsndfile. API: signal_file.h
 */
#include "signal_file.h"

#include <errno.h>
#include <inttypes.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli_priv.h"
#include "csv_row.h"

#define BLOCK      65536u      /* frames by which memory grows */
#define VALUES_MAX (1u << 26u) /* more than an hour of sound */
#define ROW_MAX    4096u       /* bytes of a row of CSV */

/* Room for one block more, and not for what a header claims. */
static bool grow(struct signal_file *s, const struct task *task, const char *path)
{
    const size_t room = s->count + BLOCK;
    void *frames = NULL;

    if (s->count < VALUES_MAX / task->channels) {
        frames = realloc(s->frames, room * task->channels * sizeof(*s->frames));
    }
    if (!frames) {
        cli_fail("%s is too long", path);
        return false;
    }
    s->frames = frames;
    return true;
}

/* --- CSV ------------------------------------------------------------------------------------- */

static bool complain(const char *path, uint32_t line, enum csv_row what, uint32_t column,
                     const struct task *task)
{
    switch (what) {
    case CSV_TOO_FEW:
        cli_fail("%s:%u: %u columns are wanted", path, (unsigned)line, (unsigned)task->channels);
        break;
    case CSV_RANGE:
        cli_fail("%s:%u: column %u is not within %d to %d", path, (unsigned)line, (unsigned)column,
                 task->low, task->high);
        break;
    default:
        cli_fail("%s:%u: column %u is no integer", path, (unsigned)line, (unsigned)column);
        break;
    }
    return false;
}

static bool add_row(struct signal_file *s, const struct task *task, const char *path,
                    const int16_t *row, uint32_t line)
{
    if (s->count % BLOCK == 0) {
        uint32_t *lines = realloc(s->lines, (s->count + BLOCK) * sizeof(*lines));
        if (!lines || !grow(s, task, path)) {
            s->lines = lines ? lines : s->lines;
            return false;
        }
        s->lines = lines;
    }
    memcpy(s->frames + s->count * task->channels, row, task->channels * sizeof(*row));
    s->lines[s->count++] = line;
    return true;
}

/* The next line without its newline, or as much of it as there is room for; false at the end. */
static bool read_line(FILE *f, char text[ROW_MAX], size_t *size)
{
    int c = EOF;

    for (*size = 0; *size < ROW_MAX && (c = getc(f)) != EOF && c != '\n'; (*size)++) {
        text[*size] = (char)c;
    }
    return *size > 0 || c == '\n';
}

static bool take_line(struct signal_file *s, const struct task *task, const char *path,
                      const char *text, size_t size, uint32_t line)
{
    int16_t row[TASK_DIGITS_PIXELS];
    uint32_t column;
    enum csv_row what;

    if (size == ROW_MAX) {
        cli_fail("%s:%u: the line is too long", path, (unsigned)line);
        return false;
    }
    what = csv_row_read(text, size, task->low, task->high, row, task->channels, &column);
    if (what == CSV_ROW) {
        return add_row(s, task, path, row, line);
    }
    return what == CSV_NOTHING || complain(path, line, what, column, task);
}

static bool read_rows(struct signal_file *s, const struct task *task, const char *path, FILE *f)
{
    char text[ROW_MAX];
    size_t size;
    bool ok = true;

    for (uint32_t line = 1; ok && read_line(f, text, &size); line++) {
        ok = take_line(s, task, path, text, size, line);
    }
    if (ok && ferror(f)) {
        cli_fail("cannot read %s: %s", path, strerror(errno));
        return false;
    }
    return ok;
}

static bool read_csv(struct signal_file *s, const struct task *task, const char *path)
{
    FILE *f = fopen(path, "r");
    bool ok;

    if (!f) {
        cli_fail("cannot read %s: %s", path, strerror(errno));
        return false;
    }
    ok = read_rows(s, task, path, f);
    fclose(f);
    return ok;
}

/* --- sound ----------------------------------------------------------------------------------- */

static bool format_ok(const SF_INFO *info, const struct task *task, const char *path)
{
    if (info->samplerate != task->rate_hz || info->channels != task->channels) {
        cli_fail("%s has %d channel(s) at %d Hz; %s wants %u at %u Hz", path, info->channels,
                 info->samplerate, task->name, (unsigned)task->channels, (unsigned)task->rate_hz);
        return false;
    }
    return true;
}

static bool read_samples(struct signal_file *s, const struct task *task, const char *path,
                         SNDFILE *f)
{
    sf_count_t n;

    sf_command(f, SFC_SET_SCALE_FLOAT_INT_READ, NULL, SF_TRUE); /* +-1.0 is full scale */
    do {
        if (!grow(s, task, path)) {
            return false;
        }
        n = sf_readf_short(f, s->frames + s->count * task->channels, BLOCK);
        s->count += n > 0 ? (size_t)n : 0;
    } while (n == BLOCK);
    if (sf_error(f)) {
        cli_fail("cannot read %s: %s", path, sf_strerror(f));
        return false;
    }
    return true;
}

static bool read_sound(struct signal_file *s, const struct task *task, const char *path)
{
    SF_INFO info = { 0 };
    SNDFILE *f = sf_open(path, SFM_READ, &info);
    bool ok;

    if (!f) {
        cli_fail("cannot read %s: %s", path, sf_strerror(NULL));
        return false;
    }
    ok = format_ok(&info, task, path) && read_samples(s, task, path, f);
    if (ok && s->count < (size_t)info.frames) {
        cli_fail("%s is damaged after %zu of %" PRId64 " samples", path, s->count,
                 (int64_t)info.frames);
        ok = false;
    }
    sf_close(f);
    return ok;
}

/* --- public ---------------------------------------------------------------------------------- */

bool signal_file_read(struct signal_file *s, const struct task *task, const char *path)
{
    *s = (struct signal_file){ .frames = NULL };
    if (!(task->channels == 1 ? read_sound : read_csv)(s, task, path)) {
        return false;
    }
    if (s->count < task->window) {
        cli_fail("%s is too short: %zu of %u %s", path, s->count, (unsigned)task->window,
                 task->channels == 1 ? "samples" : "rows");
        return false;
    }
    return true;
}

void signal_file_free(struct signal_file *s)
{
    free(s->frames);
    free(s->lines);
    *s = (struct signal_file){ .frames = NULL };
}

void signal_file_place(const struct signal_file *s, const struct task *task, size_t frame,
                       char text[24])
{
    if (s->lines) {
        snprintf(text, 24, "%" PRIu32, s->lines[frame]);
    } else {
        const unsigned ms = (unsigned)((uint64_t)frame * 1000u / task->rate_hz);
        snprintf(text, 24, "%u.%03u", ms / 1000u, ms % 1000u);
    }
}
