using System.IO.Compression;

namespace LiveTrading.WebSockets.Tests.Compression;

/// <summary>The framework's zlib as the other side: raw DEFLATE, flushed after each message, its tail taken off.</summary>
internal sealed class Zlib : IDisposable
{
    private readonly MemoryStream _out = new();
    private readonly DeflateStream _deflate;
    private readonly MemoryStream _in = new();
    private readonly DeflateStream _inflate;

    public Zlib(CompressionLevel level = CompressionLevel.Optimal)
    {
        _deflate = new DeflateStream(_out, level);
        _inflate = new DeflateStream(_in, CompressionMode.Decompress);
    }

    public byte[] Deflate(byte[] message)
    {
        _out.SetLength(0);
        _deflate.Write(message);
        _deflate.Flush();
        byte[] bytes = _out.ToArray();
        if (bytes.Length == 0)
            return [];
        Assert.Equal([0, 0, 0xFF, 0xFF], bytes[^4..]);
        return bytes[..^4];
    }

    public byte[] Inflate(ReadOnlySpan<byte> payload, int length)
    {
        _in.SetLength(0);
        _in.Write(payload);
        _in.Write([0, 0, 0xFF, 0xFF]);
        _in.Position = 0;
        var message = new byte[length];
        _inflate.ReadExactly(message);
        return message;
    }

    public void Dispose()
    {
        _deflate.Dispose();
        _inflate.Dispose();
    }
}
