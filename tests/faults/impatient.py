"""The real command, its pauses short enough for a test to wait for: one second instead of half a minute, two instead of an hour.

Run as `python -m tests.faults.impatient run --config FOLDER`. The file system, the calls, the processes and the log are as they are in an office.
"""

from datetime import timedelta

from pipeline.domain import retry

if __name__ == "__main__":
    retry.FIRST_PAUSE, retry.LONGEST_PAUSE = timedelta(seconds=1), timedelta(seconds=2)  # type: ignore[misc]  # that is its purpose
    from pipeline.cli import main

    main()
