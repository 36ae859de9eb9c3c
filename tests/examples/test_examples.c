/*
 * test_examples.c - the programs of one task as they are started: known signals, hostile ones.
 */
#include <command_case.h>
#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "signals.h"

#define SAMPLES 8

/* A board, and the kind of store by which `otaml store` makes its memory unit: examples/README.md.
 */
static const struct {
    const char *board, *kind, *size;
} boards[] = {
    { "teensy40", "flash", "2M" },     { "nucleo-h7", "flash,erase=128K,prog=32", "2M" },
    { "feather-m4", "eefs", "256K" },  { "esp32", "spiffs,meta=4", "4M" },
    { "pico", "fat,type=32", "256M" },
};

#define BOARDS (sizeof(boards) / sizeof(boards[0]))

/* A folder with the models by their names, in vK/, and a memory unit with all of them for each
 * board, vK.BOARD. */
static void make_units(unsigned version)
{
    static const char *const names[] = { "digits", "gestures", "keywords", "anomaly" };
    char command[1500];
    int n = snprintf(command, sizeof(command), "mkdir v%u", version);

    for (size_t i = 0; i < 4; i++) {
        n += snprintf(command + n, sizeof(command) - (size_t)n,
                      " && cp %s/models/%s/%s_v%u.tflite v%u/%s", fixture_source_dir(), names[i],
                      names[i], version, version, names[i]);
    }
    assert_int_equal(command_run(command), 0);
    for (size_t i = 0; i < BOARDS; i++) {
        assert_int_equal(command_run(fixture_path(
                             "otaml store make --kind %s --size %s v%u.%s v%u/*", boards[i].kind,
                             boards[i].size, version, boards[i].board, version)),
                         0);
    }
}

static const char *scratch(const char *name)
{
    return fixture_path("%s/%s", fixture_scratch(), name);
}

static void make_signals(void)
{
    size_t bytes;
    uint8_t *word = signals_word(0, &bytes);

    signals_csv(scratch("digits.csv"), &signals_digits);
    signals_csv(scratch("gestures.csv"), &signals_gestures);
    signals_wav(scratch("word.wav"), 1, 16000, word, bytes);
    signals_wav(scratch("slow.wav"), 1, 8000, word, bytes);
    signals_wav(scratch("stereo.wav"), 2, 16000, word, bytes);
    signals_wav(scratch("none.wav"), 1, 16000, word, 0);
    signals_wav(scratch("short.wav"), 1, 16000, word, 2 * 15839);
    signals_wav(scratch("just.wav"), 1, 16000, word, 2 * 15840);
    assert_int_equal(command_run(fixture_path("cp %s/models/keywords/test.flac whole.flac",
                                              fixture_source_dir())),
                     0);
    free(word);
}

static int set_up(void **state)
{
    static const char *const programs[] = { "otaml", "examples/digits", "examples/gestures",
                                            "examples/keywords", "examples/anomaly" };

    (void)state;
    setenv("LC_ALL", "C", 1);
    for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
        command_link(programs[i]);
    }
    make_units(1);
    make_units(2);
    make_signals();
    return 0;
}

/* --- known signals --------------------------------------------------------------------------- */

/* What a version says of each sample, by models/NAME/known.tsv: TensorFlow Lite Micro's word. */
static void read_known(const char *name, unsigned version, char labels[SAMPLES][16])
{
    FILE *f = fopen(fixture_path("%s/models/%s/known.tsv", fixture_source_dir(), name), "r");
    char line[256], said[2][16];
    unsigned k;

    assert_non_null(f);
    assert_non_null(fgets(line, sizeof(line), f));
    for (int i = 0; i < SAMPLES; i++) {
        assert_int_equal(fscanf(f, "%u %*s %15s %15s", &k, said[0], said[1]), 3);
        assert_int_equal(k, i);
        strcpy(labels[i], said[version - 1]);
    }
    fclose(f);
}

