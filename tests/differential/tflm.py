"""TensorFlow Lite Micro in a process of its own: a network that it cannot take may end it.

Requests and answers are pickled, one after another, on stdin and stdout.
"""

import os
import pickle
import sys

ARENA = 8 << 20


def answer(tflite, inputs, outputs, invocations):
    """What each input is like, if there are no invocations; else all outputs of each of them."""
    from tflite_micro.python.tflite_micro import runtime

    interpreter = runtime.Interpreter.from_bytes(tflite, arena_size=ARENA)
    if invocations is None:
        return [interpreter.get_input_details(k) for k in range(inputs)]
    answers = []
    for values in invocations:
        for k, value in enumerate(values):
            interpreter.set_input(value, k)
        interpreter.invoke()
        answers.append([interpreter.get_output(k).copy() for k in range(outputs)])
    return answers


def main():
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what it prints is no answer
    while True:
        try:
            request = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            result = answer(*request)
        except (RuntimeError, ValueError, SystemError) as error:
            result = str(error).strip().splitlines()[-1][:200]
        pickle.dump(result, answers)
        answers.flush()


if __name__ == "__main__":
    main()
