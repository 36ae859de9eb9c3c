/*
 * lstm_activation.c - 1 / (1 + exp(-x)) and tanh from the table of LOGISTIC on int16. API:
 * lstm_activation_priv.h
 *
 * tanh(x) = 2 sigmoid(2x) - 1, and sigmoid(-x) = 1 - sigmoid(x): so half of one function will do.
 */
#include "lstm_activation_priv.h"

#include "sigmoid_int16_priv.h"

/* The table's line at |x|, of which `bits` are the fraction; or `end` behind it. */
static int32_t interpolate(int32_t x, uint32_t bits, uint32_t end)
{
    const uint32_t y = otaml_sigmoid_int16_interpolate((uint32_t)(x < 0 ? -x : x), bits);

    return (int32_t)(y == 0 ? end : y);
}

int16_t otaml_lstm_sigmoid(int32_t x)
{
    const int32_t y = interpolate(x, 9, 0x7fffu << 10);

    return (int16_t)((x < 0 ? (1 << 25) - y + 511 : y + 512) >> 10);
}

int16_t otaml_lstm_tanh(int32_t x)
{
    const int32_t y = interpolate(x, 8, 0xffffu << 8);

    return (int16_t)((x < 0 ? (1 << 23) - y + 127 : y - (1 << 23) + 128) >> 8);
}
