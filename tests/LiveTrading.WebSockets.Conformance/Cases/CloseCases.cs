using System.Text;
using static LiveTrading.WebSockets.Conformance.Reference.Wire;

namespace LiveTrading.WebSockets.Conformance.Cases;

/// <summary>The close handshake, its codes and reasons (RFC 6455 §5.5.1, §7).</summary>
internal static class CloseCases
{
    private static readonly int[] _valid = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999];
    private static readonly int[] _wrong = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535];

    public static IEnumerable<ConformanceCase> Make()
    {
        int number = 0;
        foreach (ConformanceCase one in Codes().Concat(Reasons()).Concat(Orders()))
            yield return one with { Id = $"close.{++number}" };
    }

    private static IEnumerable<ConformanceCase> Codes()
    {
        yield return Answered("an empty close", Frame(0x88, []), -1);
        yield return Answered("half a code", Frame(0x88, [3]), 1002);
        foreach (int code in _valid)
        {
            yield return Answered($"the code {code}", CloseFrame(code), code);
            yield return Answered($"the code {code} with a reason", CloseFrame(code, "because"u8), code);
        }
        foreach (int code in _wrong)
        {
            yield return Answered($"the wrong code {code}", CloseFrame(code), 1002);
            yield return Answered($"the wrong code {code} with a reason", CloseFrame(code, "because"u8), 1002);
        }
    }

    private static IEnumerable<ConformanceCase> Reasons()
    {
        yield return Answered("a reason of 123 bytes", CloseFrame(1000, Encoding.ASCII.GetBytes(new string('*', 123))), 1000);
        yield return Answered("a reason of 124 bytes", CloseFrame(1000, Encoding.ASCII.GetBytes(new string('*', 124))), 1002);
        yield return Answered("a reason in many alphabets", CloseFrame(1000, "\u03ba\u1f79\u03c3\u03bc\u03b5 \U0001F600"u8), 1000);
        foreach (string hex in new[] { "FF", "C3", "CEBAEDA080", "F4908080", "41C080", "E282" })
            yield return Answered($"the wrong reason {hex}", CloseFrame(1000, Convert.FromHexString(hex)), 1007);
    }

    private static IEnumerable<ConformanceCase> Orders()
    {
        yield return Answered("a close byte by byte", CloseFrame(1000, "slowly"u8), 1000, chop: 1);
        yield return Answered("a text behind the close", Join(CloseFrame(1000), Frame(0x81, "late"u8)), 1000);
        yield return Answered("a ping behind the close", Join(CloseFrame(1000), Frame(0x89, "late"u8)), 1000);
        yield return Answered("two closes", Join(CloseFrame(1000), CloseFrame(1001)), 1000);
        yield return Answered("rubbish behind the close", Join(CloseFrame(1000), [0xFF, 0xFF, 0xFF, 0xFF]), 1000);
        yield return Answered("a close within a fragmented text", Join(Frame(Text, "begun"u8), CloseFrame(1000)), 1000);
        yield return Answered("a close within a fragmented text, its end behind it", Join(Frame(Text, "begun"u8), CloseFrame(1000), Frame(0x80, "end"u8)), 1000);
        yield return new("", "a message, then a close in the same piece", peer =>
        {
            peer.Send(Join(Frame(0x81, "before"u8), CloseFrame(1001)));
            peer.Expect(Text, "before"u8);
            peer.ExpectClose(1001);
        });
        foreach (int messages in new[] { 1, 5, 50 })
        {
            yield return new("", $"{messages} messages answered, then a close", peer =>
            {
                for (int i = 0; i < messages; i++)
                {
                    byte[] payload = Encoding.ASCII.GetBytes($"message {i}");
                    peer.Send(Frame(0x81, payload));
                    peer.Expect(Text, payload);
                }
                peer.CloseInOrder();
            });
        }
    }

    private static ConformanceCase Answered(string what, byte[] bytes, int code, int chop = 0) => new("", what, peer =>
    {
        peer.Send(bytes, chop);
        peer.ExpectClose(code);
    });
}
