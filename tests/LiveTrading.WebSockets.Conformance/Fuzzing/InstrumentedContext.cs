using System.Reflection;
using System.Runtime.Loader;
using SharpFuzz;

namespace LiveTrading.WebSockets.Conformance.Fuzzing;

/// <summary>
/// Loads this program once more, beside a copy of the library whose branches count themselves (SharpFuzz, in AFL's manner),
/// so that a run in it knows what an input reached.
/// </summary>
internal sealed class InstrumentedContext : AssemblyLoadContext
{
    private readonly byte[] _library;

    /// <summary>Instruments the library.</summary>
    public InstrumentedContext()
    {
        string copy = Path.GetTempFileName();
        try
        {
            File.Copy(typeof(WebSocketConnection).Assembly.Location, copy, overwrite: true);
            Fuzzer.Instrument(copy, static _ => true, Options.Value);
            _library = File.ReadAllBytes(copy);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    /// <summary>Runs <see cref="GuidedRun"/> in it.</summary>
    /// <returns>Whether every invariant held.</returns>
    public bool Run(int seed, string? target, TimeSpan duration, TextWriter output)
    {
        Assembly program = LoadFromAssemblyPath(typeof(GuidedRun).Assembly.Location);
        MethodInfo run = program.GetType(typeof(GuidedRun).FullName!, throwOnError: true)!.GetMethod(nameof(GuidedRun.Start))!;
        return (bool)run.Invoke(null, [seed, target, duration, output])!;
    }

    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name == typeof(WebSocketConnection).Assembly.GetName().Name ? LoadFromStream(new MemoryStream(_library)) : null;
}
