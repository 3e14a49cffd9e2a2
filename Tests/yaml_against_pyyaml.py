#!/usr/bin/env python3
"""Compares pipegen's reading of YAML with PyYAML's on random trees, printed in several styles.

    yaml_against_pyyaml.py [--seed N] [--count N] COMMAND...

COMMAND with a file's name added prints the file as JSON with every scalar as text, as
`pipegen debug yaml-json` does. Exits with 1 at the first difference and leaves the file.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile

try:
    import yaml
except ImportError:
    print("SKIPPED: yaml_against_pyyaml.py needs PyYAML", file=sys.stderr)
    sys.exit(0)


class Texts(yaml.SafeLoader):
    """PyYAML with every scalar as text and merge keys."""

    yaml_implicit_resolvers = {
        "<": [r for r in yaml.SafeLoader.yaml_implicit_resolvers["<"] if r[0].endswith(":merge")]
    }


    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _ in node.value]
        if len(set(keys)) < len(keys):
            raise yaml.YAMLError("PyYAML's printer has made two keys equal")
        return super().construct_mapping(node, deep)


class Plain(yaml.SafeDumper):
    """PyYAML without tags: what is no text does not occur."""

    yaml_implicit_resolvers = {}


ALPHABET = (
    "abcxyz0159 \n\t:#-?,[]{}&*!|>'\"%@`\\<=~._/$"
    "\x00\x07\x1b\x85\xa0é\u0301\u2028\u2029\ufeff日😀"
)
WORDS = ["", " ", "true", "no", "1.10", "0755", "12:30:45", "~", "null", "<<", "=", "- a", "a: b",
         "a #b", "${version}", "x" * 130, "two\nlines\n", "\n", " lead", "trail ", "\ttab", "é", "...", "---"]


def text(random):
    if random.random() < 0.4:
        return random.choice(WORDS)
    return "".join(random.choice(ALPHABET) for _ in range(random.randrange(12)))


def tree(random, depth, shared):
    kind = random.random()
    if shared and kind < 0.15:
        return random.choice(shared)
    if depth == 0 or kind < 0.45:
        return text(random)
    if kind < 0.7:
        node = [tree(random, depth - 1, shared) for _ in range(random.randrange(5))]
    else:
        node = {text(random): tree(random, depth - 1, shared) for _ in range(random.randrange(12))}
        # A key that is `<<` or looks like another one is another test.
        node = {k: v for k, v in node.items() if k != "<<" and "\u0301" not in k}
    shared.append(node)
    return node


def printed(random, node):
    return yaml.dump(
        node,
        Dumper=Plain,
        default_style=random.choice([None, None, '"', "'", "|", ">"]),
        default_flow_style=random.choice([True, False, None]),
        allow_unicode=random.choice([True, False]),
        indent=random.choice([2, 3, 4, 8]),
        width=random.choice([20, 80, 10000]),
        line_break=random.choice(["\n", "\n", "\r\n"]),
        explicit_start=random.random() < 0.2,
        explicit_end=random.random() < 0.2,
        sort_keys=False,
    ).encode("utf-8", "surrogatepass")


def with_merges(random, source):
    """The printed tree with some merges before it."""
    keys = random.sample("abcdefgh", 4)
    lines = ["one: &one {%s: 1, %s: 2}" % (keys[0], keys[1]), "two: &two {%s: 3, %s: 4}" % (keys[1], keys[2])]
    use = random.choice(["*one", "[*one, *two]", "[*two, *one]"])
    entries = [f"<<: {use}", f"{keys[0]}: own", f"{keys[3]}: own"]
    random.shuffle(entries)
    lines.append("three: {" + ", ".join(entries) + "}")
    return ("\n".join(lines) + "\n").encode()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    compared = refused = 0
    for index in range(options.count):
        generator = random.Random(f"{options.seed}/{index}")
        source = printed(generator, tree(generator, 4, []))
        if generator.random() < 0.1:
            source = with_merges(generator, source)
        try:
            expected = yaml.load(source.decode(), Loader=Texts)
        except (yaml.YAMLError, UnicodeDecodeError, TypeError):
            refused += 1
            continue
        with tempfile.NamedTemporaryFile(suffix=".yml", delete=False) as file:
            file.write(source)
        run = subprocess.run(options.command + [file.name], capture_output=True)
        try:
            found = json.loads(run.stdout)
        except ValueError:
            found = run.stdout.decode(errors="replace") + run.stderr.decode(errors="replace")
        if found != expected:
            print(f"seed {options.seed}, tree {index}: {file.name}", file=sys.stderr)
            print(f"expected {expected!r}\nfound    {found!r}", file=sys.stderr)
            return 1
        os.unlink(file.name)
        compared += 1
    print(f"{compared} trees are equal; {refused} left out, which PyYAML cannot read back")
    return 0


if __name__ == "__main__":
    sys.exit(main())
