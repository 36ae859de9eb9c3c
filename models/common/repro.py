"""Make training repeatable. Import this before TensorFlow: some switches are read only once."""

import os

# oneDNN picks its kernels by CPU and may sum in another order on another machine.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
# Products of matrices go through it even then; these kernels all x86-64 machines since 2013 share,
# though how they cut a matrix depends on the caches.
os.environ.setdefault("DNNL_MAX_CPU_ISA", "AVX2")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras  # noqa: E402
import tensorflow as tf  # noqa: E402


def fix_seed(seed: int) -> None:
    """Seed Python, NumPy and TensorFlow, and forbid operators that are not deterministic."""
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()


def one_thread() -> None:
    """Sums are then formed in the same order whatever the number of cores."""
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
