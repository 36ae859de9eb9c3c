"""Time one inference of each model: ours, TFLM's reference kernels, LiteRT with XNNPACK.

Each is the best of about one second on one thread, on the first golden's input, which is
written anew before each inference and outside of the time. Our answers must be the TFLM wheel's:
equal byte for byte, floats within 1e-5 + 1e-4 * |b|.
"""

import argparse
import math
import os
import subprocess
import sys
import tempfile
import time

import numpy as np

MODELS = (
    "models/ad01_int8",
    "models/kws_ref_model",
    "models/micro_speech_quantized",
    "models/vww_96_int8",
    "models/mobilenet_v2_quantized_1x3x224x224",
    "models/pretrainedResnet_large_int8",
    "zoo/mlperf_resnet_quant",
    "zoo/vww4_128_128_INT8",
    "zoo/ad_large_int8",
    "zoo/cnn_l_quantized",
    "zoo/dnn_l_quantized",
    "models/vww_96_float",
)

PREEMPTED_NS = 1_000_000


def best_ms(write_input, invoke, seconds):
    """Milliseconds of the fastest of as many inferences as fit into `seconds`.

    By the clock; by the thread's own time, which is the coarser one, where the clock saw much more
    because another process had the processor in between.
    """
    best = math.inf
    end = time.perf_counter() + seconds
    while True:
        write_input()
        thread = time.thread_time_ns()
        clock = time.perf_counter_ns()
        invoke()
        clock = time.perf_counter_ns() - clock
        thread = time.thread_time_ns() - thread
        best = min(best, thread if clock - thread > PREEMPTED_NS else clock)
        if time.perf_counter() > end:
            return best * 1e-6


def split(raw, details):
    """The bytes of all inputs, as one array for each."""
    arrays, at = [], 0
    for d in details:
        dtype = np.dtype(d["dtype"])
        count = int(np.prod(d["shape"]))
        arrays.append(np.frombuffer(raw, dtype, count, at).reshape(d["shape"]))
        at += count * dtype.itemsize
    return arrays


def time_tflm(path, raw, n_inputs, seconds):
    """TFLM's reference kernels, and their first answer."""
    from tflite_micro.python.tflite_micro import runtime

    tflm = runtime.Interpreter.from_file(path, arena_size=64 << 20)
    arrays = split(raw, [tflm.get_input_details(k) for k in range(n_inputs)])

    def write_input():
        for k, a in enumerate(arrays):
            tflm.set_input(a, k)

    ms = best_ms(write_input, tflm.invoke, seconds)
    return ms, tflm.get_output(0)


def time_xnnpack(path, raw, seconds):
    """LiteRT with XNNPACK, which is its standard."""
    from ai_edge_litert.interpreter import Interpreter

    litert = Interpreter(path, num_threads=1)
    litert.allocate_tensors()
    details = litert.get_input_details()
    arrays = split(raw, details)

    def write_input():
        for d, a in zip(details, arrays):
            litert.set_tensor(d["index"], a)

    return best_ms(write_input, litert.invoke, seconds), len(details)


def time_ours(program, path, golden, seconds):
    """Our interpreter in a process of its own, and its first answer."""
    with tempfile.NamedTemporaryFile() as answer:
        done = subprocess.run(
            [program, path, golden, answer.name, str(seconds)],
            check=True, capture_output=True, text=True,
        )
        return float(done.stdout), answer.read()


def agrees(ours, tflm):
    """Byte for byte, or within the goldens' tolerance for floats."""
    if tflm.dtype != np.float32:
        return ours[: tflm.nbytes] == tflm.tobytes()
    mine = np.frombuffer(ours, np.float32, tflm.size)
    theirs = tflm.ravel()
    return bool(np.all(np.abs(mine - theirs) <= 1e-5 + 1e-4 * np.abs(theirs)))


def geometric_mean(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ours", required=True, help="the program invoke_time")
    parser.add_argument("--shared", required=True, help="folder of models and goldens")
    parser.add_argument("--seconds", type=float, default=1.0, help="for each measurement")
    parser.add_argument("model", nargs="*", help="names of the table's models; standard: all")
    args = parser.parse_args()
    chosen = [m for m in MODELS if not args.model or os.path.basename(m) in args.model]

    print("milliseconds for an inference, one thread; in brackets: times as fast as TFLM")
    print(f"{'model':36} {'TFLM':>9} {'ours':>20} {'XNNPACK':>20}  our answer")
    ratios, wrong = [], 0
    for model in chosen:
        path = os.path.join(args.shared, model + ".tflite")
        folder = "golden/zoo" if model.startswith("zoo/") else "golden"
        name = os.path.basename(model)
        golden = os.path.join(args.shared, folder, name + ".0.in.bin")
        with open(golden, "rb") as f:
            raw = f.read()
        xnnpack, n_inputs = time_xnnpack(path, raw, args.seconds)
        tflm, answer = time_tflm(path, raw, n_inputs, args.seconds)
        ours, bytes_ours = time_ours(args.ours, path, golden, args.seconds)
        ok = agrees(bytes_ours, answer)
        wrong += not ok
        if not name.endswith("_float"):
            ratios.append((tflm / ours, tflm / xnnpack))
        print(
            f"{name:36} {tflm:9.4f} {ours:9.4f} ({tflm / ours:8.1f}) "
            f"{xnnpack:9.4f} ({tflm / xnnpack:8.1f})  {'as TFLM' if ok else 'DIFFERS'}",
            flush=True,
        )
    if ratios:
        ours, xnnpack = (geometric_mean(r) for r in zip(*ratios))
        print(
            f"geometric mean of {len(ratios)} int8 models: ours {ours:.1f} times as fast as TFLM, "
            f"XNNPACK {xnnpack:.1f} times"
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
