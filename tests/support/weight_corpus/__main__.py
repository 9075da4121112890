import json
import sys
from pathlib import Path

from . import detectron2_cases, legacy_cases, safetensors_cases, torch_zip_cases


def main():
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    expected = {}
    for module in (safetensors_cases, torch_zip_cases, legacy_cases, detectron2_cases):
        for case in module.cases():
            assert case.name not in expected, case.name
            (out / case.name).write_bytes(case.data)
            expected[case.name] = {"code": case.code, "rule": case.rule}
    (out / "expected.json").write_text(json.dumps(expected, indent=1))
    print(f"{len(expected)} files in {out}")


if __name__ == "__main__":
    main()
