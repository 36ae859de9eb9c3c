#!/bin/sh
# Train the example models anew and write all that belongs to them: .tflite, known answers, labels,
# metrics.json, figures and pictures of the cards, and the test sets. Then check what was written.
#
#   models/make-models.sh              all of them (half an hour or more on two cores)
#   models/make-models.sh digits       one
#   models/make-models.sh --check      train nothing; measure the committed files again (--check digits)
#
# The words of `keywords` are said by espeak-ng, sounds are written by libsndfile, and a C compiler
# makes the features that Python's are held against: Debian's packages espeak-ng, libsndfile1, gcc.
set -eu

cd "$(dirname "$0")/.."
case "$*" in
    "" | --check | *keywords* | *anomaly*) # their table of what rounding does is one
        for tool in espeak-ng "${CC:-cc}"; do
            command -v "$tool" >/dev/null || {
                echo "make-models: no $tool; see the head of this script" >&2
                exit 1
            }
        done
        /sbin/ldconfig -p | grep -q 'libsndfile\.so\.1' || {
            echo "make-models: no libsndfile.so.1; see the head of this script" >&2
            exit 1
        }
        ;;
esac
for task in "$@"; do
    [ "$task" = --check ] || [ -f "models/$task/data.py" ] || {
        echo "make-models: no task '$task'" >&2
        exit 2
    }
done
models/setup-venv.sh
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# TensorFlow talks a lot on stderr; it is shown only when something went wrong.
run() {
    if ! .venv/bin/python -m "$@" 2>"$log"; then
        tail -n 30 "$log" >&2
        echo "make-models: python -m $* failed; what it wrote is above" >&2
        exit 1
    fi
}

if [ "${1:-}" != --check ]; then
    [ $# -gt 0 ] || set -- digits gestures keywords anomaly
    for task in "$@"; do
        echo "training $task"
        run "models.$task.train"
    done
    run models.eval.write_sets "$@"
else
    shift
fi
run models.check "$@"
