using LiveTrading.Engine.Events;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Hosting;

/// <summary>Runs the engine on its own thread between start and stop of the host.</summary>
internal sealed class LiveTradingHostedService(LiveTradingEngine engine, IHostApplicationLifetime lifetime, ILogger<LiveTradingHostedService> logger) : IHostedService
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _thread = new Thread(Run) { Name = "LiveTrading" };
        _thread.Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_thread is null)
            return;
        engine.Stop(ShutdownReason.Signal);
        await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Run()
    {
        try
        {
            int code = engine.Run();
            if (code != ExitCodes.Clean)
                Environment.ExitCode = code;
        }
        catch (Exception e)
        {
            // The thread's end: the host must hear of it, and nobody else can.
            Log.HostedEngineFailed(logger, e.Message);
            Environment.ExitCode = ExitCodes.Error;
        }

        _ended.SetResult();
        lifetime.StopApplication();
    }
}
