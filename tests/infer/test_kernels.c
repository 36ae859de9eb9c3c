/*
 * test_kernels.c - the inner loops that this host's build has.
 */
#include <fixture.h>

#include "kernels_check.h"

static void kernels_give_the_references_answers(void **state)
{
    uint32_t round;
    const char *const wrong = kernels_check(3000, &round);

    (void)state;
    if (wrong) {
        fail_msg("%s, round %u", wrong, (unsigned)round);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(kernels_give_the_references_answers) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
