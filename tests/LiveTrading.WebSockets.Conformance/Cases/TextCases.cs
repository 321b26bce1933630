using System.Text;
using static LiveTrading.WebSockets.Conformance.Reference.Wire;

namespace LiveTrading.WebSockets.Conformance.Cases;

/// <summary>UTF-8, valid and not, whole, in fragments and in pieces; wrong text must fail at its first wrong byte (RFC 6455 §8.1).</summary>
internal static class TextCases
{
    /// <summary>Borders of every range of Unicode table 3-7 that are valid, in hexadecimal.</summary>
    private static readonly string[] _valid =
    [
        "48656C6C6F2DC2B540C39FC3B6C3A4C3BCC3A0C3A12D5554462D382121", "00", "7F", "C280", "DFBF", "E0A080", "E0BFBF", "E18080", "ECBFBF", "ED8080", "ED9FBF",
        "EE8080", "EFBFBD", "EFBFBE", "EFBFBF", "F0908080", "F0BFBFBF", "F1808080", "F3BFBFBF", "F4808080", "F48FBFBF", "F09FBFBE", "F48FBFBE", "CEBAE1BDB9CF83CEBCCEB5",
        "C3A9E282ACF09F988041",
    ];

    /// <summary>Wrong text, and how many of its bytes there are up to and with the first wrong one.</summary>
    private static readonly (string Hex, int Bad)[] _wrong =
    [
        ("80", 1), ("BF", 1), ("4180", 2), ("808080", 1), ("C0", 1), ("C080", 1), ("C1BF", 1), ("C27F", 2), ("C2C0", 2), ("DFC0", 2), ("E09F80", 2), ("E08080", 2),
        ("E0A07F", 3), ("E1807F", 3), ("E180C0", 3), ("EDA080", 2), ("EDAFBF", 2), ("EDB080", 2), ("EDBFBF", 2), ("EFBF41", 3), ("F08080", 2), ("F08FBFBF", 2),
        ("F090807F", 4), ("F0908041", 4), ("F1C080", 2), ("F4908080", 2), ("F5808080", 1), ("F8888080", 1), ("FC84808080", 1), ("FE", 1), ("FF", 1), ("FEFEFFFF", 1),
        ("CEBAE1BDB9CF83CEBCCEB5EDA080656469746564", 13), ("CEBAE1BDB9CF83CEBCCEB5F4908080656469746564", 13), ("EDA080EDB080", 2), ("F888808080", 1), ("E282E282AC", 3),
    ];

    /// <summary>Text that ends within a character.</summary>
    private static readonly string[] _cut = ["C2", "E0A0", "E1", "E180", "ED9F", "F0", "F090", "F09080", "F48FBF", "41C3", "CEBAE1BDB9CF83CEBCCE"];

    public static IEnumerable<ConformanceCase> Make()
    {
        int number = 0;
        foreach (string hex in _valid)
        {
            byte[] text = Convert.FromHexString(hex);
            yield return Echo($"text.{++number}", $"{hex}", text, Frame(0x81, text), 0);
            yield return Echo($"text.{++number}", $"{hex}, byte by byte", text, Frame(0x81, text), 1);
            yield return Echo($"text.{++number}", $"{hex} in fragments of a byte", text, Fragments(Text, text, 1), 0);
        }
        foreach ((string hex, int bad) in _wrong)
        {
            byte[] text = Convert.FromHexString(hex);
            yield return Wrong($"text.{++number}", $"wrong {hex}", Frame(0x81, text));
            yield return Wrong($"text.{++number}", $"wrong {hex} in fragments of a byte", Fragments(Text, text, 1));
            // No further byte is sent: only who looks at a frame before it is whole can tell.
            yield return Wrong($"text.{++number}", $"wrong {hex}, its frame never whole", Frame(0x81, text.AsSpan(..bad), announced: text.Length + 1000));
            yield return Wrong($"text.{++number}", $"wrong {hex}, its message never final", Join(Frame(Text, "good"u8), Frame(0, text.AsSpan(..bad), announced: 100_000)));
        }
        foreach (string hex in _cut)
        {
            byte[] text = Convert.FromHexString(hex);
            yield return Wrong($"text.{++number}", $"{hex}, which ends within a character", Frame(0x81, text));
            yield return Wrong($"text.{++number}", $"{hex} in fragments, which ends within a character", Fragments(Text, text, 1));
        }
        byte[] large = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\u20ac\U0001F600ab", 6000)));
        for (int at = 0; at < 3; at++)
        {
            byte[] wrong = [.. large.AsSpan(..(20_000 * at + 1)), 0xFF];
            yield return Wrong($"text.{++number}", $"a wrong byte behind {20_000 * at + 1} bytes of a frame that is never whole", Frame(0x81, wrong, announced: 200_000));
        }
        foreach (int chop in new[] { 0, 997, 4096 })
            yield return Echo($"text.{++number}", $"60 kB of characters of two to four bytes, {chop} bytes at a time", large, Frame(0x81, large), chop);
        // The same bytes are no concern in a binary message.
        foreach ((string hex, _) in _wrong.Take(8))
        {
            byte[] bytes = Convert.FromHexString(hex);
            yield return new($"text.{++number}", $"{hex} as binary", peer =>
            {
                peer.Send(Frame(0x82, bytes));
                peer.Expect(Binary, bytes);
                peer.CloseInOrder();
            });
        }
    }

    private static ConformanceCase Echo(string id, string what, byte[] text, byte[] frames, int chop) => new(id, what, peer =>
    {
        peer.Send(frames, chop);
        peer.Expect(Text, text);
        peer.CloseInOrder();
    });

    private static ConformanceCase Wrong(string id, string what, byte[] frames) => new(id, what, peer =>
    {
        peer.Send(frames);
        peer.ExpectClose(1007);
    });
}
