"""Log messages in Python. A context that is asked for fp16 on a CPU says that it computes in fp32."""
import logging
import threading

import catvton
import pytest


@pytest.fixture
def say_something():
    """Makes the library log one message of level info, naming fp32."""
    yield lambda: catvton.GpuContext("cpu", precision="fp16")
    catvton.disable_logging()


def test_a_sink_is_told(say_something):
    told = []
    catvton.set_log_sink(lambda level, message: told.append((level, message)))
    say_something()
    assert [level for level, _ in told] == ["info"] and "fp32" in told[0][1]
    catvton.set_log_sink(None)
    say_something()
    assert len(told) == 1


def test_a_sink_is_told_what_it_asked_for(say_something):
    told = []
    catvton.set_log_sink(lambda *message: told.append(message), minimum="warning")
    say_something()
    assert not told
    with pytest.raises(catvton.InvalidArgumentError, match="minimum.*one of debug, info, warning, error"):
        catvton.set_log_sink(None, minimum="loud")


def test_messages_reach_logging_from_another_thread(say_something, caplog):
    caplog.set_level(logging.INFO, logger="catvton")
    catvton.enable_logging()
    thread = threading.Thread(target=say_something)
    thread.start()
    thread.join()
    assert [(record.name, record.levelname) for record in caplog.records] == [("catvton", "INFO")]
    catvton.disable_logging()
    say_something()
    assert len(caplog.records) == 1


def test_a_logger_of_ones_own(say_something, caplog):
    logger = logging.getLogger("mine")
    logger.setLevel(logging.ERROR)
    catvton.enable_logging(logger)
    logger.setLevel(logging.DEBUG)
    say_something()
    assert not caplog.records  # the library asks for nothing below the level that it was told
    catvton.enable_logging(logger)
    say_something()
    assert [record.name for record in caplog.records] == ["mine"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_sink_that_raises_harms_nobody(say_something, monkeypatch):
    unraisable = []
    monkeypatch.setattr("sys.unraisablehook", lambda raised: unraisable.append(raised.exc_type))

    def fail(level, message):
        raise LookupError(message)

    catvton.set_log_sink(fail)
    assert say_something().device.kind == "cpu"
    assert unraisable == [LookupError]
