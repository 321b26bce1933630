namespace LiveTrading.WebSockets.Conformance.Fuzzing;

/// <summary>Small wrongs done to right bytes.</summary>
internal static class Mutation
{
    private static readonly byte[] _interesting = [0x00, 0x01, 0x7D, 0x7E, 0x7F, 0x80, 0x81, 0x88, 0xC1, 0xFE, 0xFF];

    /// <summary>Changes a few places; sometimes none.</summary>
    public static byte[] Of(byte[] bytes, Random random)
    {
        var changed = new List<byte>(bytes);
        int count = random.Next(5);
        for (int i = 0; i < count && changed.Count > 0; i++)
        {
            int at = random.Next(changed.Count);
            switch (random.Next(7))
            {
                case 0:
                    changed[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    changed[at] = (byte)random.Next(256);
                    break;
                case 2:
                    changed[at] = _interesting[random.Next(_interesting.Length)];
                    break;
                case 3:
                    changed.Insert(at, (byte)random.Next(256));
                    break;
                case 4:
                    changed.RemoveRange(at, Math.Min(changed.Count - at, 1 + random.Next(4)));
                    break;
                case 5:
                    changed.RemoveRange(at, changed.Count - at);
                    break;
                default:
                    changed.InsertRange(at, changed.GetRange(at, Math.Min(changed.Count - at, 1 + random.Next(20))));
                    break;
            }
        }
        return [.. changed];
    }
}
