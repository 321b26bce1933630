using LiveTrading.IO;

namespace LiveTrading.WebSockets.Tests.Harness;

/// <summary>Takes as many bytes as a test allows.</summary>
internal sealed class FakeStream : LoopStream
{
    public List<byte> Taken { get; } = [];

    /// <summary>Bytes it will still take.</summary>
    public long Room { get; set; } = long.MaxValue;

    /// <summary>Whether <see cref="Taken"/> is kept; not for allocation tests.</summary>
    public bool Keeps { get; set; } = true;

    public int Offers { get; private set; }

    public bool IsClosed { get; private set; }

    public bool WasReset { get; private set; }

    public override bool IsOpen => !IsClosed;

    public override string RemoteName => "fake:1";

    public override bool ReceivePaused { get; set; }

    public override int Offer(ReadOnlySpan<byte> data)
    {
        if (IsClosed)
            return 0;
        Offers++;
        int taken = (int)Math.Min(data.Length, Room);
        Room -= taken;
        if (Keeps)
            Taken.AddRange(data[..taken]);
        return taken;
    }

    public override void ShutdownSend()
    {
    }

    public override void Close(bool reset = false)
    {
        IsClosed = true;
        WasReset = reset;
    }
}
