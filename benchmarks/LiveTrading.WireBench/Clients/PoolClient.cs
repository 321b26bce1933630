namespace LiveTrading.WireBench.Clients;

/// <summary>What clients on the thread pool share: the warm-up, the connections, the patience.</summary>
internal abstract class PoolClient(string name) : IWireClient
{
    // After the last message the server still says what it measured.
    private static readonly TimeSpan _lastWord = TimeSpan.FromMilliseconds(200);
    private readonly Warmup _warmup = new();

    public RunResult Run(RunRequest request)
    {
        long warmed = _warmup.Run(request, r => RunOnce(r, TimeSpan.FromSeconds(r.WarmupSeconds)).Messages);
        return RunOnce(request, limit: null) with { WarmupMessages = warmed };
    }

    /// <summary>Connects, hands every message to the run until it is over or the server closes, and a little longer.</summary>
    /// <param name="request">Where to and how.</param>
    /// <param name="run">Counts.</param>
    /// <param name="reply">What to send for each message; null: nothing.</param>
    /// <param name="stop">Ends it.</param>
    protected abstract Task ServeAsync(RunRequest request, PoolRun run, byte[]? reply, CancellationToken stop);

    private RunResult RunOnce(RunRequest request, TimeSpan? limit)
    {
        PoolRun run = new(name, request);
        byte[]? reply = request.Replies ? ReplyText.OfLength(request.ReplyBytes) : null;
        using CancellationTokenSource stop = new();
        Task[] served = [.. Enumerable.Range(0, request.Connections).Select(_ => ServeAsync(request, run, reply, stop.Token))];
        Task all = Task.WhenAll(served);
        try
        {
            Await(run, all, request, limit);
            if (limit is null)
                Task.WhenAny(all).Wait(_lastWord);
        }
        finally
        {
            stop.Cancel();
        }

        try
        {
            all.GetAwaiter().GetResult();
        }
        catch (Exception) when (run.IsOver || limit is not null)
        {
            // Canceled by us, or cut by the server after the last message.
        }
        catch (Exception error) when (error is not WireBenchException)
        {
            throw new WireBenchException($"{request.Url}: {error.Message}{(error.InnerException is { } inner ? " " + inner.Message : "")}");
        }

        run.OnServerEnded();
        return run.Result();
    }

    private static void Await(PoolRun run, Task all, RunRequest request, TimeSpan? limit)
    {
        Task first = Task.WhenAny(run.Over, all);
        if (limit is { } time)
        {
            first.Wait(time);
            return;
        }

        long before = -1;
        while (!first.Wait(TimeSpan.FromSeconds(request.SilenceSeconds)))
        {
            WireBenchException.Require(run.Counted > before && run.Counted > 0, $"no message for {request.SilenceSeconds} s, after {run.Counted} of {request.Messages} messages.");
            before = run.Counted;
        }
    }
}
