/*
 * host_entropy.c - randomness of the operating system. API: host_net.h
 */
#include "host_net.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int otaml_host_entropy(void *ctx, void *out, uint32_t len)
{
    uint8_t *p = out;
    const int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);

    (void)ctx;
    while (fd >= 0 && len > 0) {
        const ssize_t n = read(fd, p, len);
        if (n <= 0) {
            if (n < 0 && errno == EINTR) {
                continue;
            }
            break;
        }
        p += n;
        len -= (uint32_t)n;
    }
    if (fd >= 0) {
        close(fd);
    }
    return fd >= 0 && len == 0 ? 0 : OTAML_ERR_ENTROPY;
}
