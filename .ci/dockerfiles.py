#!/usr/bin/env python3
"""Compares `pipegen inspect --format json` with BuildKit's own answers: dockerfiles.py PIPEGEN FOLDER."""
import json
import subprocess
import sys
from pathlib import Path

pipegen, folder = sys.argv[1], Path(sys.argv[2])
answers = json.loads((folder / "answers.json").read_text())
files = [str(folder / answer["file"]) for answer in answers]
result = subprocess.run([pipegen, "inspect", "--format", "json", *files], capture_output=True, text=True)
lines = [json.loads(line) for line in result.stdout.splitlines()]
assert len(lines) == len(files) > 0, result.stderr


def expected(answer):
    """An answer in the shape of a line; the line of an error where BuildKit tells none is ours to tell."""
    file = str(folder / answer["file"])
    error = answer["error"]
    if error:
        return {"file": file, "error": {"message": error["message"], "line": error.get("line")}}
    keys = ["index", "name", "base", "baseStage", "platform", "line", "dependsOn"]
    stages = [
        {key: stage[key] for key in keys}
        | {"args": [argument["name"] for argument in stage["args"]], "class": stage["class"]}
        for stage in answer["stages"]
    ]
    candidates = [candidate["index"] for candidate in answer["cacheCandidates"]]
    return {"file": file, "stages": stages, "targets": answer["targets"], "cacheCandidates": candidates}


wrong = 0
for answer, line in zip(answers, lines):
    right = expected(answer)
    if "error" in right and right["error"]["line"] is None and "error" in line:
        right["error"]["line"] = line["error"]["line"]
    if right != line:
        wrong += 1
        print(f"{answer['file']}: {answer['about']}\n  BuildKit: {json.dumps(right)}\n  pipegen:  {json.dumps(line)}")
print(f"{len(answers)} Dockerfiles, {wrong} read unlike BuildKit")
sys.exit(1 if wrong else 0)
