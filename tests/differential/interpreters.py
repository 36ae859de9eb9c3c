"""The converter, and the two interpreters that answer: TensorFlow Lite Micro's wheel and ours."""

import contextlib
import io
import os
import pickle
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import tensorflow as tf

OTAML = Path(os.environ.get("OTAML_BUILD_DIR", "build"), "otaml")


class Refused(Exception):
    """An interpreter, or the converter, will not have a network; says why."""


def to_tflite(network):
    graph, module = network.trace()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([graph], module)
    if network.kind != "float":
        samples = network.samples(4)
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = lambda: iter(samples)
        if network.kind == "int8":
            converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
            converter.inference_input_type = converter.inference_output_type = tf.int8
        else:
            converter.target_spec.supported_ops = [
                tf.lite.OpsSet.EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8
            ]
            converter.inference_input_type = converter.inference_output_type = tf.int16
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return converter.convert()
    except Exception as error:  # it has no class of errors of its own
        raise Refused(str(error).strip().splitlines()[-1][:200]) from error


class Tflm:
    """TensorFlow Lite Micro's reference kernels, started again where a network ended them."""

    def __init__(self):
        self.process = None

    def _ask(self, *request):
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.differential.tflm"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        try:
            pickle.dump(request, self.process.stdin)
            self.process.stdin.flush()
            result = pickle.load(self.process.stdout)
        except (EOFError, BrokenPipeError) as error:
            self.process.wait()
            self.process = None
            raise Refused("a check of TFLM's own failed") from error
        if isinstance(result, str):
            raise Refused(result)
        return result

    def input_details(self, tflite, graph):
        return self._ask(tflite, len(graph.inputs), 0, None)

    def outputs(self, tflite, graph, invocations):
        """For each invocation a list of arrays."""
        return self._ask(tflite, len(graph.inputs), len(graph.outputs), invocations)


def our_ways():
    """The ways that this build knows: inplace and load, stream with small stripes, in tiles."""
    usage = subprocess.run([OTAML, "run", "--help"], capture_output=True, text=True, check=True)
    ways = [["--way", "inplace"], ["--way", "load"]]
    if "stream" in usage.stdout:
        ways += [["--way", "stream", "--stripe", stripe] for stripe in ("1024", "4096")]
    if "--tile" in usage.stdout:
        ways += [["--way", "inplace", "--tile", "1"], ["--way", "stream", "--tile", "4096"]]
    return ways


def ours(folder, *options):
    """The bytes of all outputs of all invocations, and what was printed."""
    answer = Path(folder, "ours.bin")
    done = subprocess.run(
        [OTAML, "run", Path(folder, "model.tflite"), "--input", Path(folder, "input.bin"),
         "--output", answer, *options],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if done.returncode != 0:
        said = done.stderr.strip().split("model.tflite: ")[-1]
        raise Refused(said or f"status {done.returncode}")
    return answer.read_bytes(), done.stdout


def crc_of_layers(printed):
    """(invocation, tensor) to CRC-32, of what --layers printed."""
    crcs = {}
    for line in printed.splitlines():
        invocation, _, _, tensor, _, _, crc = line.split("\t")
        crcs[int(invocation), int(tensor.split()[1])] = int(crc, 16)
    return crcs


def crc_of(array):
    return zlib.crc32(np.ascontiguousarray(array).tobytes())
