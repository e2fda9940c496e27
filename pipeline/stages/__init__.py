"""One row of the procedure each: read the evidence, decide, act through ports, commit. Everything before the one commit is safe to do twice."""
