using System.Globalization;
using System.Text;
using LiveTrading.WireBench.Measuring;

namespace LiveTrading.WireBench.Serving;

/// <summary>Market data as unmasked text frames, made beforehand: half best bid and offer, a third trades, the rest books.</summary>
internal sealed class FeedFrames
{
    private const int BatchBytes = 2 * 1024 * 1024;
    private const int TextFrame = 0x81;
    private const int CloseFrame = 0x88;

    // The same batch in every process.
    private readonly Random _random = new(20240808);
    private readonly List<int> _starts = [];

    public FeedFrames()
    {
        using MemoryStream batch = new(BatchBytes + 4096);
        while (batch.Length < BatchBytes)
        {
            _starts.Add((int)batch.Length);
            batch.Write(Frame(NextMessage()));
        }

        Batch = batch.ToArray();
    }

    /// <summary>Whole frames, to be sent over and over.</summary>
    public byte[] Batch { get; }

    /// <summary>How many bytes so many messages have, the batch sent over and over.</summary>
    public long BytesOf(long messages) => ((messages / _starts.Count) * Batch.Length) + _starts[(int)(messages % _starts.Count)];

    /// <summary>A frame of a message that carries a time, see <see cref="MessageStamp"/>.</summary>
    /// <param name="size">Of the message.</param>
    /// <param name="stampOffset">Where the message begins in the frame.</param>
    public static byte[] Stamped(int size, out int stampOffset)
    {
        string head = "{\"t\":0000000000000000000,\"s\":\"BTCUSDT\",\"b\":\"";
        string tail = "\"}";
        string text = head + new string('5', Math.Max(0, size - head.Length - tail.Length)) + tail;
        byte[] frame = Frame(text);
        stampOffset = frame.Length - text.Length;
        return frame;
    }

    /// <summary>The last word and a close frame.</summary>
    public static byte[] End(string figures) => [.. Frame("END" + figures), CloseFrame, 2, 0x03, 0xE8];

    private static byte[] Frame(string text)
    {
        int length = Encoding.ASCII.GetByteCount(text);
        byte[] head = length < 126 ? [TextFrame, (byte)length] : [TextFrame, 126, (byte)(length >> 8), (byte)length];
        return [.. head, .. Encoding.ASCII.GetBytes(text)];
    }

    private string NextMessage() => _random.Next(10) switch
    {
        < 5 => Ticker(),
        < 8 => Trades(),
        _ => Book(),
    };

    private string Ticker() => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"stream\":\"btcusdt@bookTicker\",\"data\":{{\"u\":{Id()},\"s\":\"BTCUSDT\",\"b\":\"{Price()}\",\"B\":\"{Quantity()}\",\"a\":\"{Price()}\",\"A\":\"{Quantity()}\"}}}}");

    private string Trades()
    {
        StringBuilder text = new("{\"stream\":\"btcusdt@trade\",\"data\":[");
        for (int i = 0; i < 4; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(
                CultureInfo.InvariantCulture,
                $"{{\"e\":\"trade\",\"E\":{Id()},\"s\":\"BTCUSDT\",\"t\":{Id()},\"p\":\"{Price()}\",\"q\":\"{Quantity()}\",\"T\":{Id()},\"m\":true,\"M\":true}}");
        }

        return text.Append("]}").ToString();
    }

    private string Book()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{{\"stream\":\"btcusdt@depth\",\"data\":{{\"e\":\"depthUpdate\",\"E\":{Id()},\"s\":\"BTCUSDT\",\"U\":{Id()},\"u\":{Id()}");
        foreach (char side in "ba")
        {
            text.Append(",\"").Append(side).Append("\":[");
            for (int i = 0; i < 36; i++)
                text.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"[\"{Price()}\",\"{Quantity()}\"]");
            text.Append(']');
        }

        return text.Append("}}").ToString();
    }

    private string Price() => (59_000 + (_random.Next(200_000) / 100m)).ToString("0.00000000", CultureInfo.InvariantCulture);

    private string Quantity() => (_random.Next(1, 1_000_000) / 100_000m).ToString("0.00000000", CultureInfo.InvariantCulture);

    private long Id() => 1_700_000_000_000 + _random.Next(1_000_000_000);
}
