"""Keras model to a full-int8 .tflite: int8 weights, int8 activations, int8 input and output."""

import contextlib
import io
import tempfile
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from tflite_micro.tensorflow.lite.micro.tools import tflite_flatbuffer_align_wrapper as aligner


def _align(tflite: bytes) -> bytes:
    """Put every buffer on a multiple of 16 bytes, as the schema asks (force_align).

    The converter ends by writing the file anew from Python, whose FlatBuffers library ignores
    that; a device that uses weights where they lie may need it.
    """
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "before.tflite"), Path(folder, "after.tflite")
        before.write_bytes(tflite)
        aligner.align_tflite_model(str(before), str(after))
        return after.read_bytes()


def to_int8_tflite(model: keras.Model, calibration: np.ndarray) -> bytes:
    """Quantise after training; the ranges of all activations are taken from `calibration`.

    The batch is fixed at 1: with a free batch the converter writes SHAPE, STRIDED_SLICE and PACK
    to compute at run time a shape that a microcontroller knows beforehand.
    """
    single = keras.Sequential([keras.Input(batch_shape=(1, *calibration.shape[1:])), model])
    converter = tf.lite.TFLiteConverter.from_keras_model(single)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([x[np.newaxis]] for x in calibration)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    with contextlib.redirect_stdout(io.StringIO()):  # it lists every variable that it saved
        return _align(converter.convert())
