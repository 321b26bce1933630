namespace LiveTrading.IO.Tests;

/// <summary>Takes connections with a handler made by the test.</summary>
internal sealed class RecordingAcceptor(Func<LoopStream, IStreamHandler?> choose) : IStreamAcceptor
{
    internal List<LoopStream> Accepted { get; } = [];

    public IStreamHandler? OnAccepted(LoopStream stream)
    {
        Accepted.Add(stream);
        return choose(stream);
    }
}
