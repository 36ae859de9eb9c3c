"""Random networks, answered by TensorFlow Lite Micro's reference kernels and by build/otaml.

Each is made of Keras and TensorFlow layers with random options, converted (int8, int16
activations with int8 weights, float), and run by every way that build/otaml knows, which must give
the same bytes. They must be TFLM's, after every operator; where floats are not, each operator
alone, given TFLM's values, must answer as TFLM's does within a tolerance. What differs, or what
only we refuse, stays in build/differential/SEED-INDEX with its input and both answers. The
outcomes are explained in case.py.

    tests/differential/run.sh --seed 1 --count 500
    tests/differential/run.sh --seed 1 --only 17           one network again
    tests/differential/run.sh --count 50 --layer conv_2d --kind int16

The same seed and number give the same network, whatever the count.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

KINDS = ("int8", "int16", "float")
ALIKE = ("equal", "near", "apart")
FOLDER = Path("build", "differential")


def parse():
    parser = argparse.ArgumentParser(prog="run.sh", description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100, help="networks (100)")
    parser.add_argument("--only", type=int, help="the number of one network")
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument("--layer", help="networks of this layer of layers.py alone")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--worker", type=int, nargs=2, help=argparse.SUPPRESS)  # first, step
    return parser.parse_args()


# --- a worker: cases first, first + step ... as lines of JSON -------------------------------------


def work(options):
    import keras

    from tests.differential import interpreters
    from tests.differential.case import Case

    ways, tflm = interpreters.our_ways(), interpreters.Tflm()
    first, step = options.worker
    for index in range(first, options.count, step):
        print(json.dumps({"began": index}), flush=True)
        case = Case(options.seed, index, options.kind, options.layer)
        folder = FOLDER / f"{options.seed}-{index}"
        case.run(folder, ways, tflm)
        found = {
            name: getattr(case, name)
            for name in (
                "kind layers outcome detail operators not_converted not_run not_defined"
            ).split()
        }
        print(json.dumps({"index": index, **found}), flush=True)
        if index // step % 50 == 0:
            keras.backend.clear_session()  # it keeps what was made, and is slow to forget it


# --- the parent -----------------------------------------------------------------------------------


class Run:
    """Workers that are started again behind a network on which one of them died."""

    def __init__(self, options):
        self.options = options
        self.results = {}
        self.lock = threading.Lock()
        self.began = time.monotonic()

    def all(self):
        jobs = max(1, min(self.options.jobs, self.options.count))
        threads = [threading.Thread(target=self._worker, args=(k, jobs)) for k in range(jobs)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return [self.results[k] for k in sorted(self.results)]

    def _worker(self, first, step):
        while first < self.options.count:
            command = [sys.executable, "-m", "tests.differential", *self._arguments()]
            with (
                open(FOLDER / f"worker-{first % step}.log", "a") as log,
                subprocess.Popen(
                    [*command, "--worker", str(first), str(step)],
                    stdout=subprocess.PIPE,
                    stderr=log,
                ) as process,
            ):
                current = None
                for line in process.stdout:
                    message = json.loads(line)
                    current = message.get("began", current)
                    if "index" in message:
                        self._add(message)
            if process.returncode == 0:
                return
            if current is None:
                raise SystemExit(f"differential: a worker cannot start; see {log.name}")
            if current not in self.results:
                self._add(
                    {"index": current, "outcome": "crashed", "kind": "-", "layers": [],
                     "detail": f"the converter ended with status {process.returncode}",
                     "operators": [], "not_converted": [], "not_run": [], "not_defined": 0}
                )  # fmt: skip
            first = current + step

    def _arguments(self):
        options = self.options
        arguments = ["--seed", str(options.seed), "--count", str(options.count)]
        arguments += ["--kind", options.kind] if options.kind else []
        return arguments + (["--layer", options.layer] if options.layer else [])

    def _add(self, result):
        with self.lock:
            self.results[result["index"]] = result
            name = f"{self.options.seed}-{result['index']}"
            if result["outcome"] in ("differs", "refused"):
                (FOLDER / name / "report.txt").write_text(json.dumps(result, indent=1) + "\n")
            else:
                shutil.rmtree(FOLDER / name, ignore_errors=True)
            if result["outcome"] not in ("equal", "near"):
                print(f"{name} {result['kind']} {result['outcome']}: {result['detail']}"
                      f" [{', '.join(result['layers'])}]", flush=True)  # fmt: skip
            if len(self.results) % 100 == 0:
                took = time.monotonic() - self.began
                print(f"{len(self.results)} networks in {took:.0f} s", flush=True)


def most_common(counter):
    return ", ".join(f"{name} {count}" for name, count in counter.most_common())


def report(results, seconds):
    """Prints the whole; true where every network was answered alike."""
    outcomes = Counter(result["outcome"] for result in results)
    print(f"\n{len(results)} networks in {seconds:.0f} s: {most_common(outcomes)}")
    for kind in KINDS:
        of_kind = Counter(r["outcome"] for r in results if r["kind"] == kind)
        print(f"  {kind:6} {most_common(of_kind)}")
    compared = [r for r in results if r["outcome"] in (*ALIKE, "differs")]
    print("operators in networks compared: "
          + most_common(Counter(name for r in compared for name in r["operators"])))  # fmt: skip
    refused = Counter(r["detail"].split(",")[0].split(" ", 2)[-1] for r in results
                      if r["outcome"] == "refused")  # fmt: skip
    if refused:
        print("operators that only ours refuses: " + most_common(refused))
    dropped = sum(len(r["not_converted"]) for r in results)
    print(f"drawn again: the converter refused {dropped}, "
          f"TFLM {sum(len(r['not_run']) for r in results)}, "
          f"its answer is not defined in {sum(r['not_defined'] for r in results)}")  # fmt: skip
    return sum(outcomes[name] for name in ALIKE) == len(results)


def main():
    options = parse()
    if options.only is not None:
        options.worker, options.count = [options.only, 1], options.only + 1
    if options.worker:
        work(options)
        return 0
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    run = Run(options)
    return 0 if report(run.all(), time.monotonic() - run.began) else 1


sys.exit(main())
