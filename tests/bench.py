"""`make bench`. Nothing is imported before it is run: every worker process imports this module again."""

if __name__ == "__main__":
    from tests.benchmarks import main

    main()
