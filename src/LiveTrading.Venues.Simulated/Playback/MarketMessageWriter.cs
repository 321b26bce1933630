using System.Buffers.Text;
using LiveTrading.Model;

namespace LiveTrading.Venues.Simulated.Playback;

/// <summary>Writes a market message as combined streams carry it, into a buffer that is reused. One thread; allocates only when it grows.</summary>
internal sealed class MarketMessageWriter
{
    private byte[] _buffer = new byte[4096];
    private int _length;
    private int _dataStart;

    /// <summary>Wrapped with the stream's name; the event alone before <see cref="End"/>.</summary>
    public ReadOnlySpan<byte> Message => _buffer.AsSpan(0, _length);

    /// <summary>The event alone; after <see cref="End"/>.</summary>
    public ReadOnlySpan<byte> Data => _buffer.AsSpan(_dataStart, _length - _dataStart - 1);

    /// <summary>Begins a message; what follows is the event.</summary>
    public MarketMessageWriter Begin(ReadOnlySpan<byte> stream)
    {
        _length = 0;
        Text("{\"stream\":\""u8).Text(stream).Text("\",\"data\":"u8);
        _dataStart = _length;
        return this;
    }

    /// <summary>Begins a body without a stream, such as a snapshot.</summary>
    public MarketMessageWriter BeginBody()
    {
        _length = 0;
        _dataStart = 0;
        return this;
    }

    public void End() => Text("}"u8);

    public MarketMessageWriter Text(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
        return this;
    }

    public MarketMessageWriter Number(long value)
    {
        Reserve(20);
        Utf8Formatter.TryFormat(value, _buffer.AsSpan(_length), out int written);
        _length += written;
        return this;
    }

    /// <summary>A quoted amount with eight decimal places.</summary>
    /// <param name="raw">Times 10^8, 0 or more.</param>
    public MarketMessageWriter Amount(long raw)
    {
        Reserve(32);
        _buffer[_length++] = (byte)'"';
        Number(raw / FixedPoint.One);
        _buffer[_length++] = (byte)'.';
        Utf8Formatter.TryFormat(raw % FixedPoint.One, _buffer.AsSpan(_length), out int written, new System.Buffers.StandardFormat('D', FixedPoint.Decimals));
        _length += written;
        _buffer[_length++] = (byte)'"';
        return this;
    }

    private void Reserve(int bytes)
    {
        if (_length + bytes > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
    }
}
