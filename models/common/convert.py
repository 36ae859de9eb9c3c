"""Keras model to a full-int8 .tflite: int8 weights, int8 activations, int8 input and output."""

import contextlib
import io
import tempfile
from pathlib import Path

import flatbuffers
import keras
import numpy as np
import tensorflow as tf
from tensorflow.lite.python import schema_py_generated as schema
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


def _entry(name: str, buffer: int) -> schema.MetadataT:
    entry = schema.MetadataT()
    entry.name, entry.buffer = name, buffer
    return entry


def _buffer(data: bytes) -> schema.BufferT:
    buffer = schema.BufferT()
    buffer.data = np.frombuffer(data, np.uint8)
    return buffer


def with_metadata(tflite: bytes, name: str, data: bytes) -> bytes:
    """The same network with a fact beside it, which an application finds by its name."""
    model = schema.ModelT.InitFromPackedBuf(tflite, 0)
    model.metadata.append(_entry(name, len(model.buffers)))
    model.buffers.append(_buffer(data))
    builder = flatbuffers.Builder()
    builder.Finish(model.Pack(builder), b"TFL3")
    return _align(bytes(builder.Output()))


def metadata(tflite: bytes, name: str) -> bytes:
    """What with_metadata put there."""
    model = schema.ModelT.InitFromPackedBuf(tflite, 0)
    [number] = [entry.buffer for entry in model.metadata if entry.name == name.encode()]
    return bytes(model.buffers[number].data)
