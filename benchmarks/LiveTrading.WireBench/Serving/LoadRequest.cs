using System.Globalization;

namespace LiveTrading.WireBench.Serving;

/// <summary>What a client asks of the load server, in the path of its request.</summary>
/// <param name="Mode">blast, paced or pingpong.</param>
/// <param name="Messages">Over all connections.</param>
/// <param name="Rate">paced: messages a second over all connections.</param>
/// <param name="GapMicros">pingpong: from a reply to the next message.</param>
/// <param name="Connections">The work begins when so many have asked for the same.</param>
/// <param name="Size">paced, pingpong: bytes of a message.</param>
internal sealed record LoadRequest(string Mode, long Messages, long Rate, long GapMicros, int Connections, int Size)
{
    private const int DefaultSize = 600;

    /// <returns>Null when the path asks for nothing that there is.</returns>
    public static LoadRequest? Parse(string path)
    {
        string[] parts = path.Split('?', 2);
        Dictionary<string, long> numbers = new(StringComparer.Ordinal);
        foreach (string pair in parts.Length > 1 ? parts[1].Split('&') : [])
        {
            string[] words = pair.Split('=', 2);
            if (words.Length != 2 || !long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out long value))
                return null;
            numbers[words[0]] = value;
        }

        LoadRequest request = new(
            parts[0].TrimStart('/'),
            numbers.GetValueOrDefault("n", 0),
            numbers.GetValueOrDefault("r", 1000),
            numbers.GetValueOrDefault("gap", 0),
            (int)Math.Min(numbers.GetValueOrDefault("conns", 1), int.MaxValue),
            (int)Math.Min(numbers.GetValueOrDefault("size", DefaultSize), int.MaxValue));
        bool known = request.Mode is "blast" or "paced" or "pingpong";
        return known && request.Connections is >= 1 and <= 1000 && request.Rate >= 1 && request.Size is >= 32 and <= 65_000 ? request : null;
    }
}