/* Each line of `out`: the signal, where, the label, the score. */
static void assert_answers(const char *const *beginnings, char labels[SAMPLES][16])
{
    FILE *f = fopen(scratch("out"), "r");
    char line[1024];

    assert_non_null(f);
    for (int i = 0; i < SAMPLES; i++) {
        const char *expected = fixture_path("%s\t%s\t", beginnings[i], labels[i]);
        assert_non_null(fgets(line, sizeof(line), f));
        if (strncmp(line, expected, strlen(expected)) != 0 || !strchr(line, '\n')) {
            fail_msg("sample %d: '%s' instead of '%s'", i, line, expected);
        }
    }
    assert_null(fgets(line, sizeof(line), f));
    fclose(f);
}

/* On every board: the inputs are the known ones, the answers TensorFlow Lite Micro's. */
static void assert_known(const char *name, unsigned version, const char *more,
                         const char *const *beginnings)
{
    const char *model =
        fixture_path("%s/models/%s/%s_v%u", fixture_source_dir(), name, name, version);
    char labels[SAMPLES][16], known[300];

    snprintf(known, sizeof(known), "%s", model);
    read_known(name, version, labels);
    for (size_t i = 0; i < BOARDS; i++) {
        const char *command =
            fixture_path("%s --board %s --unit v%u.%s --inputs in %s && cat %s.?.in.bin | cmp - in",
                         name, boards[i].board, version, boards[i].board, more, known);
        if (command_run(command)) {
            fail_msg("%s", command);
        }
        assert_answers(beginnings, labels);
    }
}

/* Of a CSV file whose windows begin on line 2 and then every `step` lines. */
static void assert_rows_known(const char *name, unsigned step)
{
    const char *beginnings[SAMPLES];
    char file[32], places[SAMPLES][48];

    snprintf(file, sizeof(file), "%s.csv", name);
    for (unsigned i = 0; i < SAMPLES; i++) {
        snprintf(places[i], sizeof(places[i]), "%s\t%u", file, 2 + i * step);
        beginnings[i] = places[i];
    }
    assert_known(name, 1, file, beginnings);
    assert_known(name, 2, file, beginnings);
}

static void digits_are_known(void **state)
{
    (void)state;
    assert_rows_known("digits", 2);
}

static void gestures_are_known(void **state)
{
    (void)state;
    assert_rows_known("gestures", 129);
}

static void recordings_are_known(void **state)
{
    const char *beginnings[SAMPLES];
    char paths[SAMPLES][400], all[SAMPLES * 400];
    size_t n = 0;

    (void)state;
    for (int i = 0; i < SAMPLES; i++) {
        snprintf(paths[i], sizeof(paths[i]), "%s/models/anomaly/recording.%d.wav\t0.000",
                 fixture_source_dir(), i);
        beginnings[i] = paths[i];
        n += (size_t)snprintf(all + n, sizeof(all) - n, " %.*s", (int)strcspn(paths[i], "\t"),
                              paths[i]);
    }
    assert_known("anomaly", 1, all, beginnings);
    assert_known("anomaly", 2, all, beginnings);
}

/* The line of models/keywords/labels.txt and the probability, by models/keywords/README.md, that
 * the greatest output is about. */
static void read_best(const char *outputs, char label[16], double *probability)
{
    FILE *f = fopen(fixture_path("%s/models/keywords/labels.txt", fixture_source_dir()), "r");
    size_t size;
    int8_t *output = (int8_t *)fixture_read(outputs, &size);
    int best = 0;

    assert_non_null(f);
    assert_int_equal(size, 12);
    for (int k = 1; k < 12; k++) {
        best = output[k] > output[best] ? k : best;
    }
    for (int k = 0; k <= best; k++) {
        assert_int_equal(fscanf(f, "%15s", label), 1);
    }
    *probability = (output[best] + 128) / 256.0;
    fclose(f);
    free(output);
}

/* The front end's known features come out of the WAV file, and the model out of the store: what it
 * says of them is what `otaml run` says. */
