#!/bin/sh
# Random networks by TensorFlow Lite Micro and by build/otaml; see __main__.py and --help. The
# Python packages are those of `make models`, in its virtual environment.
set -eu

cd "$(dirname "$0")/../.."
models/setup-venv.sh
# TensorFlow is told to be quiet, to keep to the processor, and to use one thread for each worker.
export TF_CPP_MIN_LOG_LEVEL=3 CUDA_VISIBLE_DEVICES=-1 ABSL_MIN_LOG_LEVEL=3
export OMP_NUM_THREADS=1 TF_NUM_INTRAOP_THREADS=1 TF_NUM_INTEROP_THREADS=1
exec .venv/bin/python -m tests.differential "$@"
