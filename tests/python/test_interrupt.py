"""Ctrl-C ends a call between two steps with KeyboardInterrupt, and what it interrupted stays usable."""
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import catvton
import numpy as np
import pytest
from conftest import ENDLESS, QUICK, wait_until


@pytest.fixture(autouse=True)
def default_handler():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@contextmanager
def interrupt_when(ready):
    """Sends SIGINT to this process once `ready()` holds, unless the block has ended before."""
    ended = threading.Event()

    def send():
        while not ready():
            if ended.wait(0.005):
                return
        os.kill(os.getpid(), signal.SIGINT)

    sender = threading.Thread(target=send)
    sender.start()
    try:
        yield
    finally:
        ended.set()
        sender.join()


def after(seconds):
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def test_a_run_that_nobody_follows(context, try_on):
    before = try_on().image
    token = catvton.CancellationToken()
    with pytest.raises(KeyboardInterrupt), interrupt_when(lambda: context.busy):
        try_on(**ENDLESS, cancellation=token)
    assert not context.busy
    assert token.cancelled  # it stops where none of Python's code runs
    assert np.array_equal(try_on().image, before)


def test_a_run_with_a_callback(context, try_on):
    steps = []
    with pytest.raises(KeyboardInterrupt), interrupt_when(lambda: len(steps) > 1):
        try_on(**ENDLESS, callback_on_step_end=lambda progress: steps.append(progress.step))
    assert 1 < len(steps) < 100
    assert not context.busy
    assert len(try_on().image) == QUICK["height"]


@pytest.mark.parametrize("what", ["run", "mask"])
def test_while_waiting_for_the_lock(lock_held, try_on, mini_masker, pictures, what):
    call = {"run": try_on, "mask": lambda: mini_masker.mask(pictures[0], "upper")}[what]
    with lock_held(), pytest.raises(KeyboardInterrupt), interrupt_when(after(0.3)):
        call()
    assert try_on().image.any()


def test_other_threads_go_on(try_on):
    expected = try_on(num_inference_steps=8).image
    steps = []
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(try_on, num_inference_steps=8, callback_on_step_end=lambda progress: steps.append(1))
        with pytest.raises(KeyboardInterrupt), interrupt_when(lambda: steps):
            wait_until(run.done)
        assert np.array_equal(run.result().image, expected)


def test_a_handler_that_does_not_raise_stops_nothing(try_on):
    seen, steps = [], []
    signal.signal(signal.SIGINT, lambda number, frame: seen.append(number))
    with interrupt_when(lambda: steps):
        result = try_on(num_inference_steps=8, callback_on_step_end=lambda progress: steps.append(1))
        wait_until(lambda: seen)
    assert seen == [signal.SIGINT] and len(steps) == 8
    assert np.array_equal(result.image, try_on(num_inference_steps=8).image)


def test_what_a_handler_raises_comes_out(context, try_on):
    class Stop(Exception):
        pass

    def handler(number, frame):
        raise Stop

    signal.signal(signal.SIGINT, handler)
    with pytest.raises(Stop), interrupt_when(lambda: context.busy):
        try_on(**ENDLESS)


def test_a_handler_set_by_a_callback_stays(try_on):
    seen = []

    def set_handler(progress):
        signal.signal(signal.SIGINT, lambda number, frame: seen.append(number))

    try_on(callback_on_step_end=set_handler)
    os.kill(os.getpid(), signal.SIGINT)
    wait_until(lambda: seen)


def test_pythons_handler_is_back_after_a_run(try_on):
    try_on()
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)
