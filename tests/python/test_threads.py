"""Threads: the lock is the context's, the GIL is nobody's while the library computes or waits."""
import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import catvton
import numpy as np
import pytest
from conftest import MODELS, SAMPLES, wait_until


def test_eight_threads_share_one_context(try_on):
    alone = [try_on(seed=seed).image for seed in range(8)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda seed: try_on(seed=seed).image, range(8)))
    assert all(np.array_equal(*images) for images in zip(alone, together))


def test_pipelines_of_several_threads_share_one_context(context, pictures, try_on):
    expected = try_on().image

    def work(_):
        with catvton.Pipeline.from_pretrained(MODELS / "tiny.safetensors", context=context) as pipeline:
            return try_on(pipeline=pipeline).image

    with ThreadPoolExecutor(3) as pool:
        assert all(np.array_equal(image, expected) for image in pool.map(work, range(3)))


def test_another_thread_sees_a_run_and_cancels_it(lock_held, context, try_on):
    """Nothing of this thread would run if the run held the GIL."""
    with lock_held():
        assert context.busy
    assert not context.busy
    assert try_on().image.any()


WAITING = {
    "run": lambda made: made.try_on(),
    "mask": lambda made: made.masker.mask(made.photo, "upper"),
    "load": lambda made: made.masker.load(),
    "release": lambda made: made.masker.release(),
    "from_pretrained": lambda made: made.pipeline(),
    "close": lambda made: made.pipeline().close(),
    "memory": lambda made: made.context.memory(),
}


@pytest.mark.parametrize("what", WAITING)
def test_whoever_waits_lets_the_holder_of_the_lock_call_python(context, try_on, mini_masker, what):
    """The run's callback waits for Python code of the other thread: neither would end if that held the GIL."""
    made = SimpleNamespace(
        context=context, try_on=try_on, masker=mini_masker, photo=catvton.load_image(SAMPLES / "person-1.png"),
        pipeline=lambda: catvton.Pipeline.from_pretrained(MODELS / "tiny.safetensors", context=context))
    computing, waiting = threading.Event(), threading.Event()
    steps = []

    def other():
        computing.wait()
        waiting.set()
        WAITING[what](made)

    def on_step(progress):
        computing.set()
        waiting.wait()
        steps.append(progress.step)

    with ThreadPoolExecutor(1) as pool:
        waited = pool.submit(other)
        try_on(num_inference_steps=5, callback_on_step_end=on_step)
        waited.result()
    assert steps == [1, 2, 3, 4, 5]


def test_lock_policies(lock_held, try_on, mini_masker, pictures):
    with lock_held():
        with pytest.raises(catvton.BusyError):
            try_on(lock_policy="reject")
        with pytest.raises(catvton.BusyError):
            try_on(lock_policy="timeout", lock_timeout_seconds=0.05)
        with pytest.raises(catvton.DeadlineExceededError):
            try_on(deadline_seconds=0.05)
        with pytest.raises(catvton.BusyError):
            mini_masker.mask(pictures[0], "upper", lock_policy="reject")
        stopped = catvton.CancellationToken()
        stopped.cancel()
        with pytest.raises(catvton.CancelledError):
            try_on(cancellation=stopped)
    assert try_on(lock_policy="reject").image.any()


def test_a_token_stops_a_run_and_can_be_used_again(try_on):
    token = catvton.CancellationToken()
    with pytest.raises(catvton.CancelledError):
        try_on(cancellation=token, callback_on_step_end=lambda progress: token.cancel())
    assert token.cancelled
    token.reset()
    assert try_on(cancellation=token).image.any()


def test_progress_is_told_on_the_calling_thread(try_on):
    told = []
    try_on(num_inference_steps=3,
           callback_on_step_end=lambda progress: told.append((threading.get_ident(), progress)))
    assert {thread for thread, _ in told} == {threading.get_ident()}
    told = [progress for _, progress in told]
    assert [(progress.stage, progress.step, progress.steps) for progress in told] == [
        ("denoise", step, 3) for step in (1, 2, 3)]
    assert 0 < told[0].seconds < told[1].seconds < told[2].seconds


@pytest.mark.parametrize("where", ["step_end", "preview"])
def test_what_a_callback_raises_comes_out(context, try_on, where):
    raised = LookupError("mine")

    def fail(*arguments):
        calls.append(arguments)
        raise raised

    calls = []
    follow = {"preview_every": 1} if where == "preview" else {}
    with pytest.raises(LookupError) as caught:
        try_on(num_inference_steps=5, **follow, **{f"callback_on_{where}": fail})
    assert caught.value is raised and caught.traceback[-1].name == "fail"
    assert len(calls) == 1 and not context.busy
    assert try_on().image.any()


def test_answers_of_a_callback(try_on):
    for answer in (None, "keep_going"):
        assert try_on(callback_on_step_end=lambda progress, answer=answer: answer).image.any()
    with pytest.raises(catvton.CancelledError):
        try_on(callback_on_step_end=lambda progress: "cancel")
    for answer in (True, False, 0):
        with pytest.raises(catvton.ArgumentTypeError, match="answer of callback_on_step_end must be one of"):
            try_on(callback_on_step_end=lambda progress, answer=answer: answer)


def test_previews(try_on):
    seen = []
    result = try_on(num_inference_steps=4, preview_every=2,
                    callback_on_preview=lambda image, step: seen.append((image, step)))
    assert [step for _, step in seen] == [2, 4]
    assert all(image.shape == (64, 64, 3) and image.dtype == np.uint8 for image, _ in seen)
    assert np.array_equal(result.image, try_on(num_inference_steps=4).image)


def test_a_callback_must_not_call_the_pipeline(try_on):
    with pytest.raises(catvton.InvalidStateError, match="callback"):
        try_on(callback_on_step_end=lambda progress: try_on() and None)


def test_a_progress_bar(try_on, capsys):
    try_on(num_inference_steps=3, progress_bar=True)
    assert "3/3" in capsys.readouterr().err


def test_closing_while_another_thread_runs(context, try_on):
    """The run keeps what it works with; the next one finds the pipeline closed."""
    pipeline = catvton.Pipeline.from_pretrained(MODELS / "tiny.safetensors", context=context)
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(try_on, pipeline=pipeline, num_inference_steps=5)
        wait_until(lambda: context.busy)
        pipeline.close()
        assert run.result().image.any()
    assert pipeline.closed
    with pytest.raises(catvton.InvalidStateError, match="closed"):
        try_on(pipeline=pipeline)


def test_a_forked_child_is_refused(python):
    """In a process of its own: the threads of this one would make the fork undefined."""
    print_refusal = """
import os, sys, catvton
from pathlib import Path
folder = Path(sys.argv[1])
pipeline = catvton.Pipeline.from_pretrained(folder / "tiny.safetensors", device="cpu", threads=1)
person, mask = catvton.load_image(folder / "person.png"), catvton.load_image(folder / "mask.png", channels=1)
if os.fork() == 0:
    try:
        pipeline.run(person, person, mask=mask, width=64, height=64, num_inference_steps=1)
    except catvton.InvalidStateError as error:
        print(error, flush=True)
        os._exit(0)
    os._exit(1)
assert os.waitstatus_to_exitcode(os.wait()[1]) == 0
"""
    assert "fork" in python(print_refusal, MODELS)
