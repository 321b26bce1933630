using System.Text;

namespace LiveTrading.WireBench.Clients;

/// <summary>What is sent back for a message: JSON in form, of any length.</summary>
internal static class ReplyText
{
    private const string Head = "{\"id\":1,\"order\":\"";
    private const string Tail = "\"}";

    public static byte[] OfLength(int bytes)
    {
        string text = bytes >= Head.Length + Tail.Length
            ? Head + new string('x', bytes - Head.Length - Tail.Length) + Tail
            : (Head + Tail)[..Math.Max(bytes, 0)];
        return Encoding.ASCII.GetBytes(text);
    }
}