static void words_are_known(void **state)
{
    static const char check[] =
        "keywords --board %s --unit v2.%s --inputs in word.wav && cmp in %s/tests/feature/"
        "word0.features && otaml run %s/models/keywords/keywords_v2.tflite --input in --output o";
    const char *source = fixture_source_dir();

    (void)state;
    for (size_t i = 0; i < BOARDS; i++) {
        char label[16], line[100] = "";
        double probability;
        FILE *f;

        assert_int_equal(
            command_run(fixture_path(check, boards[i].board, boards[i].board, source, source)), 0);
        read_best(scratch("o"), label, &probability);
        f = fopen(scratch("out"), "r");
        assert_non_null(f);
        assert_non_null(fgets(line, sizeof(line), f));
        fclose(f);
        assert_string_equal(line, fixture_path("word.wav\t0.000\t%s\t%.4f\n", label, probability));
    }
}

/* --- the usage, and hostile signals ---------------------------------------------------------- */

#define ON     "--board teensy40 --unit v2.teensy40 "
#define NEEDED "--board, --unit and a SIGNAL are needed\nusage: *"

static const struct command_case cases[] = {
    { "digits --help", 0, "usage: digits --board PROFILE --unit FILE [OPTIONS] SIGNAL...\n*", "" },
    { "anomaly --help", 0, "usage: anomaly *", "" },
    { "digits", 2, "", "digits: " NEEDED },
    { "digits --board teensy40 digits.csv", 2, "", "digits: " NEEDED },
    { "digits " ON, 2, "", "digits: " NEEDED },
    { "digits --board none", 2, "", "digits: no board 'none'; --help names them\n" },
    { "digits " ON "--hop 1 digits.csv", 2, "", "digits: --help tells the options\n*" },
    { "keywords " ON "--threshold 1 word.wav", 2, "", "keywords: --help tells the options\n*" },
    { "keywords " ON "--hop 30 word.wav", 2, "", "keywords: --hop takes multiples of 20 up to *" },
    { "keywords " ON "--hop 0 word.wav", 2, "", "keywords: --hop takes multiples of 20 up to *" },
    { "keywords " ON "--hop 1020 word.wav", 2, "", "keywords: --hop takes multiples of 20 up *" },
    { "gestures " ON "--hop 129 gestures.csv", 2, "", "gestures: --hop takes multiples of 1 up *" },
    { "anomaly " ON "--threshold 0 word.wav", 2, "",
      "anomaly: --threshold takes a number above *" },
    { "anomaly " ON "--threshold nan word.wav", 2, "", "anomaly: --threshold takes a number *" },

    { "keywords " ON "just.wav | cut -f 1-2", 0, "just.wav\t0.000\n", "" },
    { "keywords " ON "--hop 20 just.wav | wc -l", 0, "1\n", "" },
    { "keywords " ON "short.wav", 1, "", "keywords: short.wav is too short: 15839 of 15840 *" },
    { "keywords " ON "none.wav", 1, "", "keywords: none.wav is too short: 0 of 15840 samples\n" },
    { "keywords " ON "slow.wav", 1, "",
      "keywords: slow.wav has 1 channel(s) at 8000 Hz; keywords wants 1 at 16000 Hz\n" },
    { "keywords " ON "stereo.wav", 1, "",
      "keywords: stereo.wav has 2 channel(s) at 16000 Hz; keywords wants 1 at 16000 Hz\n" },
    { "keywords " ON "no.wav", 1, "", "keywords: cannot read no.wav: *" },
    { ": >empty && keywords " ON "empty", 1, "", "keywords: cannot read empty: *" },
    { "keywords " ON "digits.csv", 1, "", "keywords: cannot read digits.csv: *" },
    /* A header that promises more than is there; one that is cut; rubbish behind it. */
    { "head -c 31724 word.wav >cut.wav && keywords " ON "cut.wav | cut -f 1-2", 0,
      "cut.wav\t0.000\n", "" },
    { "head -c 20000 word.wav >cut.wav && keywords " ON "cut.wav", 1, "",
      "keywords: cut.wav is too short: *" },
    { "head -c 30 word.wav >cut.wav && keywords " ON "cut.wav", 1, "",
      "keywords: cannot read cut.wav: *" },
    /* Answers stand until the signal that cannot be read. */
    { "keywords " ON "word.wav no.wav | cut -f 1-2", 0, "word.wav\t0.000\n",
      "keywords: cannot read no.wav: *" },

    { "gestures " ON ".", 1, "", "gestures: cannot read .: *" },
    { "gestures " ON "empty", 1, "", "gestures: empty is too short: 0 of 128 rows\n" },
    { "head -n 128 gestures.csv >c && gestures " ON "c", 1, "", "gestures: c is too short: 127 *" },
    { "head -n 130 gestures.csv >c && gestures " ON "--hop 1 c | cut -f 2", 0, "2\n", "" },
    { "head -n 129 gestures.csv >c && tail -n 1 c >>c && gestures " ON "--hop 1 c | cut -f 2", 0,
      "2\n3\n", "" },
    { "printf '1,2,3\\n1,2\\n' >c && gestures " ON "c", 1, "", "gestures: c:2: 3 columns are *" },
    { "printf '\\n1,2,x\\n' >c && gestures " ON "c", 1, "", "gestures: c:2: column 3 is no *" },
    { "printf '0,-2049,0' >c && gestures " ON "c", 1, "",
      "gestures: c:1: column 2 is not within -2048 to 2047\n" },
    { "digits " ON "/dev/zero", 1, "", "digits: /dev/zero:1: the line is too long\n" },
    { "head -c 5000000 v2.teensy40 >c && digits " ON "c", 1, "", "digits: c:1: column 1 is no *" },
    { "sed 's/^1,/17,/;s/^0,/17,/' digits.csv >c && digits " ON "c", 1, "",
      "digits: c:2: column 1 is not within 0 to 16\n" },

    { "otaml store make --kind flash --size 2M e && digits --board teensy40 --unit e digits.csv", 1,
      "", "digits: e holds no model 'digits'; `otaml store write` puts one there\n" },
    { "cp v1/digits keywords.model && otaml store write e:flash keywords.model --name keywords && "
      "keywords --board teensy40 --unit e word.wav",
      1, "*",
      "keywords: model 'keywords' is none for this task: 1568 int8 values in, 12 out are *" },
    { "otaml store write e:flash word.wav --name keywords && keywords --board teensy40 --unit e "
      "word.wav",
      1, "*", "keywords: model 'keywords' cannot be run: not a TensorFlow Lite model\n" },
    { "cp whole.flac d.flac && head -c 4000 /dev/zero | dd of=d.flac bs=1000 seek=600 conv=notrunc "
      "2>/dev/null && keywords " ON "d.flac",
      1, "", "keywords: d.flac is damaged after *" },
    { "digits --board nano33 --unit v2.teensy40 digits.csv", 1, "",
      "digits: cannot open the memory unit v2.teensy40: it is not of the size of this board's *" },
    /* What is no unit of the board stays as it is, and none is made. */
    { "cp v2.teensy40 u && ! digits --board esp32 --unit u digits.csv && cmp u v2.teensy40", 0, "",
      "digits: cannot open the memory unit u: it is not of the size of this board's unit; *" },
    { "cp digits.csv u && ! digits --board teensy40 --unit u u && cmp u digits.csv", 0, "", "*" },
    { "! digits --board teensy40 --unit typo digits.csv && ! ls typo*", 0, "",
      "digits: cannot open the memory unit typo: there is no such file, or it is empty; *" },
    { "flock v2.teensy40 digits " ON "digits.csv", 1, "",
      "digits: cannot open the memory unit v2.teensy40: another process uses it; *" },
    { "digits " ON "--inputs none/in digits.csv", 1, "", "digits: cannot write none/in: *" },
    { "digits " ON "--inputs /dev/full digits.csv >/dev/null", 1, "", "digits: cannot write *" },
    { "digits " ON "digits.csv >/dev/full", 1, "", "digits: cannot write to standard output: *" },
};

static void every_case(void **state)
{
    (void)state;
    command_cases(cases, sizeof(cases) / sizeof(cases[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digits_are_known),     cmocka_unit_test(gestures_are_known),
        cmocka_unit_test(recordings_are_known), cmocka_unit_test(words_are_known),
        cmocka_unit_test(every_case),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
