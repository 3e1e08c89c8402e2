"""Programs round the house that no installation needs: the demo, the benchmark, a server to test with."""
