using LiveTrading.IO;

namespace LiveTrading.WireBench.Clients;

/// <summary>LiveTrading's own client on its own loop, as the engine uses them.</summary>
internal sealed class LoopClient(LoopBackend backend) : IWireClient
{
    private readonly Warmup _warmup = new();

    public RunResult Run(RunRequest request)
    {
        long warmed = _warmup.Run(request, short_ => RunOnce(short_, warming: true).Messages);
        return RunOnce(request, warming: false) with { WarmupMessages = warmed };
    }

    private RunResult RunOnce(RunRequest request, bool warming)
    {
        EventLoopOptions options = new() { Backend = backend, Wait = request.Wait, SpinFor = TimeSpan.FromMicroseconds(request.SpinMicros) };
        using EventLoop loop = EventLoops.Create(options);
        LoopRun run = new(loop, request, warming);
        run.Start();
        loop.Run();
        return run.Result();
    }
}
