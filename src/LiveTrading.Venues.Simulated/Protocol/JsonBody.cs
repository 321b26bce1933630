using System.Buffers;
using System.Text.Json;

namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>Writes JSON bodies. The buffer is reused; what it returns is a copy. One thread.</summary>
internal sealed class JsonBody
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);

    public byte[] Write<T>(T state, Action<Utf8JsonWriter, T> write)
    {
        _buffer.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_buffer, Options))
            write(writer, state);
        return _buffer.WrittenSpan.ToArray();
    }

    public byte[] Write(Action<Utf8JsonWriter> write) => Write(write, static (writer, action) => action(writer));
}
