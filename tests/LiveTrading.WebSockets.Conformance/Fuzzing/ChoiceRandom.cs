namespace LiveTrading.WebSockets.Conformance.Fuzzing;

/// <summary>
/// Random numbers drawn from bytes, so that an input made from them can be changed by changing a byte: small ranges take
/// one byte, others four or eight. Behind the last byte numbers follow from all of them.
/// </summary>
internal sealed class ChoiceRandom : Random
{
    private readonly byte[] _choices;
    private int _at;
    private ulong _state;

    /// <summary>Draws from bytes.</summary>
    public ChoiceRandom(byte[] choices)
    {
        _choices = choices;
        _state = 14695981039346656037;
        foreach (byte choice in choices)
            _state = (_state ^ choice) * 1099511628211;
    }

    public override int Next() => (int)(Draw(4) & 0x7FFFFFFF) % int.MaxValue;

    public override int Next(int maxValue) => Next(0, maxValue);

    public override int Next(int minValue, int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        long range = (long)maxValue - minValue;
        return range <= 1 ? minValue : (int)(minValue + (long)(Draw(range <= 256 ? 1 : 4) % (ulong)range));
    }

    public override long NextInt64() => (long)(Draw(8) & long.MaxValue);

    public override long NextInt64(long minValue, long maxValue)
    {
        ulong range = (ulong)maxValue - (ulong)minValue;
        return range <= 1 ? minValue : (long)((ulong)minValue + (Draw(8) % range));
    }

    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    public override void NextBytes(Span<byte> buffer)
    {
        for (int i = 0; i < buffer.Length; i++)
            buffer[i] = (byte)Draw(1);
    }

    public override double NextDouble() => Sample();

    protected override double Sample() => (Draw(8) >> 11) * (1.0 / (1UL << 53));

    private ulong Draw(int bytes)
    {
        ulong value = 0;
        for (int i = 0; i < bytes; i++)
            value = (value << 8) | Byte();
        return value;
    }

    private byte Byte()
    {
        if (_at < _choices.Length)
            return _choices[_at++];
        // SplitMix64.
        ulong z = _state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return (byte)(z >> 56);
    }
}
