/*
 * add_priv.h - ADD: what its types share.
 */
#ifndef OTAML_ADD_PRIV_H
#define OTAML_ADD_PRIV_H

#include "../prep_priv.h"

enum { ADD_ACTIVATION = 0 };

/* The output's size, and after how many values each input begins anew. */
struct otaml_add_sizes {
    uint32_t count;
    uint32_t period[2];
};

/* Take the tensors into the record and check shapes and the options' type. An input may
 * repeat along leading axes; one of the two must be as large as the output. */
void otaml_add_prepare(struct prep *p, struct otaml_add_sizes *s, struct otaml_tensor *a,
                       struct otaml_tensor *b, struct otaml_tensor *out);

#endif /* OTAML_ADD_PRIV_H */
