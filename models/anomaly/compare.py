"""Is the front end in C bit for bit the one that trained the models? Over the whole held-out set:

    cmake --build build --target spectrum_filter
    .venv/bin/python -m models.anomaly.compare build/tests/feature/spectrum_filter
"""

import subprocess
import sys

import numpy as np

from models.anomaly.data import held_out
from models.anomaly.spectrum import FEATURES, STEPS_PER_UNIT


def main() -> None:
    test = held_out()
    python = (test.x * STEPS_PER_UNIT).astype(np.int8)
    run = subprocess.run(sys.argv[1:2], input=test.raw.tobytes(), stdout=subprocess.PIPE, check=True)
    c = np.frombuffer(run.stdout, np.int8).reshape(-1, FEATURES)
    unlike = int((c != python).sum()) if c.shape == python.shape else python.size
    print(f"{len(test)} recordings, {python.size} features, {unlike} unlike between C and Python")
    sys.exit(unlike > 0)


if __name__ == "__main__":
    main()
