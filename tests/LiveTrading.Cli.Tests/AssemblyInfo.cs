// Every test starts processes that trade against the clock: one at a time, so that a small machine serves each in time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
