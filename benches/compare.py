#!/usr/bin/env python3
"""Times commands on one file in turn, so that what else the machine does hits all alike.

Usage: benches/compare.py RUNS FILE COMMAND...
Each COMMAND is one argument in which {} stands for the file, such as
'target/release/pushscope analyze {} --format json'. The file is read once before, into the page
cache. Printed for each command: wall seconds (least, median), processor seconds (median), peak
memory."""

import os
import shlex
import statistics
import subprocess
import sys
import time


def run(command):
    """Wall seconds, processor seconds and peak memory in MiB of one run; its output is dropped."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status != 0:
        sys.exit(f"it failed with status {status}: {shlex.join(command)}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    runs, file, commands = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    with open(file, "rb", buffering=0) as cached:
        while cached.read(1 << 24):
            pass
    words = [[word.replace("{}", file) for word in shlex.split(text)] for text in commands]
    measured = [[] for _ in words]
    for _ in range(runs):
        for command, results in zip(words, measured):
            results.append(run(command))
    for text, results in zip(commands, measured):
        wall, processor, memory = zip(*results)
        print(
            f"{min(wall):7.2f} {statistics.median(wall):7.2f} s wall"
            f" {statistics.median(processor):7.2f} s processor {max(memory):7.0f} MiB  {text}"
        )


main()
