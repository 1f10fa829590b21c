#!/usr/bin/env python3
"""Runs a command and writes what it took: seconds, CPU seconds with those of its children, and the most memory in kB.

Usage: measure.py FILE COMMAND... A process counts as its own the memory of the one that started it, so this one is small.
"""
import os
import sys
import time

file, *command = sys.argv[1:]
began = time.perf_counter()
_, status, usage = os.wait4(os.posix_spawnp(command[0], command, os.environ), 0)
seconds = time.perf_counter() - began
with open(file, "w", encoding="ascii") as out:
    print(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, file=out)
sys.exit(os.waitstatus_to_exitcode(status) & 255)
