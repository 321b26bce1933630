using System.IO.Compression;
using System.Text;
using LiveTrading.Venues.Simulated.Capture;

namespace LiveTrading.Venues.Simulated.Tests.Capture;

public sealed class CaptureReaderTests : IDisposable
{
    private const string Trade = "1000 {\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\"}}\n";
    private const string Snapshot = "2000 {\"lastUpdateId\":5,\"bids\":[],\"asks\":[]}\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("capture").FullName;

    public static string Recording => System.IO.Path.Combine(AppContext.BaseDirectory, "data", "binance-spot-btcusdt-20240808.jsonl.gz");

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void Read_theBundledRecording_findsEveryMessageOnce()
    {
        using var reader = new CaptureReader([Recording]);
        var counts = new Dictionary<CaptureRecordKind, int>();
        while (reader.Read())
            counts[reader.Kind] = counts.GetValueOrDefault(reader.Kind) + 1;
        Assert.Equal(9_757, counts[CaptureRecordKind.Trade]);
        Assert.Equal(28_040, counts[CaptureRecordKind.BookTicker]);
        Assert.Equal(3_451, counts[CaptureRecordKind.Depth]);
        Assert.Equal(1, counts[CaptureRecordKind.DepthSnapshot]);
        Assert.Equal(41_249, counts.Values.Sum());
    }

    [Fact]
    public void Read_aFrame_givesMessageStreamAndDataVerbatim()
    {
        using var reader = new CaptureReader([Plain("a", Trade)]);
        Assert.True(reader.Read());
        Assert.Equal(1000, reader.ReceivedNanos);
        Assert.Equal("{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\"}}", Encoding.UTF8.GetString(reader.Message));
        Assert.Equal("btcusdt@trade", Encoding.UTF8.GetString(reader.StreamName));
        Assert.Equal("{\"e\":\"trade\"}", Encoding.UTF8.GetString(reader.Data));
        Assert.False(reader.Read());
    }

    [Fact]
    public void Read_severalFiles_readsThemOneAfterTheOther()
    {
        using var reader = new CaptureReader([Plain("a", Trade), Zipped("b", Snapshot + Trade)]);
        Assert.True(reader.Read());
        Assert.True(reader.Read());
        Assert.Equal(CaptureRecordKind.DepthSnapshot, reader.Kind);
        Assert.Equal(1, reader.LineNumber);
        Assert.True(reader.Read());
        Assert.False(reader.Read());
        Assert.False(reader.Read());
    }

    [Fact]
    public void Read_withoutALastNewline_takesTheLineWhenItIsWhole()
    {
        using var reader = new CaptureReader([Plain("a", Trade.TrimEnd('\n'))]);
        Assert.True(reader.Read());
    }

    [Fact]
    public void Read_aLineLongerThanTheBuffer_growsIt()
    {
        string big = "1 {\"stream\":\"x@y\",\"data\":{\"p\":\"" + new string('7', 700_000) + "\"}}\n";
        using var reader = new CaptureReader([Plain("a", Trade + big + Trade)]);
        Assert.True(reader.Read());
        Assert.True(reader.Read());
        Assert.Equal(big.Length - 3, reader.Message.Length);
        Assert.True(reader.Read());
        Assert.Equal("btcusdt@trade", Encoding.UTF8.GetString(reader.StreamName));
    }

    [Fact]
    public void Open_aMissingFile_namesIt() =>
        Assert.Contains("/nowhere/x.gz: no such file", Assert.Throws<CaptureException>(() => new CaptureReader(["/nowhere/x.gz"])).Message);

    [Fact]
    public void Read_anEmptyFile_saysSo() =>
        Assert.EndsWith("a: the file is empty.", Fail(Plain("a", "")), StringComparison.Ordinal);

    [Theory]
    [InlineData("garbage\n", ":1: a line must start with the receive time in nanoseconds.")]
    [InlineData("\n", ":1: a line must start with the receive time in nanoseconds.")]
    [InlineData("-5 {}\n", ":1: a line must start with the receive time in nanoseconds.")]
    [InlineData("99999999999999999999 {}\n", ":1: a line must start with the receive time in nanoseconds.")]
    [InlineData("5{}\n", ":1: a space must follow the receive time.")]
    [InlineData("5 []\n", ":1: the message is not a JSON object.")]
    [InlineData("5 {\"x\":1}\n", ":1: the message is neither a combined stream frame nor a depth snapshot.")]
    [InlineData("5 {\"stream\":\"a@b\"}\n", ":1: a combined frame must be {\"stream\":\"…\",\"data\":…}.")]
    [InlineData("5 {\"stream\":\"", ":1: the recording is torn: its last line is incomplete.")]
    public void Read_aMalformedLine_namesFileAndLine(string content, string message)
    {
        string path = Plain("bad", content);
        Assert.Equal(path + message, Fail(path));
    }

    [Fact]
    public void Read_plainCutAtAnyByte_neverGivesAPartOfALine()
    {
        string content = Trade + Snapshot;
        for (int cut = 1; cut < content.Length; cut++)
        {
            string path = Plain("cut", content[..cut]);
            bool whole = cut == Trade.Length || cut == Trade.Length - 1 || cut == content.Length - 1;
            string? error = TryFail(path);
            Assert.True(whole == (error is null), $"cut at {cut}: {error}");
        }
    }

    [Fact]
    public void Read_gzipCutAnywhere_isAlwaysAnError()
    {
        byte[] whole = File.ReadAllBytes(Zipped("z", string.Concat(Enumerable.Range(0, 50).Select(i => Trade.Replace("1000", (i * 7919).ToString())))));
        string path = System.IO.Path.Combine(_folder, "cut.gz");
        for (int cut = 20; cut < whole.Length; cut++)
        {
            File.WriteAllBytes(path, whole[..cut]);
            Assert.StartsWith(path + ":", Fail(path), StringComparison.Ordinal);
        }
    }

    private static string Fail(string path) => TryFail(path) ?? throw new InvalidOperationException("no error");

    private static string? TryFail(string path)
    {
        try
        {
            using var reader = new CaptureReader([path]);
            while (reader.Read())
            {
            }

            return null;
        }
        catch (CaptureException e)
        {
            return e.Message;
        }
    }

    private string Plain(string name, string content)
    {
        string path = System.IO.Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    private string Zipped(string name, string content)
    {
        string path = System.IO.Path.Combine(_folder, name);
        using var zip = new GZipStream(File.Create(path), CompressionLevel.Optimal);
        zip.Write(Encoding.UTF8.GetBytes(content));
        return path;
    }
}
