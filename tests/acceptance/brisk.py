"""The real command, whose notices go out as soon as there is something to tell: looked for every half second instead of four times a minute.

Run as `python -m tests.acceptance.brisk run --config FOLDER`. What is told, to whom and how often is as in an office.
"""

from pipeline import daemon

if __name__ == "__main__":
    daemon._TELL_EVERY, daemon._TELL_REST = 0.5, 1  # type: ignore[misc]  # noqa: SLF001 -- that is its purpose
    from pipeline.cli import main

    main()
