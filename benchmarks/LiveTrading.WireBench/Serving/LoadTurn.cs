using System.Globalization;
using System.Net.Sockets;
using LiveTrading.WireBench.Measuring;

namespace LiveTrading.WireBench.Serving;

/// <summary>The service of one group of connections.</summary>
internal sealed class LoadTurn(IReadOnlyList<LoadConnection> group, FeedFrames frames, Func<bool> isStopping)
{
    // A write as large as one read of most clients.
    private const int BytesPerWrite = 64 * 1024;
    private const int SelectMicros = 1_000_000;
    private const int LateNanos = 10_000;
    private const long LeadNanos = 2_000_000;
    private const int GatherMicros = 20_000;

    private readonly LoadRequest _request = group[0].Request;

    /// <exception cref="IOException">A client went.</exception>
    public void Run()
    {
        // Every client of the group gets ready to receive.
        WaitUntil(MonotonicClock.Nanos() + (GatherMicros * 1000L));
        string figures = _request.Mode switch
        {
            "blast" => Blast(),
            "paced" => Pace(),
            _ => PingPong(),
        };
        byte[] end = FeedFrames.End(figures);
        foreach (LoadConnection connection in group)
            connection.Write(end);
    }

    private string Blast()
    {
        foreach (LoadConnection connection in group)
        {
            connection.Remaining = frames.BytesOf(_request.Messages / group.Count);
            connection.Position = 0;
        }

        List<LoadConnection> busy = [.. group];
        while (busy.Count > 0)
        {
            bool any = false;
            for (int i = busy.Count - 1; i >= 0; i--)
            {
                any |= Push(busy[i]);
                if (busy[i].Remaining == 0)
                    busy.RemoveAt(i);
            }

            ThrowIfStopping();
            if (!any && busy.Count > 0)
            {
                List<Socket> waiting = [.. busy.Select(c => c.Socket)];
                Socket.Select(null, waiting, null, SelectMicros);
            }
        }

        return "";
    }

    private bool Push(LoadConnection connection)
    {
        byte[] batch = frames.Batch;
        int most = (int)Math.Min(Math.Min(BytesPerWrite, batch.Length - connection.Position), connection.Remaining);
        int count = most == 0 ? 0 : connection.TryWrite(batch.AsSpan(connection.Position, most));
        connection.Remaining -= count;
        connection.Position = (connection.Position + count) % batch.Length;
        return count > 0;
    }

    /// <summary>Open loop: each message is stamped with the time it was due, and a late one does not delay the next.</summary>
    private string Pace()
    {
        byte[] frame = FeedFrames.Stamped(_request.Size, out int text);
        long ticks = _request.Messages / group.Count;
        double period = 1e9 * group.Count / _request.Rate;
        long start = MonotonicClock.Nanos() + LeadNanos;
        long late = 0;
        long worst = 0;
        for (long i = 0; i < ticks; i++)
        {
            long due = start + (long)(i * period);
            long now = WaitUntil(due);
            worst = Math.Max(worst, now - due);
            late += now - due > LateNanos ? 1 : 0;
            MessageStamp.Write(frame.AsSpan(text), due);
            foreach (LoadConnection connection in group)
                connection.Write(frame);
        }

        return string.Create(CultureInfo.InvariantCulture, $" {{\"late_ticks\":{late},\"late_max_us\":{worst / 1000.0:0.0}}}");
    }

    private string PingPong()
    {
        byte[] frame = FeedFrames.Stamped(_request.Size, out int text);

        // More than anybody measures is served, a warm-up for example, and only the first are remembered.
        long[] trips = new long[Math.Min(_request.Messages, 2_000_000)];
        Random random = new(1);
        for (long i = 0; i < _request.Messages; i++)
        {
            LoadConnection connection = group.Count == 1 ? group[0] : group[random.Next(group.Count)];
            long sent = MonotonicClock.Nanos();
            MessageStamp.Write(frame.AsSpan(text), sent);
            connection.Write(frame);
            connection.ReadReply();
            long back = MonotonicClock.Nanos();
            if (i < trips.Length)
                trips[i] = back - sent;
            if (_request.GapMicros > 0)
                WaitUntil(back + (_request.GapMicros * 1000));
            else
                ThrowIfStopping();
        }

        LatencyFigures f = LatencyFigures.Of(trips);
        string curve = string.Join(',', f.Curve.Select(c => c.ToString("0.00", CultureInfo.InvariantCulture)));
        return string.Create(CultureInfo.InvariantCulture, $" {{\"p50\":{f.P50:0.00},\"p90\":{f.P90:0.00},\"p99\":{f.P99:0.00},\"p999\":{f.P999:0.00},\"max\":{f.Max:0.00},\"curve\":[{curve}]}}");
    }

    private long WaitUntil(long due)
    {
        long now;
        while ((now = MonotonicClock.Nanos()) < due)
        {
            ThrowIfStopping();
            if (Environment.ProcessorCount == 1)
                Thread.Yield();
        }

        return now;
    }

    private void ThrowIfStopping()
    {
        if (isStopping())
            throw new IOException("the server stops");
    }
}
