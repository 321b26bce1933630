using System.IO.Compression;
using LiveTrading.WebSockets.Compression;

namespace LiveTrading.WebSockets.Conformance.Server;

/// <summary>What the server of a case compresses with: zlib where the whole window is agreed on, else the product's deflater, which a reference inflater checks elsewhere.</summary>
internal sealed class ServerDeflate : IDisposable
{
    private readonly MemoryStream _bytes = new();
    private readonly DeflateStream? _zlib;
    private readonly Deflater? _own;

    public ServerDeflate(DeflateAgreement agreement)
    {
        if (agreement is { ServerWindowBits: 15, ServerTakesOver: true })
            _zlib = new DeflateStream(_bytes, CompressionLevel.Optimal);
        else
            _own = new Deflater(agreement.ServerWindowBits, agreement.ServerTakesOver);
    }

    /// <summary>The payload of a compressed message; null: it is to be sent as it is.</summary>
    public byte[]? Compress(byte[] message)
    {
        if (_own is not null)
            return _own.TryCompress(message, out ReadOnlySpan<byte> payload) ? payload.ToArray() : null;
        _bytes.SetLength(0);
        _zlib!.Write(message);
        _zlib.Flush();
        byte[] bytes = _bytes.ToArray();
        // Nothing new to flush: zlib writes nothing, and nothing is sent.
        return bytes.Length == 0 ? [] : bytes[..^4];
    }

    public void Dispose()
    {
        _zlib?.Dispose();
        _bytes.Dispose();
    }
}
