using System.Text;

namespace LiveTrading.WebSockets.Conformance.Reference;

/// <summary>Messages of every kind that compression meets.</summary>
internal static class Contents
{
    public static readonly string[] Kinds = ["json", "random", "repetitive", "text", "sparse"];

    public static byte[] Make(string kind, int length, int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[length];
        switch (kind)
        {
            case "random":
                random.NextBytes(bytes);
                break;
            case "repetitive":
                bytes.AsSpan().Fill((byte)('a' + (seed % 26)));
                break;
            case "sparse":
                for (int i = 0; i < length; i++)
                    bytes[i] = random.Next(20) == 0 ? (byte)random.Next(256) : (byte)0;
                break;
            default:
                var text = new StringBuilder();
                while (text.Length < length)
                {
                    text.Append(kind == "json"
                        ? $"{{\"e\":\"trade\",\"E\":{1700000000000 + random.Next()},\"s\":\"BTCUSDT\",\"p\":\"{random.Next(60000, 70000)}.{random.Next(100):00}\",\"q\":\"0.{random.Next(100000):00000}\",\"m\":{(random.Next(2) == 0 ? "true" : "false")}}}"
                        : $"{(char)('a' + random.Next(26))}{(char)random.Next('à', 'ÿ')}");
                }
                Encoding.UTF8.GetBytes(text.ToString()).AsSpan(0, length).CopyTo(bytes);
                break;
        }
        return bytes;
    }
}
