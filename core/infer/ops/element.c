/*
 * element.c - elements of tensors of whole numbers. API: element_priv.h
 */
#include "element_priv.h"

#include <string.h>

bool otaml_element_is_whole(uint8_t type)
{
    return type == OTAML_TYPE_BOOL || type == OTAML_TYPE_UINT8 || type == OTAML_TYPE_INT8
           || type == OTAML_TYPE_INT16 || type == OTAML_TYPE_INT32 || type == OTAML_TYPE_UINT32
           || type == OTAML_TYPE_INT64;
}

int64_t otaml_element_load(const uint8_t *tensor, uint8_t type, bool constant, uint32_t i)
{
    int64_t v;

    switch (type) {
    case OTAML_TYPE_BOOL:
        return tensor[i] != 0;
    case OTAML_TYPE_UINT8:
        return tensor[i];
    case OTAML_TYPE_INT8:
        return (int8_t)tensor[i];
    case OTAML_TYPE_INT16:
        return (int16_t)otaml_load16(tensor + 2 * (size_t)i, constant);
    case OTAML_TYPE_INT32:
        return (int32_t)otaml_load32(tensor + 4 * (size_t)i, constant);
    case OTAML_TYPE_UINT32:
        return otaml_load32(tensor + 4 * (size_t)i, constant);
    default:
        memcpy(&v, tensor + 8 * (size_t)i, sizeof(v));
        return constant ? (int64_t)otaml_get_le64(tensor + 8 * (size_t)i) : v;
    }
}

void otaml_element_store(uint8_t *tensor, uint8_t type, uint32_t i, int64_t v)
{
    const int16_t half = (int16_t)v;
    const int32_t word = (int32_t)v;

    switch (type) {
    case OTAML_TYPE_BOOL:
    case OTAML_TYPE_UINT8:
    case OTAML_TYPE_INT8:
        tensor[i] = (uint8_t)v;
        break;
    case OTAML_TYPE_INT16:
        memcpy(tensor + 2 * (size_t)i, &half, sizeof(half));
        break;
    case OTAML_TYPE_INT32:
    case OTAML_TYPE_UINT32:
        memcpy(tensor + 4 * (size_t)i, &word, sizeof(word));
        break;
    default:
        memcpy(tensor + 8 * (size_t)i, &v, sizeof(v));
    }
}
