using Xunit.Sdk;
using Xunit.v3;

// Tests of one program run one after another: a collection that another test causes retires this thread's allocation context,
// and what was left in it would be counted as allocated. The test programs themselves run side by side.
[assembly: Parallelization(Mode = ParallelMode.None)]
