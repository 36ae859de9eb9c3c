#!/bin/sh
# Train the example models anew and write all that belongs to them: .tflite, known answers, labels,
# metrics.json, figures and pictures of the cards, and the test sets. Then check what was written.
#
#   models/make-models.sh              all of them (half an hour or more on two cores)
#   models/make-models.sh digits       one
#   models/make-models.sh --check      train nothing; measure the committed files again
#
# The words of `keywords` are said by espeak-ng (Debian's package of that name).
set -eu

cd "$(dirname "$0")/.."
case "$*" in
    "" | *keywords* | --check)
        command -v espeak-ng >/dev/null || {
            echo "make-models: no espeak-ng, which says the words of keywords;" \
                "on Debian: apt-get install espeak-ng" >&2
            exit 1
        }
        ;;
esac
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
fi
run models.check
