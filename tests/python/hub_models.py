"""Named models through Python, against the hub of tests/hub/test_bindings.py: hub_models.py MODE. Prints as
tests/capi/hub_models.c does; the checks here are of what every callback promises."""
import sys
import threading

import catvton


def print_model(model, states=None):
    states = states or {}
    print(f"model {model.name}: {model.description}, {'complete' if model.complete else 'in part'}, {model.bytes} bytes")
    for file in model.files:
        state = states.get(file.path, "unknown" if file.location else "missing")
        print("file", file.repository, file.revision, file.path, file.bytes, state, file.location or "")
    for license in model.licenses:
        print(f"license {license.repository}: {license.name}, {license.url}, {license.terms}")
    for folder in model.folders:
        print("folder", folder)


class Watch:
    """What the callbacks of one call see, and what they answer."""

    def __init__(self, plan_answer=None, progress_answer=None):
        self.plan_answer, self.progress_answer = plan_answer, progress_answer
        self.announced = self.done = None
        self.reports = 0

    def on_plan(self, plan):
        assert self.announced is None and self.reports == 0
        assert plan.endpoint.startswith("http://127.0.0.1:") and len(plan.licenses) == 1
        assert plan.bytes == sum(file.bytes for file in plan.files)
        assert plan.download_bytes == sum(file.bytes for file in plan.files if file.location is None)
        self.announced = plan.download_bytes
        return self.plan_answer

    def on_progress(self, progress):
        assert progress.repository == "owner/model" and progress.path
        assert progress.file_done <= progress.file_bytes
        assert (self.done or 0) <= progress.download_done <= progress.download_bytes
        if self.reports == 0 and self.announced is not None:
            try:
                catvton.pull_model("set")
                raise AssertionError("a pull inside a callback")
            except catvton.InvalidStateError:
                pass
        self.done = progress.download_done
        self.reports += 1
        return self.progress_answer if progress.file_done else "keep_going"


def pull(**answers):
    watch = Watch(**answers)
    model = catvton.pull_model("set", retry_delay_seconds=0.01, callback_on_plan=watch.on_plan,
                               callback_on_progress=watch.on_progress)
    assert watch.announced == (watch.done or 0)
    return model


def cancel_from_a_thread():
    token = catvton.CancellationToken()
    threading.Timer(0.3, token.cancel).start()
    return catvton.pull_model("set", cancellation=token)


def verify():
    watch = Watch()
    checks = catvton.verify_model("set", callback_on_progress=watch.on_progress)
    assert {check.file.path for check in checks} == {file.path for file in catvton.find_model("set").files}
    print("ok")
    print_model(catvton.find_model("set"), {check.file.path: check.state for check in checks})


ONE_MODEL = {
    "find": lambda: catvton.find_model("set"),
    "find none": lambda: catvton.find_model("no-such-model"),
    "pull": pull,
    "pull, plan freed": pull,
    "cancel plan": lambda: pull(plan_answer="cancel"),
    "cancel progress": lambda: pull(progress_answer="cancel"),
    "cancel from a thread": cancel_from_a_thread,
    "pull offline": lambda: catvton.pull_model("set", offline=True),
}


def main(mode):
    if mode == "list":
        for model in catvton.list_models():
            print_model(model)
    elif mode == "verify":
        verify()
    else:
        try:
            model = ONE_MODEL[mode]()
        except catvton.Error as error:
            print(f"{error.code}: {error}")
            return
        print("ok")
        print_model(model)


if __name__ == "__main__":
    main(sys.argv[1])
