/*
 * test_cli.c - commands with their expected status, standard output and standard error.
 */
#include <command_case.h>
#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>

#define DEVICE "otaml device --server https://localhost:1 --ca ca --vendor v --key k.pub.pem "

/* In a folder with an empty `ca`, keys k, a token, and the memory units `unit`, empty, and `big`.
 */
static const char preparation[] = "otaml keygen k >log && : >ca && : >unit && : >none.suit"
                                  " && echo secret >token && head -c 300000 /dev/zero >big";

static const struct command_case cases[] = {
    { "otaml", 2, "", "usage: otaml COMMAND*" },
    { "otaml help", 0, "usage: otaml COMMAND [ARGUMENTS]\n\n  inspect *", "" },
    { "otaml --help", 0, "usage: otaml COMMAND*", "" },
    { "otaml nothing", 2, "", "otaml: no command 'nothing'; `otaml help` lists them\n" },
    { "otaml help >&-", 1, "", "otaml: cannot write to standard output: Bad file descriptor\n" },

    { "otaml inspect --help", 0, "usage: otaml inspect*", "" },
    { "otaml run --help", 0, "usage: otaml run*", "" },
    { "otaml bench --help", 0, "usage: otaml bench*", "" },
    { "otaml ops --help", 0, "usage: otaml ops*", "" },
    { "otaml keygen --help", 0, "usage: otaml keygen*", "" },
    { "otaml pack --help", 0, "usage: otaml pack*", "" },
    { "otaml verify --help", 0, "usage: otaml verify*", "" },
    { "otaml publish --help", 0, "usage: otaml publish*", "" },
    { "otaml assign --help", 0, "usage: otaml assign*", "" },
    { "otaml status --help", 0, "usage: otaml status*", "" },
    { "otaml device --help", 0, "usage: otaml device*", "" },
    { "otaml store --help", 0, "usage: otaml store make*", "" },
    { "otaml store list --help", 0, "usage: otaml store make*", "" },
    { "otaml publish --json --help", 0, "usage: otaml publish*", "" },
    { "otaml assign --all --help", 0, "usage: otaml assign*", "" },
    { "otaml status --json --help", 0, "usage: otaml status*", "" },

    { "otaml inspect", 2, "", "otaml inspect: one MODEL is needed\nusage: otaml inspect*" },
    { "otaml inspect --x m", 2, "", "otaml inspect: unrecognized option '--x'\nusage: *" },
    { "otaml inspect none", 1, "", "otaml inspect: cannot read none: No such file or directory\n" },
    { "otaml inspect ca", 1, "", "otaml inspect: ca: not a TensorFlow Lite model\n" },
    { "otaml run m", 2, "", "otaml run: MODEL, --input and --output are needed\nusage: *" },
    { "otaml run m --arena x", 2, "",
      "otaml run: --arena takes a number of bytes, such as 64K\n*" },
    { "otaml run m --input", 2, "", "otaml run: option '--input' requires an argument\nusage: *" },
    { "otaml bench", 2, "", "otaml bench: at least one MODEL is needed\nusage: *" },
    { "otaml bench ca --seconds 0", 2, "",
      "otaml bench: --seconds takes a number above 0, at most 3600\nusage: *" },
    { "otaml bench ca --way fast", 2, "",
      "otaml bench: --way takes inplace, load or stream\nusage: *" },
    { "otaml bench ca", 1, "", "otaml bench: ca: not a TensorFlow Lite model\n" },
    { "otaml bench none --json", 1, "[]\n",
      "otaml bench: cannot read none: No such file or directory\n" },
    { "otaml ops", 0, "ADD                          INT8 INT16 INT32 FLOAT32\n*", "" },
    { "otaml ops --json", 0, "[\n  {\n    \"name\": \"ADD\",\n    \"code\": 0,\n*", "" },
    { "otaml ops x", 2, "", "otaml ops: takes no arguments beside options\nusage: *" },
    { "otaml store", 2, "",
      "otaml store: make, list, read, write, remove, check or info?\nusage: *" },
    { "otaml store lost x", 2, "", "otaml store: make, list, *" },
    { "otaml store list", 2, "", "otaml store: which IMAGE:KIND?\nusage: *" },
    { "otaml store list a b", 2, "", "otaml store: one IMAGE:KIND is needed\nusage: *" },
    { "otaml store list --kind flash a:flash", 2, "",
      "otaml store: an option that does not go with this\nusage: *" },
    { "otaml store read a:flash", 2, "", "otaml store: read which NAME?\nusage: *" },
    { "otaml store write a:flash", 2, "", "otaml store: write which FILE?\nusage: *" },
    { "otaml store remove a:flash", 2, "", "otaml store: remove which NAME?\nusage: *" },
    { "otaml store make x", 2, "", "otaml store: make needs --kind KIND\nusage: *" },
    { "otaml store make --kind flash --size none x", 2, "",
      "otaml store: --size takes a number of bytes, such as 256K\nusage: *" },
    { "otaml store make --kind flash x", 2, "",
      "otaml store: x: --size BYTES of the memory unit is needed\n" },
    { "otaml store make --kind tape --size 1M x", 2, "",
      "otaml store: x: no kind of store 'tape'; `otaml store --help` names them\n" },
    { "otaml store make --kind flash,erase=many --size 1M x", 2, "",
      "otaml store: x: erase=many is no number, such as 4096 or 4K\n" },
    { "otaml store make --kind flash,mapped=perhaps --size 1M x", 2, "",
      "otaml store: x: mapped=perhaps: it is one of yes, no\n" },
    { "otaml store make --kind flash,page=1 --size 1M x", 2, "",
      "otaml store: x: flash has no option 'page=1'; it has size=, erase=, prog=, mapped=\n" },
    { "otaml store make --kind flash,erase=3000 --size 64K x", 1, "",
      "otaml store: x: the memory unit's geometry does not suit the store*" },
    { "otaml store make --kind flash --size 64K no/x", 1, "",
      "otaml store: cannot write no/x: No such file or directory\n" },
    { "otaml store make --kind flash --size 64K x none", 1, "",
      "otaml store: cannot read none: No such file or directory\n" },
    { "ls x*", 2, "", "ls: cannot access *" }, /* nothing half made is left */
    { "otaml store list x", 2, "",
      "otaml store: x: name the store as IMAGE:KIND, such as models.img:flash\n" },
    { "otaml store list none:flash", 1, "",
      "otaml store: cannot read none: No such file or directory\n" },
    { "otaml store list .:flash", 1, "", "otaml store: cannot read .: not a regular file\n" },
    { "otaml store list ca:flash", 1, "",
      "otaml store: ca has 0 bytes, which is no size of such a unit; give size=BYTES after the "
      "kind\n" },
    { "otaml store list big:flash", 1, "", "otaml store: big:flash: the memory unit holds no *" },
    { "otaml store list ca:vfs", 1, "", "otaml store: ca: cannot read the folder: Not a dir*" },

    { "otaml store make --kind flash --size 64K s.img ca token", 0, "", "" },
    { "stat -c %s s.img && sha256sum s.img >before", 0, "65536\n", "" },
    { "otaml store list s.img:flash", 0,
      "      size   sequence  sha256                                                            "
      "state       name\n"
      "         0          0  e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  "
      "ok          ca\n"
      "         7          0  b37e50cedcd3e3f1ff64f4afc0422084ae694253cf399326868e07a35f4a45fb  "
      "ok          token\n",
      "" },
    { "otaml store list --json s.img:flash", 0,
      "[\n  {\"name\": \"ca\", \"size\": 0, \"sha256\": \"e3b0c4*", "" },
    { "otaml store read s.img:flash token", 0, "secret\n", "" },
    { "otaml store read s.img:flash /token", 0, "secret\n", "" },
    { "otaml store read s.img:flash k", 1, "",
      "otaml store: s.img:flash: no file 'k'; `otaml store list` shows what there is\n" },
    { "otaml store check s.img:flash", 0, "ok          ca\nok          token\n", "" },
    { "otaml store info s.img:flash", 0, "kind      flash\ntotal     65536 bytes\nused      8192*",
      "" },
    { "otaml store info --json s.img:flash", 0,
      "{\"kind\": \"flash\", \"total\": 65536, \"used\": 8192, \"free\": 57344, *", "" },
    { "sha256sum -c before", 0, "s.img: OK\n", "" }, /* reading changes nothing */
    { "otaml store write s.img:flash token --name t --sequence 18446744073709551615", 0, "", "" },
    { "otaml store list --json s.img:flash | grep -c '\"sequence\": 18446744073709551615'", 0,
      "1\n", "" },
    { "otaml store write s.img:flash token --name 'a b'", 1, "",
      "otaml store: s.img:flash: an object cannot be called 'a b'; give another --name\n" },
    { "otaml store write s.img:flash big", 1, "",
      "otaml store: s.img:flash: no room for big of 300000 bytes: the largest that fits now has "
      "*" },
    { "otaml store write s.img:flash token ca --name t", 2, "",
      "otaml store: --name goes with one FILE\nusage: *" },
    { "flock s.img otaml store write s.img:flash token", 1, "",
      "otaml store: cannot open s.img: another process uses it\n" },
    { "flock s.img otaml store make --kind flash --size 64K s.img", 1, "",
      "otaml store: cannot write s.img: another process uses it\n" },
    { "otaml store remove s.img:flash t ca", 0, "", "" },
    { "otaml store remove s.img:flash t", 1, "",
      "otaml store: s.img:flash: t: no object of this name\n" },
    { "otaml store check s.img:flash", 0, "ok          token\n", "" },
    { "sed s/secret/sEcret/ s.img >d.img && otaml store check d.img:flash", 1,
      "damaged     token\n", "otaml store: d.img:flash: 1 of 1 damaged; install them again\n" },
    { "otaml store check --json d.img:flash 2>log", 1,
      "[\n  {\"name\": \"token\", \"state\": \"damaged\"}\n]\n", "" },
    { "otaml store list d.img:flash | tail -1 | cut -c90-", 0, "damaged     token\n", "" },
    { "head -c 20000 s.img >short.img && otaml store read short.img:flash,size=64K token && stat "
      "-c "
      "%s short.img",
      0, "secret\n20000\n", "" },
    { "otaml store list s.img:flash,erase=2048", 1, "",
      "otaml store: s.img:flash,erase=2048: the memory unit's geometry does not suit the store; "
      "give the unit's sizes as options behind the kind\n" },
    { "otaml store make --kind flash,erase=128K,prog=32 --size 512K h7.img token && otaml store "
      "read h7.img:flash token && otaml store write h7.img:flash ca && otaml store check "
      "h7.img:flash",
      0, "secret\nok          token\nok          ca\n", "" },

    { "otaml store make --kind eefs,order=big --size 16K e.img token && od -An -tx1 -j4 -N4 e.img",
      0, " ee f5 12 34\n", "" },
    { "otaml store list e.img:eefs | tail -1 | cut -c90-", 0, "ok          token\n", "" },
    { "otaml store make --kind eefs,order=middle --size 16K x", 2, "",
      "otaml store: x: order=middle: it is one of little, big\n" },
    { "otaml store make --kind eefs --size 1K x", 1, "", "otaml store: x: the memory unit's *" },

    { "otaml store make --kind spiffs,page=256,block=4096,meta=4,magic=length --size 64K s.spiffs "
      "token && stat -c %s s.spiffs",
      0, "65536\n", "" },
    { "otaml store list s.spiffs:spiffs,meta=4 | tail -1 | cut -c90-", 0, "ok          token\n",
      "" },
    { "otaml store make --kind spiffs,magic=most --size 64K x", 2, "",
      "otaml store: x: magic=most: it is one of length, plain, none\n" },
    { "otaml store make --kind spiffs,page=100 --size 64K x", 1, "", "otaml store: x: *" },
    { "otaml store make --kind fat,type=16 --size 8M f.img token && stat -c %s f.img", 0,
      "8388608\n", "" },
    { "otaml store list f.img:fat | tail -1 | cut -c90-", 0, "ok          token\n", "" },
    { "otaml store list --all --json f.img:fat | grep -c OTAML.CTL", 0, "1\n", "" },
    { "otaml store make --kind fat --size 100K x", 1, "", "otaml store: x: the memory unit's *" },

    { "otaml store make --kind vfs v token && cat v/token", 0, "secret\n", "" },
    { "otaml store make --kind vfs v token", 1, "",
      "otaml store: v: is there and not empty; use `otaml store write` to add to it\n" },
    { "echo theirs >'v/not ours' && echo sEcret >v/token && ls -la --time-style=full-iso v >before",
      0, "", "" },
    { "otaml store check v:vfs | sort", 0, "damaged     token\nforeign     not ours\n",
      "otaml store: v:vfs: 1 of 2 damaged; install them again\n" },
    { "otaml store read v:vfs 'not ours'", 0, "theirs\n", "" },
    { "otaml store list --all --json v:vfs | grep -c otaml.cat", 0, "1\n", "" },
    { "ls -la --time-style=full-iso v | cmp - before", 0, "", "" },
    { "cp s.img v/otaml.go && cp v/otaml.cat was && otaml store list v:vfs >log && ls v/otaml.go "
      "&& cmp was v/otaml.cat",
      0, "v/otaml.go\n", "" },
    { "otaml store write v:vfs token && otaml store check v:vfs | sort", 0,
      "foreign     not ours\nok          token\n", "" },

    { "otaml run m --store s.img --input ca --output x", 1, "",
      "otaml run: s.img: name the store as IMAGE:KIND, such as models.img:flash\n" },
    { "otaml run m --store s.img:flash --input ca --output x", 1, "",
      "otaml run: s.img:flash: m: no object of this name; `otaml store list` shows what there "
      "is\n" },
    { "otaml run token --store v:vfs --way inplace --input ca --output x", 1, "",
      "otaml run: v:vfs: no pointer reaches the bytes of such a store; say --way stream or "
      "load\n" },
    { "otaml run token --store v:vfs --input ca --output x", 1, "",
      "otaml run: token: not a TensorFlow Lite model\n" },
    { "otaml keygen", 2, "", "usage: otaml keygen*" },
    { "otaml keygen k", 1, "", "otaml keygen: k.pub.pem exists already; choose another name\n" },
    { "otaml pack", 2, "", "otaml pack: name one model\nusage: *" },
    { "otaml pack m", 2, "", "otaml pack: --key, --vendor, --class and -o are needed\nusage: *" },
    { "otaml pack --key none --vendor v --class c -o p m", 1, "",
      "otaml pack: cannot read none: No such file or directory\n" },
    { "otaml pack --key k.pem --vendor v --class c -o p ca", 1, "",
      "otaml pack: ca: not a TensorFlow Lite model\n" },
    { "otaml verify p", 2, "", "otaml verify: name a package and a --key\nusage: *" },
    { "otaml verify --key k.pub.pem none.suit", 1, "",
      "otaml verify: none.suit refused: not a SUIT envelope (ERR_ENVELOPE)\n" },

    { "otaml publish", 2, "", "otaml publish: which file?\nusage: *" },
    { "otaml publish a b", 2, "", "otaml publish: what is b?\nusage: *" },
    { "otaml publish --name", 2, "", "otaml publish: an option lacks its value\nusage: *" },
    { "otaml publish none.suit", 1, "",
      "otaml publish: none.suit refused: not a SUIT envelope (ERR_ENVELOPE)\n" },
    { "otaml publish --type other k.pem", 1, "", "otaml publish: *" },
    { "otaml assign --all", 2, "", "otaml assign: which package?\nusage: *" },
    { "otaml assign --package p", 2, "", "otaml assign: name the targets, or say --all\nusage: *" },
    { "otaml status --what", 2, "", "otaml status: what is --what?\nusage: *" },
    { "otaml status", 1, "", "otaml status: *" },
    { "otaml status --server https://localhost:1 --token-file token", 1, "", "otaml status: *" },

    { "otaml device", 2, "",
      "otaml device: --board, --server, --ca, --id, --key and --vendor are needed\nusage: *" },
    { DEVICE "--id d --board none", 2, "", "otaml device: no board 'none'; --help names them\n" },
    { DEVICE "--id d --board pico x", 2, "", "otaml device: takes no arguments beside options\n*" },
    { DEVICE "--id d/e --board pico", 2, "", "otaml device: --id takes 1 to 128 letters, *" },
    { DEVICE "--id d --board pico --rate x", 2, "", "otaml device: 'x' is not a number\n" },
    { DEVICE "--x", 2, "", "otaml device: unrecognized option '--x'\nusage: *" },
    { DEVICE "--key ca", 1, "", "otaml device: ca *" },
    { DEVICE "--answers none", 1, "", "otaml device: --answers none is not a folder\n" },
    { DEVICE "--token-file ca", 1, "", "otaml device: ca holds no token of at most 128 bytes\n" },
    { DEVICE "--id d --board pico --ca none", 1, "", "otaml device: cannot read none: *" },
    { DEVICE "--id d --board pico", 1, "", "otaml device: ca: *" },
    { DEVICE "--id d --board nano33 --media big", 1, "",
      "otaml device: cannot open the memory unit big: it is not of the size of this board's unit; "
      "is it another board's?\n" },
    { DEVICE "--id d --board nano33 --media .", 1, "",
      "otaml device: cannot open the memory unit .: Is a directory\n" },
    { "flock unit " DEVICE "--id d --board nano33 --media unit", 1, "",
      "otaml device: cannot open the memory unit unit: another process uses it; give each device a "
      "unit of its own\n" },
};

