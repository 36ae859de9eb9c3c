"""From raw recordings to the AUC through our C alone, over the whole held-out set: are the front
end's features bit for bit those that trained the models, and is the AUC that of the card?

    cmake --build build --target spectrum_filter otaml_cli
    .venv/bin/python -m models.anomaly.compare [build/tests/feature/spectrum_filter build/otaml]
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from models.common import repro  # noqa: F401  isort: skip

import numpy as np
from sklearn.metrics import roc_auc_score

from models.anomaly.data import Recordings, held_out
from models.anomaly.spectrum import FEATURES, STEPS_PER_UNIT
from models.common.detect import scores_of

FOLDER = Path(__file__).parent


def features_by_c(program: str, raw: np.ndarray) -> np.ndarray:
    run = subprocess.run([program], input=raw.tobytes(), stdout=subprocess.PIPE, check=True)
    return np.frombuffer(run.stdout, np.int8).reshape(-1, FEATURES)


def auc_by_c(program: str, name: str, q: np.ndarray, test: Recordings, facts: dict) -> float:
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "in"), Path(folder, "out")
        before.write_bytes(q.tobytes())
        model = str(FOLDER / f"{name}.tflite")
        command = [program, "run", model, "--input", str(before), "--output", str(after)]
        command += ["--invokes", str(len(q))]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        out = np.frombuffer(after.read_bytes(), np.int8).reshape(q.shape)
    return roc_auc_score(test.y > 0, scores_of(q, out, facts["input"], facts["output"]))


def main() -> None:
    spectrum_filter, otaml = sys.argv[1:3] or ("build/tests/feature/spectrum_filter", "build/otaml")
    test = held_out()
    python = (test.x * STEPS_PER_UNIT).astype(np.int8)
    c = features_by_c(spectrum_filter, test.raw)
    unlike = int((c != python).sum()) if c.shape == python.shape else python.size
    print(f"{len(test)} recordings, {python.size} features, {unlike} unlike between C and Python")
    versions = json.loads((FOLDER / "metrics.json").read_text())["versions"]
    for name, facts in versions.items():
        auc, card = auc_by_c(otaml, name, c, test, facts), facts["auc_int8_tflm"]
        print(f"{name}: AUC {auc:.4f} from raw recordings by C, {card:.4f} in the card")
        unlike += auc != card
    sys.exit(unlike > 0)


if __name__ == "__main__":
    main()
