/*
 * space_depth_priv.h - SPACE_TO_DEPTH and DEPTH_TO_SPACE: square blocks of pixels become the
 * channels of one pixel, and back, any type.
 */
#ifndef OTAML_SPACE_DEPTH_PRIV_H
#define OTAML_SPACE_DEPTH_PRIV_H

#include "../prep_priv.h"

void otaml_space_depth_prepare(struct prep *p, uint8_t options_type, bool to_depth);
void otaml_space_depth_run(const struct otaml_infer *inf, const void *record);

#endif /* OTAML_SPACE_DEPTH_PRIV_H */
