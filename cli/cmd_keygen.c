/*
 * cmd_keygen.c - otaml keygen: a key pair to sign packages with.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <mbedtls/platform_util.h>

#include "cli_key_priv.h"
#include "cli_priv.h"

static const char usage[] =
    "usage: otaml keygen PREFIX\n\n"
    "Make a P-256 key pair: PREFIX.pem, the private key that signs packages, readable by you\n"
    "alone, and PREFIX.pub.pem, the public key that goes into devices. Existing files are\n"
    "never overwritten: a lost key locks you out of your fleet.\n";

int cmd_keygen(int argc, char **argv);

/* Write a new file; an existing one stays as it is. */
static bool write_new(const char *path, const char *text, mode_t mode)
{
    const size_t size = strlen(text);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, mode);
    bool ok;

    if (fd < 0 && errno == EEXIST) {
        cli_fail("%s exists already; choose another name", path);
        return false;
    }
    if (fd < 0) {
        cli_fail("cannot make %s: %s", path, strerror(errno));
        return false;
    }
    ok = write(fd, text, size) == (ssize_t)size && fsync(fd) == 0;
    if (close(fd) || !ok) {
        cli_fail("cannot write %s: %s", path, strerror(errno));
        unlink(path);
        return false;
    }
    return true;
}

static char *with_suffix(const char *prefix, const char *suffix)
{
    const size_t size = strlen(prefix) + strlen(suffix) + 1;
    char *path = cli_alloc(size);
    snprintf(path, size, "%s%s", prefix, suffix);
    return path;
}

int cmd_keygen(int argc, char **argv)
{
    char private_pem[CLI_KEY_PEM_MAX], public_pem[CLI_KEY_PEM_MAX];
    char *private_path, *public_path;
    int status = CLI_FAILED;

    if (argc == 2 && !strcmp(argv[1], "--help")) {
        fputs(usage, stdout);
        return CLI_DONE;
    }
    if (argc != 2 || argv[1][0] == '-' || !argv[1][0]) {
        return cli_usage(usage, argc == 2 ? "PREFIX must not be empty or begin with -" : NULL);
    }
    private_path = with_suffix(argv[1], ".pem");
    public_path = with_suffix(argv[1], ".pub.pem");
    if (access(public_path, F_OK) == 0) {
        cli_fail("%s exists already; choose another name", public_path);
    } else if (cli_key_make(private_pem, public_pem)
               && write_new(private_path, private_pem, 0600)) {
        if (write_new(public_path, public_pem, 0644)) {
            printf("%s  private key: keep it secret, keep a copy\n%s  public key: for devices\n",
                   private_path, public_path);
            status = CLI_DONE;
        } else {
            unlink(private_path); /* half a pair helps nobody */
        }
    }
    mbedtls_platform_zeroize(private_pem, sizeof(private_pem));
    free(private_path);
    free(public_path);
    return status;
}