static void every_case(void **state)
{
    (void)state;
    command_cases(cases, sizeof(cases) / sizeof(cases[0]));
}

/* Our own model answers from every store as from its file, each way. */
static void models_run_in_stores(void **state)
{
    static const char *const stores[] = {
        "flash", "flash,mapped=no", "eefs", "spiffs", "fat", "vfs"
    };
    static const char *const ways[] = { "", "--way load", "--way stream --stripe 512" };
    char model[1024];

    (void)state;
    snprintf(model, sizeof(model), "%s/models/digits/digits_v1", fixture_source_dir());
    for (size_t i = 0; i < sizeof(stores) / sizeof(stores[0]); i++) {
        assert_int_equal(
            command_run(fixture_path("otaml store make --kind %s --size 8M m%zu %s.tflite",
                                     stores[i], i, model)),
            0);
        for (size_t k = 0; k < sizeof(ways) / sizeof(ways[0]); k++) {
            assert_int_equal(
                command_run(fixture_path("otaml run digits_v1.tflite --store m%zu:%s %s "
                                         "--input %s.0.in.bin --output answer && cmp answer "
                                         "%s.0.out.bin && rm answer",
                                         i, stores[i], ways[k], model, model)),
                0);
        }
    }
    assert_int_equal(command_run("otaml bench digits_v1.tflite --store m0:flash --seconds 0.01"),
                     0);
}

static int set_up(void **state)
{
    (void)state;
    command_link("otaml");
    setenv("LC_ALL", "C", 1);
    return command_run(preparation);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_case),
                                        cmocka_unit_test(models_run_in_stores) };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
