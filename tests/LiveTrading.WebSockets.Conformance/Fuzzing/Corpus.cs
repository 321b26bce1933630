using System.Globalization;
using System.Text;

namespace LiveTrading.WebSockets.Conformance.Fuzzing;

/// <summary>The inputs kept in the repository (folder <c>Corpus</c>, embedded): what once was trouble, and what mutations begin from.</summary>
internal static class Corpus
{
    /// <summary>Of <c>frames.txt</c>.</summary>
    public static IReadOnlyList<FrameSeed> Frames() => [.. Lines("frames").Select(static fields => new FrameSeed(
        fields[0] == "deflate",
        int.Parse(fields[1], CultureInfo.InvariantCulture),
        [.. fields[2].Split(' ').Select(static frame => (int.Parse(frame[..2], NumberStyles.HexNumber, CultureInfo.InvariantCulture), Convert.FromHexString(frame[3..])))],
        fields[3]))];

    /// <summary>Of <c>inflate.txt</c>: payload and what it is.</summary>
    public static IReadOnlyList<(byte[] Payload, string What)> Inflate() => [.. Lines("inflate").Select(static fields => (Convert.FromHexString(fields[0]), fields[1]))];

    /// <summary>Of <c>answers.txt</c>: whether the client accepts, the head, what it is.</summary>
    public static IReadOnlyList<(bool Upgraded, string Head, string What)> Answers() => [.. Lines("answers").Select(static fields => (fields[0] == "upgraded", Unescape(fields[1]), fields[2]))];

    /// <summary>Of <c>requests.txt</c>: the status the server answers with, the request, what it is.</summary>
    public static IReadOnlyList<(int Status, string Request, string What)> Requests() => [.. Lines("requests").Select(static fields => (int.Parse(fields[0], CultureInfo.InvariantCulture), Unescape(fields[1]), fields[2]))];

    /// <summary>Of <c>tls.txt</c>: connections, what is done to them, and what that is.</summary>
    public static IReadOnlyList<(TlsPlan Plan, string What)> Tls() => [.. Lines("tls").Select(static fields => (
        new TlsPlan(fields[0] == "client", fields[1] == "1.2", fields[2] == "in", int.Parse(fields[3], CultureInfo.InvariantCulture), Enum.Parse<TlsWrong>(fields[4]), int.Parse(fields[5], CultureInfo.InvariantCulture)),
        fields[6]))];

    private static IEnumerable<string[]> Lines(string name)
    {
        using Stream stream = typeof(Corpus).Assembly.GetManifestResourceStream($"Corpus.{name}.txt") ?? throw new InvalidOperationException($"The corpus {name} is not embedded.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
                yield return line.Split(" | ");
        }
    }

    private static string Unescape(string text) => text.Replace("\\r", "\r", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal);
}
