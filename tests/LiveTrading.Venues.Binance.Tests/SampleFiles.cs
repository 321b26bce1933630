using System.IO.Compression;
using System.Text;

namespace LiveTrading.Venues.Binance.Tests;

/// <summary>The sample messages beside the tests.</summary>
internal static class SampleFiles
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Samples");

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    /// <summary>Messages of the recording, without their times.</summary>
    public static IEnumerable<byte[]> Recording()
    {
        using GZipStream stream = new(File.OpenRead(Path.Combine(Folder, "binance-spot-btcusdt-20240808.jsonl.gz")), CompressionMode.Decompress);
        using StreamReader reader = new(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
            yield return Encoding.UTF8.GetBytes(line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
    }
}
