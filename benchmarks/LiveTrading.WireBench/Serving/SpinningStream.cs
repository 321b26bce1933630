using System.Net.Sockets;
using LiveTrading.WireBench.Measuring;

namespace LiveTrading.WireBench.Serving;

/// <summary>A socket that is read without ever sleeping: what measures reaction times must not wait to be woken itself. Writing sleeps while the kernel has no room.</summary>
internal sealed class SpinningStream(Socket socket) : Stream
{
    private const long PatienceNanos = 3_000_000_000;
    private const int PollMicros = 1_000_000;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="IOException">Nothing came for three seconds, or the connection broke.</exception>
    public override int Read(Span<byte> buffer)
    {
        long limit = 0;
        while (true)
        {
            int count = socket.Receive(buffer, SocketFlags.None, out SocketError error);
            if (error == SocketError.Success)
                return count;
            if (error != SocketError.WouldBlock)
                throw new IOException($"receiving failed: {error}");
            long now = MonotonicClock.Nanos();
            limit = limit == 0 ? now + PatienceNanos : limit;
            if (now > limit)
                throw new IOException("no reply in three seconds");
            if (Environment.ProcessorCount == 1)
                Thread.Yield();
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int count = TryWrite(buffer);
            if (count == 0)
                socket.Poll(PollMicros, SelectMode.SelectWrite);
            buffer = buffer[count..];
        }
    }

    /// <returns>0 when the kernel has no room.</returns>
    public int TryWrite(ReadOnlySpan<byte> buffer)
    {
        int count = socket.Send(buffer, SocketFlags.None, out SocketError error);
        return error switch
        {
            SocketError.Success => count,
            SocketError.WouldBlock => 0,
            _ => throw new IOException($"sending failed: {error}"),
        };
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
